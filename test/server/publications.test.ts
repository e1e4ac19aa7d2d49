/** Tables whose updates are published though nothing tells their rows apart: migrations change them, and a subscriber gets whole rows. */
import { beforeAll, expect, it } from "@jest/globals";
import { composePackage } from "../../src/migration/package/package.ts";
import { migrateDown } from "../../src/migration/run/down.ts";
import { scriptTexts } from "../../src/migration/run/session.ts";
import type { Database } from "../../src/model/database.ts";
import { loadParser } from "../../src/sql/index.ts";
import { draft, reading, step } from "../migration/packages.ts";
import { up, useDatabase } from "./migrate-support.ts";

const test = useDatabase();
beforeAll(() => loadParser());

const SCHEMA = `create table public.plain (id int not null unique, v text); create table public.silent (id int primary key, v text); alter table public.silent replica identity nothing;
  create table public.keyed (id int primary key, v text); create table public.child (id int, plain_id int references public.plain (id) on delete cascade, keyed_id int);
  create table public.parts (id int not null, v text) partition by range (id); create table public.part partition of public.parts for values from (0) to (10);
  insert into public.plain values (1, 'a'), (2, 'b'), (3, 'c'); insert into public.silent values (1, 'a'); insert into public.keyed values (1, 'a'); insert into public.child values (1, 2, 1);
  insert into public.parts values (1, 'a')`;

const MIGRATION = composePackage(
  draft(
    "20260101000001_rows",
    [
      "update public.plain set v = 'new' || id where id <> 2",
      "delete from only public.plain where id = 2",
      "do $$ begin update public.silent set v = 'b'; end $$",
      "with gone as (delete from public.child returning 1) update public.keyed set v = (select count(*) from gone)::text",
      "update public.parts p set v = 'b' where p.id = 1",
      "insert into public.silent values (1, 'x') on conflict (id) do update set v = excluded.v || 'y'",
      step("-- selecto: batches of 1 by id\nupdate public.plain set v = v || '!'", { mode: "batches" }),
    ],
    ["update public.plain set v = 'back'"],
  ),
);

const IDENTITIES =
  "select string_agg(relname || ' ' || relreplident::text, ', ' order by relname) as all from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace";
const BEFORE = "child d, keyed d, part d, parts d, plain d, silent n";

/** What a slot says of updates and deletes in `public`; undefined where the server does not decode. */
async function openSlot(database: Database): Promise<(() => Promise<string[]>) | undefined> {
  const [level] = await database.query<{ wal_level: string }>("show wal_level");
  if (level?.wal_level !== "logical") return undefined;
  const [row] = await database.query<{ slot: string }>("select 'selecto_' || pg_backend_pid() as slot");
  const slot = row?.slot ?? "";
  await database.query("select pg_create_logical_replication_slot($1, 'test_decoding')", [slot]);
  return async () => {
    const rows = await database.query<{ data: string }>("select data from pg_logical_slot_get_changes($1, null, null)", [slot]);
    await database.query("select pg_drop_replication_slot($1)", [slot]);
    return rows.map(({ data }) => data).filter((data) => /^table public.*(?:UPDATE|DELETE)/.test(data));
  };
}

it.each(["for all tables", "for table public.plain, public.silent, public.keyed, public.child, public.parts with (publish_via_partition_root)"])(
  "a publication %s",
  async (what) => {
    const database = await test.open();
    // a slot reads what is flushed
    await database.exec(`set synchronous_commit = on; ${SCHEMA}; create publication pub ${what}`);
    await expect(database.exec("update public.plain set v = v")).rejects.toThrow("replica identity");
    const slot = await openSlot(database);
    await up(database, [MIGRATION]);
    await expect(database.query("select * from public.plain order by id")).resolves.toEqual([
      { id: 1, v: "new1!" },
      { id: 3, v: "new3!" },
    ]);
    await expect(
      database.query("select (select v from public.silent), (select v from public.parts) as part, (select count(*) from public.child) as children"),
    ).resolves.toEqual([{ v: "xy", part: "b", children: "0" }]);
    await expect(database.query(IDENTITIES)).resolves.toEqual([{ all: BEFORE }]);
    if (slot !== undefined)
      expect(await slot()).toEqual([
        "table public.plain: UPDATE: old-key: id[integer]:1 v[text]:'a' new-tuple: id[integer]:1 v[text]:'new1'",
        "table public.plain: UPDATE: old-key: id[integer]:3 v[text]:'c' new-tuple: id[integer]:3 v[text]:'new3'",
        "table public.plain: DELETE: id[integer]:2 v[text]:'b'",
        "table public.child: DELETE: id[integer]:1 plain_id[integer]:2 keyed_id[integer]:1",
        "table public.silent: UPDATE: old-key: id[integer]:1 v[text]:'a' new-tuple: id[integer]:1 v[text]:'b'",
        "table public.keyed: UPDATE: id[integer]:1 v[text]:'0'",
        "table public.part: UPDATE: old-key: id[integer]:1 v[text]:'a' new-tuple: id[integer]:1 v[text]:'b'",
        "table public.silent: UPDATE: old-key: id[integer]:1 v[text]:'b' new-tuple: id[integer]:1 v[text]:'xy'",
        "table public.plain: UPDATE: old-key: id[integer]:1 v[text]:'new1' new-tuple: id[integer]:1 v[text]:'new1!'",
        "table public.plain: UPDATE: old-key: id[integer]:3 v[text]:'new3' new-tuple: id[integer]:3 v[text]:'new3!'",
      ]);
    await migrateDown({ database, reading: reading([MIGRATION]), toolVersion: "0" });
    await expect(database.query(IDENTITIES)).resolves.toEqual([{ all: BEFORE }]);
  },
);

it("nothing is said around a step where nobody publishes, nor around one that changes no rows", async () => {
  const database = await test.open();
  await database.exec(SCHEMA);
  const other = composePackage(
    draft(
      "20260101000002_other",
      [
        "create trigger t before insert or update on public.plain for each row execute function suppress_redundant_updates_trigger()",
        "grant select, update on public.plain to public",
      ],
      ["drop trigger t on public.plain"],
    ),
  );
  const said = async (): Promise<boolean[]> =>
    (await scriptTexts([MIGRATION, other], "up", { database, reading: reading([]), toolVersion: "0" })).map(({ sql }) => sql.includes("replica identity"));
  expect(await said()).toEqual([false, false]);
  await database.exec("create publication pub for table public.keyed with (publish = 'insert')");
  expect(await said()).toEqual([false, false]);
  await database.exec("alter publication pub set (publish = 'delete')");
  expect(await said()).toEqual([true, false]);
});
