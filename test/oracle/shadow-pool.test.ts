/** The pool itself: what it hands out again is as empty as a new server. */
import { afterAll, describe, expect, it } from "@jest/globals";
import { extractSchema } from "../../src/schema/extract.ts";
import { openShadowPool } from "./shadow-pool.ts";

const pool = openShadowPool();
afterAll(() => pool.close());

describe("a shared embedded server", () => {
  it("is as empty as a new one when it is handed out again", async () => {
    const first = await pool.open();
    const empty = await extractSchema(first);
    const session = "select current_setting('search_path') as path, (select count(*)::int from pg_prepared_statements) as prepared";
    const fresh = await first.query(session);
    await first.exec(`
      create role keeper; create schema app authorization keeper; create extension citext;
      create table app.t (id int primary key, name citext); create type mood as enum ('sad');
      create function f() returns int language sql as 'select 1'; create publication p for table app.t;
      grant select on app.t to keeper; set search_path = app; prepare q as select 1; begin; create table left_open (a int)`);
    await first.close();
    const again = await pool.open();
    const emptied = await extractSchema(again);
    expect(emptied.facts).toEqual(empty.facts);
    expect(emptied.edges).toEqual(empty.edges);
    expect(await again.query(session)).toEqual(fresh);
    expect(pool.started).toBe(1);
    await again.close();
  });

  it("is thrown away when something of it cannot be taken out", async () => {
    const first = await pool.open();
    await first.exec("alter default privileges grant select on tables to public");
    await first.close();
    const next = await pool.open();
    expect(await next.query("select count(*)::int as count from pg_default_acl")).toEqual([{ count: 0 }]);
    expect(pool.started).toBe(2);
    await next.close();
  });
});
