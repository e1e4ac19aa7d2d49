/** Applying, taking back and status on the embedded server. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { openEmbedded } from "../../src/database/embedded/open.ts";
import { migrateDown, type DownOptions } from "../../src/migration/run/down.ts";
import type { RunProgress } from "../../src/migration/run/options.ts";
import type { RunOutcome } from "../../src/model/migration-run.ts";
import { documentHash, domainPatch } from "../../src/migration/domains/patch.ts";
import { readMigrationStatus } from "../../src/migration/run/status.ts";
import { migrateUp, type UpOptions } from "../../src/migration/run/up.ts";
import type { Database } from "../../src/model/database.ts";
import type { DomainDocument, DomainPatch, MigrationPackage } from "../../src/model/migration.ts";
import { composePackage, packageFiles, parsePackage, type PackageDraft } from "../../src/migration/package/package.ts";
import { chain, draft, reading, step, tableDraft } from "./packages.ts";

let database: Database;
beforeAll(async () => {
  database = await openEmbedded();
});
afterAll(() => database.close());
beforeEach(() => database.exec("rollback; reset all; drop schema if exists selecto cascade; drop schema public cascade; create schema public"));

const up = (packages: readonly MigrationPackage[], options: Partial<UpOptions> = {}): Promise<RunOutcome> =>
  migrateUp({ database, reading: reading(packages), toolVersion: "0.1.0", ...options });
const down = (packages: readonly MigrationPackage[], options: Partial<DownOptions> = {}): Promise<RunOutcome> =>
  migrateDown({ database, reading: reading(packages), toolVersion: "0.1.0", ...options });
const names = (outcome: RunOutcome): string[] => outcome.ran.map(({ name }) => name);
const failure = (run: Promise<unknown>): Promise<unknown> =>
  run.then(
    () => Promise.reject(new Error("it did not fail")),
    (error: unknown) => error,
  );
const tables = async (): Promise<string[]> =>
  (await database.query<{ name: string }>("select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1")).map(
    ({ name }) => name,
  );
const ledgerNames = async (): Promise<string[]> =>
  (await database.query<{ name: string }>("select name from selecto.migrations order by ordinal")).map(({ name }) => name);

const three = chain(tableDraft(1), tableDraft(2), tableDraft(3));
const [first, second, third] = three.map((one) => one.manifest.name) as [string, string, string];

describe("up", () => {
  it("applies in chain order, enters the ledger, and the second time finds nothing to do", async () => {
    const outcome = await up(three);
    expect(names(outcome)).toEqual([first, second, third]);
    expect(outcome).toMatchObject({ appliedCount: 3, pendingCount: 0, diagnostics: [] });
    expect(await tables()).toEqual(["t1", "t2", "t3"]);
    expect(
      await database.query(
        "select ordinal, name, checksum, from_fingerprint, to_fingerprint, tool_version, applied_by, up_sql, duration_ms >= 0 as measured from selecto.migrations where ordinal = 2",
      ),
    ).toEqual([
      {
        ordinal: 2,
        name: second,
        checksum: three[1]?.manifest.checksum,
        from_fingerprint: "s1:pg18:1",
        to_fingerprint: "s1:pg18:2",
        tool_version: "0.1.0",
        applied_by: "postgres",
        up_sql: three[1]?.upSql,
        measured: true,
      },
    ]);
    expect(names(await up(three))).toEqual([]);
    expect(await database.query("select count(*)::int as n from pg_locks where locktype = 'advisory'")).toEqual([{ n: 0 }]);
  });

  it.each<[string, Partial<UpOptions>, string[]]>([
    ["steps", { steps: 2 }, [first, second]],
    ["to", { to: second }, [first, second]],
    ["both, the nearer wins", { to: third, steps: 1 }, [first]],
    ["none", { steps: 0 }, []],
  ])("%s bounds it", async (_case, options, expected) => expect(names(await up(three, options))).toEqual(expected));

  it("to an applied one does nothing; to an unknown one names the nearest", async () => {
    await up(three, { steps: 1 });
    expect(names(await up(three, { to: first }))).toEqual([]);
    expect(await failure(up(three, { to: `${third}x` }))).toMatchObject({ code: "migration-unknown", next: `--to ${third}` });
  });

  it("a dry run says exactly the SQL and changes nothing; run by hand it does the same", async () => {
    const { scripts, ran } = await up(three, { dryRun: true });
    expect(ran).toEqual([]);
    expect(await database.query("select to_regnamespace('selecto') as n")).toEqual([{ n: null }]);
    for (const { sql } of scripts) await database.exec(sql);
    expect(await tables()).toEqual(["t1", "t2", "t3"]);
    expect(names(await up(three))).toEqual([]);
    const back = await down(three, { to: null, dryRun: true });
    expect(back.scripts.map(({ name }) => name)).toEqual([third, second, first]);
    for (const { sql } of back.scripts) await database.exec(sql);
    expect(await tables()).toEqual([]);
    expect(await ledgerNames()).toEqual([]);
  });

  it("steps see the package's search_path, also after a step that set another", async () => {
    const [one] = chain(
      draft("20260101000001_x", ['create schema "My Shop"', "create table here ()", "set search_path to pg_catalog"], ["select 1"], {
        searchPath: ["My Shop", "public"],
      }),
    );
    if (one === undefined) throw new Error("no package");
    const before = await database.query("show search_path");
    await up([one]);
    expect(await database.query("select relnamespace::regnamespace::text as ns from pg_class where relname = 'here'")).toEqual([{ ns: '"My Shop"' }]);
    expect(await database.query("show search_path")).toEqual([{ search_path: "pg_catalog" }]);
    await up(
      chain(
        {
          ...draft("20260101000001_x", ['create schema "My Shop"', "create table here ()", "set search_path to pg_catalog"], ["select 1"], {
            searchPath: ["My Shop", "public"],
          }),
        },
        tableDraft(2),
      ),
    );
    expect(await tables()).toEqual(["t2"]);
    await database.exec('drop schema "My Shop" cascade; reset search_path');
    expect(await database.query("show search_path")).toEqual(before);
  });

  it("a failing step takes its whole migration back, keeps those before, and says which step and line", async () => {
    const [, , ...rest] = chain(
      tableDraft(1),
      tableDraft(2),
      draft("20260101000003_bad", ["create table half ()", "insert into half\nselect from nowhere"], ["drop table half"]),
    );
    const packages = [three[0], three[1], ...rest].filter((one) => one !== undefined);
    expect(await failure(up(packages))).toMatchObject({
      name: "SelectoError",
      code: "migration-failed",
      message: '20260101000003_bad (up): step 2 (20260101000003_bad/up.sql:9) failed: 42P01 relation "nowhere" does not exist',
      why: "nothing of this migration was kept; migrations before it stay as they were",
      exit: 1,
    });
    expect(await tables()).toEqual(["t1", "t2"]);
    expect(await ledgerNames()).toEqual([first, second]);
    expect(await database.query("select count(*)::int as n from pg_locks where locktype = 'advisory'")).toEqual([{ n: 0 }]);
  });

  it.each<[string, string, RegExp]>([
    ["syntax", "create tabel x ()", /step 2 .*up\.sql:8\) failed: 42601 syntax error at or near "tabel"/],
    ["a value", "insert into people values ('canary-7f3a')", /step 2 .*failed: 23505 unique violation \(constraint people_pkey, table public\.people\)$/],
    ["a cast", "select 'canary-7f3a'::int", /step 2 .*failed: 22P02 invalid text representation$/],
    ["a cast at run time", "alter table people alter name type int using name::int", /step 2 .*failed: 22P02/],
    ["a check", "alter table people add check (name <> 'canary-7f3a')", /step 2 .*failed: 23514 check violation/],
    ["not null", "insert into people values (null)", /step 2 .*failed: 23502 not-null violation \(table public\.people, column name\)/],
    [
      "deferred",
      "create table late (a text primary key deferrable initially deferred); insert into late values ('canary-7f3a'), ('canary-7f3a')",
      /the commit \(a deferred constraint or trigger\) failed: 23505/,
    ],
  ])("no row value leaves through an error: %s", async (_case, sql, message) => {
    await database.exec("create table people (name text primary key); insert into people values ('canary-7f3a')");
    const packages = chain(draft("20260101000001_x", ["select 'é\u{1F600}'", sql, "select 3"], ["select 1"]));
    const error = await failure(up(packages));
    expect(error).toMatchObject({ code: "migration-failed", message: expect.stringMatching(message) });
    if (!(error instanceof Error)) throw new Error("no error");
    expect(JSON.stringify([error, error.message, error.cause, error.stack])).not.toContain("canary");
    expect(await ledgerNames()).toEqual([]);
  });

  it("progress is told in order", async () => {
    const told: string[] = [];
    const onProgress = (one: RunProgress): void => void told.push(one.kind === "waiting" ? one.kind : `${one.kind} ${one.name}`);
    await up(three.slice(0, 2), { onProgress });
    expect(told).toEqual([`started ${first}`, `finished ${first}`, `started ${second}`, `finished ${second}`]);
  });

  it("an abort stops before the next migration and leaves the lock free", async () => {
    const stop = new AbortController();
    const error = await failure(up(three, { signal: stop.signal, onProgress: ({ kind }) => kind === "finished" && stop.abort() }));
    expect(error).toMatchObject({ code: "interrupted", exit: 5 });
    expect(await ledgerNames()).toEqual([first]);
    expect(names(await up(three))).toEqual([second, third]);
  });
});

describe("consent", () => {
  const losing = (rest: Partial<PackageDraft>): MigrationPackage[] =>
    chain(
      draft(
        "20260101000001_x",
        [
          step("select 1", {
            hazards: [
              { code: "data-loss", subject: "users.email", text: "gone" },
              { code: "long-lock", text: "slow" },
            ],
          }),
          step("select 2", { hazards: [{ code: "data-loss", subject: "odd name", text: "gone" }] }),
        ],
        rest.class === "irreversible" ? [] : ["select 1"],
        rest,
      ),
    );
  it.each<[string, Partial<PackageDraft>, string[], string]>([
    ["lossy", { class: "lossy" }, ["lossy:users.email", "lossy:odd name"], "selecto migrate up --allow lossy:users.email --allow 'lossy:odd name'"],
    [
      "irreversible",
      { class: "irreversible" },
      ["lossy:users.email", "lossy:odd name", "irreversible:20260101000001_x"],
      "selecto migrate up --allow lossy:users.email --allow 'lossy:odd name' --allow irreversible:20260101000001_x",
    ],
    ["unproved", { proof: null }, ["unproved:20260101000001_x"], "selecto migrate up --allow unproved:20260101000001_x"],
  ])("%s is refused until every name is given", async (_case, rest, allow, next) => {
    const packages = losing(rest);
    expect(await failure(up(packages))).toMatchObject({ code: "consent-needed", exit: 3, next });
    if (allow.length > 1) expect(await failure(up(packages, { allow: allow.slice(1) }))).toMatchObject({ exit: 3, next });
    expect(await failure(up(packages, { allow: ["lossy:*", "lossy"] }))).toMatchObject({ exit: 3 });
    expect(names(await up(packages, { allow }))).toEqual(["20260101000001_x"]);
  });
  it("lossless with archive needs none", async () => expect(names(await up(losing({ class: "lossless-with-archive" })))).toHaveLength(1));
});

describe("down", () => {
  it("takes back one, so many, or all that came after a name", async () => {
    await up(three);
    expect(names(await down(three))).toEqual([third]);
    await up(three);
    expect(names(await down(three, { to: first }))).toEqual([third, second]);
    await up(three);
    expect(names(await down(three, { to: null }))).toEqual([third, second, first]);
    expect(await tables()).toEqual([]);
    expect(names(await down(three))).toEqual([]);
    expect(names(await up(three, { steps: 2 }))).toEqual([first, second]);
    expect(await failure(down(three, { to: third }))).toMatchObject({ code: "migration-unknown" });
  });

  it("works on a database without a ledger", async () => expect(names(await down(three))).toEqual([]));

  it("follows the order of application, not the names of folders", async () => {
    const backwards = chain(tableDraft(9), tableDraft(5), tableDraft(7));
    await up(backwards);
    expect(await ledgerNames()).toEqual(["20260101000009_t9", "20260101000005_t5", "20260101000007_t7"]);
    expect(names(await down(backwards, { to: null }))).toEqual(["20260101000007_t7", "20260101000005_t5", "20260101000009_t9"]);
  });

  it("of a package whose folder is gone uses the ledger's copy", async () => {
    await up(three);
    expect(names(await down([], { steps: 2 }))).toEqual([third, second]);
    expect(await tables()).toEqual(["t1"]);
  });

  it("does not trust a ledger that was changed", async () => {
    await up(three);
    await database.exec(`update selecto.migrations set down_sql = replace(down_sql, 't3', 't1') where name = '${third}'`);
    expect(await failure(down([]))).toMatchObject({ code: "ledger-tampered" });
    expect(await tables()).toEqual(["t1", "t2", "t3"]);
  });

  it("of an irreversible one is refused before anything runs", async () => {
    const packages = chain(tableDraft(1), draft("20260101000002_gone", ["create table x ()"], [], { class: "irreversible" }), tableDraft(3));
    await up(packages, { allow: ["irreversible:20260101000002_gone"] });
    expect(await failure(down(packages, { steps: 2 }))).toMatchObject({ code: "migration-irreversible", exit: 2 });
    expect(await tables()).toEqual(["t1", "t3", "x"]);
    expect(names(await down(packages))).toEqual(["20260101000003_t3"]);
  });

  it("of an edited one is refused, or follows what was applied", async () => {
    await up(three);
    const files = packageFiles(three[2] as MigrationPackage);
    const edited = parsePackage({ ...files, down: files.down.replace("drop table t3", "drop table t1") }, "migrations").package as MigrationPackage;
    const packages = [three[0], three[1], edited].filter((one) => one !== undefined);
    expect(await failure(down(packages))).toMatchObject({ code: "migration-altered", next: expect.stringContaining("--from-ledger") });
    expect(names(await down(packages, { fromLedger: true }))).toEqual([third]);
    expect(await tables()).toEqual(["t1", "t2"]);
  });

  it("that fails takes nothing back and keeps its ledger row", async () => {
    const packages = chain(draft("20260101000001_x", ["create table a ()"], ["drop table a", "drop table b"]));
    await up(packages);
    expect(await failure(down(packages))).toMatchObject({
      message: expect.stringContaining("20260101000001_x (down): step 2 (20260101000001_x/down.sql:7) failed: 42P01"),
    });
    expect(await tables()).toEqual(["a"]);
    expect(await ledgerNames()).toEqual(["20260101000001_x"]);
  });
});

describe("integrity", () => {
  const edit = (one: MigrationPackage): MigrationPackage =>
    parsePackage({ ...packageFiles(one), up: `${one.upSql}-- more\n` }, "migrations").package as MigrationPackage;
  const [a, b, c] = three as [MigrationPackage, MigrationPackage, MigrationPackage];
  const late = composePackage({ ...tableDraft(8), previous: a.manifest.checksum, from: { schema: "s1:pg18:1", domains: "d1:0" } });
  it.each<[string, number, MigrationPackage[], string]>([
    ["an applied package was edited", 2, [edit(a), b, c], "migration-altered"],
    ["an applied package is gone and something is pending", 2, [b, c], "migration-missing"],
    ["a pending package was edited", 2, [a, b, edit(c)], "migration-edited"],
    ["a pending package starts at an older state", 2, [a, b, late], "migration-unreachable"],
    ["two packages follow the state", 1, [a, b, late], "migration-branch"],
    ["a link is missing", 0, [a, c], "migration-unreachable"],
    [
      "an edge does not meet",
      1,
      [a, composePackage({ ...tableDraft(8), previous: a.manifest.checksum, from: { schema: "s1:pg18:77", domains: "d1:0" } })],
      "migration-edge",
    ],
  ])("%s", async (_case, applied, packages, code) => {
    if (applied > 0) await up(three, { steps: applied });
    const error = await failure(up(packages));
    expect(error).toMatchObject({ name: "SelectoError", code, exit: 2 });
    expect(await tables()).toHaveLength(applied);
    const { diagnostics } = await readMigrationStatus(database, reading(packages));
    expect(diagnostics.map((one) => one.code)).toContain(code);
  });

  it("a database that is ahead of the files is told, and is no obstacle while nothing is pending", async () => {
    await up(three);
    const outcome = await up([a, b]);
    expect(outcome).toMatchObject({ ran: [], diagnostics: [{ code: "migration-missing", message: expect.stringContaining(third) }] });
  });

  it("an unreadable package stops up", async () => {
    const broken = parsePackage({ ...packageFiles(c), manifest: "{" }, "migrations");
    expect(await failure(up([], { reading: { packages: [a, b], diagnostics: broken.diagnostics } }))).toMatchObject({
      code: "migration-unreadable",
      message: expect.stringContaining(`migrations/${third}/migration.json:1:1`),
    });
  });

  it("somebody else's table, a newer ledger, and no right to make one", async () => {
    await database.exec("create schema selecto; create table selecto.migrations (id int)");
    expect(await failure(up(three))).toMatchObject({ code: "ledger-foreign" });
    await database.exec("drop schema selecto cascade");
    await up(three, { steps: 1 });
    await database.exec("comment on table selecto.migrations is 'selecto ledger 2'");
    expect(await failure(up(three))).toMatchObject({ code: "ledger-newer" });
    await database.exec("drop schema selecto cascade; drop table t1; create role plain; set role plain");
    try {
      expect(await failure(up(three))).toMatchObject({ code: "ledger-privilege", next: expect.stringContaining("create schema selecto") });
    } finally {
      await database.exec("reset role; drop role plain");
    }
  });

  it("a target that takes no writes is told so", async () => {
    await database.exec("set default_transaction_read_only to on");
    try {
      expect(await failure(up(three))).toMatchObject({ code: "database-refused", message: expect.stringContaining("25006") });
    } finally {
      await database.exec("reset default_transaction_read_only");
    }
  });

  it("a namespace made beforehand by an administrator is used", async () => {
    await database.exec("create role plain; grant create, usage on schema public to plain; create schema selecto authorization plain; set role plain");
    try {
      expect(names(await up(three))).toHaveLength(3);
    } finally {
      await database.exec("reset role; drop schema selecto cascade; drop owned by plain; drop role plain");
    }
  });
});

describe("status", () => {
  it("reads without a ledger, and read-only", async () => {
    await database.exec("set default_transaction_read_only to on");
    expect((await readMigrationStatus(database, reading(three))).status).toEqual({
      ledger: false,
      domains: [],
      applied: [],
      pending: [first, second, third],
      missing: [],
      edited: [],
      unreachable: [],
      unfinished: [],
    });
    await database.exec("reset default_transaction_read_only");
  });

  it("says what is applied, pending and missing", async () => {
    await up(three, { steps: 2 });
    const { status, diagnostics } = await readMigrationStatus(database, reading(three.slice(1)));
    expect(status).toMatchObject({
      ledger: true,
      applied: [
        { ordinal: 1, name: first },
        { ordinal: 2, name: second, appliedBy: "postgres", appliedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) },
      ],
      pending: [third],
      missing: [first],
    });
    // the gap in the chain is a finding of its own
    expect(diagnostics.map(({ code }) => code)).toEqual(["migration-missing", "migration-gap"]);
  });
});

describe("domain versions", () => {
  const order = (version: string | null): DomainDocument => ({ name: "Order", file: "domains/order.yaml", version, document: { name: "Order", version } });
  const edit = (before: DomainDocument | undefined, after: DomainDocument | undefined): DomainPatch[] =>
    [domainPatch(before, after)].filter((one) => one !== undefined);
  const packages = chain(
    { ...tableDraft(1), domains: edit(undefined, order("1.0.0")) },
    { ...tableDraft(2), domains: edit(order("1.0.0"), order("1.1.0")) },
    { ...tableDraft(3), domains: edit(order("1.1.0"), order(null)) },
    { ...tableDraft(4), domains: edit(order(null), undefined) },
  );
  const live = async (): Promise<unknown[]> => database.query("select version, document_hash as hash from selecto.domain_versions where live_until is null");
  const row = (version: string | null): object => ({ version, hash: documentHash(order(version)) });
  it("follow the migrations both ways", async () => {
    const { ran } = await up(packages, { steps: 2 });
    expect(ran.map(({ domains }) => domains)).toEqual([[{ name: "Order", version: "1.0.0", live: true }], [{ name: "Order", version: "1.1.0", live: true }]]);
    expect(await live()).toEqual([row("1.1.0")]);
    const { status } = await readMigrationStatus(database, reading(packages));
    expect(status.domains).toMatchObject([{ domain: "Order", version: "1.1.0", migration: packages[1]?.manifest.name, until: null }]);
    await up(packages, { steps: 1 });
    expect(await live()).toEqual([row(null)]);
    await up(packages);
    expect(await live()).toEqual([]);
    await down(packages);
    expect(await live()).toEqual([row(null)]);
    await down(packages, { steps: 2 });
    expect(await live()).toEqual([row("1.0.0")]);
    await down(packages);
    expect(await database.query("select count(*)::int as n from selecto.domain_versions")).toEqual([{ n: 0 }]);
  });
});
