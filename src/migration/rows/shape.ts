/**
 * What rows of a database must look like: tables, their columns, and the rules PostgreSQL holds rows to, as
 * its catalog spells them. Reads; knows no value and interprets no expression.
 */
import { z } from "zod";
import type { Database } from "../../model/database.ts";
import { nodeKey, type NodeKey } from "../../model/identity.ts";
import { quoteQualified } from "../../sql/index.ts";

const columnShape = z.object({
  name: z.string(),
  /** as `format_type` says it, qualified */
  type: z.string(),
  typeOid: z.coerce.number(),
  /** by itself or by its domain type */
  notNull: z.boolean(),
  /** computed whenever it is read: no value of a row, and reading it may fail */
  virtual: z.boolean(),
  /** PostgreSQL gives the value: a generated column, an identity, a default that draws from a sequence */
  given: z.enum(["generated", "sequence"]).nullable(),
});

const tableShape = z.object({
  namespace: z.string(),
  table: z.string(),
  partitioned: z.boolean(),
  /** how many partitions hold its rows */
  partitions: z.coerce.number(),
  /** rows come to it through its parent */
  partition: z.boolean(),
  columns: z.array(columnShape),
  /** conditions on a row, with the columns they name: checks, and that some partition takes it */
  checks: z.array(z.object({ condition: z.string(), columns: z.array(z.string()) })),
  /** sets of columns whose values differ from row to row */
  uniques: z.array(z.array(z.string())),
  /** columns of the primary key; empty without one */
  primary: z.array(z.string()),
  foreign: z.array(z.object({ columns: z.array(z.string()), namespace: z.string(), table: z.string(), targets: z.array(z.string()) })),
});

const sequenceShape = z.object({
  namespace: z.string(),
  name: z.string(),
  /** the column it belongs to: namespace, table, column */
  owner: z.tuple([z.string(), z.string(), z.string()]).nullable(),
  descends: z.boolean(),
});

export type ColumnShape = z.infer<typeof columnShape>;
export type ForeignKeyShape = z.infer<typeof tableShape>["foreign"][number];
export interface TableShape extends z.infer<typeof tableShape> {
  readonly key: NodeKey;
  /** quoted */
  readonly name: string;
}

export interface SequenceShape {
  readonly key: NodeKey;
  /** quoted */
  readonly name: string;
  /** the column it belongs to */
  readonly owner?: NodeKey;
  /** it counts down */
  readonly descends: boolean;
}

export interface Shape {
  readonly tables: readonly TableShape[];
  readonly sequences: readonly SequenceShape[];
}

/** Whose rows nobody generates: the system's, selecto's own, and those of an extension. */
const OURS_TO_FILL = `n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and n.nspname <> 'selecto' and n.nspname !~ '^selecto_(archive|probe)'
  and c.relpersistence <> 't' and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')`;

const names = (numbers: string, relation: string): string =>
  `(select coalesce(jsonb_agg(a.attname order by u.place), '[]') from unnest(${numbers}) with ordinality u(number, place) join pg_attribute a on a.attrelid = ${relation} and a.attnum = u.number)`;

/** Of a table and all its partitions that are parted again. */
const PARTITION_COLUMNS = `(select coalesce(jsonb_agg(distinct a.attname), '[]') from pg_partition_tree(c.oid) t join pg_partitioned_table k on k.partrelid = t.relid
  join pg_attribute a on a.attrelid = k.partrelid and a.attnum = any (k.partattrs::int2[]))`;

const TABLES = `
select n.nspname as namespace, c.relname as "table", c.relkind = 'p' as partitioned, c.relispartition as partition,
  (select count(*) from pg_partition_tree(c.oid) p where c.relkind = 'p' and p.isleaf) as partitions,
  (select coalesce(jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'typeOid', a.atttypid::text, 'notNull', a.attnotnull or t.typnotnull, 'virtual', a.attgenerated = 'v',
      'given', case when a.attgenerated <> '' then 'generated'
                    when a.attidentity <> '' or pg_get_expr(d.adbin, d.adrelid) ~ 'nextval\\(' then 'sequence' end) order by a.attnum), '[]')
     from pg_attribute a join pg_type t on t.oid = a.atttypid left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
  (select coalesce(jsonb_agg(jsonb_build_object('condition', pg_get_expr(k.conbin, k.conrelid), 'columns', ${names("k.conkey", "c.oid")}) order by k.conname), '[]')
     from pg_constraint k where k.conrelid = c.oid and k.contype = 'c')
  || (select case when count(*) = 0 then '[]' else jsonb_build_array(jsonb_build_object(
        'condition', string_agg('(' || coalesce(pg_get_partition_constraintdef(p.relid), 'true') || ')', ' or ' order by p.relid::text),
        'columns', ${PARTITION_COLUMNS})) end
     from pg_partition_tree(c.oid) p where c.relkind = 'p' and not c.relispartition and p.isleaf and p.relid <> c.oid) as checks,
  (select coalesce(jsonb_agg(distinct ${names("(x.indkey::int2[])[0:x.indnkeyatts - 1]", "c.oid")}), '[]') from pg_index x where x.indrelid = c.oid and (x.indisunique or x.indisexclusion)) as uniques,
  coalesce((select ${names("k.conkey", "c.oid")} from pg_constraint k where k.conrelid = c.oid and k.contype = 'p'), '[]') as primary,
  (select coalesce(jsonb_agg(jsonb_build_object('columns', ${names("k.conkey", "k.conrelid")}, 'namespace', fn.nspname, 'table', f.relname, 'targets', ${names("k.confkey", "k.confrelid")})
            order by cardinality(k.conkey) desc, k.conname), '[]')
     from pg_constraint k join pg_class f on f.oid = k.confrelid join pg_namespace fn on fn.oid = f.relnamespace
    where k.conrelid = c.oid and k.contype = 'f' and k.conparentid = 0) as foreign
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and ${OURS_TO_FILL}
order by n.nspname, c.relname`;

const SEQUENCES = `
select n.nspname as namespace, c.relname as name,
  (select jsonb_build_array(tn.nspname, t.relname, a.attname) from pg_depend o join pg_class t on t.oid = o.refobjid join pg_namespace tn on tn.oid = t.relnamespace
     join pg_attribute a on a.attrelid = t.oid and a.attnum = o.refobjsubid
    where o.classid = 'pg_class'::regclass and o.objid = c.oid and o.refclassid = 'pg_class'::regclass and o.deptype in ('a', 'i')) as owner,
  s.seqincrement < 0 as descends
from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_sequence s on s.seqrelid = c.oid
where c.relkind = 'S' and ${OURS_TO_FILL} order by n.nspname, c.relname`;

/** Names that PostgreSQL prints are qualified while this holds, and values look the same whatever the session says. */
export const PLAIN_SESSION =
  "reset all; set search_path = pg_catalog; set client_min_messages = error; set timezone = 'UTC'; set datestyle = 'ISO'; set intervalstyle = 'iso_8601'; set row_security = off";

/** @throws DatabaseError, ShadowDied */
export async function readShape(database: Database): Promise<Shape> {
  await database.exec(PLAIN_SESSION);
  const [tables, sequences] = [await database.query(TABLES), await database.query(SEQUENCES)];
  return {
    tables: tables.map((row) => {
      const table = tableShape.parse(row);
      return { ...table, key: nodeKey("table", table.namespace, table.table), name: quoteQualified(table.namespace, table.table) };
    }),
    sequences: sequences.map((row) => {
      const { namespace, name, owner, descends } = sequenceShape.parse(row);
      return {
        key: nodeKey("sequence", namespace, name),
        name: quoteQualified(namespace, name),
        descends,
        ...(owner !== null && { owner: nodeKey("column", ...owner) }),
      };
    }),
  };
}
