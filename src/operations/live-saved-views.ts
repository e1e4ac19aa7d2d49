/**
 * Saved views and their kin in the tables of a live database, beside those in files. Reads only, enforced
 * by the server.
 */
import { describeTargetError } from "../migration/run/failure.ts";
import { STORED_TABLES } from "../migration/saved-views.ts";
import { DatabaseError, type Database } from "../model/database.ts";
import { SelectoError } from "../model/error.ts";
import type { JsonValue } from "../model/json.ts";
import { quoteIdentifier, quoteQualified } from "../sql/index.ts";
import type { LiveSavedViews, WorkspaceLayout } from "../workspace/layout.ts";
import type { Session } from "./session.ts";
import { openTarget } from "./target.ts";

const TABLES = [...STORED_TABLES.map(({ name }) => name), "exported_views"];
/** Of packed content only what exported views run is fetched; results that were kept (`cache_blob`) never. */
const WANTED = ["name", "context", "view_type", "params", "domain", "filters", "path", "public_id", "snapshot_blob"];

/**
 * The session with the saved views of a database in its layout, for every state that is read.
 *
 * @param flag `embedded` or `env:NAME`; `db` is the configured one
 * @throws SelectoError when the database cannot be reached, or has none of the tables
 */
export async function withLiveSavedViews(session: Session, flag: string | undefined): Promise<Session> {
  if (flag === undefined) return session;
  const { database, text } = await openTarget(session, { readOnly: true, ...(flag !== "db" && { flag }) });
  try {
    const live = await readTables(database);
    if (live.length === 0)
      throw new SelectoError({
        code: "no-saved-views",
        what: `${text} has no saved views`,
        why: `none of the tables ${TABLES.join(", ")} is there`,
        next: "leave --saved-views out, or name the database of the application",
      });
    return { ...session, layout: { ...session.layout, savedViews: { ...session.layout.savedViews, live } } };
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    throw new SelectoError({
      code: "database-refused",
      what: `the saved views of ${text} cannot be read: ${describeTargetError(error.error)}`,
      why: "the database refused to show its tables",
      next: "grant SELECT on them, or export them to a JSON file: savedViews.paths",
    });
  } finally {
    await database.close();
  }
}

/** Which page shows which domain, and what a live database holds, is as true of a commit as of now. */
export function withPresentViews(commit: WorkspaceLayout, { savedViews: { live, contexts } }: WorkspaceLayout): WorkspaceLayout {
  const { savedViews } = commit;
  return { ...commit, savedViews: { ...savedViews, contexts: { ...contexts, ...savedViews.contexts }, ...(live !== undefined && { live }) } };
}

async function readTables(database: Database): Promise<LiveSavedViews[]> {
  const found = await database.query<{ namespace: string; name: string; columns: string[] }>(
    `select namespace.nspname::text as namespace, relation.relname::text as name, array_agg(attribute.attname::text order by attribute.attname) as columns
     from pg_catalog.pg_class relation
     join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace
     join pg_catalog.pg_attribute attribute on attribute.attrelid = relation.oid and attribute.attnum > 0 and not attribute.attisdropped
     where relation.relname = any($1::name[]) and relation.relkind in ('r', 'p', 'v', 'm') and namespace.nspname !~ '^(pg_|information_schema$|selecto)'
     group by 1, 2 order by 1, 2`,
    [TABLES],
  );
  const tables: LiveSavedViews[] = [];
  for (const { namespace, name, columns } of found) {
    const wanted = WANTED.filter((column) => columns.includes(column));
    if (!wanted.includes("name")) continue;
    const rows = await database.query<{ record: string }>(
      `select record::text as record from (select to_jsonb(wanted) as record from (select ${wanted.map(quoteIdentifier).join(", ")} from ${quoteQualified(namespace, name)}) as wanted) as records order by record ->> 'name', record ->> 'context', record::text`,
    );
    tables.push({ table: `${namespace}.${name}`, rows: rows.map(({ record }) => JSON.parse(record) as JsonValue) });
  }
  return tables;
}
