/** Puts a state into the history. */
import type { History, PutResult } from "../history/open.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { failureDiagnostic } from "./diff-states.ts";
import { schemaOf, snapshotOf } from "./schema-cache.ts";
import type { Session } from "./session.ts";
import type { StateSource } from "./state-source.ts";

export interface TakenSnapshot {
  readonly result: PutResult;
  readonly counts: { readonly objects: number; readonly domains: number; readonly queries: number };
  readonly diagnostics: readonly Diagnostic[];
}

export interface TakeOptions {
  readonly label?: string;
  /** ISO 8601, UTC */
  readonly createdAt: string;
  readonly again?: boolean;
}

/** @throws SelectoError when the state cannot be built, or the label is taken */
export async function takeSnapshot(session: Session, source: StateSource, history: History, options: TakeOptions): Promise<TakenSnapshot> {
  const { schema, failures } = await schemaOf(source, session.shadow, history);
  const diagnostics = [...source.diagnostics, ...failures.map(failureDiagnostic), ...schema.diagnostics];
  const result = history.put(
    { ...snapshotOf(source, schema), diagnostics },
    {
      createdAt: options.createdAt,
      engine: `PostgreSQL ${schema.serverVersion}`,
      ...(options.label !== undefined && { label: options.label }),
      ...(options.again === true && { again: true }),
      ...(session.loaded?.config.database?.version !== undefined && { databaseVersion: session.loaded.config.database.version }),
    },
  );
  return { result, counts: { objects: schema.facts.length, domains: source.domains.length, queries: source.queries.length }, diagnostics };
}
