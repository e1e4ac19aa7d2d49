/** Other tools' histories: recognised by what they are, in the tool's own order, each line at its place. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { applyEdits, lineAndColumn, originalOffset } from "../../src/model/position.ts";
import { findHistories } from "../../src/workspace/detect/find-histories.ts";
import { readText } from "../../src/workspace/file-tree.ts";
import type { FoundHistory, HistoryRead } from "../../src/workspace/histories/history.ts";
import { compareDigits, compareDotted, compareNatural } from "../../src/workspace/histories/order.ts";
import { historyFiles, readerOf } from "../../src/workspace/histories/readers.ts";
import { memoryTree, type Files } from "./temp-workspace.ts";

async function readHistory(files: Files): Promise<{ found: FoundHistory; read: HistoryRead }> {
  const tree = memoryTree(files);
  const prepared = historyFiles(await tree.list(), (path) => readText(tree, path));
  const [found] = await findHistories(prepared);
  if (found === undefined) throw new Error("no history was recognised");
  return { found, read: await readerOf(found.tool).read(found, prepared) };
}

const up = (name: string): string => `create table ${name} ();`;

describe("a history is recognised and read in the tool's order", () => {
  it.each<[string, string, Files, readonly string[]]>([
    [
      "golang-migrate",
      "db/migrations",
      {
        "db/migrations/10_c.up.sql": up("c"),
        "db/migrations/000009_b.up.sql": up("b"),
        "db/migrations/2_a.up.sql": up("a"),
        "db/migrations/20240101000000_d.up.sql": up("d"),
        "db/migrations/2_a.down.sql": "drop table a;",
      },
      ["2_a", "000009_b", "10_c", "20240101000000_d"],
    ],
    [
      "goose",
      "migrations",
      {
        "migrations/00002_b.sql": `-- +goose Up\n${up("b")}`,
        "migrations/1_a.sql": `-- +goose Up\n${up("a")}`,
        "migrations/20240101000000_d.sql": `-- +goose up\n${up("d")}`,
        "migrations/010_c.sql": `-- +goose Up\n${up("c")}`,
      },
      ["1_a", "00002_b", "010_c", "20240101000000_d"],
    ],
    [
      "dbmate",
      "db/migrations",
      {
        "db/migrations/20240102_b.sql": `-- migrate:up\n${up("b")}`,
        "db/migrations/20240101_a.sql": `-- migrate:up\n${up("a")}\n-- migrate:down\ndrop table a;`,
      },
      ["20240101_a", "20240102_b"],
    ],
    ["sql-migrate", "migrations", { "migrations/2_b.sql": `-- +migrate Up\n${up("b")}`, "migrations/1_a.sql": `-- +migrate Up\n${up("a")}` }, ["1_a", "2_b"]],
    [
      "node-pg-migrate",
      "migrations",
      { "migrations/1700000000002_b.sql": `-- Up Migration\n${up("b")}`, "migrations/1700000000001_a.sql": `-- Up Migration\n${up("a")}` },
      ["1700000000001_a", "1700000000002_b"],
    ],
    [
      "tern",
      "migrations",
      { "migrations/002_b.sql": `${up("b")}\n---- create above / drop below ----\ndrop table b;`, "migrations/001_a.sql": up("a") },
      ["001_a", "002_b"],
    ],
    [
      "flyway",
      "src/main/resources/db/migration",
      {
        "src/main/resources/db/migration/V10__j.sql": up("j"),
        "src/main/resources/db/migration/V2__b.sql": up("b"),
        "src/main/resources/db/migration/V1_1__ab.sql": up("ab"),
        "src/main/resources/db/migration/V1.2__ac.sql": up("ac"),
        "src/main/resources/db/migration/V1__a.sql": up("a"),
        "src/main/resources/db/migration/R__view.sql": "create or replace view v as select 1;",
        "src/main/resources/db/migration/more/V3__c.sql": up("c"),
      },
      ["V1__a", "V1_1__ab", "V1.2__ac", "V2__b", "V3__c", "V10__j", "R__view"],
    ],
    [
      "diesel",
      "migrations",
      {
        "migrations/2024-01-01-000000_b/up.sql": up("b"),
        "migrations/2024-01-01-000000_b/down.sql": "drop table b;",
        "migrations/00000000000000_diesel_initial_setup/up.sql": up("a"),
      },
      ["00000000000000_diesel_initial_setup", "2024-01-01-000000_b"],
    ],
    [
      "prisma",
      "prisma/migrations",
      {
        "prisma/migrations/20240102000000_b/migration.sql": up("b"),
        "prisma/migrations/20240101000000_a/migration.sql": up("a"),
        "prisma/migrations/0_init/migration.sql": up("i"),
        "prisma/migrations/migration_lock.toml": 'provider = "postgresql"\n',
      },
      ["0_init", "20240101000000_a", "20240102000000_b"],
    ],
    [
      "drizzle",
      "drizzle",
      {
        "drizzle/meta/_journal.json": JSON.stringify({
          dialect: "postgresql",
          entries: [
            { idx: 1, tag: "0000_late" },
            { idx: 0, tag: "0001_early" },
          ],
        }),
        "drizzle/0000_late.sql": up("b"),
        "drizzle/0001_early.sql": up("a"),
      },
      ["0001_early", "0000_late"],
    ],
    [
      "drizzle",
      "drizzle",
      {
        "drizzle/20240102_b/migration.sql": up("b"),
        "drizzle/20240102_b/snapshot.json": '{"dialect":"postgres"}',
        "drizzle/20240101_a/migration.sql": up("a"),
        "drizzle/20240101_a/snapshot.json": '{"dialect":"postgres"}',
      },
      ["20240101_a", "20240102_b"],
    ],
    [
      "sqitch",
      "",
      {
        "sqitch.plan":
          "%syntax-version=1.0.0\n%project=shop\n\nusers 2024-01-01T00:00:00Z A <a@b> # first\norders [users] 2024-01-02T00:00:00Z A <a@b> # second\n@v1 2024-01-03T00:00:00Z A <a@b> # tag\nappschema 2024-01-04T00:00:00Z A <a@b>\n",
        "deploy/users.sql": up("users"),
        "deploy/orders.sql": up("orders"),
        "deploy/appschema.sql": "create schema app;",
      },
      ["users", "orders", "appschema"],
    ],
    [
      "graphile-migrate",
      "migrations/committed",
      {
        "migrations/committed/000010-b.sql": `--! Previous: sha1:x\n--! Hash: sha1:y\n\n${up("b")}`,
        "migrations/committed/000002.sql": `--! Previous: -\n--! Hash: sha1:x\n\n${up("a")}`,
      },
      ["000002", "000010-b"],
    ],
    [
      "selecto",
      "migrations",
      {
        "migrations/20260102000000_b/up.sql": up("b"),
        "migrations/20260102000000_b/migration.json": "{}",
        "migrations/20260101000000_a/up.sql": up("a"),
        "migrations/20260101000000_a/down.sql": "drop table a;",
        "migrations/20260101000000_a/migration.json": "{}",
      },
      ["20260101000000_a", "20260102000000_b"],
    ],
    ["pairs of up and down", "sql", { "sql/step10.up.sql": up("j"), "sql/step9.up.sql": up("i"), "sql/step9.down.sql": "drop table i;" }, ["step9", "step10"]],
    ["numbered files", "supabase/migrations", { "supabase/migrations/10_b.sql": up("b"), "supabase/migrations/9_a.sql": up("a") }, ["9_a", "10_b"]],
  ])("%s in %s", async (tool, folder, files, names) => {
    const { found, read } = await readHistory(files);
    expect(found).toMatchObject({ tool, folder });
    expect(read.scripts.map((script) => script.name)).toEqual(names);
    expect(read.diagnostics).toEqual([]);
    for (const script of read.scripts) expect(script.up).toContain("create");
  });
});

describe("sections of one file", () => {
  const cases: readonly [string, Files, { up: string; down?: string; transactional: boolean }][] = [
    [
      "goose: blocks end their statement, annotations stay comments",
      {
        "m/1_a.sql":
          "-- +goose NO TRANSACTION\n-- +goose Up\ncreate table a ();\n-- +goose StatementBegin\ncreate function f() returns int language sql as $$ select 1; $$\n-- +goose StatementEnd\n-- +goose Down\ndrop table a;\n",
      },
      {
        up: "\n-- +goose Up\ncreate table a ();\n-- +goose StatementBegin\ncreate function f() returns int language sql as $$ select 1; $$\n;-- +goose StatementEnd\n\n\n",
        down: "\n\n\n\n\n\n-- +goose Down\ndrop table a;\n",
        transactional: false,
      },
    ],
    ["goose without down", { "m/1_a.sql": "-- +goose Up\nselect 1;" }, { up: "-- +goose Up\nselect 1;", transactional: true }],
    [
      "sql-migrate: notransaction",
      { "m/1_a.sql": "-- +migrate Up notransaction\nselect 1;\n-- +migrate Down\nselect 2;" },
      { up: "-- +migrate Up notransaction\nselect 1;\n\n", down: "\n\n-- +migrate Down\nselect 2;", transactional: false },
    ],
    [
      "dbmate: options",
      { "m/1_a.sql": "-- a comment\n-- migrate:up transaction:false\nselect 1;\n-- migrate:down\nselect 2;" },
      { up: "\n-- migrate:up transaction:false\nselect 1;\n\n", down: "\n\n\n-- migrate:down\nselect 2;", transactional: false },
    ],
    [
      "dbmate with Windows line ends",
      { "m/1_a.sql": "-- migrate:up\r\nselect 1;\r\n-- migrate:down\r\nselect 2;\r\n" },
      { up: "-- migrate:up\r\nselect 1;\r\n\n\n", down: "\n\n-- migrate:down\r\nselect 2;\r\n", transactional: true },
    ],
    [
      "node-pg-migrate",
      { "m/1_a.sql": "--- Up Migration\nselect 1;\n-- Down Migration\nselect 2;" },
      { up: "--- Up Migration\nselect 1;\n\n", down: "\n\n-- Down Migration\nselect 2;", transactional: true },
    ],
    [
      "node-pg-migrate, down first",
      { "m/1_a.sql": "-- down migration\nselect 2;\n-- up migration\nselect 1;" },
      { up: "\n\n-- up migration\nselect 1;", down: "-- down migration\nselect 2;\n\n", transactional: true },
    ],
    [
      "tern",
      { "m/1_a.sql": "select 1;\n---- create above / drop below ----\nselect 2;" },
      { up: "select 1;\n\n", down: "\n---- create above / drop below ----\nselect 2;", transactional: true },
    ],
  ];
  it.each(cases)("%s", async (_, files, expected) => {
    const { read } = await readHistory(files);
    const [script] = read.scripts;
    expect({ up: script?.up, down: script?.down, transactional: script?.transactional }).toEqual({ down: undefined, ...expected });
    expect(read.diagnostics).toEqual([]);
  });

  it("several pairs in one file of dbmate", async () => {
    const { read } = await readHistory({
      "m/1_a.sql": "-- migrate:up\nselect 1;\n-- migrate:down\nselect 2;\n-- migrate:up transaction:false\nselect 3;\n-- migrate:down\nselect 4;\n",
    });
    expect(read.scripts.map(({ name, up: text, down, transactional }) => [name, text.trim(), down?.trim(), transactional])).toEqual([
      ["1_a", "-- migrate:up\nselect 1;", "-- migrate:down\nselect 2;", true],
      ["1_a#2", "-- migrate:up transaction:false\nselect 3;", "-- migrate:down\nselect 4;", false],
    ]);
  });

  it("keep every line at its number, whatever the sections hold", async () => {
    const line = fc.constantFrom("select 1;", "  -- comment", "", "\tcreate table a (b int);", "$$ ; $$", "select '-- x';");
    const formats = [
      ["-- +goose Up", "-- +goose Down"],
      ["-- migrate:up", "-- migrate:down"],
      ["-- +migrate Up", "-- +migrate Down"],
      ["-- Up Migration", "-- Down Migration"],
    ] as const;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...formats), fc.array(line), fc.array(line), async ([upMark, downMark], upLines, downLines) => {
        const lines = [upMark, ...upLines, downMark, ...downLines];
        const { read } = await readHistory({ "migrations/1_a.sql": lines.join("\n") });
        const [script] = read.scripts;
        const blank = (count: number): string[] => Array.from({ length: count }, () => "");
        expect(script?.up.split("\n")).toEqual([upMark, ...upLines, ...blank(downLines.length + 1)]);
        if (script?.down !== undefined) expect(script.down.split("\n")).toEqual([...blank(upLines.length + 1), downMark, ...downLines]);
      }),
    );
  });
});

describe("what a tool would refuse or leave out is said", () => {
  it.each<[string, Files, readonly [string, string, string][], readonly string[]]>([
    ["a number twice (golang-migrate)", { "m/1_a.up.sql": "", "m/01_b.up.sql": "" }, [["error", "migration-number-twice", "m/1_a.up.sql"]], ["01_b", "1_a"]],
    [
      "a version twice (flyway)",
      { "db/migration/V1__a.sql": "", "db/migration/V1.0__b.sql": "" },
      [["error", "migration-number-twice", "db/migration/V1__a.sql"]],
      ["V1.0__b", "V1__a"],
    ],
    ["a down without up", { "m/1_a.up.sql": "", "m/2_b.down.sql": "" }, [["warning", "migration-without-up", "m/2_b.down.sql"]], ["1_a"]],
    ["a file beside the history", { "m/1_a.up.sql": "", "m/fix.sql": "" }, [["info", "migration-not-taken", "m/fix.sql"]], ["1_a"]],
    ["a goose file without Up", { "m/1_a.sql": "-- +goose Up\n", "m/2_b.sql": "select 1;" }, [["error", "migration-without-up", "m/2_b.sql"]], ["1_a"]],
    ["a dbmate file without up", { "m/1_a.sql": "-- migrate:up\n", "m/2_b.sql": "select 1;" }, [["error", "migration-without-up", "m/2_b.sql"]], ["1_a"]],
    ["statements above dbmate's up", { "m/1_a.sql": "select 0;\n-- migrate:up\nselect 1;" }, [["error", "migration-statement-outside", "m/1_a.sql"]], ["1_a"]],
    [
      "environment variables in goose",
      { "m/1_a.sql": "-- +goose Up\n-- +goose ENVSUB ON\ncreate role ${APP_ROLE};" },
      [["warning", "migration-environment", "m/1_a.sql"]],
      ["1_a"],
    ],
    [
      "a journal entry without a file",
      { "d/meta/_journal.json": '{"entries":[{"idx":0,"tag":"0000_a"},{"idx":1,"tag":"0001_b"}]}', "d/0000_a.sql": "" },
      [["error", "migration-missing", "d/meta/_journal.json"]],
      ["0000_a"],
    ],
    [
      "a file that the journal does not know",
      { "d/meta/_journal.json": '{"entries":[{"idx":0,"tag":"0000_a"}]}', "d/0000_a.sql": "", "d/0001_b.sql": "" },
      [["warning", "migration-not-taken", "d/0001_b.sql"]],
      ["0000_a"],
    ],
    ["a journal that is no JSON", { "d/meta/_journal.json": "{", "d/0000_a.sql": "" }, [["error", "migration-order-unreadable", "d/meta/_journal.json"]], []],
    [
      "a change without its script",
      { "sqitch.plan": "%project=x\na 2024 A <a@b>\nb 2024 A <a@b>\n", "deploy/a.sql": "" },
      [["error", "migration-missing", "sqitch.plan"]],
      ["a"],
    ],
    ["a file that is no text", { "m/1_a.up.sql": "", "m/2_b.up.sql": Uint8Array.of(0xff) }, [["error", "file-not-utf8", "m/2_b.up.sql"]], ["1_a"]],
    [
      "an unfinished migration of graphile",
      { "m/committed/000001.sql": "--! Previous: -\n", "m/current.sql": "create table x ();" },
      [["info", "migration-not-committed", "m/current.sql"]],
      ["000001"],
    ],
    ["an empty one", { "m/committed/000001.sql": "--! Previous: -\n", "m/current.sql": "-- nothing yet\n" }, [], ["000001"]],
  ])("%s", async (_, files, findings, names) => {
    const { read } = await readHistory(files);
    expect(read.diagnostics.map((one) => [one.severity, one.code, one.position?.file])).toEqual(findings);
    expect(read.scripts.map((script) => script.name)).toEqual(names);
    for (const one of read.diagnostics) expect([one.message, one.next]).toEqual([expect.stringMatching(/^\S[^\n]+$/), expect.stringMatching(/^\S[^\n]+$/)]);
  });
});

describe("downs", () => {
  it.each<[string, Files, string | undefined, string | undefined]>([
    ["golang-migrate", { "m/1_a.up.sql": "u", "m/1_a.down.sql": "d" }, "m/1_a.down.sql", "d"],
    ["none", { "m/1_a.up.sql": "u" }, undefined, undefined],
    ["flyway's undo", { "db/migration/V1_2__a.sql": "u", "db/migration/U1.2__whatever.sql": "d" }, "db/migration/U1.2__whatever.sql", "d"],
    ["diesel", { "m/1_a/up.sql": "u", "m/1_a/down.sql": "d" }, "m/1_a/down.sql", "d"],
    ["sqitch", { "sqitch.plan": "%project=x\na 2024 A <a@b>\n", "deploy/a.sql": "u", "revert/a.sql": "d" }, "revert/a.sql", "d"],
    ["prisma has none", { "m/1_a/migration.sql": "u", "m/1_a/down.sql": "d" }, undefined, undefined],
  ])("%s", async (_, files, downFile, down) => {
    const { read } = await readHistory(files);
    expect(read.scripts).toMatchObject([{ up: "u" }]);
    expect([read.scripts[0]?.downFile, read.scripts[0]?.down]).toEqual([downFile, down]);
  });
});

describe("a tool's own table", () => {
  it("of diesel stands before the first migration where one of them names it", async () => {
    const trigger = "create trigger t before insert on __diesel_schema_migrations execute function f();";
    const { read } = await readHistory({ "m/1_a/up.sql": "create table a ();", "m/2_b/up.sql": trigger });
    expect(read.setup).toMatchObject({ file: "m/1_a/up.sql", up: expect.stringMatching(/^create table if not exists __diesel_schema_migrations \(/) });
    expect(read.scripts.map(({ name }) => name)).toEqual(["1_a", "2_b"]);
    expect((await readHistory({ "m/1_a/up.sql": "create table a ();" })).read.setup).toBeUndefined();
  });
});

describe("transactions", () => {
  it.each<[string, Files, boolean]>([
    ["diesel's metadata", { "m/1_a/up.sql": "", "m/1_a/metadata.toml": "run_in_transaction = false\n" }, false],
    ["diesel without", { "m/1_a/up.sql": "", "m/1_a/metadata.toml": "x = 1\n" }, true],
    ["flyway's script configuration", { "db/migration/V1__a.sql": "", "db/migration/V1__a.sql.conf": "executeInTransaction=false\n" }, false],
    ["graphile's header", { "m/committed/000001.sql": "--! Previous: -\n--! no-transaction\n" }, false],
    ["sqitch's scripts manage their own", { "sqitch.plan": "%project=x\na 2024 A <a@b>\n", "deploy/a.sql": "begin; commit;" }, false],
  ])("%s", async (_, files, transactional) => {
    const { read } = await readHistory(files);
    expect(read.scripts.map((script) => script.transactional)).toEqual([transactional]);
  });
});

describe("placeholders", () => {
  it.each<[string, Files]>([
    ["flyway.conf", { "flyway.conf": "# c\nflyway.placeholders.Owner=app\n" }],
    ["conf/flyway.conf", { "conf/flyway.conf": "flyway.placeholders.owner = app\n" }],
    ["flyway.toml", { "flyway.toml": '[flyway.placeholders]\nowner = "app"\n' }],
  ])("of flyway are replaced from %s, and positions lead back", async (_, config) => {
    const text = "alter table a owner to ${OWNER};\nselect '${unknown}'; drop table b;";
    const { read } = await readHistory({ ...config, "sql/V1__a.sql": text });
    const [script] = read.scripts;
    expect(script?.up).toBe("alter table a owner to app;\nselect '${unknown}'; drop table b;");
    expect(applyEdits(text, script?.edits ?? [])).toBe(script?.up);
    const at = originalOffset(script?.up.indexOf("drop") ?? 0, script?.edits ?? []);
    expect(lineAndColumn(text, at)).toEqual({ line: 2, column: 22 });
    expect(read.diagnostics).toMatchObject([{ code: "migration-placeholder", severity: "warning", position: { file: "sql/V1__a.sql", line: 2, column: 9 } }]);
    expect(read.diagnostics[0]?.message).toContain("${unknown}");
  });

  it("of flyway are left alone when it does not replace them", async () => {
    const { read } = await readHistory({ "flyway.conf": "flyway.placeholderReplacement=false\n", "sql/V1__a.sql": "select '${x}';" });
    expect(read).toMatchObject({ scripts: [{ up: "select '${x}';" }], diagnostics: [] });
  });

  it("of graphile-migrate come from .gmrc; a role from the environment keeps its own name", async () => {
    const gmrc = '/* JSON5 */\n{\n  // roles\n  "placeholders": { ":APP": "shop", ":DATABASE_VISITOR": "!ENV", },\n}\n';
    const { read } = await readHistory({
      ".gmrc": gmrc,
      "m/committed/000001.sql":
        "--! Previous: -\ngrant usage on schema :APP to :DATABASE_VISITOR; alter schema :APP owner to :DATABASE_OWNER; select a::APPLE, b::int;",
    });
    expect(read.scripts[0]?.up.split("\n")[1]).toBe(
      "grant usage on schema shop to database_visitor; alter schema shop owner to database_owner; select a::APPLE, b::int;",
    );
  });
});

describe("details of single tools", () => {
  it("flyway: a baseline replaces what came before it", async () => {
    const { read } = await readHistory({
      "db/migration/V1__a.sql": "",
      "db/migration/V2__b.sql": "",
      "db/migration/B2__base.sql": "",
      "db/migration/V3__c.sql": "",
    });
    expect(read.scripts.map((script) => script.name)).toEqual(["B2__base", "V3__c"]);
  });

  it("flyway: locations and endings from its configuration", async () => {
    const { found, read } = await readHistory({
      "flyway.toml": '[flyway]\nlocations = ["filesystem:database/steps"]\nsqlMigrationSuffixes = [".ddl", ".sql"]\n',
      "database/steps/V1__a.ddl": "",
      "database/steps/deep/V2__b.sql": "",
      "database/steps/00_notes.ddl": "",
    });
    expect(found).toMatchObject({ folder: "database/steps", configuration: "flyway.toml" });
    expect(read.scripts.map((script) => script.name)).toEqual(["V1__a", "V2__b"]);
  });

  it("flyway: migrations in Java are counted as code", async () => {
    const { found } = await readHistory({ "db/migration/V1__a.sql": "", "db/migration/V2__Fill.java": "" });
    expect(found.code).toEqual(["db/migration/V2__Fill.java"]);
  });

  it("goose: migrations in Go are counted as code, its tests are not", async () => {
    const { found } = await readHistory({ "m/1_a.sql": "-- +goose Up\n", "m/2_b.go": "", "m/3_c_test.go": "" });
    expect(found.code).toEqual(["m/2_b.go"]);
  });

  it("drizzle: a breakpoint ends the statement and keeps the columns", async () => {
    const { read } = await readHistory({
      "d/meta/_journal.json": '{"entries":[{"idx":0,"tag":"0000_a"}]}',
      "d/0000_a.sql": "select 1--> statement-breakpoint\nselect 2",
    });
    expect(read.scripts[0]?.up).toBe("select 1;-- statement-breakpoint\nselect 2");
  });

  it("sqitch: the older scripts of a reworked change carry the tag", async () => {
    const plan = "%project=x\nf 2024 A <a@b>\ng 2024 A <a@b>\n@v1 2024 A <a@b>\n@v2 2024 A <a@b>\nf [f@v1] 2024 A <a@b>\n";
    const { read } = await readHistory({ "sqitch.plan": plan, "deploy/f.sql": "new", "deploy/f@v1.sql": "old", "deploy/g.sql": "g" });
    expect(read.scripts.map((script) => [script.name, script.up])).toEqual([
      ["f@v1", "old"],
      ["g", "g"],
      ["f", "new"],
    ]);
  });

  it("sqitch: folders from sqitch.conf, another engine is another database", async () => {
    const conf = "[core]\n\tengine = pg\n\ttop_dir = db\n";
    const { found, read } = await readHistory({
      "sqitch.conf": conf,
      "db/sqitch.plan": "%project=x\na 2024 A <a@b>\n",
      "db/deploy/a.sql": "u",
      "db/revert/a.sql": "d",
    });
    expect(found.otherDatabase).toBeUndefined();
    expect(read.scripts).toMatchObject([{ name: "a", up: "u", down: "d" }]);
    expect((await readHistory({ "sqitch.conf": "[core]\nengine = sqlite\n", "sqitch.plan": "%project=x\n" })).found.otherDatabase).toBe("sqlite");
  });

  it("golang-migrate: files of other databases are not taken, one for PostgreSQL stands in for the general one", async () => {
    const { read } = await readHistory({
      "m/1_a.up.sql": "general",
      "m/1_a.postgres.up.sql": "pg",
      "m/1_a.mysql.up.sql": "my",
      "m/1_a.down.sql": "down",
      "m/2_b.up.sql": "b",
    });
    expect(read.scripts.map((script) => script.up)).toEqual(["pg", "b"]);
    expect(read.scripts[0]?.down).toBe("down");
  });

  it.each<[string, Files, string]>([
    ["prisma", { "prisma/migrations/1_a/migration.sql": "", "prisma/migrations/migration_lock.toml": 'provider = "mysql"' }, "mysql"],
    ["drizzle", { "d/meta/_journal.json": '{"dialect":"sqlite","entries":[]}', "d/0000_a.sql": "" }, "sqlite"],
    ["a folder's name", { "migrations/sqlite/1_a.up.sql": "" }, "sqlite"],
  ])("another database is told by %s", async (_, files, database) => {
    expect((await readHistory(files)).found.otherDatabase).toBe(database);
  });

  it("does not take numbered files of a schema folder for a history", async () => {
    await expect(readHistory({ "schema/010_users.sql": up("users"), "queries/1_a.sql": "select 1" })).rejects.toThrow("no history");
  });
});

describe("orders", () => {
  it.each<[(left: string, right: string) => number, readonly string[]]>([
    [compareDigits, ["", "0", "1", "2", "9", "10", "20240101000000", "99999999999999999999"]],
    [compareDotted, ["0.9", "1", "1.0.1", "1.2", "1.10", "2", "10", "2024.01.02"]],
    [compareNatural, ["a1", "a2", "a10", "b1"]],
  ])("%p", (compare, sorted) => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...sorted], { minLength: sorted.length }), (shuffled) => {
        expect(shuffled.toSorted(compare)).toEqual(sorted);
      }),
    );
  });

  it("compares numbers of any length like numbers", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n }), fc.bigInt({ min: 0n }), fc.nat(5), (left, right, zeros) => {
        expect(Math.sign(compareDigits("0".repeat(zeros) + String(left), String(right)))).toBe(left < right ? -1 : left > right ? 1 : 0);
      }),
    );
  });
});
