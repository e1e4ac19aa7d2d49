/** Staging: what a step becomes, what stays as it is, and that a kept row's lock is never given up in between. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openEmbedded } from "../../src/database/embedded/open.ts";
import { composePackage, type StepDraft } from "../../src/migration/package/package.ts";
import type { Database } from "../../src/model/database.ts";
import { traceMigration, traceProved } from "../../src/operations/trace-migration.ts";
import { loadParser } from "../../src/sql/index.ts";
import { draft, step } from "./packages.ts";

const SCHEMA = `
create schema "S x";
create table "S x"."T y" (a int, "B" int, c text, primary key (a, "B"));
create table "S x".loose (a int, c text);
create table "S x".parts (id int, at date, kind text) partition by range (at);
create table "S x".part_1 partition of "S x".parts for values from ('2020-01-01') to ('2021-01-01');
create table "S x".users (id int primary key);`;

let shadow: Database;
beforeAll(async () => {
  [shadow] = await Promise.all([openEmbedded(), loadParser()]);
});
afterAll(() => shadow.close());

/** The staged way up, each step as `mode: text`; the way down is not looked at. */
async function stage(...steps: readonly (string | StepDraft)[]): Promise<string[]> {
  await shadow.exec(`rollback; drop schema if exists "S x" cascade; ${SCHEMA}`);
  const plain = draft("20260101000001_x", steps, ['drop schema "S x" cascade', SCHEMA]);
  const staged = composePackage(await traceMigration(shadow, plain, { online: true }));
  return staged.up.map(({ mode, sql }) => `${mode}: ${sql.replace(/\s+/g, " ")}`);
}

const T = '"S x"."T y"';

/** As a fill of a new column comes to be staged: the column, its rows, then NOT NULL. */
function filling(expression: string, inBatches = true): StepDraft[] {
  const [add, fill, notNull] = [
    `alter table ${T} add column age int`,
    `update ${T} set "age" = ${expression} where "age" is null`,
    `alter table ${T} alter column age set not null`,
  ].map((sql) => step(sql));
  if (add === undefined || fill === undefined || notNull === undefined) throw new Error("three steps");
  return [add, { ...fill, fill: { column: 'column:"S x"."T y".age', expression, inBatches } }, notNull];
}

describe("stageOnline", () => {
  it.each<[string, string[]]>([
    [
      `alter table ${T} alter column c set not null`,
      [
        `tx: ALTER TABLE ${T} ADD CONSTRAINT "selecto_not_null_c" CHECK ("c" IS NOT NULL) NOT VALID;`,
        `alone: -- selecto: alone ALTER TABLE ${T} VALIDATE CONSTRAINT "selecto_not_null_c";`,
        `tx: ALTER TABLE ${T} ALTER COLUMN "c" SET NOT NULL;`,
        `tx: ALTER TABLE ${T} DROP CONSTRAINT "selecto_not_null_c";`,
      ],
    ],
    [
      `alter table ${T} add constraint "K 1" unique (c, a) deferrable initially deferred`,
      [
        `no-tx: CREATE UNIQUE INDEX CONCURRENTLY "K 1" ON ${T} USING btree (c, a);`,
        `tx: ALTER TABLE ${T} ADD CONSTRAINT "K 1" UNIQUE USING INDEX "K 1" DEFERRABLE INITIALLY DEFERRED;`,
      ],
    ],
    [
      `alter table ${T} add column token text collate "C" not null default gen_random_uuid()::text`,
      [
        `tx: ALTER TABLE ${T} ADD COLUMN "token" text COLLATE pg_catalog."C";`,
        `tx: ALTER TABLE ${T} ALTER COLUMN "token" SET DEFAULT (gen_random_uuid())::text;`,
        `batches: -- selecto: batches of 5000 by a, "B" UPDATE ${T} SET "token" = DEFAULT WHERE "token" IS NULL;`,
        `tx: ALTER TABLE ${T} ADD CONSTRAINT "selecto_not_null_token" CHECK ("token" IS NOT NULL) NOT VALID;`,
        `alone: -- selecto: alone ALTER TABLE ${T} VALIDATE CONSTRAINT "selecto_not_null_token";`,
        `tx: ALTER TABLE ${T} ALTER COLUMN "token" SET NOT NULL;`,
        `tx: ALTER TABLE ${T} DROP CONSTRAINT "selecto_not_null_token";`,
      ],
    ],
    [
      'create index parts_kind on "S x".parts (kind)',
      [
        'tx: CREATE INDEX parts_kind ON ONLY "S x".parts USING btree (kind);',
        'no-tx: CREATE INDEX CONCURRENTLY part_1_kind_idx ON "S x".part_1 USING btree (kind);',
        'tx: ALTER INDEX "S x".parts_kind ATTACH PARTITION "S x".part_1_kind_idx;',
      ],
    ],
    [`update ${T} set c = a::text where c is null`, [`batches: -- selecto: batches of 5000 by a, "B" update ${T} set c = a::text where c is null;`]],
  ])("%s", async (sql, expected) => {
    expect(await stage(sql)).toEqual(expected);
  });

  it.each([
    ["7", "7"],
    ["a value that names a column, which is no default", "a + 1"],
  ])("a column that rows are filled in, whoever comes in between: %s", async (_name, expression) => {
    const staged = await stage(...filling(expression));
    const isDefault = expression === "7";
    expect(
      staged.map((one) =>
        one.replace(/^(\w+): .*?(ADD COLUMN|SET DEFAULT|update|NOT VALID|VALIDATE|SET NOT NULL|DROP CONSTRAINT|DROP DEFAULT|add column).*$/, "$1 $2"),
      ),
    ).toEqual([
      "tx add column",
      ...(isDefault ? ["tx SET DEFAULT"] : []),
      "batches update",
      "tx NOT VALID",
      "batches update",
      "alone VALIDATE",
      "tx SET NOT NULL",
      "tx DROP CONSTRAINT",
      ...(isDefault ? ["tx DROP DEFAULT"] : []),
    ]);
    await shadow.exec(`drop schema if exists "S x" cascade; ${SCHEMA}; insert into ${T} values (0, 0, 'x')`);
    const refusals: unknown[] = [];
    for (const [at, text] of staged.entries()) {
      await shadow.exec(text.replace(/^\w+: (?:-- selecto: .*?(?=update|ALTER))?/, ""));
      await shadow
        .exec(`insert into ${T} (a, "B") values (${at + 1}, 0)`)
        .catch((error: { error: { sqlstate: string } }) => refusals.push(error.error.sqlstate));
    }
    expect(await shadow.query(`select count(*) filter (where age is null)::int as empty from ${T}`)).toEqual([{ empty: 0 }]);
    // a new row without a value: refused only when it must have one, and by a default never before the end
    expect(refusals).toEqual(isDefault ? ["23502"] : ["23514", "23514", "23514", "23502", "23502"]);
  });

  it("rows that were kept, or that triggers watch, are filled in one transaction", async () => {
    expect((await stage(...filling("7", false)))[1]).toBe(`tx: update ${T} set "age" = 7 where "age" is null;`);
  });

  it.each([
    ["another type", `alter table ${T} alter column c type varchar(5)`],
    ["a computed column", `alter table ${T} add column d int generated always as (a * 2) stored`],
    ["an identity column", `alter table ${T} add column d int generated always as identity`],
    ["a default for rows without a key", 'alter table "S x".loose add column d float default random()'],
    ["an exclusion constraint", `alter table ${T} add constraint e exclude using btree (c with =)`],
    ["a foreign key of a partitioned table", 'alter table "S x".parts add constraint f foreign key (id) references "S x".users'],
    ["two actions in one statement", `alter table ${T} alter column c set not null, add column d int`],
    ["rows that read other rows", `update ${T} set c = (select max(c) from ${T})`],
    ["what takes a moment", `alter table ${T} add column d int default 5`],
    ["a table that is new", "create table fresh (id int default random())"],
  ])("leaves %s", async (_case, sql) => {
    expect(await stage(sql)).toEqual([`tx: ${sql};`]);
    await shadow.exec("drop table if exists fresh");
  });

  it("commits nothing between rows that are kept and their removal", async () => {
    const kept = step(`create table kept as select a, "B", c from ${T}`, { archive: "a1" });
    const staged = await stage(kept, `alter table ${T} add constraint sound check (a > 0)`, `alter table ${T} drop column c`, `create index t_b on ${T} ("B")`);
    expect(staged.map((line) => line.slice(0, 37))).toEqual([
      'tx: create table kept as select a, "B',
      'tx: alter table "S x"."T y" add const',
      'tx: alter table "S x"."T y" drop colu',
      "alone: -- selecto: alone ALTER TABLE ",
      "no-tx: create index CONCURRENTLY t_b ",
    ]);
    await shadow.exec("drop table kept");
  });
});

describe("traceProved", () => {
  it("finds the facts of a package that was written by hand, and comes back to its end", async () => {
    await shadow.exec(`rollback; drop schema if exists "S x" cascade; ${SCHEMA} create index t_c on ${T} (c)`);
    const written = composePackage(draft("20260101000001_x", [`create index t_c on ${T} (c)`], ['drop index "S x".t_c']));
    const { up, down } = await traceProved(shadow, written);
    expect(up).toMatchObject([{ n: 1, lock: "share", hazards: [{ code: "index-build", subject: "S x.T y" }], sha256: written.up[0]?.sha256 }]);
    expect(down).toMatchObject([{ lock: "access exclusive", hazards: [] }]);
    expect(await shadow.query(`select to_regclass('"S x".t_c') is not null as there`)).toEqual([{ there: true }]);
  });
});
