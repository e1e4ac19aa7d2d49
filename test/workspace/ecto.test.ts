/** Migrations of Ecto as SQL: each operation as Ecto's PostgreSQL adapter writes it, and what is said of what cannot be read. */
import { describe, expect, it } from "@jest/globals";
import { placeOf } from "../../src/model/position.ts";
import { findHistories } from "../../src/workspace/detect/find-histories.ts";
import { readText } from "../../src/workspace/file-tree.ts";
import type { HistoryRead, MigrationScript } from "../../src/workspace/histories/history.ts";
import { historyFiles, readerOf } from "../../src/workspace/histories/readers.ts";
import { memoryTree, type Files } from "./temp-workspace.ts";

const FOLDER = "priv/repo/migrations";
const FILE = `${FOLDER}/20240101000000_a.exs`;

async function read(files: Files): Promise<HistoryRead> {
  const tree = memoryTree(files);
  const prepared = historyFiles(await tree.list(), (path) => readText(tree, path));
  const found = (await findHistories(prepared)).find((one) => one.tool === "Ecto");
  if (found === undefined) throw new Error("no migrations of Ecto were recognised");
  return readerOf("Ecto").read(found, prepared);
}

function migration(inside: string, name = "A"): string {
  return `defmodule App.Repo.Migrations.${name} do\n  use Ecto.Migration\n\n${inside}\nend\n`;
}

async function one(inside: string, more: Files = {}): Promise<{ script: MigrationScript; problems: string[] }> {
  const { scripts, diagnostics } = await read({ [FILE]: migration(inside), ...more });
  const [script] = scripts;
  if (script === undefined) throw new Error(diagnostics.map((found) => found.message).join("\n"));
  return { script, problems: diagnostics.map(({ severity, code, position }) => `${severity} ${code} ${position?.file ?? ""}:${position?.line ?? 0}`) };
}

/** White space in one form; lines of a statement are one. */
function flat(text: string | undefined): string[] {
  return (text ?? "")
    .split(/;\n/)
    .map((statement) => statement.replaceAll(/\s+/g, " ").replaceAll("( ", "(").replaceAll(" )", ")").trim())
    .filter((statement) => statement !== "");
}

const change = async (body: string, more?: Files): Promise<{ up: string[]; down: string[] | undefined; problems: string[] }> => {
  const { script, problems } = await one(`def change do\n${body}\nend`, more);
  return { up: flat(script.up), down: script.down === undefined ? undefined : flat(script.down), problems };
};

describe("tables", () => {
  it.each<[string, string, string[]]>([
    ["with a key of its own accord", `create table(:t)`, [`CREATE TABLE "t" ("id" bigserial, PRIMARY KEY ("id"))`]],
    ["without a key", `create table("t", primary_key: false) do\n add :a, :text\nend`, [`CREATE TABLE "t" ("a" text)`]],
    [
      "with a key of options",
      `create table(:t, primary_key: [name: :key, type: :binary_id, default: fragment("gen_random_uuid()")])`,
      [`CREATE TABLE "t" ("key" uuid DEFAULT gen_random_uuid(), PRIMARY KEY ("key"))`],
    ],
    [
      "with a key of two columns",
      `create table(:t, primary_key: false) do\n add :a, :integer, primary_key: true\n add :b, :integer, primary_key: true\nend`,
      [`CREATE TABLE "t" ("a" integer, "b" integer, PRIMARY KEY ("a","b"))`],
    ],
    [
      "in a namespace, with comments, options and modifiers",
      `create_if_not_exists table(:t, prefix: "x", comment: "it's", options: "PARTITION BY RANGE (id)", modifiers: "UNLOGGED", primary_key: false) do\n add :id, :bigint, comment: "c", null: false\nend`,
      [
        `CREATE UNLOGGED TABLE IF NOT EXISTS "x"."t" ("id" bigint NOT NULL) PARTITION BY RANGE (id)`,
        `COMMENT ON TABLE "x"."t" IS 'it''s'`,
        `COMMENT ON COLUMN "x"."t"."id" IS 'c'`,
      ],
    ],
    [
      "altered",
      `alter table(:t) do\n add :a, :integer\n add_if_not_exists :b, :text\n modify :c, :text, null: false, default: "x"\n modify :d, :integer, null: true\n remove :e\n remove :f, :text\n remove_if_exists :g\n remove_if_exists :h, references(:u)\nend`,
      [
        `ALTER TABLE "t" ADD COLUMN "a" integer, ADD COLUMN IF NOT EXISTS "b" text, ALTER COLUMN "c" TYPE text, ALTER COLUMN "c" SET NOT NULL, ALTER COLUMN "c" SET DEFAULT 'x', ` +
          `ALTER COLUMN "d" TYPE integer, ALTER COLUMN "d" DROP NOT NULL, DROP COLUMN "e", DROP COLUMN "f", DROP COLUMN IF EXISTS "g", DROP CONSTRAINT IF EXISTS "t_h_fkey", DROP COLUMN IF EXISTS "h"`,
      ],
    ],
    ["altered by a key", `alter table(:t) do\n add :a, :uuid, primary_key: true\nend`, [`ALTER TABLE "t" ADD COLUMN "a" uuid, ADD PRIMARY KEY ("a")`]],
    [
      "renamed and dropped",
      `rename table(:a), to: table(:b)\nrename table(:b, prefix: "x"), :c, to: :d\ndrop table(:a), mode: :cascade\ndrop_if_exists table(:b)`,
      [`ALTER TABLE "a" RENAME TO "b"`, `ALTER TABLE "x"."b" RENAME "c" TO "d"`, `DROP TABLE "a" CASCADE`, `DROP TABLE IF EXISTS "b"`],
    ],
  ])("%s", async (_, body, expected) => {
    const { up, problems } = await change(body);
    expect(problems).toEqual([]);
    expect(up).toEqual(expected);
  });

  it("have the time stamps of options and configuration", async () => {
    const table = `create table(:t, primary_key: false) do\n timestamps(OPTIONS)\nend`;
    const columns = async (options: string, config?: string): Promise<string> =>
      (
        await change(
          table.replace("OPTIONS", options),
          config === undefined ? {} : { "config/config.exs": `import Config\nconfig :app, App.Repo,\n  ${config}\n` },
        )
      ).up[0] ?? "";
    expect(await columns("")).toContain(`("inserted_at" timestamp(0) NOT NULL, "updated_at" timestamp(0) NOT NULL)`);
    expect(await columns("type: :utc_datetime_usec, inserted_at: :created_at, updated_at: false, null: true")).toContain(`("created_at" timestamp NULL)`);
    expect(await columns(`default: fragment("now()")`)).toContain(`"inserted_at" timestamp(0) DEFAULT now() NOT NULL`);
    expect(await columns("", "migration_timestamps: [type: :timestamptz]")).toContain(`"updated_at" timestamptz NOT NULL`);
    expect(await columns("type: :utc_datetime", "migration_timestamps: [type: :timestamptz, null: true]")).toContain(`"updated_at" timestamp(0) NULL`);
  });

  it("have the keys and namespaces of the repo's configuration", async () => {
    const body = `create table(:t) do\n add :u_id, references(:u)\nend`;
    const config = `import Config\nconfig :app, App.Repo, migration_primary_key: [name: :uuid, type: :binary_id], migration_foreign_key: [column: :uuid], migration_default_prefix: "x"\n`;
    expect((await change(body, { "config/config.exs": config })).up).toEqual([
      `CREATE TABLE "x"."t" ("uuid" uuid, "u_id" uuid, CONSTRAINT "t_u_id_fkey" FOREIGN KEY ("u_id") REFERENCES "x"."u"("uuid"), PRIMARY KEY ("uuid"))`,
    ]);
    const none = `import Config\nconfig :app, App.Repo, migration_primary_key: false\nconfig :app, Other.Reports, migration_primary_key: [name: :no]\n`;
    expect((await change(`create table(:t) do\n add :a, :text\nend`, { "config/config.exs": none })).up).toEqual([`CREATE TABLE "t" ("a" text)`]);
    const elsewhere = `import Config\nconfig :app, App.Base, priv: "priv/repo", migration_primary_key: [type: :uuid]\n`;
    expect((await change(`create table(:t)`, { "config/config.exs": elsewhere })).up).toEqual([`CREATE TABLE "t" ("id" uuid, PRIMARY KEY ("id"))`]);
  });
});

describe("columns", () => {
  it.each([
    [":string", "varchar(255)"],
    [":string, size: 40", "varchar(40)"],
    [":id", "integer"],
    [":identity", "bigint GENERATED BY DEFAULT AS IDENTITY"],
    [":identity, start_value: 100, increment: 20", "bigint GENERATED BY DEFAULT AS IDENTITY(START WITH 100 INCREMENT BY 20)"],
    [":binary_id", "uuid"],
    [":binary", "bytea"],
    [":map", "jsonb"],
    ["{:map, :string}", "jsonb"],
    ["{:array, :string}", "varchar(255)[]"],
    ["{:array, {:array, :integer}}", "integer[][]"],
    [":decimal", "decimal"],
    [":decimal, precision: 10, scale: 2", "decimal(10,2)"],
    [":numeric, precision: 10", "numeric(10,0)"],
    [":time", "time(0)"],
    [":time_usec", "time"],
    [":utc_datetime", "timestamp(0)"],
    [":naive_datetime_usec", "timestamp"],
    [":utc_datetime_usec, precision: 3", "timestamp(3)"],
    [":duration, precision: 3", "interval(3)"],
    [`:duration, fields: "DAY TO SECOND"`, "interval DAY TO SECOND"],
    [":citext", "citext"],
    [`:"varchar(3)"`, "varchar(3)"],
    [`:'"Mood"'`, `"Mood"`],
    [`:string, collation: "C"`, `varchar(255) COLLATE "C"`],
    [`:string, generated: "ALWAYS AS (id::text) STORED"`, "varchar(255) GENERATED ALWAYS AS (id::text) STORED"],
    [":integer, default: 0, null: false", "integer DEFAULT 0 NOT NULL"],
    [":boolean, default: true", "boolean DEFAULT true"],
    [`:text, default: "it's"`, "text DEFAULT 'it''s'"],
    [":text, default: nil", "text DEFAULT NULL"],
    [":float, default: -1.5", "float DEFAULT -1.5"],
    [`{:array, :string}, default: ["a", "b"]`, "varchar(255)[] DEFAULT ARRAY['a','b']::varchar[]"],
    ["{:array, :map}, default: []", "jsonb[] DEFAULT ARRAY[]::jsonb[]"],
    [`:map, default: %{"b" => [true, nil], a: 1}`, `jsonb DEFAULT '{"b":[true,null],"a":1}'`],
    [`:map, default: fragment("'{}'::jsonb")`, "jsonb DEFAULT '{}'::jsonb"],
  ])("add :c, %s", async (written, sql) => {
    const { up, problems } = await change(`create table(:t, primary_key: false) do\n add :c, ${written}\nend`);
    expect(problems).toEqual([]);
    expect(up).toEqual([`CREATE TABLE "t" ("c" ${sql})`]);
  });

  it.each([
    ["references(:u)", `bigint, CONSTRAINT "t_c_fkey" FOREIGN KEY ("c") REFERENCES "u"("id")`],
    [
      `references("u", column: :key, type: :binary_id, name: "fk", on_delete: :delete_all, on_update: :update_all, match: :full, validate: false)`,
      `uuid, CONSTRAINT "fk" FOREIGN KEY ("c") REFERENCES "u"("key") MATCH FULL ON DELETE CASCADE ON UPDATE CASCADE NOT VALID`,
    ],
    [
      "references(:u, on_delete: :nilify_all, on_update: :nilify_all), null: false",
      `bigint NOT NULL, CONSTRAINT "t_c_fkey" FOREIGN KEY ("c") REFERENCES "u"("id") ON DELETE SET NULL ON UPDATE SET NULL`,
    ],
    [
      "references(:u, on_delete: :restrict, on_update: :restrict)",
      `bigint, CONSTRAINT "t_c_fkey" FOREIGN KEY ("c") REFERENCES "u"("id") ON DELETE RESTRICT ON UPDATE RESTRICT`,
    ],
    [
      "references(:u, on_delete: {:nilify, [:c]}, with: [a: :b])",
      `bigint, CONSTRAINT "t_c_fkey" FOREIGN KEY ("c","a") REFERENCES "u"("id","b") ON DELETE SET NULL ("c")`,
    ],
    ["references(:u, on_delete: :default_all)", `bigint, CONSTRAINT "t_c_fkey" FOREIGN KEY ("c") REFERENCES "u"("id") ON DELETE SET DEFAULT`],
    ["references(:u, type: :serial)", `integer, CONSTRAINT "t_c_fkey" FOREIGN KEY ("c") REFERENCES "u"("id")`],
    [`references(:u, prefix: "y", type: :string, size: 5)`, undefined],
    [
      `references(:u, prefix: "y", type: :string), size: 5, default: "a"`,
      `varchar(5) DEFAULT 'a', CONSTRAINT "t_c_fkey" FOREIGN KEY ("c") REFERENCES "y"."u"("id")`,
    ],
  ])("add :c, %s", async (written, sql) => {
    const { up, problems } = await change(`create table(:t, primary_key: false) do\n add :c, ${written}\nend`);
    if (sql === undefined) expect(problems).toEqual([`error migration-not-read ${FILE}:6`]);
    else expect(up).toEqual([`CREATE TABLE "t" ("c" ${sql})`]);
  });

  it("are changed to and from references", async () => {
    const { up, down } = await change(`alter table(:t) do\n modify :c, references(:u, on_delete: :delete_all), from: references(:u)\nend`);
    expect(up).toEqual([
      `ALTER TABLE "t" DROP CONSTRAINT "t_c_fkey", ALTER COLUMN "c" TYPE bigint, ADD CONSTRAINT "t_c_fkey" FOREIGN KEY ("c") REFERENCES "u"("id") ON DELETE CASCADE`,
    ]);
    expect(down).toEqual([
      `ALTER TABLE "t" DROP CONSTRAINT "t_c_fkey", ALTER COLUMN "c" TYPE bigint, ADD CONSTRAINT "t_c_fkey" FOREIGN KEY ("c") REFERENCES "u"("id")`,
    ]);
  });
});

describe("indexes and constraints", () => {
  const LONG = "a_table_with_a_name_that_is_long";
  it.each([
    ["create index(:t, [:a, :b])", `CREATE INDEX "t_a_b_index" ON "t" ("a", "b")`],
    ["create index(:t, :a)", `CREATE INDEX "t_a_index" ON "t" ("a")`],
    ["create index(:t, ~w(a b)a, unique: true)", `CREATE UNIQUE INDEX "t_a_b_index" ON "t" ("a", "b")`],
    [
      `create unique_index("t", [:a], name: :own, prefix: "x", where: "a > 0", include: [:b], nulls_distinct: false)`,
      `CREATE UNIQUE INDEX "own" ON "x"."t" ("a") INCLUDE ("b") NULLS NOT DISTINCT WHERE a > 0`,
    ],
    [
      `create index(:t, ["lower(a)", desc: :b, asc_nulls_first: "c + 1"])`,
      `CREATE INDEX "t_lower_a_b_c___1_index" ON "t" (lower(a), "b" DESC, c + 1 ASC NULLS FIRST)`,
    ],
    [`create index(:t, ["größe"])`, `CREATE INDEX "t_gr____e_index" ON "t" (größe)`],
    [
      `create index(:t, [:a], using: "gin", options: "fastupdate = off", concurrently: true, only: true)`,
      `CREATE INDEX CONCURRENTLY "t_a_index" ON ONLY "t" USING gin ("a") WITH (fastupdate = off)`,
    ],
    [`create_if_not_exists index(:t, [:a])`, `CREATE INDEX IF NOT EXISTS "t_a_index" ON "t" ("a")`],
    [`create index(:${LONG}, [:${LONG}])`, `CREATE INDEX "${LONG}_${LONG}_index" ON "${LONG}" ("${LONG}")`],
    [`drop index(:t, [:a], concurrently: true)`, `DROP INDEX CONCURRENTLY "t_a_index"`],
    [`drop_if_exists unique_index(:t, [:a], prefix: :x), mode: :cascade`, `DROP INDEX IF EXISTS "x"."t_a_index" CASCADE`],
    [`rename index(:t, [:a]), to: "b"`, `ALTER INDEX "t_a_index" RENAME TO "b"`],
    [`create constraint(:t, :positive, check: "a > 0", validate: false)`, `ALTER TABLE "t" ADD CONSTRAINT "positive" CHECK (a > 0) NOT VALID`],
    [
      `create constraint("t", "apart", exclude: ~s|gist (r WITH &&)|, prefix: "x")`,
      `ALTER TABLE "x"."t" ADD CONSTRAINT "apart" EXCLUDE USING gist (r WITH &&)`,
    ],
    [`drop constraint(:t, :positive)`, `ALTER TABLE "t" DROP CONSTRAINT "positive"`],
    [`drop_if_exists constraint(:t, :positive)`, `ALTER TABLE "t" DROP CONSTRAINT IF EXISTS "positive"`],
  ])("%s", async (body, sql) => {
    const { up, problems } = await change(body);
    expect(problems).toEqual([]);
    expect(up).toEqual([sql]);
  });

  it("have comments", async () => {
    expect((await change(`create index(:t, [:a], comment: "i")\ncreate constraint(:t, :c, check: "true", comment: "k")`)).up).toEqual([
      `CREATE INDEX "t_a_index" ON "t" ("a")`,
      `COMMENT ON INDEX "t_a_index" IS 'i'`,
      `ALTER TABLE "t" ADD CONSTRAINT "c" CHECK (true)`,
      `COMMENT ON CONSTRAINT "c" ON "t" IS 'k'`,
    ]);
  });
});

describe("SQL of its own", () => {
  it.each<[string, string, string[], Files?]>([
    [
      "texts, heredocs, pairs",
      `execute "create type a as enum ('x')", "drop type a"\nexecute """\ncreate view v as\n  select 1 -- one\n"""`,
      ["create type a as enum ('x')", "create view v as select 1 -- one"],
    ],
    ["a sigil with what a function gives", `execute ~s|comment on table t is '\#{word()}'|\nend\ndefp word do\n "w" <> "x"`, ["comment on table t is 'wx'"]],
    ["files", `execute_file "priv/repo/sql/f.sql"`, ["create table f ()"], { "priv/repo/sql/f.sql": "create table f ();\n" }],
    [
      "files that are read, statement by statement",
      `Path.join(__DIR__, "../sql/f.sql") |> File.read!() |> String.split(";", trim: true) |> Enum.each(&execute/1)`,
      ["create table f ()", "create table g ()"],
      { "priv/repo/sql/f.sql": "create table f ();create table g ()" },
    ],
    ["psql", `System.cmd("psql", ["-d", App.Repo.config()[:database], "-f", "priv/all.sql"])`, ["create table f ()"], { "priv/all.sql": "create table f ();" }],
    [
      "what waits and what is sent at once",
      `create table(:a, primary_key: false)\nrepo().query!("select 1")\nflush()\nApp.Repo.query!("select 2", [], log: false)\nexecute fn -> repo().query!("select 3") end`,
      ["select 1", `CREATE TABLE "a" ()`, "select 2", "select 3"],
    ],
    ["a query with parameters moves rows", `repo().query!("update t set a = $1", [1])\nexecute "select 1"`, ["select 1"]],
    ["settings of the database", `execute "ALTER DATABASE \#{repo().config()[:database]} SET timezone TO 'UTC'"\nexecute ""`, []],
  ])("%s", async (_, body, expected, ...[more]) => {
    const { up, problems } = await change(body, more);
    expect(problems).toEqual([]);
    expect(up).toEqual(expected);
  });
});

describe("code around the operations", () => {
  it.each<[string, string, string[]]>([
    [
      "loops over lists",
      `for {t, c} <- [a: :x, b: :y], do: create index(t, [c])`,
      [`CREATE INDEX "a_x_index" ON "a" ("x")`, `CREATE INDEX "b_y_index" ON "b" ("y")`],
    ],
    ["Enum.each over words, with what is captured", `Enum.each(~w(a b), &drop(table(&1)))`, [`DROP TABLE "a"`, `DROP TABLE "b"`]],
    [
      "helpers with defaults",
      `add_to(:a)\nend\ndefp add_to(t, type \\\\ :text) do\n alter table(t) do\n  add :c, type\n end`,
      [`ALTER TABLE "a" ADD COLUMN "c" text`],
    ],
    [
      "columns in helpers and loops",
      `create table(:t, primary_key: false) do\n for n <- 1..2, do: add(:"c\#{n}", :text)\n shared()\nend\nend\ndefp shared do\n add :z, :date`,
      [`CREATE TABLE "t" ("c1" text, "c2" text, "z" date)`],
    ],
    ["direction()", `if direction() == :up do\n execute "select 1"\nelse\n execute "select 2"\nend`, ["select 1"]],
    [
      "case, unless, && and pipes",
      `case direction() do\n :up -> table(:a) |> drop()\n :down -> nil\nend\nunless direction() == :up, do: drop(table(:b))\ndirection() == :up && drop(table(:c))`,
      [`DROP TABLE "a"`, `DROP TABLE "c"`],
    ],
    [
      "rows that are read and written",
      `App.Repo.update_all("t", set: [a: 1])\nimport Ecto.Query\nfor r <- App.Repo.all(from t in "t", select: t.id), do: App.Repo.delete(r)\nLogger.info("x")\nIO.puts "y"\ndrop table(:a)`,
      [`DROP TABLE "a"`],
    ],
    ["a transaction", `App.Repo.transaction(fn -> execute "select 1" end)`, ["select 1"]],
    ["updates whose values are not known", `execute "UPDATE t SET a = '\#{Application.get_env(:app, :secret)}'"\ndrop table(:a)`, [`DROP TABLE "a"`]],
    ["try", `try do\n execute "select 1"\nrescue\n _ -> :ok\nend`, ["select 1"]],
  ])("%s", async (_, body, expected) => {
    const { up, problems } = await change(body);
    expect(problems).toEqual([]);
    expect(up).toEqual(expected);
  });
});

describe("the way back", () => {
  it("of change is each command reversed, the last first", async () => {
    const { down } = await change(
      `create table(:t)\ncreate index(:t, [:a])\ncreate_if_not_exists table(:u)\ndrop index(:u, [:b], unique: true)\nrename table(:u), to: table(:v)\nrename table(:v), :a, to: :b\n` +
        `rename index(:v, [:a]), to: :w\ncreate constraint(:v, :c, check: "true")\nexecute "up", "down"\n` +
        `alter table(:v) do\n add :x, references(:t)\n remove :y, :string, null: false\n modify :z, :text, null: false, from: :string\n modify :q, :text, from: {:string, null: true}\nend`,
    );
    expect(down).toEqual([
      `ALTER TABLE "v" ALTER COLUMN "q" TYPE varchar(255), ALTER COLUMN "q" DROP NOT NULL, ALTER COLUMN "z" TYPE varchar(255), ALTER COLUMN "z" SET NOT NULL, ` +
        `ADD COLUMN "y" varchar(255) NOT NULL, DROP CONSTRAINT "v_x_fkey", DROP COLUMN "x"`,
      "down",
      `ALTER TABLE "v" DROP CONSTRAINT "c"`,
      `ALTER INDEX "w" RENAME TO "v_a_index"`,
      `ALTER TABLE "v" RENAME "b" TO "a"`,
      `ALTER TABLE "v" RENAME TO "u"`,
      `CREATE UNIQUE INDEX "u_b_index" ON "u" ("b")`,
      `DROP TABLE IF EXISTS "u"`,
      `DROP INDEX "t_a_index"`,
      `DROP TABLE "t"`,
    ]);
  });

  it("of up is down", async () => {
    const { script } = await one(`def up, do: execute "a"\ndef down do\n drop table(:t)\n execute(if direction() == :down, do: "b", else: "c")\nend`);
    expect([flat(script.up), flat(script.down), script.downFile]).toEqual([["a"], [`DROP TABLE "t"`, "b"], FILE]);
  });

  it.each([
    [`alter table(:t), do: remove(:a)`, "remove :a without a type cannot be reversed"],
    [`alter table(:t), do: modify(:a, :text)`, "modify :a without from: cannot be reversed"],
    [`alter table(:t), do: add_if_not_exists(:a, :text)`, "add_if_not_exists :a cannot be reversed"],
    [`drop table(:t)`, "dropping a table cannot be reversed"],
    [`drop constraint(:t, :c)`, "dropping a constraint cannot be reversed"],
    [`execute "x"`, "execute without a second statement cannot be reversed"],
    [`flush()`, "flush() cannot be called on the way back of change"],
  ])("there is none: %s", async (body, reason) => {
    const { script, problems } = await one(`def change do\n${body}\nend`);
    expect(problems).toEqual([]);
    expect(script.down).toBeUndefined();
    expect(script.noWay).toBe(`${FILE}:5: ${reason}`);
  });

  it("that raises is none; a migration may have none at all", async () => {
    const raising = await one(`def up, do: execute "a"\ndef down, do: raise "never"`);
    expect([raising.script.down, raising.script.noWay]).toEqual([undefined, `${FILE}:5: it raises: never`]);
    const { script } = await one(`def up, do: execute "a"`);
    expect([script.down, script.noWay, script.notRead]).toEqual([undefined, undefined, undefined]);
  });

  it("that was not read is not taken for one, and says nothing against up", async () => {
    const { script, problems } = await one(`def up, do: execute "a"\ndef down, do: execute(System.get_env("X"))`);
    expect(problems).toEqual([]);
    expect(script.down).toBeUndefined();
    expect(script.notRead).toEqual({ up: [], down: [`${FILE}:5: Application and environment are not known`].map(() => expect.stringMatching(/:5: /)) });
  });
});

describe("what cannot be read is named with its place", () => {
  it.each<[string, string, string, Files?]>([
    ["a condition that is not known", `if Mix.env() == :dev do\n create table(:a)\nend`, "error migration-not-read"],
    ["a loop over rows", `for r <- App.Repo.all("t") do\n execute("drop table \#{r}")\nend`, "error migration-not-read"],
    ["a loop over rows in a helper", `Enum.each(App.Repo.all("t"), fn r -> helper(r) end)\nend\ndef helper(r) do\n drop table(r)`, "error migration-not-read"],
    ["a name that is not known", `create table(System.get_env("T"))`, "error migration-not-read"],
    ["a module that is nowhere", `App.Backfill.run()`, "error migration-not-read"],
    ["a module of a package", `Oban.Migration.up(version: 12)`, "warning migration-of-package"],
    ["a function that is not there", `unknown_function(:a)`, "error migration-not-read"],
    ["SQL that is not known", `execute(System.get_env("SQL"))`, "error migration-not-read"],
    ["a file that is not there", `execute_file "priv/none.sql"`, "error migration-not-read"],
    ["a program", `System.cmd("make", ["schema"])`, "error migration-not-read"],
    ["a type that Ecto refuses", `create table(:t), do: add(:a, :datetime)`, "error migration-not-read"],
    ["a type of the application", `create table(:t), do: add(:a, App.Type)`, "error migration-not-read"],
    ["an option that Ecto does not know", `create index(:t, [:a], uniqe: true)`, "error migration-not-read"],
    ["a constraint without anything", `create constraint(:t, :c)`, "error migration-not-read"],
    ["a column outside of a table", `add :a, :text`, "error migration-not-read"],
    ["a receive", `receive do\n x -> x\nend`, "error migration-not-read"],
  ])("%s", async (_, body, problem) => {
    // What did not happen is pointed at, not what kept it from happening.
    const line = body.includes("helper(r) do") ? 8 : /do\n {1,2}(create|execute)/.test(body) ? 6 : 5;
    const { problems } = await change(body);
    expect(problems).toEqual([`${problem} ${FILE}:${line}`]);
  });

  it("in files that are no migrations, have errors, or another ending", async () => {
    const { scripts, diagnostics } = await read({
      [FILE]: migration(`def change, do: execute("a")`),
      [`${FOLDER}/20240102000000_b.exs`]: "defmodule B do\n  use Ecto.Migration\nend\n",
      [`${FOLDER}/20240103000000_c.exs`]: "defmodule C do\n  use Ecto.Migration\n  def change do\n    create table(:c do\n  end\nend\n",
      [`${FOLDER}/20240104000000_d.ex`]: "",
      [`${FOLDER}/20240105000000_e.exs.eex`]: "defmodule <%= @module %> do",
      [`${FOLDER}/.formatter.exs`]: "[]",
      [`${FOLDER}/20240106000000_f.exs`]: migration(`def change, do: execute("f")`, "F"),
    });
    expect(scripts.map(({ name, tolerant }) => [name, tolerant])).toEqual([
      ["20240101000000_a", undefined],
      ["20240106000000_f", true],
    ]);
    const codes = [...new Set(diagnostics.map(({ severity, code, position }) => `${severity} ${code} ${(position?.file ?? "").slice(FOLDER.length + 1)}`))];
    expect(codes.toSorted()).toEqual([
      "error elixir-syntax 20240103000000_c.exs",
      "error migration-without-up 20240102000000_b.exs",
      "info migration-not-taken 20240104000000_d.ex",
      "info migration-not-taken 20240105000000_e.exs.eex",
    ]);
  });

  it("hostile input ends", async () => {
    const deep = `execute ${"(".repeat(500)}"a"${")".repeat(500)}`;
    for (const body of [
      deep,
      `change()`,
      `for a <- 1..9999, b <- 1..9999, do: execute("x")`,
      `Enum.each(1..10000, fn x -> Enum.each(1..10000, fn y -> y end) end)`,
    ]) {
      const { diagnostics } = await read({ [FILE]: migration(`def change do\n${body}\nend`) });
      expect(diagnostics.length).toBeGreaterThan(0);
    }
  });
});

describe("places", () => {
  it("of an error lead to the line that says it", async () => {
    const text = migration(
      `  def change do\n    create table(:t) do\n      add :a, :text\n      add :b, :nonsense\n    end\n\n    execute """\n    select 1,\n      wrong\n    """\n  end`,
    );
    const { scripts } = await read({ [FILE]: text });
    const [script] = scripts;
    const at = (word: string): string => {
      const { line, column } = placeOf(FILE, script?.up ?? "", script?.up.indexOf(word) ?? -1, script?.origins);
      return `${line}:${column}`;
    };
    const lines = text.split("\n");
    const line = (word: string): number => lines.findIndex((one) => one.includes(word)) + 1;
    expect(at('"b" nonsense')).toBe(`${line(":nonsense")}:7`);
    expect(at("wrong")).toBe(`${line("wrong")}:7`);
    expect(at("CREATE TABLE")).toBe(`${line("create table")}:5`);
  });

  it("of a file that is executed lie in that file", async () => {
    const { script } = await one(`def change, do: execute_file("priv/f.sql")`, { "priv/f.sql": "create view v as\n  select wrong;" });
    expect(placeOf(FILE, script.up, script.up.indexOf("wrong"), script.origins)).toEqual({ file: "priv/f.sql", line: 2, column: 10 });
  });
});

describe("a project", () => {
  it("has its migrations in the order of their numbers, with the table that Ecto keeps before them", async () => {
    const { scripts, setup, diagnostics } = await read({
      [`${FOLDER}/20240101000000_a.exs`]: migration(`def change, do: execute("a")`, "A"),
      [`${FOLDER}/2_b.exs`]: migration(`def change, do: execute("b")`, "B"),
      [`${FOLDER}/old/10_c.exs`]: migration(`def change, do: execute("c")`, "C"),
      [`${FOLDER}/010_d.exs`]: migration(`def change, do: execute("d")`, "D"),
      "config/config.exs": `import Config\nconfig :app, App.Repo, migration_source: "done"\n`,
    });
    expect(scripts.map((script) => script.name)).toEqual(["2_b", "010_d", "10_c", "20240101000000_a"]);
    expect(setup?.up).toBe(`CREATE TABLE IF NOT EXISTS "done" ("version" bigint, "inserted_at" timestamp(0), PRIMARY KEY ("version"));`);
    expect(diagnostics.map((found) => found.code)).toEqual(["migration-number-twice"]);
  });

  it("runs outside of a transaction where it says so, and calls what surrounds a migration where it does not", async () => {
    const { script } = await one(`@disable_ddl_transaction true\ndef after_begin, do: execute("x")\ndef change, do: execute("a")`);
    expect([script.transactional, flat(script.up)]).toEqual([false, ["a"]]);
    const inside = await one(`def after_begin, do: execute("set local lock_timeout = 1")\ndef up, do: execute("a")`);
    expect([inside.script.transactional, flat(inside.script.up)]).toEqual([true, ["set local lock_timeout = 1", "a"]]);
  });

  it("may have functions for its migrations elsewhere, and a macro of its own", async () => {
    const files = {
      "lib/app/migration_words.ex": `defmodule App.MigrationWords do\n  import Ecto.Migration\n  def money(name), do: add(name, :bigint, null: false)\n  def drop_all(tables), do: Enum.each(tables, &drop(table(&1)))\nend\n`,
      "lib/app/migration.ex": `defmodule App.Migration do\n  defmacro __using__(_) do\n    quote do\n      use Ecto.Migration\n    end\n  end\n  def audit(t), do: Ecto.Migration.execute("select audit('\#{t}')")\nend\n`,
      [FILE]: `defmodule App.Repo.Migrations.A do\n  use App.Migration\n  import App.MigrationWords\n  def up do\n    create table(:t, primary_key: false), do: money(:price)\n    App.MigrationWords.drop_all([:a])\n    audit("t")\n  end\nend\n`,
    };
    const { scripts, diagnostics } = await read(files);
    expect(diagnostics).toEqual([]);
    expect(flat(scripts[0]?.up)).toEqual([`CREATE TABLE "t" ("price" bigint NOT NULL)`, `DROP TABLE "a"`, "select audit('t')"]);
  });

  it.each<[string, Files, string | undefined]>([
    ["PostgreSQL by its driver", { "mix.exs": `{:postgrex, ">= 0.0.0"}, {:myxql, "1"}` }, undefined],
    ["MySQL by its driver", { "mix.exs": `{:myxql, ">= 0.0.0"}` }, "mysql"],
    ["SQLite by its driver", { "mix.exs": `{:ecto_sqlite3, "~> 0.1"}` }, "sqlite"],
    [
      "ClickHouse by the repo",
      { "mix.exs": `{:postgrex, "1"}`, "lib/app/repo.ex": "defmodule App.Repo do\n use Ecto.Repo, otp_app: :app,\n  adapter: Ecto.Adapters.ClickHouse\nend" },
      "clickhouse",
    ],
  ])("speaks to %s", async (_, files, other) => {
    const tree = memoryTree({ [FILE]: migration("def change, do: nil"), ...files });
    const [found] = await findHistories(historyFiles(await tree.list(), (path) => readText(tree, path)));
    expect(found?.otherDatabase).toBe(other);
  });

  it("with several repos has the one called repo first; what packages bring is not its own", async () => {
    const text = migration("def change, do: nil");
    const tree = memoryTree({
      "apps/b/priv/audit/migrations/1_a.exs": text,
      "apps/b/priv/repo/migrations/1_a.exs": text,
      "deps/x/priv/repo/migrations/1_a.exs": text,
    });
    const found = await findHistories(historyFiles(await tree.list(), (path) => readText(tree, path)));
    expect(found.map((one) => one.folder)).toEqual(["apps/b/priv/repo/migrations", "apps/b/priv/audit/migrations"]);
  });
});
