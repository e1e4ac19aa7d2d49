/** A type change that no cast leads to: asked for, done by an expression, and taken back with what was entered since. */
import { afterAll, expect, it } from "@jest/globals";
import { failureLines } from "./failure-lines.ts";
import { openStage, removeStages } from "./stage.ts";

afterAll(removeStages);

const CONFIG = "schema: schema.sql\ndatabase: { url: embedded }\n";
const BEFORE = `create schema "we;rd";
create table u (id int primary key, tags text not null, age text, check (length(tags) > 0));
create table "we;rd"."t=1" (id int primary key, "co l" int not null);
`;
const AFTER = `create schema "we;rd";
create table u (id int primary key, tags text[] not null, age jsonb, check (cardinality(tags) > 0));
create table "we;rd"."t=1" (id int primary key, "co l" uuid not null);
`;
const TAGS = "u.tags=string_to_array(tags, ',')";
const TAGS_DOWN = "u.tags=array_to_string(tags, ',')";
const AGE = "u.age=jsonb_build_object('years', age::int)";
const AGE_DOWN = "u.age=(age->>'years')::int::text";
const WEIRD = `"we;rd"."t=1"."co l"=lpad("co l"::text, 32, '0')::uuid`;

it("is refused without an expression, and with one that PostgreSQL does not take", async () => {
  const stage = openStage({ "selecto.config.yaml": CONFIG, "schema.sql": BEFORE });
  await stage.run("migrate generate start");
  stage.write({ "schema.sql": AFTER });
  const generate = async (...flags: string[]): Promise<ReturnType<typeof failureLines>> =>
    failureLines(await stage.run(["migrate", "generate", "retype", ...flags]));
  expect(await generate()).toMatchObject({
    exit: 2,
    error: "we;rd.t=1.co l changes from integer to uuid, and PostgreSQL has no cast for that; 1 more like it",
    next: expect.stringMatching(/--using '"we;rd"\."t=1"\."co l"="co l"::text::uuid' --using "u\.tags=string_to_array\(tags, ','\)"$/),
  });
  const rest = ["--using", WEIRD, "--using", AGE];
  expect(await generate(...rest, "--using", "u.tags=string_to_aray(tags)")).toMatchObject({
    error: "PostgreSQL refuses the expression of --using for u.tags",
    why: "42883 function string_to_aray(text) does not exist",
  });
  expect(await generate(...rest, "--using", "u.tags=1")).toMatchObject({ why: expect.stringMatching(/^42804 result of USING clause/) });
  expect(await generate(...rest, "--using", TAGS, "--using-down", "u.tags=tag")).toMatchObject({
    error: "PostgreSQL refuses the expression of --using-down for u.tags",
    why: '42703 column "tag" does not exist',
  });
  expect(await generate("--using", "u.tag=1")).toMatchObject({
    error: "--using u.tag: that is no column",
    why: "the nearest name is u.tags",
    next: "--using u.tags=...",
  });
  expect(await generate("--using", TAGS, "--using", TAGS)).toMatchObject({ error: "--using is given twice for u.tags" });
  expect(await generate("--using", "u.id=1")).toMatchObject({ error: "--using u.id has nothing to do", why: expect.stringContaining("does not change") });
  expect(await generate("--using-down", "u.id=1")).toMatchObject({ error: "--using-down u.id has nothing to do" });
  expect(await generate("--using", "u.tags=1; drop table u")).toMatchObject({ error: "--using u.tags: that is no SQL expression" });
  expect(stage.files("migrations").filter((file) => file.includes("retype"))).toEqual([]);
});

it("converts what is there, gives it back, and counts what cannot go back", async () => {
  const stage = openStage({ "selecto.config.yaml": CONFIG, "schema.sql": BEFORE });
  await stage.run("migrate generate start");
  await stage.run("migrate up");
  await stage.run(["query", "run", "--allow-write", "--sql", "insert into u values (1, 'a,b', '7')"]);
  stage.write({ "schema.sql": AFTER });
  const flags = [TAGS, AGE, WEIRD].flatMap((one) => ["--using", one]);
  const made = await stage.run(["migrate", "generate", "retype", ...flags, "--using-down", TAGS_DOWN, "--using-down", AGE_DOWN]);
  expect(made).toMatchObject({ exit: 0, stdout: expect.stringContaining("lossless with archive") });
  expect(made.stdout.replace(/\s+/g, " ")).toContain(
    "values of u.tags become string_to_array(tags, ','); down makes array_to_string(tags, ',') of what was entered since",
  );
  const [file = ""] = stage.files("migrations").filter((one) => one.endsWith("retype/migration.json"));
  expect(JSON.parse(stage.read(file))).toMatchObject({
    class: "lossless-with-archive",
    conversions: [
      { column: "u.age", up: "jsonb_build_object('years', age::int)", down: "(age->>'years')::int::text" },
      { column: "u.tags", up: "string_to_array(tags, ',')", down: "array_to_string(tags, ',')" },
      { column: "we;rd.t=1.co l", up: `lpad("co l"::text, 32, '0')::uuid` },
    ],
    proof: { emptyTables: [] },
  });
  expect(await stage.run("migrate verify")).toMatchObject({ exit: 0 });
});
