/** Targets and packages that cannot be migrated: what, why, what next, the exit code, and the database as it was. */
import { describe, expect, it } from "@jest/globals";
import { openServer } from "../../src/database/server.ts";
import { migrateDown } from "../../src/migration/run/down.ts";
import { migrateUp, type UpOptions } from "../../src/migration/run/up.ts";
import { DatabaseError, type Database } from "../../src/model/database.ts";
import type { MigrationPackage } from "../../src/model/migration.ts";
import { SelectoError } from "../../src/model/error.ts";
import { chain, draft, reading, step, tableDraft } from "../migration/packages.ts";
import { failure, relations, up, useDatabase } from "./migrate-support.ts";

const test = useDatabase();
const three = chain(tableDraft(1), tableDraft(2), tableDraft(3));
const [first, second, third] = three as [MigrationPackage, MigrationPackage, MigrationPackage];

interface Case {
  /** what was there before */
  readonly before?: (database: Database) => Promise<void>;
  /** how the session is that migrates */
  readonly open?: (database: Database) => Promise<Database> | Database;
  readonly packages?: readonly MigrationPackage[];
  readonly options?: Partial<UpOptions>;
  readonly says: { readonly code: string; readonly exit: number; readonly what: RegExp; readonly next: RegExp };
}

const applied =
  (steps: number, packages = three) =>
  async (database: Database): Promise<void> =>
    void (await up(database, packages, { steps }));

/** Answers a statement that matches with an error of the server. */
function refusing(pattern: RegExp, sqlstate: string, message: string): (database: Database) => Database {
  return (database) => ({
    ...database,
    async exec(sql) {
      if (!pattern.test(sql)) return database.exec(sql);
      await database.exec("rollback");
      throw new DatabaseError({ sqlstate, message });
    },
  });
}

async function asRole(database: Database, rights: string): Promise<Database> {
  await database.exec(
    `do $$ begin if not exists (select from pg_roles where rolname = 'selecto_test_weak') then create role selecto_test_weak login; end if; end $$; ${rights}`,
  );
  const weak = await openServer(test.url());
  await weak.exec("set role selecto_test_weak");
  return weak;
}

const cases: Readonly<Record<string, Case>> = {
  "a target whose transactions only read": {
    open: async (database) => (await database.exec("set default_transaction_read_only = on"), database),
    says: { code: "database-refused", exit: 2, what: /25006 cannot execute CREATE SCHEMA in a read-only transaction/, next: /^name the primary server/ },
  },
  "no right to make the namespace": {
    open: (database) => asRole(database, ""),
    says: { code: "ledger-privilege", exit: 2, what: /^the ledger cannot be created/, next: /create schema selecto authorization/ },
  },
  "no right to read the ledger": {
    before: applied(1),
    open: (database) => asRole(database, ""),
    says: { code: "ledger-privilege", exit: 2, what: /^the ledger of this database cannot be read/, next: /^grant usage on schema selecto/ },
  },
  "a disk that is full in a step": {
    open: refusing(/create table t1/, "53100", 'could not extend file "base/1/2": No space left on device'),
    says: { code: "migration-failed", exit: 1, what: /53100 could not extend file/, next: /^make room on the server's disk, then selecto migrate up$/ },
  },
  "a disk that is full while the ledger is made": {
    open: refusing(/create schema selecto/, "53100", 'could not extend file "base/1/2": No space left on device'),
    says: { code: "database-refused", exit: 2, what: /53100/, next: /^make room on the server's disk/ },
  },
  "a statement that takes longer than it may": {
    packages: chain(draft("20260101000001_x", ["create table half ()", "select pg_sleep(600)"], ["drop table half"])),
    open: async (database) => (await database.exec("set statement_timeout = 200"), database),
    says: { code: "migration-failed", exit: 1, what: /step 2 .* 57014 canceling statement due to statement timeout/, next: /^give the role more time/ },
  },
  "somebody else's table selecto.migrations": {
    before: (database) => database.exec("create schema selecto; create table selecto.migrations (id int); create table selecto.steps (id int)"),
    says: { code: "ledger-foreign", exit: 2, what: /not selecto's ledger$/, next: /^move that table/ },
  },
  "a ledger of a newer selecto": {
    before: async (database) => {
      await applied(1)(database);
      await database.exec("comment on table selecto.migrations is 'selecto ledger 99'");
    },
    says: { code: "ledger-newer", exit: 2, what: /has version 99$/, next: /^update selecto/ },
  },
  "the ledger of another project": {
    before: applied(1, chain(draft("20250101000001_other", ["create table other ()"], ["drop table other"]))),
    says: {
      code: "ledger-other",
      exit: 2,
      what: /none of the 1 in it \(20250101000001_other is the last\) is in migrations\/ \(and 3 more/,
      next: /^name the right database/,
    },
  },
  "a package deleted in the middle": {
    before: applied(1),
    packages: [first, third],
    says: { code: "migration-unreachable", exit: 2, what: /20260101000003_t3: it cannot be reached from 20260101000001_t1/, next: /make it anew/ },
  },
  "files edited after they were applied": {
    before: applied(1),
    packages: [{ ...first, edited: true }, second],
    says: { code: "migration-altered", exit: 2, what: /20260101000001_t1: its files have changed since it was applied/, next: /^restore them from git/ },
  },
  "a pending package edited and not proved again": {
    before: applied(1),
    packages: [first, { ...second, edited: true }],
    says: { code: "migration-edited", exit: 2, what: /20260101000002_t2: edited since it was stamped/, next: /selecto migrate verify/ },
  },
  "two heads": {
    before: applied(1),
    packages: [first, second, ...chain(tableDraft(1), tableDraft(9)).slice(1)],
    says: { code: "migration-branch", exit: 2, what: /2 migrations follow 20260101000001_t1/, next: /selecto migrate rebase$/ },
  },
  "SQL that fails halfway": {
    packages: chain(draft("20260101000001_x", ["create table half ()", "insert into nowhere values (1)"], ["drop table half"])),
    says: { code: "migration-failed", exit: 1, what: /step 2 \(20260101000001_x\/up\.sql:8\) failed: 42P01/, next: /^mend the step/ },
  },
  "a deferred constraint that fails at the commit": {
    packages: chain(
      draft(
        "20260101000001_x",
        ["create table p (id int primary key)", "create table c (p int references p deferrable initially deferred)", "insert into c values (42)"],
        ["drop table c", "drop table p"],
      ),
    ),
    says: {
      code: "migration-failed",
      exit: 1,
      what: /the commit \(a deferred constraint or trigger\) failed: 23503 foreign-key violation \(constraint c_p_fkey, table public\.c\)$/,
      next: /^mend the rows/,
    },
  },
  "a name that is unknown": {
    options: { to: "20260101000002_t3" },
    says: { code: "migration-unknown", exit: 2, what: /there is no migration/, next: /^--to 20260101000003_t3$|^--to 20260101000002_t2$/ },
  },
};

async function everything(database: Database): Promise<unknown> {
  return database.query(`select (select array_agg(format('%s.%s', relnamespace::regnamespace, relname) order by 1) from pg_class
      where relnamespace::regnamespace::text !~ '^pg_|^information_schema') as relations,
    (select count(*)::int from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())) as locks`);
}

describe("migrate up refuses", () => {
  it.each(Object.entries(cases))("%s", async (_name, { before, open, packages = three, options, says }) => {
    const [owner, other] = [await test.open(), await test.open()];
    await before?.(other);
    const was = await everything(other);
    const session = (await open?.(owner)) ?? owner;
    const error = await failure(migrateUp({ database: session, reading: reading(packages), toolVersion: "0.1.0", ...options }));
    if (!(error instanceof SelectoError)) throw error;
    expect({ code: error.code, exit: error.exit }).toEqual({ code: says.code, exit: says.exit });
    expect(error.message).toMatch(says.what);
    expect(error.next).toMatch(says.next);
    expect(error.why).not.toBe("");
    expect([error.message, error.why, error.next].filter((line) => line.includes("\n"))).toEqual([]);
    const isLedgerOnly = says.code === "migration-failed" && before === undefined;
    if (isLedgerOnly) expect(await relations(other)).toEqual([]);
    else expect(await everything(other)).toEqual(was);
    if (session !== owner && session.close !== owner.close) await session.close();
  });

  it("nothing where a clock was wrong: the order is that of the chain, not of the stamps", async () => {
    const database = await test.open();
    const skewed = chain(
      draft("20990101000001_late", ["create table a ()"], ["drop table a"]),
      draft("20200101000001_early", ["create table b ()"], ["drop table b"]),
    );
    await up(database, skewed, { steps: 1 });
    await database.exec("update selecto.migrations set applied_at = '2199-01-01'");
    expect((await up(database, skewed)).ran.map(({ name }) => name)).toEqual(["20200101000001_early"]);
    const back = await migrateDown({ database, reading: reading(skewed), toolVersion: "0.1.0", to: null });
    expect(back.ran.map(({ name }) => name)).toEqual(["20200101000001_early", "20990101000001_late"]);
  });
});

describe("a down.sql that does something else", () => {
  it("fails as a whole and leaves the migration applied", async () => {
    const database = await test.open();
    const packages = chain(tableDraft(1), draft("20260101000002_x", ["create table x ()"], ["drop table x", "drop table elsewhere"]));
    await up(database, packages);
    const error = await failure(migrateDown({ database, reading: reading(packages), toolVersion: "0.1.0" }));
    expect(error).toMatchObject({ code: "migration-failed", exit: 1, message: expect.stringContaining("20260101000002_x (down): step 2") });
    expect(await relations(database)).toEqual(["t1", "t1_pkey", "x"]);
    expect(await database.query("select count(*)::int as n from selecto.migrations")).toEqual([{ n: 2 }]);
  });

  it("of names that need quoting works both ways", async () => {
    const database = await test.open();
    const packages = chain(
      draft(
        "20260101000001_q",
        ['create table "My ""Table" ("a b" int)', step('create index concurrently "My Index" on "My ""Table" ("a b")', { mode: "no-tx" })],
        [step('drop index concurrently "My Index"', { mode: "no-tx" }), 'drop table "My ""Table"'],
      ),
    );
    await up(database, packages);
    expect(await relations(database)).toEqual(['My "Table', "My Index"]);
    await migrateDown({ database, reading: reading(packages), toolVersion: "0.1.0" });
    expect(await relations(database)).toEqual([]);
  });
});
