/** A column that must have a value from now on, over rows that have none: asked for, filled, and taken back. */
import { afterAll, expect, it } from "@jest/globals";
import { failureLines } from "./failure-lines.ts";
import { openStage, removeStages } from "./stage.ts";

afterAll(removeStages);

const BEFORE = "create table u (id int primary key, nick text);\n";
const AFTER = "create table u (id int primary key, nick text not null, age int not null unique check (age > 0));\n";

it("is refused without a value, filled with one, and empty again on the way back", async () => {
  const stage = openStage({ "selecto.config.yaml": "schema: schema.sql\ndatabase: { url: embedded }\n", "schema.sql": BEFORE });
  await stage.run("migrate generate start");
  stage.write({ "schema.sql": AFTER });
  expect(failureLines(await stage.run("migrate generate require"))).toMatchObject({
    exit: 2,
    error: "u.age must have a value, and the rows that are there have none",
    next: expect.stringContaining("--fill u.age=..."),
  });
  expect(failureLines(await stage.run(["migrate", "generate", "require", "--fill", "u.age=nothing"]))).toMatchObject({
    error: "PostgreSQL refuses the expression of --fill",
    why: '42703 column "nothing" does not exist',
  });
  expect(failureLines(await stage.run(["migrate", "generate", "require", "--fill", "u=1"]))).toMatchObject({ error: "--fill u: that is no column" });
  const made = await stage.run(["migrate", "generate", "require", "--fill", "u.age=id + 1000", "--fill", "u.nick='anon'"]);
  expect(made).toMatchObject({ exit: 0, stdout: expect.stringContaining("lossless with archive") });
  const [folder = ""] = stage.files("migrations").filter((file) => file.endsWith("require/up.sql"));
  const up = stage.read(folder);
  const order = ['ADD COLUMN "age" integer', 'set "age" = id + 1000', 'ALTER COLUMN "age" SET NOT NULL', 'ADD CONSTRAINT "u_age_key" UNIQUE'];
  expect(order.map((text) => up.indexOf(text)).toSorted((a, b) => a - b)).toEqual(order.map((text) => up.indexOf(text)));
  expect(up).not.toContain('"age" integer NOT NULL');
  expect(JSON.parse(stage.read(folder.replace("up.sql", "migration.json")))).toMatchObject({
    fills: [
      { column: "u.age", expression: "id + 1000" },
      { column: "u.nick", expression: "'anon'" },
    ],
  });
  expect(await stage.run("migrate verify")).toMatchObject({ exit: 0 });
});

it("fills a column that joins the key that is there", async () => {
  const stage = openStage({
    "selecto.config.yaml": "schema: schema.sql\ndatabase: { url: embedded }\n",
    "schema.sql": "create table prices (provider text, model text, primary key (provider, model));",
  });
  await stage.run("migrate generate start");
  stage.write({
    "schema.sql":
      "create type src as enum ('own', 'other'); create table prices (provider text, model text, source src not null, primary key (provider, model, source));",
  });
  expect(await stage.run(["migrate", "generate", "join", "--fill", "prices.source='own'"])).toMatchObject({
    exit: 0,
    stdout: expect.stringMatching(/generated rows equal[^]*class +lossless\n/),
  });
});

it("asks for no value where a partition goes its own way: it had the column from its parent", async () => {
  const parts = "create table p (id int not null, c text) partition by list (id); create table p1 partition of p for values in (1);";
  const stage = openStage({
    "selecto.config.yaml": "schema: schema.sql\ndatabase: { url: embedded }\n",
    "schema.sql": `${parts} create table p2 partition of p for values in (2);`,
  });
  await stage.run("migrate generate start");
  stage.write({ "schema.sql": `${parts} create table p2 (id int not null, c text);` });
  expect(await stage.run("migrate generate detach")).toMatchObject({ exit: 0, stdout: expect.stringMatching(/class +lossless\n/) });
});
