/**
 * Which procedures a CALL may mean. A CALL has no plan and cannot stand in a probe, so PostgreSQL records
 * no dependency: the name is looked up, and every overload of it counts.
 */
import type { Database } from "../model/database.ts";
import type { NodeKey } from "../model/identity.ts";
import { foldIdentifier } from "../sql/index.ts";
import { keyOfAddress, namingQuery, type NamedAddress } from "./node-keys.ts";
import { withPinnedPath } from "./settings.ts";

const NAME = String.raw`"(?:[^"]|"")+"|[\w$\u0080-\uffff]+`;
const CALL = new RegExp(String.raw`^call\s+(?:(${NAME})\s*\.\s*)?(${NAME})\s*\(`, "i");

/** Procedures by the key of the statement that calls them, sorted. */
export async function calledProcedures(
  database: Database,
  calls: readonly { readonly key: NodeKey; readonly sql: string }[],
): Promise<Map<NodeKey, NodeKey[]>> {
  const wanted = calls.flatMap(({ key, sql }) => {
    const [, namespace, name] = CALL.exec(sql) ?? [];
    return name === undefined ? [] : [{ key, namespace: namespace === undefined ? null : foldIdentifier(namespace), name: foldIdentifier(name) }];
  });
  const called = new Map<NodeKey, NodeKey[]>(wanted.map(({ key }) => [key, []]));
  if (wanted.length === 0) return called;
  const [session] = await database.query<{ path: string[] }>("select pg_catalog.current_schemas(true)::text[] as path");
  const rows = await withPinnedPath(database, () =>
    database.query<NamedAddress>(
      namingQuery(`
        select wanted.subject, 'pg_proc'::regclass as classid, proc.oid as objid, 0 as objsubid
        from unnest($1::text[], $2::text[], $3::text[]) as wanted(subject, namespace, name)
        join pg_proc proc on proc.proname = wanted.name and proc.prokind = 'p'
        join pg_namespace namespace on namespace.oid = proc.pronamespace
        where namespace.nspname = wanted.namespace or (wanted.namespace is null and namespace.nspname = any($4::text[]))`),
      [wanted.map(({ key }) => key), wanted.map(({ namespace }) => namespace), wanted.map(({ name }) => name), session?.path ?? []],
    ),
  );
  for (const row of rows) called.get(row.subject)?.push(keyOfAddress(row));
  for (const list of called.values()) list.sort();
  return called;
}
