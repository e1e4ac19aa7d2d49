/** The engine's question for dependencies is asked of fewer rows and answered alike. */
import { extract } from "@supabase/pg-delta/extract";
import type { Pool } from "pg";
import { afterAll, expect, it } from "@jest/globals";
import type { PoolClientLike } from "../../src/model/database.ts";
import { narrowed, narrowing } from "../../src/schema/narrow.ts";
import { openShadowPool } from "../oracle/shadow-pool.ts";

const pool = openShadowPool();
afterAll(() => pool.close());

const SCHEMA = `create extension citext;
create type mood as enum ('ok', 'sad'); create type pair as (a int, m mood); create domain short as text check (length(value) < 9);
create function f(a mood, b short[]) returns int language sql as 'select 1'; create procedure pr(x pair) language sql as 'select 1';
create aggregate total(int) (sfunc = int4pl, stype = int, initcond = '0');
create sequence s; create schema "A b"; create collation "A b".c from "C";
create table t (id int primary key default nextval('s'), m mood[], w short collate "A b".c, e citext unique, n int default f('ok', null), p pair);
create table "A b".u (t int references t, d int generated always as (f('sad', null)) stored) partition by list (t);
create view v as select m, total(n) from t group by m; create materialized view mv as select * from v;
create index i on t (lower(w)); create rule r as on insert to v do instead nothing;
create function note() returns trigger language plpgsql as $$ begin return new; end $$; create trigger tr before insert on t for each row execute function note();
alter table t enable row level security; create policy own on t using (f('ok', null) = n);
create publication pub for table t;`;

/** Nobody relies on the order in which rows arrive: facts and edges are sorted later. */
const sorted = (values: readonly unknown[]): string[] => values.map((value) => JSON.stringify(value)).toSorted();

it("as the engine asks it itself", async () => {
  const database = await pool.open();
  await database.exec(SCHEMA);
  const asked: string[] = [];
  const read = async (client: (one: PoolClientLike) => PoolClientLike): Promise<unknown> => {
    const connect = async (): Promise<PoolClientLike> => {
      const one = await database.connect();
      return client({
        query: (text, values) => {
          asked.push(typeof text === "string" ? text : text.text);
          return one.query(text, values);
        },
        release: () => one.release(),
      });
    };
    const { factBase, diagnostics } = await extract({ connect } as unknown as Pool);
    return { facts: sorted(factBase.facts()), edges: sorted(factBase.edges), diagnostics: sorted(diagnostics) };
  };
  const wide = await read((client) => client);
  expect(asked.filter((sql) => narrowed(sql) !== undefined)).toHaveLength(1);
  expect(asked.filter((sql) => sql.includes("d.objid >= 16384"))).toHaveLength(0);
  asked.length = 0;
  expect(await read(narrowing)).toEqual(wide);
  expect(asked.filter((sql) => sql.includes("d.objid >= 16384"))).toHaveLength(1);
  expect(await database.query("show enable_nestloop")).toEqual([{ enable_nestloop: "on" }]);
  await database.close();
});
