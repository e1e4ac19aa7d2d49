/** `selecto migrate verify FOLDER`: the migrations of other tools, there and back with rows. */
import { afterAll, expect, it } from "@jest/globals";
import { readAnswer } from "./answers.ts";
import { failureLines } from "./failure-lines.ts";
import { expectGolden } from "./goldens.ts";
import { openStage, removeStages } from "./stage.ts";

afterAll(removeStages);

const pair = (name: string, up: string, down: string | null): Record<string, string | null> => ({
  [`db/${name}.up.sql`]: `${up};\n`,
  [`db/${name}.down.sql`]: down === null ? null : `${down};\n`,
});

it("says of each migration what its way back does not restore, and writes nothing", async () => {
  const stage = openStage({
    ...pair("000001_users", "create table users (id serial primary key, name text not null, email text)", "drop table users"),
    ...pair("000002_age", "alter table users add column age int", "alter table users drop column age"),
    ...pair("000003_no_email", "alter table users drop column email", "alter table users add column email text"),
    ...pair("000004_forgotten", "create index users_by_age on users (age)", "select 1"),
    ...pair("000005_wrong", "alter table users add column born date", "alter table users\n  drop column birthday"),
    ...pair("000006_not_on_rows", "alter table users drop column name", "alter table users add column name text not null"),
    ...pair("000007_one_way", "alter table users add column note text", null),
    ...pair("000008_strict", "alter table users add column code int not null", "alter table users drop column code"),
  });
  await stage.run("migrate verify db");
  expect(readAnswer(await stage.ask("migrate verify db --json --strict"))).toMatchObject({
    format: "selecto.pairs",
    counts: { exact: 3, "rows-lost": 1, "schema-differs": 1, "down-fails": 2, "no-down": 1, "up-fails": 0, skipped: 0 },
  });
  expect(stage.files("migrations")).toEqual([]);
  stage.note("a migration that does not run hides what comes after it");
  stage.write(pair("000006_not_on_rows", "alter table nobody drop column name", "select 1"));
  await stage.run("migrate verify db");
  expectGolden("verify-folder", stage);
});

it("reads up and down from one file, and refuses a folder without migrations", async () => {
  const stage = openStage({
    "m/00001_a.sql": "-- +goose Up\ncreate table a (id int primary key, n text);\n-- +goose Down\ndrop table a;\n",
    "m/00002_b.sql": "-- +goose Up\nalter table a add column m text;\n-- +goose Down\nalter table a drop column m;\n",
    "other/readme.txt": "nothing\n",
  });
  await stage.run("migrate verify m --strict");
  expect(failureLines(await stage.run("migrate verify other"))).toMatchObject({ exit: 2 });
  expectGolden("verify-folder-goose", stage);
});
