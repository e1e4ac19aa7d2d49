/**
 * What must be known of a table to keep its rows and to bring them back, asked of the catalog of a
 * shadow. Decides nothing.
 */
import { z } from "zod";
import type { Database } from "../../model/database.ts";
import type { NodeKey } from "../../model/identity.ts";
import { tableSql } from "./place.ts";

const column = z.object({
  name: z.string(),
  /** spelled in full: means the same whatever the search_path */
  type: z.string(),
  /** without what limits its values: length, precision */
  plain: z.string(),
  /** PostgreSQL's own: nothing in the schema can change or drop it */
  builtin: z.boolean(),
  notNull: z.boolean(),
  /** the expression, spelled in full */
  given: z.string().nullable(),
  /** its default calls a function that somebody wrote, which may find names by the path of the application */
  calls: z.boolean(),
  identity: z.boolean(),
  generated: z.boolean(),
});

const facts = z.object({
  columns: z.array(column),
  /** unique and not null, the primary key first */
  keys: z.array(z.array(z.string())),
  /** users' triggers and rules with their `tgenabled`, `ev_enabled` */
  triggers: z.array(z.object({ name: z.string(), enabled: z.string(), onUpdate: z.boolean(), /** of UPDATE OF; else none */ columns: z.array(z.string()) })),
  rules: z.array(z.object({ name: z.string(), enabled: z.string(), onUpdate: z.boolean() })),
  forced: z.boolean(),
  partitioned: z.boolean(),
  /** has children that are no partitions */
  inherited: z.boolean(),
  /** sequences that belong to its columns; those of an identity have no life of their own */
  sequences: z.array(z.object({ namespace: z.string(), name: z.string(), identity: z.boolean() })),
});

export type ColumnFacts = z.infer<typeof column>;
export interface TableFacts extends z.infer<typeof facts> {
  /** quoted */
  readonly sql: string;
}

const QUERY = `select json_build_object(
  'columns', (select coalesce(json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'plain', format_type(a.atttypid, -1),
      'builtin', coalesce(e.typnamespace, t.typnamespace) = 'pg_catalog'::regnamespace, 'notNull', a.attnotnull,
      'given', (select pg_get_expr(d.adbin, d.adrelid) from pg_attrdef d where d.adrelid = a.attrelid and d.adnum = a.attnum and a.attgenerated = ''),
      'calls', exists (select from pg_attrdef d join pg_depend p on p.classid = 'pg_attrdef'::regclass and p.objid = d.oid
        where d.adrelid = a.attrelid and d.adnum = a.attnum and p.refclassid = 'pg_proc'::regclass and p.refobjid >= 16384),
      'identity', a.attidentity <> '', 'generated', a.attgenerated <> '') order by a.attnum), '[]')
    from pg_attribute a join pg_type t on t.oid = a.atttypid left join pg_type e on e.oid = t.typelem and t.typcategory = 'A'
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
  'keys', (select coalesce(json_agg(k.columns order by k.indisprimary desc, k.indnkeyatts, k.indexrelid), '[]') from (
      select i.indexrelid, i.indisprimary, i.indnkeyatts, (select json_agg(a.attname order by u.ord) from unnest(i.indkey::int2[]) with ordinality u(attnum, ord)
        join pg_attribute a on a.attrelid = c.oid and a.attnum = u.attnum where u.ord <= i.indnkeyatts) as columns
      from pg_index i where i.indrelid = c.oid and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null
        and not exists (select from unnest(i.indkey::int2[]) with ordinality u(attnum, ord) join pg_attribute a on a.attrelid = c.oid and a.attnum = u.attnum
          where u.ord <= i.indnkeyatts and not a.attnotnull)) k),
  'triggers', (select coalesce(json_agg(json_build_object('name', tgname, 'enabled', tgenabled, 'onUpdate', tgtype & 16 <> 0,
      'columns', (select coalesce(json_agg(a.attname order by a.attnum), '[]') from pg_attribute a where a.attrelid = tgrelid and a.attnum = any (tgattr::int2[]))) order by tgname), '[]') from pg_trigger where tgrelid = c.oid and not tgisinternal),
  'rules', (select coalesce(json_agg(json_build_object('name', rulename, 'enabled', ev_enabled, 'onUpdate', ev_type = '2') order by rulename), '[]') from pg_rewrite where ev_class = c.oid and ev_type <> '1'),
  'forced', c.relforcerowsecurity,
  'partitioned', c.relkind = 'p',
  'inherited', c.relkind = 'r' and exists (select from pg_inherits where inhparent = c.oid),
  'sequences', (select coalesce(json_agg(json_build_object('namespace', n.nspname, 'name', s.relname, 'identity', d.deptype = 'i') order by s.relname), '[]')
    from pg_depend d join pg_class s on s.oid = d.objid and s.relkind = 'S' join pg_namespace n on n.oid = s.relnamespace where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid and d.deptype in ('a', 'i'))
) as facts from pg_class c where c.oid = $1::text::regclass`;

/** Reads a table of the shadow; the session's search_path is pinned meanwhile. */
export async function readTable(database: Database, key: NodeKey): Promise<TableFacts> {
  const sql = tableSql(key);
  const [row] = await withFullNames(database, () => database.query<{ facts: unknown }>(QUERY, [sql]));
  return { sql, ...facts.parse(row?.facts) };
}

/** With names spelled in full, as steps need them. */
export async function withFullNames<T>(database: Database, ask: () => Promise<T>): Promise<T> {
  await database.exec("set search_path = pg_catalog");
  try {
    return await ask();
  } finally {
    await database.exec("reset search_path");
  }
}
