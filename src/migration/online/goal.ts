/**
 * What staging must know of the state that the steps lead to, asked of a shadow that stands there: the index behind a
 * key, the column that was added, the key of a table, the indexes of partitions. PostgreSQL spells all of it.
 */
import { z } from "zod";
import type { Database } from "../../model/database.ts";
import { quoteQualified } from "../../sql/quote.ts";
import type { NameParts } from "../../sql/table-actions.ts";

const keyRow = z.object({ definition: z.string(), deferrable: z.boolean(), deferred: z.boolean(), primary: z.boolean() });
export type KeyIndex = z.infer<typeof keyRow>;

const columnRow = z.object({
  type: z.string(),
  collation: z.string().nullable(),
  expression: z.string().nullable(),
  not_null: z.boolean(),
  computed: z.boolean(),
});
export type AddedColumn = z.infer<typeof columnRow>;

const partitionRow = z.object({ name: z.string(), parent: z.string().nullable(), definition: z.string(), leaf: z.boolean() });
export type PartitionIndex = z.infer<typeof partitionRow>;

/** A name as `to_regclass` takes it. */
function regclass(parts: NameParts): string {
  return quoteQualified(...parts);
}

/** The index of a primary key or unique constraint; undefined for one that no plain index can stand in for. */
export async function keyIndexOf(database: Database, table: NameParts, constraint: string): Promise<KeyIndex | undefined> {
  const [row] = await database.query(
    `select pg_get_indexdef(conindid) as definition, condeferrable as deferrable, condeferred as deferred, contype = 'p' as primary
from pg_constraint join pg_class on pg_class.oid = conindid
where conrelid = to_regclass($1) and conname = $2 and contype in ('p', 'u') and relkind = 'i' and relam = (select oid from pg_am where amname = 'btree')`,
    [regclass(table), constraint],
  );
  return row === undefined ? undefined : keyRow.parse(row);
}

/** A column as the goal has it. */
export async function columnOf(database: Database, table: NameParts, column: string): Promise<AddedColumn | undefined> {
  const [row] = await database.query(
    `select format_type(atttypid, atttypmod) as type, attnotnull as not_null, attidentity <> '' or attgenerated <> '' as computed,
  case when attcollation <> typcollation then quote_ident(nspname) || '.' || quote_ident(collname) end as collation, pg_get_expr(adbin, adrelid) as expression
from pg_attribute join pg_type on pg_type.oid = atttypid
left join pg_attrdef on adrelid = attrelid and adnum = attnum
left join pg_collation on pg_collation.oid = attcollation left join pg_namespace on pg_namespace.oid = collnamespace
where attrelid = to_regclass($1) and attname = $2 and not attisdropped`,
    [regclass(table), column],
  );
  return row === undefined ? undefined : columnRow.parse(row);
}

/** Columns of a key whose order windows can follow: the primary key, else a unique one without NULLs. */
export async function orderingKeyOf(database: Database, table: NameParts, made: ReadonlySet<string>): Promise<readonly string[] | undefined> {
  const rows = await database.query<{ name: string; columns: readonly string[] }>(
    `select relname as name, array(select attname::text from unnest(indkey) with ordinality as k(number, place) join pg_attribute on attrelid = indrelid and attnum = number where place <= indnkeyatts order by place) as columns
from pg_index join pg_class on pg_class.oid = indexrelid
where indrelid = to_regclass($1) and indisunique and indisvalid and indpred is null and indexprs is null
  and not exists (select from unnest(indkey) with ordinality as k(number, place) join pg_attribute on attrelid = indrelid and attnum = number where place <= indnkeyatts and not attnotnull)
order by indisprimary desc, relname`,
    [regclass(table)],
  );
  // a key that these very steps make is not there yet when the rows are filled
  return rows.find(({ name }) => !made.has(name))?.columns;
}

/** Whether the table is a partitioned one. */
export async function isPartitioned(database: Database, table: NameParts): Promise<boolean> {
  const [row] = await database.query<{ kind: string }>("select relkind::text as kind from pg_class where oid = to_regclass($1)", [regclass(table)]);
  return row?.kind === "p";
}

/** An index of a partitioned table with those of its partitions, parents before children. Names are quoted. */
export async function partitionIndexesOf(database: Database, namespace: string, index: string): Promise<PartitionIndex[]> {
  const rows = await database.query(
    `select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name, pg_get_indexdef(c.oid) as definition, tree.isleaf as leaf,
  (select quote_ident(pn.nspname) || '.' || quote_ident(p.relname) from pg_class p join pg_namespace pn on pn.oid = p.relnamespace where p.oid = tree.parentrelid) as parent
from pg_partition_tree(to_regclass($1)) tree join pg_class c on c.oid = tree.relid join pg_namespace n on n.oid = c.relnamespace
order by tree.level, 1`,
    [quoteQualified(namespace, index)],
  );
  return rows.map((row) => partitionRow.parse(row));
}
