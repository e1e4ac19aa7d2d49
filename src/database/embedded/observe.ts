/**
 * The embedded pg_dump on schemas of any size. It ends the whole process when it reads too much at once, so a
 * large schema is dumped in parts, each by a fresh pg_dump: everything but relations, then relations in groups.
 */
import { quoteQualified } from "../../sql/quote.ts";

/** Columns that one pg_dump reads: a thousand tables of fifteen end it, four hundred do not. */
const MOST_COLUMNS = 4000;

/** What pg_dump takes by name; sequences of columns and members of extensions come with what they belong to. */
const RELATIONS = `select n.nspname as namespace, c.relname as name, greatest(1, c.relnatts)::int4 as columns
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and n.nspname not in ('selecto', 'selecto_probe') and n.nspname !~ '^selecto_archive'
    and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid
      and (d.deptype = 'e' or c.relkind = 'S' and d.deptype in ('a', 'i')))
  order by n.nspname, c.relname`;

export interface ObserverPorts {
  readonly query: (sql: string) => Promise<readonly { readonly namespace: string; readonly name: string; readonly columns: number }[]>;
  /** runs pg_dump with these arguments; undefined where it fails */
  readonly dump: (args: readonly string[]) => Promise<string | undefined>;
}

/** The parts one behind the other; undefined where pg_dump fails on one of them. @throws ShadowDied */
export async function observeInParts({ query, dump }: ObserverPorts, most = MOST_COLUMNS): Promise<string | undefined> {
  const relations = await query(RELATIONS);
  const total = relations.reduce((sum, { columns }) => sum + columns, 0);
  if (total <= most) return dump([]);
  const groups: string[][] = [];
  let room = 0;
  for (const { namespace, name, columns } of relations) {
    if (columns > room) {
      groups.push([]);
      room = most / 2;
    }
    room -= columns;
    groups.at(-1)?.push(`--table=${quoteQualified(namespace, name)}`);
  }
  const parts: string[] = [];
  for (const args of [["--exclude-table=*.*"], ...groups]) {
    const part = await dump(args);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return parts.join("\n");
}
