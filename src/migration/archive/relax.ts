/**
 * The state in the middle of the way back: the old schema, but nothing forbids the columns whose
 * values are still to be restored to be NULL or to clash. Made by executing statements in a shadow.
 */
import type { Database } from "../../model/database.ts";
import { tableSql } from "./place.ts";
import { withFullNames } from "./table-facts.ts";
import type { Kept } from "./kept.ts";

/** Constraints and unique indexes that hold one of the columns, or one computed from them. */
const RELAX = `with t as (select $1::text::regclass as oid), named as (select attnum from pg_attribute, t where attrelid = t.oid and attname = any ($2::text[])),
  held as (select attnum from named union select d.objsubid from (select ad.adnum as objsubid, d.refobjsubid from pg_attrdef ad join t on ad.adrelid = t.oid
    join pg_attribute a on a.attrelid = t.oid and a.attnum = ad.adnum and a.attgenerated <> ''
    join pg_depend d on d.classid = 'pg_attrdef'::regclass and d.objid = ad.oid and d.refclassid = 'pg_class'::regclass and d.refobjid = t.oid) d join named on named.attnum = d.refobjsubid)
select sql from (
  select 1 as n, format('alter table %s drop constraint if exists %I cascade', conrelid::regclass, conname) as sql from pg_constraint, t
    where conrelid = t.oid and conislocal and contype <> 'n' and exists (select from held where attnum = any (conkey))
  union all select 2, format('drop index if exists %s cascade', i.indexrelid::regclass) from pg_index i, t
    where i.indrelid = t.oid and i.indisunique and exists (select from held where attnum = any (i.indkey::int2[]))
    and not exists (select from pg_constraint where conindid = i.indexrelid)
  union all select 3, format('alter table %s alter column %I drop identity', t.oid::regclass, a.attname) from t, pg_attribute a, held where a.attrelid = t.oid and a.attnum = held.attnum and a.attidentity <> ''
  union all select 4, format('alter table %s alter column %I drop default', t.oid::regclass, a.attname) from t, pg_attribute a, named, pg_attrdef d
    where a.attrelid = t.oid and a.attnum = named.attnum and a.attgenerated = '' and d.adrelid = t.oid and d.adnum = a.attnum and pg_get_expr(d.adbin, d.adrelid) like '%(%'
  union all select 5, format('alter table %s alter column %I drop not null', t.oid::regclass, a.attname) from t, pg_attribute a, held where a.attrelid = t.oid and a.attnum = held.attnum and a.attnotnull
) one order by n, sql`;

/** Takes the constraints off what `kept` restores in the middle. The statements that did it. */
export async function relax(database: Database, kept: readonly Kept[]): Promise<string[]> {
  const ran: string[] = [];
  for (const { entry } of kept.filter((one) => one.when === "middle")) {
    const rows = await withFullNames(database, () => database.query<{ sql: string }>(RELAX, [tableSql(entry.table), entry.columns.map(String)]));
    for (const { sql } of rows) await database.exec(`set client_min_messages = error; ${sql}; reset client_min_messages`);
    ran.push(...rows.map(({ sql }) => sql));
  }
  return ran;
}
