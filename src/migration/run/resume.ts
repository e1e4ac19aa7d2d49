/**
 * Steps that run outside a transaction and their traces in the catalog: did one that was started come
 * to its end? Cleans up what a failed CONCURRENTLY left. Decides from PostgreSQL's catalog only.
 */
import { z } from "zod";
import type { Database } from "../../model/database.ts";
import { quoteQualified } from "../../sql/quote.ts";
import type { LoneStatement, QualifiedName } from "../package/statement.ts";

/** `absent`: never ran, or is undone now; `done`: came to its end; `unknown`: cannot be seen. */
export type Trace = "absent" | "done" | "unknown";

const indexRow = z.object({ namespace: z.string(), name: z.string(), valid: z.boolean() });
const partitionRow = z.object({ pending: z.boolean() });

/** As PostgreSQL resolves a name; the session's search_path must be the migration's. */
function regclass(name: QualifiedName): string {
  return name.namespace === undefined ? quoteQualified(name.name) : quoteQualified(name.namespace, name.name);
}

/** Looks whether the object that a statement makes or removes is there now. Changes nothing. */
export async function traceOf(database: Database, statement: LoneStatement): Promise<Trace> {
  switch (statement.kind) {
    case "create-index":
      return (await findIndex(database, statement)) === undefined ? "absent" : "done";
    case "drop-index": {
      const found = await Promise.all(statement.indexes.map(async (name) => database.query("select 1 where to_regclass($1) is not null", [regclass(name)])));
      return found.every((rows) => rows.length === 0) ? "done" : "absent";
    }
    case "detach-partition":
      return (await findPartition(database, statement)) === undefined ? "done" : "absent";
    case "add-enum-value":
    case "repeatable":
      return "absent";
    case "other":
      return "unknown";
  }
}

/**
 * Brings a step that was started and not finished back to a state in which it either never ran or is
 * done: drops the INVALID index of a failed CONCURRENTLY, finishes a partition's detaching.
 *
 * @throws DatabaseError
 */
export async function recoverStep(database: Database, statement: LoneStatement): Promise<Trace> {
  if (statement.kind === "create-index") {
    const index = await findIndex(database, statement);
    if (index === undefined) return "absent";
    if (index.valid) return "done";
    await database.exec(`drop index concurrently if exists ${quoteQualified(index.namespace, index.name)}`);
    return "absent";
  }
  if (statement.kind === "detach-partition") {
    const partition = await findPartition(database, statement);
    if (partition?.pending !== true) return partition === undefined ? "done" : "absent";
    await database.exec(`alter table ${regclass(statement.table)} detach partition ${regclass(statement.partition)} finalize`);
    return "done";
  }
  return traceOf(database, statement);
}

/** The index as the catalog has it; an index lives in the namespace of its table. */
export async function findIndex(database: Database, statement: LoneStatement & { kind: "create-index" }): Promise<z.infer<typeof indexRow> | undefined> {
  if (statement.index === undefined || statement.table === undefined) return undefined;
  const [row] = await database.query(
    `select n.nspname as namespace, c.relname as name, i.indisvalid and i.indisready as valid
from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
where c.relname = $1 and i.indrelid = to_regclass($2)`,
    [statement.index.name, regclass(statement.table)],
  );
  return row === undefined ? undefined : indexRow.parse(row);
}

async function findPartition(database: Database, statement: LoneStatement & { kind: "detach-partition" }): Promise<z.infer<typeof partitionRow> | undefined> {
  const [row] = await database.query("select inhdetachpending as pending from pg_inherits where inhparent = to_regclass($1) and inhrelid = to_regclass($2)", [
    regclass(statement.table),
    regclass(statement.partition),
  ]);
  return row === undefined ? undefined : partitionRow.parse(row);
}
