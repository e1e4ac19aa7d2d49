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
    error: "u.tags changes from text to text[], and PostgreSQL has no cast for that; 1 more like it",
    next: expect.stringContaining(`--using "u.tags=string_to_array(tags, ',')" --using '"we;rd"."t=1"."co l"="co l"::text::uuid'`),
  });
  expect(await generate("--using", WEIRD, "--using", "u.tags=string_to_aray(tags)")).toMatchObject({
    error: "PostgreSQL refuses the expression of --using for u.tags",
    why: "42883 function string_to_aray(text) does not exist",
  });
  expect(await generate("--using", WEIRD, "--using", TAGS, "--using-down", "u.tags=tag")).toMatchObject({
    error: "PostgreSQL refuses the expression of --using-down for u.tags",
    why: '42703 column "tag" does not exist',
  });
  expect(stage.files("migrations").filter((file) => file.includes("retype"))).toEqual([]);
});

it("is recorded, shown, and proved with rows", async () => {
  const stage = openStage({ "selecto.config.yaml": CONFIG, "schema.sql": BEFORE });
  await stage.run("migrate generate start");
  stage.write({ "schema.sql": AFTER });
  const flags = [TAGS, AGE, WEIRD].flatMap((one) => ["--using", one]);
  const made = await stage.run(["migrate", "generate", "retype", ...flags, "--using-down", TAGS_DOWN, "--using-down", AGE_DOWN]);
  expect(made).toMatchObject({ exit: 0, stdout: expect.stringContaining("lossless with archive") });
  expect(made.stdout.replaceAll(/\s+/g, " ")).toContain(
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

it.each([[[]], [["--online"]]])("changes the type before it asks for a value, with %j", async (flags) => {
  const stage = openStage({ "selecto.config.yaml": CONFIG, "schema.sql": "create table t (id int primary key, c text default '7');" });
  await stage.run("migrate generate start");
  stage.write({ "schema.sql": "create table t (id int primary key, c int not null default 0);" });
  expect(await stage.run(["migrate", "generate", "count", "--using", "t.c=coalesce(c::int, 0)", ...flags])).toMatchObject({ exit: 0 });
  const [file = ""] = stage.files("migrations").filter((one) => one.endsWith("count/up.sql"));
  const up = stage.read(file);
  const order = ["TYPE integer", ...(flags.length > 0 ? ["NOT VALID", "VALIDATE CONSTRAINT"] : []), "SET NOT NULL"].map((text) => up.indexOf(text));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(order).not.toContain(-1);
});

it("counts for a table that is built anew, and is refused there like anywhere", async () => {
  const stage = openStage({ "selecto.config.yaml": CONFIG, "schema.sql": "create table t (id int primary key, c text);" });
  await stage.run("migrate generate start");
  stage.write({
    "schema.sql": "create table t (id int, c int[]) partition by hash (id); create table t1 partition of t for values with (modulus 1, remainder 0);",
  });
  const generate = (using: string): ReturnType<typeof stage.run> => stage.run(["migrate", "generate", "parts", "--using", using]);
  expect(failureLines(await generate("t.c=array[d]"))).toMatchObject({
    error: "PostgreSQL refuses the expression of --using for t.c",
    why: '42703 column "d" does not exist',
  });
  expect(failureLines(await generate("t.c=now()"))).toMatchObject({ why: expect.stringContaining("42804") });
  expect(await generate("t.c=array[length(c)]")).toMatchObject({ exit: 0 });
  const [file = ""] = stage.files("migrations").filter((one) => one.endsWith("parts/up.sql"));
  expect(stage.read(file)).toMatch(/insert into "public"\."t" [^;]*array\[length\(c\)\]/);
  expect(stage.read(file)).not.toContain("ALTER COLUMN");
});
