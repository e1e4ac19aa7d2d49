/** Generated rows satisfy what the schema demands; what stays empty is named with PostgreSQL's reason. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { openEmbedded } from "../../../src/database/embedded/open.ts";
import { readContents, type Contents } from "../../../src/migration/rows/contents.ts";
import { fillTables, type EmptyTable } from "../../../src/migration/rows/fill.ts";
import { readShape } from "../../../src/migration/rows/shape.ts";
import { readTypes } from "../../../src/migration/rows/types.ts";
import type { Database } from "../../../src/model/database.ts";

let shadow: Database;
beforeAll(async () => {
  shadow = await openEmbedded({ extensions: ["btree_gist", "citext"] });
});
afterAll(() => shadow.close());
beforeEach(() => shadow.exec("reset all; drop schema public cascade; create schema public"));

async function fill(sql: string): Promise<{ contents: Contents; empty: readonly EmptyTable[] }> {
  await shadow.exec(sql);
  const shape = await readShape(shadow);
  const empty = await fillTables(shadow, shape.tables, await readTypes(shadow), { count: 6, start: 0 });
  return { contents: await readContents(shadow, shape), empty };
}

const rowsOf = (contents: Contents, table: string): number => contents.tables.get(`table:public.${table}`)?.rows.length ?? 0;

describe("fillTables", () => {
  it.each<[string, string]>([
    [
      "checks over one and several columns",
      "create table t (a int check (a between 10 and 12), b text, c text, check (num_nonnulls(b, c) = 1), check (b <> c or a = 11))",
    ],
    [
      "lists, lengths and patterns",
      "create table t (kind text not null check (kind in ('x', 'y')), code text not null check (code ~ '^[A-Z]{2}-\\d{3,}$' and length(code) <= 8), mail text not null unique check (mail like '%_@_%' and mail = lower(mail)))",
    ],
    [
      "domain types",
      "create domain rate as numeric(3,2) check (value > 0 and value <= 1); create domain slug as text not null check (value ~ '^[a-z]+(-[a-z]+)*$'); create table t (r rate not null, s slug, l rate[])",
    ],
    [
      "enums, composites, arrays, ranges",
      "create type mood as enum ('sad', 'glad'); create type pair as (a int, b mood); create table t (m mood not null, p pair not null, ps pair[] not null, r int4range not null, d tstzmultirange not null, mm mood[][] not null)",
    ],
    [
      "identity, serial and generated columns",
      "create table t (id int generated always as identity primary key, n serial, twice int generated always as (v * 2) stored, v int not null)",
    ],
    [
      "unique sets, a partial one, one over an expression",
      "create table t (a text, b bool not null, c date not null, unique nulls not distinct (b, c)); create unique index on t (lower(a)) where b",
    ],
    [
      "an exclusion constraint",
      "create extension btree_gist; create table t (room int not null, during tsrange not null, exclude using gist (room with =, during with &&))",
    ],
    ["a deferrable unique constraint", "create table t (a int not null unique deferrable initially deferred)"],
    ["citext of an extension", "create extension citext; create table t (a citext not null unique check (a <> ''))"],
    ["a table without columns, and one that only sequences fill", "create table nothing (); create table t (id serial primary key)"],
    ["names that need quotes", 'create table t ("Ä b" int, "select" text not null, "q""x" int not null unique, check ("Ä b" < "q""x"))'],
    [
      "a trigger that would refuse",
      "create function no() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$; create table t (a int); create trigger t before insert on t for each row execute function no()",
    ],
    ["row security that would hide", "create table t (a int); alter table t enable row level security; alter table t force row level security"],
    [
      "types of every family",
      "create table t (a uuid not null, b bytea not null, c inet not null, d jsonb not null, e timestamptz not null, f interval not null, g bit(3) not null, h tsvector not null, i money not null, j point not null, k varchar(2) not null, l char(3) not null, m macaddr not null, n json not null, o xml, p time not null, q numeric(4,1) not null)",
    ],
  ])("%s", async (_case, sql) => {
    const { contents, empty } = await fill(sql);
    expect(empty.filter(({ key }) => key !== "table:public.nothing")).toEqual([]);
    expect(rowsOf(contents, "t")).toBeGreaterThanOrEqual(2);
  });

  it("keys lead to rows: through chains, shared columns, itself and cycles", async () => {
    const { contents, empty } = await fill(`
      create table tenant (id uuid primary key);
      create table account (tenant uuid references tenant, n int, boss int, primary key (tenant, n), foreign key (tenant, boss) references account);
      create table post (id serial primary key, tenant uuid not null references tenant, author int not null, foreign key (tenant, author) references account);
      create table tag (post int references post, label text, primary key (post, label));
      create table egg (id int primary key, hen int not null);
      create table hen (id int primary key, egg int not null references egg);
      alter table egg add foreign key (hen) references hen;
      create table node (id int generated always as identity primary key, up int references node, check (up <> id));
      create table profile (account_tenant uuid, account_n int, primary key (account_tenant, account_n), foreign key (account_tenant, account_n) references account)`);
    expect(empty).toEqual([]);
    for (const table of ["tenant", "account", "post", "tag", "egg", "hen", "node", "profile"])
      expect([table, rowsOf(contents, table) >= 2]).toEqual([table, true]);
    // PostgreSQL itself looks at every key again
    const keys = await shadow.query<{ sql: string }>(
      "select format('alter table %s drop constraint %I; alter table %s add %s', conrelid::regclass, conname, conrelid::regclass, pg_get_constraintdef(oid)) as sql from pg_constraint where contype = 'f'",
    );
    expect(keys).toHaveLength(9);
    for (const { sql } of keys) await shadow.exec(sql);
  });

  it("every partition gets rows through its parent, by list, range and hash", async () => {
    const { contents, empty } = await fill(`
      create table t (region text not null, at date not null, n int) partition by list (region);
      create table t_eu partition of t for values in ('de', 'fr') partition by range (at);
      create table t_eu_1 partition of t_eu for values from ('2025-01-01') to ('2025-07-01');
      create table t_eu_2 partition of t_eu for values from ('2025-07-01') to ('2026-01-01');
      create table t_us partition of t for values in ('us');
      create table h (id int not null) partition by hash (id);
      create table h0 partition of h for values with (modulus 2, remainder 0);
      create table h1 partition of h for values with (modulus 2, remainder 1)`);
    expect(empty).toEqual([]);
    expect(rowsOf(contents, "t")).toBeGreaterThanOrEqual(3);
  });

  it("edge values are among them", async () => {
    const { contents } = await fill("create table t (id int primary key, a text, b bigint, c text not null)");
    const cells = (contents.tables.get("table:public.t")?.rows ?? []).flat();
    expect(cells).toEqual(expect.arrayContaining([null, "", "9223372036854775807", "-9223372036854775808"]));
    expect(cells.some((cell) => cell !== null && /[^ -~]/.test(cell))).toBe(true);
  });

  it("a condition that nothing fulfils leaves its table empty, with the reason, and what refers to it as well", async () => {
    const { empty } = await fill(
      "create table t (id int primary key, a int not null, constraint never check (a < 0 and a > 0)); create table u (t int not null references t); create table v (t int references t)",
    );
    expect(empty).toEqual([
      { key: "table:public.t", reason: "23514 t never" },
      { key: "table:public.u", reason: "no row of the tables it refers to fits" },
    ]);
  });

  it("the same schema gives the same rows", async () => {
    const sql = "create table t (id int primary key, a text, b numeric, check (b > 3 or a is null))";
    const first = await fill(sql);
    await shadow.exec("reset all; drop schema public cascade; create schema public");
    const second = await fill(sql);
    expect(first.contents.tables.get("table:public.t")?.rows).toEqual(second.contents.tables.get("table:public.t")?.rows);
  });

  it("rows that are there keep their references, also within a cycle", async () => {
    const { contents } = await fill(
      "create table a (id int primary key, b int); create table b (id int primary key, a int references a); alter table a add foreign key (b) references b",
    );
    await fillTables(shadow, contents.shape.tables, await readTypes(shadow), { count: 2, start: 60 });
    const after = await readContents(shadow, contents.shape);
    for (const [key, { rows }] of contents.tables) {
      expect(rows.some((row) => row[1] !== null)).toBe(true);
      expect(after.tables.get(key)?.rows.length).toBeGreaterThan(rows.length);
      expect(after.tables.get(key)?.rows.slice(0, rows.length)).toEqual(rows);
    }
  });
});
