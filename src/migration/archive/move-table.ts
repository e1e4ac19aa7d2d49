/**
 * A dropped table moves into the archive with its rows, indexes, owned sequences and checks: nothing
 * is copied. What would tie it to the living schema is put aside first; the way back moves it home, and
 * the planner makes again what was put aside. Whether it can move at all is PostgreSQL's own answer.
 */
import type { Database } from "../../model/database.ts";
import { nodeKey, parseNodeKey, type NodeKey } from "../../model/identity.ts";
import { quoteQualified } from "../../sql/quote.ts";
import type { Kept } from "./kept.ts";
import { archiveNamespace, register } from "./place.ts";
import { withFullNames, type TableFacts } from "./table-facts.ts";

/** What stays tied to objects that can change or go: then the rows are copied instead. */
const TIED = `with own(classid, objid) as (
  select 'pg_class'::regclass, $1::text::regclass::oid
  union all select 'pg_attrdef'::regclass, oid from pg_attrdef where adrelid = $1::text::regclass
  union all select 'pg_constraint'::regclass, oid from pg_constraint where conrelid = $1::text::regclass and contype <> 'f'
  union all select 'pg_class'::regclass, indexrelid from pg_index where indrelid = $1::text::regclass)
select exists (select from pg_depend d join own using (classid, objid)
  where d.deptype in ('n', 'a') and (d.refclassid in ('pg_proc'::regclass, 'pg_type'::regclass, 'pg_collation'::regclass, 'pg_operator'::regclass, 'pg_opclass'::regclass)
    or (d.refclassid = 'pg_class'::regclass and exists (select from pg_class s where s.oid = d.refobjid and s.relkind = 'S'
      and not exists (select from pg_depend o where o.classid = 'pg_class'::regclass and o.objid = s.oid and o.deptype in ('a', 'i') and o.refobjid = $1::text::regclass))))) as tied`;

/** Statements that free a table, in order: (1) the statement, (2) what undoes it once the table is home, where the planner cannot. */
const TIES = `with t as (select $1::text::regclass as oid)
select * from (
  select 1 as n, format('alter table %s drop constraint %I', conrelid::regclass, conname) as undo, null as redo from pg_constraint, t
    where contype = 'f' and t.oid in (conrelid, confrelid) and conparentid = 0
  union all select 2, format('drop trigger %I on %s', tgname, tgrelid::regclass), null from pg_trigger, t where tgrelid = t.oid and not tgisinternal and tgparentid = 0
  union all select 3, format('drop policy %I on %s', polname, polrelid::regclass), null from pg_policy, t where polrelid = t.oid
  union all select 4, format('drop rule %I on %s', rulename, ev_class::regclass), null from pg_rewrite, t where ev_class = t.oid and rulename <> '_RETURN'
  union all select 5, format('alter publication %I drop table %s', p.pubname, r.prrelid::regclass), null from pg_publication_rel r join pg_publication p on p.oid = r.prpubid, t where r.prrelid = t.oid
  union all select 6, format('alter statistics %I.%I set schema %I', s.stxnamespace::regnamespace::text, s.stxname, $2::text),
      format('alter statistics %I.%I set schema %I', $2::text, s.stxname, n.nspname) from pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace, t where s.stxrelid = t.oid
  union all select 7, case when c.relispartition then format('alter table %s detach partition %s', inhparent::regclass, c.oid::regclass) else format('alter table %s no inherit %s', c.oid::regclass, inhparent::regclass) end,
      case when c.relispartition then format('alter table %s attach partition %s %s', inhparent::regclass, c.oid::regclass, pg_get_expr(c.relpartbound, c.oid)) else format('alter table %s inherit %s', c.oid::regclass, inhparent::regclass) end
    from pg_inherits join pg_class c on c.oid = inhrelid, t where inhrelid = t.oid and not inhparent = any ($3::oid[])
  union all select 8, format('alter table %s no inherit %s', inhrelid::regclass, inhparent::regclass), format('alter table %s inherit %s', inhrelid::regclass, inhparent::regclass)
    from pg_inherits join pg_class c on c.oid = inhrelid and not c.relispartition, t where inhparent = t.oid and not inhrelid = any ($3::oid[])
) ties where undo is not null order by n, undo`;

/** Whether the table can live in the archive while the schema goes on changing. */
export async function canMove(database: Database, table: string): Promise<boolean> {
  const [row] = await database.query<{ tied: boolean }>(TIED, [table]);
  return row?.tied === false;
}

/**
 * @param namespace the archive's namespace for tables of the table's own one
 * @param others object identifiers of all tables that move with it
 */
export async function moveTable(
  database: Database,
  migration: string,
  id: string,
  tableKey: NodeKey,
  { sql, sequences }: TableFacts,
  namespace: string,
  others: readonly number[],
): Promise<Kept> {
  const { path } = parseNodeKey(tableKey);
  const [home = "", name = ""] = path;
  const place = quoteQualified(namespace, name);
  const ties = await withFullNames(database, () => database.query<{ undo: string; redo: string | null }>(TIES, [sql, namespace, others]));
  return {
    entry: { id, table: tableKey, columns: [], key: [], place: [namespace, name] },
    keys: [tableKey, ...sequences.map(({ namespace: space, name: own }) => nodeKey("sequence", space, own))],
    text: `${path.at(-1) ?? ""} moves with its rows to ${archiveNamespace(migration)}, and comes back on down`,
    keep: [
      `lock table ${sql} in access exclusive mode`,
      ...ties.map(({ undo }) => undo),
      `alter table ${sql} set schema ${quoteQualified(namespace)}`,
      register(migration, id, place, path.join(".")),
    ],
    note: [],
    comeBack: [`alter table ${place} set schema ${quoteQualified(home)}`, ...ties.flatMap(({ redo }) => redo ?? [])],
    restore: [],
    when: "last",
    forget: [],
  };
}
