/** Rows come back exactly: each kind of loss, up, other work, down. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { loadParser } from "../../../src/sql/index.ts";
import { openRoundTrip, type RoundTrip } from "./round-trip.ts";

let trip: RoundTrip;
beforeAll(async () => {
  await loadParser();
  trip = await openRoundTrip();
});
afterAll(() => trip.close());

interface Case {
  readonly from: string;
  readonly to: string;
  /** before up */
  readonly rows: string;
  /** between up and down */
  readonly work?: string;
  readonly look: string;
  /** what `look` gives after up, where it differs from nothing to compare */
  readonly after?: readonly string[];
  /** after down; the rows before up where not given */
  readonly back?: readonly string[];
  readonly ways?: readonly ("columns" | "moved" | "rows")[];
}

const CASES: Readonly<Record<string, Case>> = {
  "a dropped column": {
    from: "create table users (id int primary key, email text)",
    to: "create table users (id int primary key)",
    rows: "insert into users values (1, 'a'), (2, null), (3, '')",
    look: "select * from users",
  },
  "a dropped column, rows updated, inserted and deleted since": {
    from: "create table users (id int primary key, name text, email text default 'none')",
    to: "create table users (id int primary key, name text)",
    rows: "insert into users values (1, 'x', 'a'), (2, 'y', null), (3, 'z', 'c')",
    work: "update users set name = 'new' where id = 1; delete from users where id = 3; insert into users values (4, 'w')",
    look: "select id, name, email from users",
    back: ['{"id":1,"name":"new","email":"a"}', '{"id":2,"name":"y","email":null}', '{"id":4,"name":"w","email":"none"}'],
  },
  "a dropped NOT NULL UNIQUE column that a view, a foreign key and a computed column need": {
    from: `create table users (id int primary key, email text not null unique, upper_email text generated always as (upper(email)) stored not null);
      create table mails (id int primary key, email text references users (email));
      create view addresses as select id, email from users`,
    to: "create table users (id int primary key); create table mails (id int primary key, email text)",
    rows: "insert into users values (1, 'a'), (2, 'b'); insert into mails values (1, 'a'), (2, null)",
    look: "select u.*, m.email as mail from users u left join mails m using (email)",
  },
  "composite and quoted keys, jsonb, arrays, json and a type of the schema": {
    from: `create schema "My App"; create type "My App".mood as enum ('sad', 'ok'); create type "My App".pair as (x int, y text);
      create table "My App"."Order ""x""" ("Key one" int, k2 "My App".mood, j jsonb, js json, a text[], m "My App".mood[], p "My App".pair, keep text, primary key ("Key one", k2))`,
    to: `create schema "My App"; create type "My App".mood as enum ('sad', 'ok'); create table "My App"."Order ""x""" ("Key one" int, k2 "My App".mood, keep text, primary key ("Key one", k2))`,
    rows: `insert into "My App"."Order ""x""" values (1, 'sad', '{"a": [1, null]}', '{"b":  1}', '{a,NULL,"x,y"}', '{sad,ok}', '(1,"a b")', 'k'), (1, 'ok', null, null, null, null, null, null)`,
    look: `select "Key one", k2, j, js, a, m, p, keep from "My App"."Order ""x"""`,
  },
  "an identity column and its position": {
    from: "create table t (k int primary key, n bigint generated always as identity)",
    to: "create table t (k int primary key)",
    rows: "insert into t (k) values (5), (6), (7); delete from t where k = 7",
    look: "select k, n, (select last_value from t_n_seq) as position from t",
  },
  "a dropped table whose enum gets a label in the same change": {
    from: "create type mood as enum ('ok'); create table t (id int primary key, m mood, n int)",
    to: "create type mood as enum ('ok', 'glad')",
    rows: "insert into t values (1, 'ok', 2), (2, null, 3)",
    look: "select id, m, n from t",
  },
  "a serial column": {
    from: "create table t (k int primary key, n serial)",
    to: "create table t (k int primary key)",
    rows: "insert into t (k) values (5), (6)",
    look: "select k, n from t",
  },
  "a column of a table with triggers, rules and FORCE ROW LEVEL SECURITY": {
    from: `create table log (text text); create table t (id int primary key, owner name, secret text);
      create function note() returns trigger language plpgsql as $$ begin insert into public.log values (tg_op); return new; end $$;
      create trigger always_on before update on t for each row execute function note(); alter table t enable always trigger always_on;
      create trigger off before update on t for each row execute function note(); alter table t disable trigger off;
      create rule noted as on update to t do also insert into public.log values ('rule');
      alter table t enable row level security; alter table t force row level security; create policy own on t using (owner = current_user)`,
    to: `create table log (text text); create table t (id int primary key, owner name);
      create function note() returns trigger language plpgsql as $$ begin insert into public.log values (tg_op); return new; end $$;
      create trigger always_on before update on t for each row execute function note(); alter table t enable always trigger always_on;
      create trigger off before update on t for each row execute function note(); alter table t disable trigger off;
      create rule noted as on update to t do also insert into public.log values ('rule');
      alter table t enable row level security; alter table t force row level security; create policy own on t using (owner = current_user)`,
    rows: "insert into t values (1, 'somebody', 's'), (2, 'else', 't')",
    look: "select t.*, (select count(*) from log) as noted from t",
  },
  "a column of a partitioned table": {
    from: "create table p (id int, d int, note text, primary key (id, d)) partition by range (d); create table p1 partition of p for values from (0) to (10); create table p2 partition of p default",
    to: "create table p (id int, d int, primary key (id, d)) partition by range (d); create table p1 partition of p for values from (0) to (10); create table p2 partition of p default",
    rows: "insert into p values (1, 1, 'a'), (1, 20, 'b'), (2, 3, null)",
    look: "select id, d, note, tableoid::regclass from p",
  },
  "a column of a table with children": {
    from: "create table animal (id int primary key, name text, note text); create table dog (primary key (id)) inherits (animal)",
    to: "create table animal (id int primary key, name text); create table dog (primary key (id)) inherits (animal)",
    rows: "insert into animal values (1, 'a', 'x'); insert into dog values (1, 'b', 'y'), (2, 'c', null)",
    look: "select id, name, note, tableoid::regclass from animal",
  },
  "a narrowed type; newer values stay": {
    from: "create table t (id int primary key, v varchar(20), x text unique)",
    to: "create table t (id int primary key, v varchar(3), x text unique)",
    rows: "insert into t values (1, 'abcdef', 'x'), (2, 'ghijkl', 'y'), (3, 'mno', 'z'), (4, null, null)",
    work: "update t set v = 'new' where id = 2; insert into t values (5, 'ins', 'q')",
    look: "select * from t",
    back: [
      '{"id":1,"v":"abcdef","x":"x"}',
      '{"id":2,"v":"new","x":"y"}',
      '{"id":3,"v":"mno","x":"z"}',
      '{"id":4,"v":null,"x":null}',
      '{"id":5,"v":"ins","x":"q"}',
    ],
  },
  "numbers and times that become coarser, under a unique constraint": {
    from: "create table t (id int primary key, n numeric(10,4) unique not null, at timestamptz(6), d double precision, j json)",
    to: "create table t (id int primary key, n numeric(10,2) unique not null, at timestamptz(0), d real, j jsonb)",
    rows: `insert into t values (1, 1.2345, '2026-01-01 10:00:00.123456+00', 0.1, '{"b": 1,  "a": 2}'), (2, 1.9999, null, 1e-9, null)`,
    look: "select * from t",
  },
  "a label that an enum loses": {
    from: "create type mood as enum ('sad', 'ok', 'happy'); create table a (id int primary key, m mood, d mood not null default 'ok'); create table b (id int primary key, m mood)",
    to: "create type mood as enum ('sad', 'ok'); create table a (id int primary key, m mood, d mood not null default 'ok'); create table b (id int primary key, m mood)",
    rows: "insert into a values (1, 'happy', 'happy'), (2, 'sad', 'ok'), (3, 'happy', 'sad'); insert into b values (1, 'happy')",
    work: "update a set m = 'sad' where id = 3",
    look: "select a.*, b.m as other from a left join b using (id)",
    back: ['{"id":1,"m":"happy","d":"happy","other":"happy"}', '{"id":2,"m":"sad","d":"ok","other":null}', '{"id":3,"m":"sad","d":"sad","other":null}'],
  },
  "a dropped table moves, with what belongs to it": {
    from: `create table users (id int primary key); create table orders (id bigserial primary key, user_id int references users, total numeric check (total > 0), note text);
      create index on orders (note); create statistics orders_stats on user_id, total from orders; create table lines (id int primary key, order_id bigint references orders);
      create view big as select * from orders where total > 10; create publication pub for table orders, users;
      create function sum_of() returns numeric language sql begin atomic select sum(total) from orders; end;
      create function note() returns trigger language plpgsql as $$ begin return new; end $$; create trigger t before insert on orders for each row execute function note()`,
    to: `create table users (id int primary key); create table lines (id int primary key, order_id bigint); create publication pub for table users`,
    rows: "insert into users values (1), (2); insert into orders (user_id, total, note) values (1, 5, 'a'), (2, 50, null); insert into lines values (1, 1)",
    work: "insert into lines values (2, 2)",
    look: "select o.*, l.id as line, (select last_value from orders_id_seq) as position, (select sum_of()) as sum from orders o join lines l on l.order_id = o.id",
    back: [
      '{"id":1,"user_id":1,"total":5,"note":"a","line":1,"position":2,"sum":55}',
      '{"id":2,"user_id":2,"total":50,"note":null,"line":2,"position":2,"sum":55}',
    ],
  },
  "a dropped partitioned table, and a namespace with tables of the same name": {
    from: `create schema app; create table app.t (id int primary key); create table t (id int primary key, x int references app.t);
      create table p (id int, d int, primary key (id, d)) partition by range (d); create table p1 partition of p for values from (0) to (10); create table p2 partition of p default`,
    to: "",
    rows: "insert into app.t values (1); insert into t values (1, 1), (2, null); insert into p values (1, 1), (2, 20)",
    look: "select t.*, p.*, p.tableoid::regclass from t, p",
  },
  "one partition of many": {
    from: "create table p (id int, d int, primary key (id, d)) partition by range (d); create table p1 partition of p for values from (0) to (10); create table p2 partition of p for values from (10) to (20)",
    to: "create table p (id int, d int, primary key (id, d)) partition by range (d); create table p1 partition of p for values from (0) to (10)",
    rows: "insert into p values (1, 1), (2, 15)",
    look: "select p.*, tableoid::regclass from p",
  },
  "a dropped table with a type that goes too is copied": {
    from: "create type mood as enum ('a', 'b'); create table t (id int generated always as identity primary key, m mood default 'b', g int generated always as (id * 2) stored)",
    to: "",
    rows: "insert into t (m) values ('a'), (default), (null); delete from t where id = 3",
    look: "select *, (select last_value from t_id_seq) as position from t",
  },
  "a table whose name a view takes": {
    from: "create table t (id int primary key, x text); create table u (id int primary key, x text)",
    to: "create table u (id int primary key, x text); create view t as select id, x from u",
    rows: "insert into t values (1, 'a')",
    look: "select * from t",
  },
  "a table that becomes partitioned carries its rows": {
    from: "create table t (id int, d int, note text); create table other (id int primary key)",
    to: "create table t (id int, d int, note text) partition by range (d); create table t1 partition of t for values from (0) to (10); create table t2 partition of t default; create table other (id int primary key)",
    rows: "insert into t values (1, 1, 'a'), (2, 20, null)",
    work: "insert into t values (3, 3, 'new')",
    look: "select * from t",
    back: ['{"id":1,"d":1,"note":"a"}', '{"id":2,"d":20,"note":null}', '{"id":3,"d":3,"note":"new"}'],
  },
  "a sequence": {
    from: "create sequence s; create table t (id int)",
    to: "create table t (id int)",
    rows: "select setval('s', 42)",
    look: "select last_value, is_called from s",
  },
};

describe("nothing is lost on down", () => {
  it.each(Object.entries(CASES))("%s", async (_name, { from, to, rows, work, look, back }) => {
    const migration = await trip.generate(from, to);
    await trip.database.exec(rows);
    const before = await trip.rows(look);
    expect(migration.manifest.class).toMatch(/^lossless/);
    await trip.run(migration.up);
    await trip.database.exec(work ?? "");
    await trip.run(migration.down);
    expect(await trip.rows(look)).toEqual(back ?? before);
    expect(await trip.rows("select nspname from pg_namespace where nspname like 'selecto%'")).toEqual([]);
  });
});

it("a way down of several transactions that rows refuse in the middle is gone back from as well", async () => {
  const migration = await trip.generate(
    "create type mood as enum ('ok', 'sad'); create table base (id bigint primary key); create table one (id bigint not null, a bigint references base)",
    "create type mood as enum ('ok'); create table base (id bigint primary key); create table one (id bigint not null, a integer); create table \"Two\" (id bigint not null, a bigint); create view v as select id, a from one",
  );
  expect(migration.down.some(({ mode }) => mode === "no-tx")).toBe(true);
  expect(migration.manifest.proof?.rows).toBeGreaterThan(0);
});

it("a way up of several transactions that rows refuse in the middle is gone back from, archive and all", async () => {
  const migration = await trip.generate(
    "create type mood as enum ('ok'); create table one (id bigint not null, a bigint); create table \"Two\" (id bigint not null, a bigint)",
    "create type mood as enum ('ok', 'glad'); create table one (id bigint not null, a integer check (a > 0))",
  );
  expect(migration.up.some(({ mode }) => mode === "no-tx")).toBe(true);
  expect(migration.manifest.proof?.rows).toBeGreaterThan(0);
});
