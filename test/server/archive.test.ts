/** Archives on a native server: values, a moved table and narrowed types come back as they were. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { migrateDown } from "../../src/migration/run/down.ts";
import { dropArchives, readHeldArchives } from "../../src/migration/archive/held.ts";
import { loadParser } from "../../src/sql/index.ts";
import { openRoundTrip, type RoundTrip } from "../migration/archive/round-trip.ts";
import { reading } from "../migration/packages.ts";
import { up, useDatabase } from "./migrate-support.ts";

const FROM = `create table users (id int primary key, name varchar(20), email text not null unique);
  create table orders (id bigserial primary key, user_id int references users, total numeric check (total > 0));
  create view mails as select id, email from users; create view sums as select user_id, sum(total) from orders group by 1`;
const TO = "create table users (id int primary key, name varchar(3))";

const server = useDatabase();
let trip: RoundTrip;
beforeAll(async () => {
  await loadParser();
  trip = await openRoundTrip();
});
afterAll(() => trip.close());

it("keeps, lists, brings back, and is gone when it was pruned", async () => {
  const migration = await trip.generate(FROM, TO);
  const database = await server.open();
  await database.exec(`${FROM}; insert into users values (1, 'abcdef', 'a'), (2, 'ghijkl', 'b'); insert into orders (user_id, total) values (1, 5), (2, 7)`);
  const look = (): Promise<unknown> =>
    database.query(
      "select u.id, u.name, u.email, o.id as order_id, o.total::text, (select count(*) from sums)::int as sums from users u left join orders o on o.user_id = u.id order by 1",
    );
  const before = await look();
  await up(database, [migration]);
  const [held] = await readHeldArchives(database);
  expect(held).toMatchObject({
    migration: migration.manifest.name,
    holds: [
      { what: "public.users: email", rows: 2 },
      { what: "public.users: name as character varying(20)", rows: 2 },
      { what: "public.orders", rows: 2 },
    ],
  });
  await migrateDown({ database, reading: reading([migration]), toolVersion: "0" });
  expect(await look()).toEqual(before);
  expect(await readHeldArchives(database)).toEqual([]);

  await up(database, [migration]);
  await dropArchives(database, await readHeldArchives(database));
  expect(await readHeldArchives(database)).toEqual([]);
  await expect(migrateDown({ database, reading: reading([migration]), toolVersion: "0" })).rejects.toMatchObject({ code: "archive-gone" });
});
