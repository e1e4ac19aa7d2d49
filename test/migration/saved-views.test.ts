import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openEmbedded } from "../../src/database/embedded/open.ts";
import { renameFieldsStep, type FieldRename } from "../../src/migration/saved-views.ts";
import { DatabaseError, type Database } from "../../src/model/database.ts";

let database: Database;
beforeAll(async () => {
  database = await openEmbedded();
  await database.exec("create table saved_views (id int primary key, name text, context text, params jsonb)");
});
afterAll(() => database.close());

const TABLE = { namespace: "public", name: "saved_views", content: "params", context: "context" } as const;
const RENAMES: readonly FieldRename[] = [
  { context: "/it's", from: "customer.email", to: "customer.mail" },
  { context: "/it's", from: "email", to: "mail" },
];
const BACK = RENAMES.map(({ context, from, to }) => ({ context, from: to, to: from }));

const params = (email: string, joined: string): object => ({
  view_mode: "detail",
  filters: [["f", "filters", { filter: joined, value: "email", comp: "=" }]],
  selected: { k0: { field: email, alias: "email" } },
  views: {
    detail: { selected: [["u1", joined, { field: joined, alias: "customer.email" }]] },
    map: { popup_field: email, map_layers: [{ color_field: joined }] },
    graph: { x_axis: [["u", email, {}]] },
  },
  notes: ["a", "email"],
});

async function rows(): Promise<unknown[]> {
  return (await database.query<{ params: unknown }>("select params from saved_views order by id")).map((row) => row.params);
}

async function put(...list: readonly (readonly [context: string, params: object])[]): Promise<void> {
  await database.exec("delete from saved_views");
  for (const [at, [context, value]] of list.entries())
    await database.query("insert into saved_views values ($1, 'v', $2, $3::text::jsonb)", [at, context, JSON.stringify(value)]);
}

describe("renameFieldsStep", () => {
  it("renames fields where fields stand, copies too, on the page that is meant, and comes back exactly", async () => {
    const old = params("email", "customer.email");
    await put(["/it's", old], ["/other", old]);
    await database.exec(renameFieldsStep(TABLE, RENAMES, true));
    expect(await rows()).toEqual([params("mail", "customer.mail"), old]);
    await database.exec(renameFieldsStep(TABLE, BACK, false));
    expect(await rows()).toEqual([old, old]);
  });

  it("refuses a row that could not be told apart on the way back, and changes nothing", async () => {
    const taken = params("mail", "customer.email");
    await put(["/it's", params("email", "x.y")], ["/it's", taken]);
    await expect(database.exec(renameFieldsStep(TABLE, RENAMES, true))).rejects.toThrow(DatabaseError);
    expect(await rows()).toEqual([params("email", "x.y"), taken]);
  });

  it("leaves JSON alone that is no view", async () => {
    await put(["/it's", []], ["/it's", { email: ["email"] }]);
    await database.exec(renameFieldsStep(TABLE, RENAMES, true));
    expect(await rows()).toEqual([[], { email: ["email"] }]);
  });
});
