/** What a workspace is taken for, with and without a configuration, and how that is said. */
import { describe, expect, it } from "@jest/globals";
import { loadConfig } from "../../src/workspace/config/load.ts";
import { joinInside } from "../../src/workspace/detect/select-paths.ts";
import { looksLikeQueries, looksLikeSchema } from "../../src/workspace/detect/sql-evidence.ts";
import { detectWorkspace } from "../../src/workspace/detect-workspace.ts";
import { describeLayout, shorten, type WorkspaceLayout } from "../../src/workspace/layout.ts";
import { memoryTree, type Files } from "./temp-workspace.ts";

const TABLE = "create table users (id int primary key);";
const QUERY = "-- name: list :many\nselect * from users;";

async function detect(files: Files): Promise<WorkspaceLayout> {
  const tree = memoryTree(files);
  return detectWorkspace(tree, await loadConfig(tree));
}

const codes = (layout: WorkspaceLayout): readonly string[] => layout.diagnostics.map((one) => `${one.severity} ${one.code}`);

describe("the line that says what is used", () => {
  it.each<[string, Files, string]>([
    ["nothing", { "README.md": "" }, "using what is here: no schema, no queries; keep it: selecto init"],
    [
      "sqlc version 2",
      {
        "sqlc.yaml": 'version: "2"\nsql:\n- {engine: postgresql, schema: db/migrations, queries: db/query}\n',
        "db/migrations/1_a.up.sql": TABLE,
        "db/migrations/1_a.down.sql": "",
        "db/query/a.sql": QUERY,
      },
      "using sqlc.yaml: schema db/migrations (golang-migrate, 2 files), queries db/query (1 file); keep it: selecto init",
    ],
    [
      "sqlc version 1 below the top, paths beside it",
      {
        "store/sqlc.json": '{"version":"1","packages":[{"schema":"../db/schema.sql","queries":["./q","more/*.sql"]}]}',
        "db/schema.sql": TABLE,
        "store/q/a.sql": QUERY,
        "store/more/b.sql": QUERY,
      },
      "using store/sqlc.json: schema db/schema.sql (1 file), queries store/q, store/more/*.sql (2 files); keep it: selecto init",
    ],
    [
      "sqlc of another database",
      { "sqlc.yaml": 'version: "2"\nsql:\n- {engine: sqlite, schema: s.sql, queries: q}\n', "s.sql": TABLE, "q/a.sql": QUERY, "schema.sql": TABLE },
      "using what is here: schema schema.sql (1 file), no queries; keep it: selecto init",
    ],
    [
      "a tool's migrations before a dump",
      { "migrations/1_a.sql": `-- +goose Up\n${TABLE}`, "schema.sql": TABLE, "queries/a.sql": QUERY },
      "using what is here: schema migrations (goose, 1 file), queries queries (1 file); also seen: schema.sql; keep it: selecto init",
    ],
    [
      "a dump before migrations that are code in part",
      { "migrations/1_a.sql": `-- +goose Up\n${TABLE}`, "migrations/2_b.go": "", "schema.sql": TABLE },
      "using what is here: schema schema.sql (1 file), no queries; also seen: migrations (goose), migrations (goose (Go), 1 migration in code); keep it: selecto init",
    ],
    [
      "Ecto with its dump",
      { "priv/repo/migrations/20240101000000_a.exs": "", "priv/repo/structure.sql": TABLE },
      "using what is here: schema priv/repo/structure.sql (1 file), no queries; also seen: priv/repo/migrations (Ecto); keep it: selecto init",
    ],
    [
      "a shallow history before a deep one, whatever their sizes",
      { "z/migrations/1_a.up.sql": "", "a/b/migrations/1_a.up.sql": "", "a/b/migrations/2_b.up.sql": "" },
      "using what is here: schema z/migrations (golang-migrate, 1 file), no queries; also seen: a/b/migrations (golang-migrate); keep it: selecto init",
    ],
    [
      "the history of this database",
      { "migrations/mysql/1_a.up.sql": "", "migrations/postgres/1_a.up.sql": "" },
      "using what is here: schema migrations/postgres (golang-migrate, 1 file), no queries; also seen: migrations/mysql (mysql); keep it: selecto init",
    ],
    [
      "not those of tests",
      { "testdata/migrations/1_a.up.sql": "", "examples/schema.sql": TABLE },
      "using what is here: no schema, no queries; also seen: testdata/migrations, examples/schema.sql; keep it: selecto init",
    ],
    [
      "a folder of schema files and a dump's name",
      { "db/schema/1.sql": TABLE, "db/schema/2.sql": TABLE, "shop-schema.sql": TABLE },
      "using what is here: schema shop-schema.sql (1 file), no queries; also seen: db/schema; keep it: selecto init",
    ],
    [
      "loose files at the top",
      { "b.sql": TABLE, "a.sql": TABLE, "report.sql": "select 1" },
      "using what is here: schema *.sql (2 files), no queries; keep it: selecto init",
    ],
    [
      "a folder sql that holds both",
      { "sql/tables.sql": TABLE, "sql/top.sql": "select * from users", "sql/change.sql": "update users set id = 1" },
      "using what is here: schema sql/tables.sql (1 file), queries sql (2 files); keep it: selecto init",
    ],
    [
      "selecto's own packages last",
      { "migrations/20260101000000_a/up.sql": TABLE, "migrations/20260101000000_a/migration.json": "{}", "domains/user.yaml": "" },
      "using what is here: schema migrations (selecto, 2 files), no queries, domains 1 file; keep it: selecto init",
    ],
    [
      "schema files before own packages",
      { "migrations/20260101000000_a/up.sql": TABLE, "migrations/20260101000000_a/migration.json": "{}", "schema/a.sql": TABLE },
      "using what is here: schema schema (1 file), no queries; also seen: migrations (selecto); keep it: selecto init",
    ],
    [
      "pgtyped",
      {
        "config.json":
          '{"transforms":[{"mode":"sql","include":"**/*.sql","emitTemplate":"x"},{"mode":"ts","include":"a.ts"}],"srcDir":"./src","dbUrl":"postgres://u:hunter2canary@h/d"}',
        "src/users/users.sql": "/* @name FindAll */\nselect 1;",
        "sql/schema.sql": TABLE,
      },
      "using what is here: schema sql/schema.sql (1 file), queries src (1 file); keep it: selecto init",
    ],
    [
      "a configuration",
      { "selecto.config.yaml": "schema: db\nqueries: [q/*.sql]\n", "db/b.sql": TABLE, "db/a.sql": TABLE, "q/1.sql": QUERY, "q/deep/2.sql": QUERY },
      "using selecto.config.yaml: schema db (2 files), queries q/*.sql (1 file)",
    ],
    [
      "a configured folder that is a history",
      { "selecto.config.yaml": "schema: ./db/\n", "db/1_a.up.sql": TABLE, "db/1_a.down.sql": TABLE },
      "using selecto.config.yaml: schema ./db/ (golang-migrate, 2 files), no queries",
    ],
    [
      "a configuration without a schema: the packages",
      {
        "selecto.config.yaml": "queries: q\n",
        "q/1.sql": QUERY,
        "schema.sql": TABLE,
        "migrations/20260101000000_a/up.sql": TABLE,
        "migrations/20260101000000_a/migration.json": "{}",
      },
      "using selecto.config.yaml: schema migrations (selecto, 2 files), queries q (1 file); also seen: schema.sql",
    ],
  ])("%s", async (_, files, line) => {
    const layout = await detect(files);
    expect(describeLayout(layout)).toBe(line);
    expect(codes(layout)).toEqual([]);
    expect(JSON.stringify(layout)).not.toContain("hunter2canary");
  });

  it("tells statements where they were counted", async () => {
    const layout = await detect({ "schema.sql": TABLE, "queries/a.sql": QUERY });
    expect(describeLayout(layout, 412)).toContain("queries queries (412 statements)");
    expect(describeLayout(layout, 1)).toContain("(1 statement)");
  });

  it.each<[readonly string[], string]>([
    [["a", "b", "a"], "a, b"],
    [["x/y/a.sql", "x/y/b.sql", "x/y/c.sql", "x/z/d.sql"], "x"],
    [["a.sql", "b.sql", "c.sql", "d.sql"], "a.sql, b.sql and 2 more"],
  ])("shortens %j", (items, short) => {
    expect(shorten(items)).toBe(short);
  });
});

describe("detectWorkspace", () => {
  it("gives each query folder its dialect", async () => {
    const sqlc = await detect({ "sqlc.yaml": 'version: "2"\nsql:\n- {engine: postgresql, schema: s.sql, queries: q}\n', "s.sql": TABLE, "q/a.sql": QUERY });
    expect(sqlc.queries).toEqual([{ label: "q", files: ["q/a.sql"], dialect: "sqlc" }]);
    const configured = await detect({
      "selecto.config.yaml": "queries: {paths: q, ignore: [q/old, '**/skip*.sql'], dialect: pgtyped}\n",
      "q/a.sql": QUERY,
      "q/old/b.sql": QUERY,
      "q/x/skip_this.sql": QUERY,
      "schema.sql": TABLE,
    });
    expect(configured.queries).toEqual([{ label: "q", files: ["q/a.sql"], dialect: "pgtyped" }]);
    const loose = await detect({
      "queries/a.sql": QUERY,
      "app/named_queries/b.sql": "-- anything",
      "tests/queries/c.sql": QUERY,
      "queries/mysql/d.sql": QUERY,
    });
    expect(loose.queries).toEqual([
      { label: "queries", files: ["queries/a.sql"] },
      { label: "app/named_queries", files: ["app/named_queries/b.sql"] },
    ]);
  });

  it("takes domain files of every notation it reads", async () => {
    const layout = await detect({ "domains/b.yml": "", "domains/a.yaml": "", "domains/deep/c.json": "", "domains/README.md": "", "other/d.yaml": "" });
    expect(layout.domains).toEqual(["domains/a.yaml", "domains/b.yml", "domains/deep/c.json"]);
    expect(
      (await detect({ "selecto.config.yaml": "domains: [semantic/*.yaml]\nschema: s.sql", "s.sql": TABLE, "semantic/x.yaml": "", "domains/a.yaml": "" }))
        .domains,
    ).toEqual(["semantic/x.yaml"]);
  });

  it("names code migrations and gives one remedy when there is nothing else", async () => {
    for (const [path, tool] of [
      ["db/migrate/20240101000000_a.rb", "Rails"],
      ["shop/migrations/0001_initial.py", "Django"],
      ["server/migrations/2025-01-08T00:27:52.203Z_init.ts", "JavaScript"],
      ["database/migrations/2024_01_01_000000_a.php", "Laravel"],
    ] as const) {
      const layout = await detect({ [path]: "" });
      expect(layout.schema).toBeUndefined();
      expect(layout.diagnostics).toMatchObject([
        {
          code: "migrations-in-code",
          severity: "error",
          message: expect.stringContaining(`${tool}, 1 migration in code`),
          next: expect.stringContaining("schema: schema.sql"),
        },
      ]);
    }
  });

  it("says what is missing of a history that is code in part", async () => {
    const layout = await detect({ "migrations/1_a.sql": "-- +goose Up\n", "migrations/2_b.go": "", "migrations/3_c.go": "" });
    expect(layout.schema?.parts).toMatchObject([{ kind: "history", history: { tool: "goose" } }]);
    expect(layout.diagnostics).toMatchObject([
      {
        code: "migrations-in-code",
        severity: "error",
        message: expect.stringContaining("2 migrations of migrations (goose) are code"),
        position: { file: "migrations/2_b.go" },
      },
    ]);
  });

  it("points at the key of a configuration whose path matches nothing or leads outside", async () => {
    const layout = await detect({ "selecto.config.yaml": "schema: missing.sql\nqueries: {paths: [../outside]}\ndomains: nowhere\n" });
    expect(layout.diagnostics.map((one) => [one.code, one.position?.line, one.severity])).toEqual([
      ["path-without-files", 1, "error"],
      ["path-outside-workspace", 2, "error"],
      ["path-without-files", 3, "error"],
    ]);
  });

  it.each<[string, string, string]>([
    ["no YAML", "a: [", "error sqlc-unreadable"],
    ["an unknown form", "sql: 5", "warning sqlc-unreadable"],
    ["a path outside", 'sql: [{engine: postgresql, schema: "../../s.sql", queries: q}]', "warning sqlc-outside"],
  ])("reports a sqlc.yaml with %s", async (_, text, code) => {
    expect(codes(await detect({ "sqlc.yaml": text, "q/a.sql": QUERY }))).toContain(code);
  });

  it("does not run a configuration of pgtyped that is a program", async () => {
    expect((await detect({ "pgtypedConfig.js": "throw 1" })).diagnostics).toMatchObject([{ code: "configuration-in-code", severity: "info" }]);
  });

  it("does not depend on how many files there are", async () => {
    const files: Files = { "a/migrations/1_a.up.sql": "", "b/migrations/1_a.up.sql": "" };
    const more = { ...files, "b/migrations/2_b.up.sql": "", "b/migrations/3_c.up.sql": "" };
    expect((await detect(more)).schema?.label).toBe((await detect(files)).schema?.label);
  });
});

describe("evidence", () => {
  it.each<[string, boolean, boolean]>([
    [TABLE, true, false],
    ["--\n-- Name: users; Type: TABLE; Schema: public\n--\nSET x = 1;\nCREATE TABLE public.users ();", true, false],
    ["/* create table */ select 1", false, true],
    ["-- name: add :exec\ncreate table x ();", false, true],
    ["/* @name FindAll */ select 1", false, true],
    ["WITH a AS (SELECT 1) SELECT * FROM a", false, true],
    ["create or replace materialized view v as select 1", true, false],
    ["", false, false],
  ])("%j: schema %p, queries %p", (text, schema, queries) => {
    expect([looksLikeSchema(text), looksLikeQueries(text)]).toEqual([schema, queries]);
  });
});

describe("joinInside", () => {
  it.each<[string, string, string | undefined]>([
    ["", "./a/", "a"],
    ["x/y", "../z", "x/z"],
    ["x", "..", ""],
    ["x", "../..", undefined],
    ["", "/etc", undefined],
    ["", "C:\\x", undefined],
    ["", "a\\b", "a/b"],
  ])("%s + %s", (base, path, expected) => {
    expect(joinInside(base, path)).toBe(expected);
  });
});
