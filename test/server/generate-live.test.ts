/** `domain generate --from db --check-data` on a real server: rows decide about guesses, sizes order the joins, nothing of the rows is told. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openServer } from "../../src/database/server.ts";
import { openStage, removeStages } from "../cli/stage.ts";
import { testServer, type TestDatabase, type TestServer } from "../support/server.ts";

let server: TestServer;
let database: TestDatabase;
beforeAll(async () => {
  server = await testServer();
  database = await server.createDatabase();
});
afterAll(async () => {
  removeStages();
  await server.close();
});

it("asks rows, and tells counts only", async () => {
  const session = await openServer(database.url);
  await session.exec(`
    create table users (id bigint primary key, name text);
    create table regions (id bigint primary key, name text);
    create table orders (id bigint primary key, region_id bigint, user_id bigint, owner_id bigint, note text);
    insert into users select n, 'hidden-name-' || n from generate_series(1, 1000) n;
    insert into regions select n, 'r' from generate_series(1, 20) n;
    insert into orders select n, n % 20 + 1, n % 900 + 1, n + 100000, 'hidden-note' from generate_series(1, 3000) n;
    analyze;`);
  await session.close();
  const stage = openStage({ "selecto.config.yaml": "database: { url: env:SHOP_URL }\ndomains: domains\n" });
  const answer = await stage.ask("domain generate orders --from db --check-data --json", { env: { SHOP_URL: database.url } });
  expect({ exit: answer.exit, errors: answer.exit === 0 ? "" : answer.stdout + answer.stderr }).toEqual({ exit: 0, errors: "" });
  const { relationships, domains } = JSON.parse(answer.stdout) as {
    relationships: { columns: string[]; confidence: number; checked: object; reasons: string[] }[];
    domains: { name: string }[];
  };
  expect(domains).toMatchObject([{ name: "Order" }]);
  const of = (column: string) => relationships.find(({ columns }) => columns[0] === column);
  expect(of("user_id")).toMatchObject({ checked: { values: 500, missing: 0 } });
  expect(of("owner_id")).toMatchObject({ checked: { values: 500, missing: 500 } });
  expect(of("owner_id")?.confidence).toBeLessThan(0.1);
  expect(of("owner_id")?.reasons).toContain("but 500 of 500 values have no row there");
  const text = stage.read("domains/order.yaml");
  expect(text).not.toContain("owner:");
  // The smaller table first.
  expect(text.indexOf("    region:")).toBeLessThan(text.indexOf("    user:"));
  expect(answer.stdout + answer.stderr + text).not.toContain("hidden-");
});
