/** Renames that nobody named, as `migrate generate` and `analyze impact` tell them. */
import { afterAll, expect, it } from "@jest/globals";
import { readAnswer } from "./answers.ts";
import { expectGolden } from "./goldens.ts";
import { settle } from "./settle.ts";
import { openStage, removeStages } from "./stage.ts";

afterAll(removeStages);

const SCHEMA = `create table accounts (
  id bigint generated always as identity primary key,
  email text not null unique,
  locked_at timestamptz,
  note text
);
`;
const QUERY = "-- name: find_account\nselect id, email from accounts where email = $1;\n";

it("takes what is sure, asks for what is not, and keeps to what was said", async () => {
  const stage = openStage({ "schema.sql": SCHEMA, "queries/accounts.sql": QUERY, "selecto.config.yaml": "schema: schema.sql\n" });
  stage.commit();
  await settle(stage);
  stage.note("accounts are called people, their email mail, in the schema and in the query");
  const people = SCHEMA.replace("accounts", "people").replace("email", "mail");
  stage.write({ "schema.sql": people, "queries/accounts.sql": QUERY.replaceAll("email", "mail").replace("from accounts", "from people") });
  await stage.run("analyze impact");
  await stage.run("migrate generate people --all");
  stage.note("people.locked_at goes and people.dormant comes in its place");
  stage.write({ "schema.sql": people.replace("locked_at", "dormant") });
  await stage.run("migrate generate dormant");
  expect(readAnswer(await stage.ask("migrate generate dormant --dry-run --no-rename people.locked_at --json"))).toMatchObject({
    guesses: [],
    changes: [
      { verb: "add", key: "column:public.people.dormant" },
      { verb: "drop", key: "column:public.people.locked_at" },
    ],
  });
  const answer = readAnswer(await stage.ask("migrate generate dormant --rename people.locked_at:dormant --json"));
  expect(answer).toMatchObject({
    guesses: [],
    losses: [],
    changes: [{ verb: "rename", key: "column:public.people.locked_at", to: "column:public.people.dormant" }],
  });
  const manifest = stage.files("migrations").findLast((file) => file.endsWith("migration.json")) ?? "";
  expect(JSON.parse(stage.read(manifest))).toMatchObject({ renames: [{ from: "column:public.people.locked_at", to: "column:public.people.dormant" }] });
  expectGolden("renames", stage);

  stage.write({ "schema.sql": people.replace("locked_at", "dormant").replace("note text", "remark text") });
  const likely = async (): Promise<unknown> => {
    const { likelyRenames } = readAnswer(await stage.ask("analyze impact --json")) as { likelyRenames?: { from: string }[] };
    return likelyRenames?.map((guess) => guess.from);
  };
  expect(await likely()).toContain("column:public.people.note");
  await stage.ask("migrate generate remark --no-rename people.note");
  const last = stage.files("migrations").findLast((file) => file.endsWith("migration.json")) ?? "";
  expect(JSON.parse(stage.read(last))).toMatchObject({ renames: [], notRenamed: ["column:public.people.note"] });
  // said once is said: what the package denies is no news any more
  expect(await likely()).not.toContain("column:public.people.note");
});

it("a label of an enum gets another name, and the rows keep it", async () => {
  const schema = "create type mood as enum ('sad', 'fine');\ncreate table days (id int primary key, mood mood not null default 'sad');\n";
  const stage = openStage({ "schema.sql": schema, "selecto.config.yaml": "schema: schema.sql\n" });
  await settle(stage);
  stage.write({ "schema.sql": schema.replaceAll("'sad'", "'un''well'") });
  const answer = readAnswer(await stage.ask(`migrate generate bad --rename mood.sad:un'well --json`));
  expect(answer).toMatchObject({
    losses: [],
    changes: [{ verb: "rename", key: "enumLabel:public.mood.sad" }],
    migration: { class: "lossless" },
  });
  const [down, up] = stage
    .files("migrations")
    .filter((file) => /bad.*(up|down)\.sql$/.test(file))
    .toSorted();
  expect(stage.read(up ?? "")).toContain("rename value 'sad' to 'un''well'");
  expect(stage.read(down ?? "")).toContain("rename value 'un''well' to 'sad'");
});
