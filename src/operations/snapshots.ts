/** The snapshots of the history as values to show, and their way in and out of it. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { History } from "../history/open.ts";
import { SelectoError } from "../model/error.ts";
import { kindOf } from "../model/identity.ts";
import type { JsonValue } from "../model/json.ts";
import type { SnapshotRow, SnapshotView } from "../model/snapshot-row.ts";
import { extractSchema } from "../schema/extract.ts";
import { planSchema } from "../schema/plan.ts";
import { openState } from "./open-state.ts";
import type { Session } from "./session.ts";
import type { TakenSnapshot } from "./take-snapshot.ts";

type Stored = ReturnType<History["list"]>[number];

export function listSnapshots(history: History, limit: number | undefined): SnapshotRow[] {
  return history.list(limit === undefined ? {} : { limit }).map((stored) => rowOf(history, stored));
}

/** @throws SelectoError when no snapshot, or several, answer to the reference */
export function showSnapshot(history: History, reference: string): SnapshotView {
  const stored = history.resolve(reference);
  const state = history.get(stored.id);
  const kinds: Record<string, number> = {};
  for (const fact of state?.schema.facts ?? []) kinds[kindOf(fact.key)] = (kinds[kindOf(fact.key)] ?? 0) + 1;
  const { root, parent, engine, databaseVersion } = stored;
  return {
    ...rowOf(history, stored),
    root,
    kinds,
    diagnostics: state?.diagnostics ?? [],
    ...(parent !== undefined && { parent }),
    ...(engine !== undefined && { engine }),
    ...(databaseVersion !== undefined && { databaseVersion }),
  };
}

function rowOf(history: History, stored: Stored): SnapshotRow {
  const snapshot = history.get(stored.id);
  const { id, label, createdAt, gitCommit, origin, fingerprint } = stored;
  return {
    id,
    createdAt,
    origin: origin.text,
    fingerprint,
    counts: {
      tables: snapshot?.schema.facts.filter((fact) => kindOf(fact.key) === "table").length ?? 0,
      domains: snapshot?.domains.length ?? 0,
      queries: snapshot?.queries.length ?? 0,
    },
    ...(label !== undefined && { label }),
    ...(gitCommit !== undefined && { commit: gitCommit }),
  };
}

/** The snapshot as JSON text, or its schema as SQL. */
export async function exportSnapshot(session: Session, history: History, reference: string, asSql: boolean): Promise<string> {
  const stored = history.resolve(reference);
  if (!asSql) return JSON.stringify(history.exportSnapshot(stored.id), null, 1);
  const schema = history.get(stored.id)?.schema;
  if (schema === undefined)
    throw new SelectoError({
      code: "history-missing-state",
      what: `the snapshot ${reference} is not whole`,
      why: "its state is missing in the history",
      next: "selecto snapshot fsck",
    });
  const { database } = await openState({ kind: "files", scripts: [] }, session.shadow);
  try {
    const plan = planSchema(await extractSchema(database), schema);
    if (plan.failure !== undefined)
      throw new SelectoError({
        code: "state-not-rendered",
        what: "the stored schema cannot be written as SQL",
        why: plan.failure,
        next: "selecto snapshot export without --sql",
      });
    return plan.statements.map((statement) => `${statement.sql};\n`).join("\n");
  } finally {
    await database.close();
  }
}

/** @throws SelectoError when the file cannot be read, is no snapshot, or was altered */
export async function importSnapshot(session: Session, history: History, file: string): Promise<TakenSnapshot> {
  const text = await readFile(resolve(session.folder, file), "utf8").catch(() => {
    throw new SelectoError({
      code: "file-unreadable",
      what: `cannot read ${file}`,
      why: "there is no such file, or it may not be read",
      next: "name a file that selecto snapshot export wrote",
    });
  });
  let document: JsonValue;
  try {
    document = JSON.parse(text) as JsonValue;
  } catch {
    throw new SelectoError({
      code: "snapshot-not-json",
      what: `${file} is not JSON`,
      why: "an exported snapshot is one JSON document",
      next: "export it again: selecto snapshot export",
    });
  }
  const result = history.importSnapshot(document);
  const { schema, domains, queries } = history.get(result.snapshot.id) ?? { schema: { facts: [] }, domains: [], queries: [] };
  return {
    result,
    counts: { objects: schema.facts.length, domains: domains.length, queries: queries.length },
    diagnostics: [],
  };
}
