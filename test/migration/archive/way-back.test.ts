/** Before anything is taken back: archives that are gone, rows that need a value, rows entered since. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { migrateDown } from "../../../src/migration/run/down.ts";
import { redoMigrations } from "../../../src/migration/run/redo.ts";
import { migrateUp } from "../../../src/migration/run/up.ts";
import { loadParser } from "../../../src/sql/index.ts";
import { reading } from "../packages.ts";
import { openRoundTrip, type RoundTrip } from "./round-trip.ts";

let trip: RoundTrip;
beforeAll(async () => {
  await loadParser();
  trip = await openRoundTrip();
});
afterAll(() => trip.close());

it("refuses before it touches anything, says how many rows, and goes on with what it asks for", async () => {
  const migration = await trip.generate(
    "create table users (id int primary key, name text, email text not null unique)",
    "create table users (id int primary key, name text, age int, size int default 3); create table orders (id int primary key)",
  );
  await trip.database.exec("insert into users values (1, 'a', 'a@x'), (2, 'b', 'b@x')");
  const options = { database: trip.database, reading: reading([migration]), toolVersion: "0" };
  await migrateUp(options);
  await trip.database.exec("insert into users (id, name, age) values (3, 'c', null), (4, 'd', 7); insert into orders values (1), (2), (3)");
  const look = (): Promise<string[]> => trip.rows("select * from users");
  const before = await look();

  await expect(migrateDown(options)).rejects.toMatchObject({
    code: "fill-needed",
    exit: 3,
    message: "2 rows entered since would have no users.email",
    next: expect.stringContaining("--fill \"users.email='...'\""),
  });
  await expect(migrateDown({ ...options, fills: new Map([["users.mail", "''"]]) })).rejects.toMatchObject({ code: "fill-unknown" });
  await expect(redoMigrations(options)).rejects.toMatchObject({ next: expect.stringMatching(/^selecto migrate redo --fill/) });
  const fills = new Map([["users.email", "name || '@new'"]]);
  await expect(redoMigrations({ ...options, fills })).rejects.toMatchObject({
    message: expect.stringMatching(/^redo would lose/),
    next: "selecto migrate redo --allow lossy:orders --allow lossy:users.age",
  });
  await expect(migrateDown({ ...options, fills })).rejects.toMatchObject({
    code: "consent-needed",
    exit: 3,
    message: "down would lose what was entered since: orders (3 rows), users.age (1 row)",
    next: "selecto migrate down --allow lossy:orders --allow lossy:users.age",
  });
  expect(await look()).toEqual(before);
  await migrateDown({ ...options, fills, allow: ["lossy:orders", "lossy:users.age"] });
  expect(await look()).toEqual([
    '{"id":1,"name":"a","email":"a@x"}',
    '{"id":2,"name":"b","email":"b@x"}',
    '{"id":3,"name":"c","email":"c@new"}',
    '{"id":4,"name":"d","email":"d@new"}',
  ]);

  await migrateUp(options);
  await trip.database.exec("drop schema selecto_archive_20260101000000 cascade");
  await expect(migrateDown(options)).rejects.toMatchObject({
    code: "archive-gone",
    message: "20260101000000_change cannot be taken back: the archive of users is gone",
  });
});

it("counts rows without a value in a column that must have one again, and gives them what --fill says", async () => {
  const migration = await trip.generate(
    'create table users (id int primary key, "e;mail" text not null, gone int not null)',
    'create table users (id int primary key, "e;mail" text)',
  );
  await trip.database.exec("insert into users values (1, 'a@x', 1)");
  const options = { database: trip.database, reading: reading([migration]), toolVersion: "0" };
  await migrateUp(options);
  await trip.database.exec("insert into users values (2, null), (3, null), (4, 'd@x')");
  await expect(migrateDown(options)).rejects.toMatchObject({
    code: "fill-needed",
    message: "3 rows entered since would have no users.gone; 2 rows entered since would have no users.e;mail",
    next: expect.stringContaining("selecto migrate down --fill \"users.gone='...'\" --fill"),
  });
  const fills = new Map([
    ["users.gone", "id"],
    ["users.e;mail", "'none'"],
  ]);
  await migrateDown({ ...options, fills });
  expect(await trip.rows('select id, "e;mail" as mail, gone from users')).toEqual([
    '{"id":1,"mail":"a@x","gone":1}',
    '{"id":2,"mail":"none","gone":2}',
    '{"id":3,"mail":"none","gone":3}',
    '{"id":4,"mail":"d@x","gone":4}',
  ]);
});

it("a default that finds names by the application's path gives rows entered since their value", async () => {
  const own = "create sequence s; create function next_name() returns text language sql as $$ select 'n' || nextval('s')::text $$";
  const migration = await trip.generate(
    `${own}; create table users (id int primary key, name text not null default next_name())`,
    `${own}; create table users (id int primary key, label text not null default next_name())`,
  );
  await trip.database.exec("insert into users values (1, 'a')");
  const options = { database: trip.database, reading: reading([migration]), toolVersion: "0" };
  await migrateUp(options);
  await trip.database.exec("insert into users values (2)");
  await migrateDown({ ...options, allow: ["lossy:users.label"] });
  expect(await trip.rows("select * from users")).toEqual(['{"id":1,"name":"a"}', expect.stringMatching(/^\{"id":2,"name":"n\d+"\}$/)]);
});

it("leaves rows to a way back that gives them a value itself", async () => {
  const migration = await trip.generate("create table users (id int primary key, email text not null)", "create table users (id int primary key, email text)");
  const [demanding] = migration.down;
  if (demanding === undefined) throw new Error("there is no way back");
  const down = [{ ...demanding, sql: "update public.users set email = 'none' where email is null;" }, demanding];
  const options = { database: trip.database, reading: reading([{ ...migration, down }]), toolVersion: "0" };
  await migrateUp(options);
  await trip.database.exec("insert into users values (1, null)");
  await migrateDown(options);
  expect(await trip.rows("select * from users")).toEqual(['{"id":1,"email":"none"}']);
});

it("refuses while rows hold a label that goes, and gives them the one that --fill says", async () => {
  const table = "create table users (id int primary key, m mood not null)";
  const migration = await trip.generate(`create type mood as enum ('sad', 'ok'); ${table}`, `create type mood as enum ('sad', 'ok', 'it''s fine'); ${table}`);
  await trip.database.exec("insert into users values (1, 'sad')");
  const options = { database: trip.database, reading: reading([migration]), toolVersion: "0" };
  await migrateUp(options);
  await trip.database.exec("insert into users values (2, 'it''s fine'), (3, 'ok')");
  await expect(migrateDown(options)).rejects.toMatchObject({
    code: "label-in-use",
    exit: 3,
    message: "1 row holds 'it's fine' in users.m",
    next: "selecto migrate down --fill \"users.m='...'\"  (a label that stays, or null)",
  });
  await migrateDown({ ...options, fills: new Map([["users.m", "'sad'"]]) });
  expect(await trip.rows("select * from users order by id")).toEqual(['{"id":1,"m":"sad"}', '{"id":2,"m":"sad"}', '{"id":3,"m":"ok"}']);
});

it("refuses newer values that the former type does not take, counts them, and gives them what --fill says", async () => {
  const migration = await trip.generate(
    "create table stats (id int primary key, latency bigint not null, name text)",
    "create table stats (id int primary key, latency double precision not null, name text)",
  );
  await trip.database.exec("insert into stats values (1, 9223372036854775807, 'n'), (2, 2, 'b'), (3, 3, 'c'), (6, 9223372036854775805, 'f')");
  const options = { database: trip.database, reading: reading([migration]), toolVersion: "0" };
  await migrateUp(options);
  await trip.database.exec(
    "update stats set latency = 1e300 where id = 2; update stats set latency = 3.5 where id = 3; insert into stats values (4, 'NaN', 'd'), (5, 5, 'e')",
  );
  const look = (): Promise<string[]> => trip.rows("select * from stats");
  const before = await look();
  for (const dryRun of [true, false]) {
    await expect(migrateDown({ ...options, dryRun })).rejects.toMatchObject({
      code: "value-refused",
      exit: 3,
      message: "2 rows hold values of stats.latency that bigint does not take",
      next: expect.stringContaining("selecto migrate down --fill \"stats.latency='...'\""),
    });
  }
  expect(await look()).toEqual(before);
  const fills = new Map([["stats.latency", "length(name) + id"]]);
  await expect(migrateDown({ ...options, fills })).rejects.toMatchObject({
    code: "consent-needed",
    message: "down would lose what was entered since: stats.latency (1 row)",
  });
  expect(await look()).toEqual(before);
  await migrateDown({ ...options, fills, allow: ["lossy:stats.latency"] });
  expect(await look()).toEqual([
    '{"id":1,"latency":9223372036854775807,"name":"n"}',
    '{"id":2,"latency":3,"name":"b"}',
    '{"id":3,"latency":4,"name":"c"}',
    '{"id":4,"latency":5,"name":"d"}',
    '{"id":5,"latency":5,"name":"e"}',
    '{"id":6,"latency":9223372036854775805,"name":"f"}',
  ]);
});

it("looks at conversions back that no archive stands behind, through text where there is no cast", async () => {
  const migration = await trip.generate(
    "create type mood as enum ('ok', 'sad'); create table people (id int, age int, m mood)",
    "create type mood as enum ('ok', 'sad'); create table people (id int, age bigint, m text)",
  );
  await trip.database.exec("insert into people values (1, 1, 'ok')");
  const options = { database: trip.database, reading: reading([migration]), toolVersion: "0" };
  await migrateUp(options);
  await trip.database.exec("insert into people values (2, 9223372036854775807, 'glad')");
  await expect(migrateDown(options)).rejects.toMatchObject({
    message: "1 row holds a value of people.age that integer does not take; 1 row holds a value of people.m that public.mood does not take",
  });
  await migrateDown({
    ...options,
    fills: new Map([
      ["people.age", "null"],
      ["people.m", "'ok'"],
    ]),
  });
  expect(await trip.rows("select * from people")).toEqual(['{"id":1,"age":1,"m":"ok"}', '{"id":2,"age":null,"m":"ok"}']);
});
