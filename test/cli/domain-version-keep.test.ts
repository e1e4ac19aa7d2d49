/** A former version that stays readable: columns that were renamed, retyped, split and dropped, as a reader of the old names meets them. */
import { afterAll, expect, it } from "@jest/globals";
import { readAnswer } from "./answers.ts";
import { failureLines } from "./failure-lines.ts";
import { expectGolden } from "./goldens.ts";
import { openStage, removeStages } from "./stage.ts";

afterAll(removeStages);

const BEFORE = `create table people (
  id bigint generated always as identity primary key,
  name text not null,
  age integer,
  street text,
  fax text
);
grant select on people to reporter;
`;
const AFTER = BEFORE.replace("people (", "persons (")
  .replace("on people", "on persons")
  .replace("name text", "full_name text")
  .replace("age integer", "age bigint")
  .replace("  street text,\n  fax text\n", "  address jsonb\n");
const DOMAIN = `version: 1.0.0
source:
  source_table: people
  primary_key: id
  fields: [id, name, age, street]
  columns:
    id: { type: integer }
    name: { type: string }
    age: { type: integer }
    street: { type: string }
`;
const NEWER = DOMAIN.replace("1.0.0", "2.0.0")
  .replace("people", "persons")
  .replace("id, name", "id, full_name")
  .replace("    name:", "    full_name:")
  .replace(", street]", "]")
  .replace("    street: { type: string }\n", "");
const OLD_QUERY = `-- name: by_age\n-- domain: Person@^1\nselect name, age + 1 as next from people where age > 0 order by age;\n`;

it("readers of a former version go on through views", async () => {
  const stage = openStage({ "schema.sql": BEFORE, "domains/person.yaml": DOMAIN, "queries/old.sql": OLD_QUERY });
  expect((await stage.ask("migrate generate initial")).exit).toBe(0);
  expect(failureLines(await stage.ask("domain version keep Person@1"))).toMatchObject({ exit: 2, error: "Person 1.0.0 is what the migrations lead to" });
  stage.write({ "schema.sql": AFTER, "domains/person.yaml": NEWER });
  const renames = "--rename people.name:people.full_name --rename people:persons --no-rename persons.street --no-rename persons.fax";
  expect(await stage.ask(`migrate generate newer ${renames}`)).toMatchObject({ exit: 0 });
  stage.note("names and types are given back; values that are gone are asked for");
  expect(await stage.run("domain version keep Person@1")).toMatchObject({ exit: 3 });
  stage.note("a wrong expression is found by its rows");
  expect(await stage.run(["domain", "version", "keep", "Person@1", "--allow", "null:people.street", "--column", "people.name=full_name || '!'"])).toMatchObject(
    { exit: 1 },
  );
  expect(stage.files("migrations")).toHaveLength(6);
  expect(await stage.run("domain version keep Person@1 --allow null:people.street")).toMatchObject({ exit: 0 });
  expect(stage.read("schema.sql")).toContain('CREATE VIEW "person_v1"."people" WITH (security_invoker = true)');
  expect(stage.read("schema.sql")).toContain('GRANT SELECT ON "person_v1"."people" TO reporter;');
  stage.note("the next migration keeps them");
  await stage.run("migrate generate nothing");
  expect(failureLines(await stage.ask("domain version keep Person@1 --allow null:people.street"))).toMatchObject({
    exit: 2,
    error: "there is a namespace person_v1 already",
  });
  stage.note("and they go again");
  expect(failureLines(await stage.ask("domain version keep Person@3 --remove"))).toMatchObject({ exit: 2, why: "kept are Person@1.0.0 in person_v1" });
  expect(readAnswer(await stage.ask("domain version keep Person@1 --remove --json"))).toMatchObject({ namespace: "person_v1", schemaFile: "schema.sql" });
  expect(stage.read("schema.sql")).toBe(AFTER);
  expectGolden("domain-version-keep", stage);
});
