/**
 * Where kept rows are: the namespaces of one migration's archive and the names in them. Values get a
 * table `a<n>` of the archive; a table that moves keeps its name and its indexes theirs, so tables of
 * different namespaces move into namespaces of their own. Pure text.
 */
import { parseNodeKey, type NodeKey } from "../../model/identity.ts";
import { quoteLiteral, quoteQualified } from "../../sql/quote.ts";

const PREFIX = "selecto_archive_";
const STAMP = 14;

/** The namespace of a migration's archive, by the stamp in its name: `selecto_archive_20261122150200`. */
export function archiveNamespace(migration: string): string {
  return PREFIX + migration.slice(0, STAMP);
}

/** `"public"."users"` of `table:public.users`, and of the table of a column's key. */
export function tableSql(key: NodeKey): string {
  const { path } = parseNodeKey(key);
  return quoteQualified(...path.slice(0, 2));
}

/** The table of archives, which says in the database itself what its tables hold. */
function registerTable(migration: string): string {
  return quoteQualified(archiveNamespace(migration), "archives");
}

/** Makes the namespace and its register. */
export function openArchive(migration: string): string[] {
  return [
    `create schema ${quoteQualified(archiveNamespace(migration))}`,
    `create table ${registerTable(migration)} (id text primary key, migration text not null, place text not null, holds text not null, kept_at timestamptz not null default now())`,
  ];
}

/** Enters one table of the archive. */
export function register(migration: string, id: string, place: string, holds: string): string {
  const values = [id, migration].map(quoteLiteral).join(", ");
  return `insert into ${registerTable(migration)} (id, migration, place, holds) values (${values}, ${quoteLiteral(place)}, ${quoteLiteral(holds)})`;
}

/** Takes the entry of a table that is gone out of the register. */
export function unregister(migration: string, id: string): string {
  return `delete from ${registerTable(migration)} where id = ${quoteLiteral(id)}`;
}

/** Takes away what {@link openArchive} made; the kept tables are gone by then, or PostgreSQL refuses. */
export function closeArchive(migration: string, namespaces: readonly string[]): string[] {
  return [
    `drop table ${registerTable(migration)}`,
    ...[...new Set([archiveNamespace(migration), ...namespaces])].toReversed().map((name) => `drop schema ${quoteQualified(name)}`),
  ];
}
