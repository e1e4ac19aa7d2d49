/** Reads the structural state of a database. Writes nothing. */
import { extract } from "@supabase/pg-delta/extract";
import type { Pool } from "pg";
import type { Database } from "../model/database.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { describeNode } from "../model/identity.ts";
import type { SchemaState } from "../model/schema-state.ts";
import { readFactBase } from "./fact-base.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { narrowing } from "./narrow.ts";
import { normalise } from "./normalise.ts";
import { READ_HERE } from "./unmodelled/kinds.ts";
import { readUnmodelled } from "./unmodelled/read.ts";
import { encodeId } from "@supabase/pg-delta";

/**
 * The schema of a database as normalised facts. `search_path` is pinned while reading, so that
 * definitions are spelled the same whatever the session says, and put back afterwards.
 *
 * @throws DatabaseError, ShadowDied as the database does
 */
export async function extractSchema(database: Database): Promise<SchemaState> {
  // The engine asks for a pool and takes one client of it for one read-only transaction.
  const result = await extract({ connect: async () => narrowing(await database.connect()) } as unknown as Pool, { redactSecrets: true });
  const raw = readFactBase(result.factBase);
  const { facts, edges } = normalise([...raw.facts, ...(await readUnmodelled(database))], raw.edges);
  const { major } = database.engine;
  const diagnostics = result.diagnostics.flatMap((finding): Diagnostic[] => {
    // The engine reports thousands of dangling edges of objects that exist; only what it does not model matters.
    if (finding.code !== "unmodeled_kind" || READ_HERE.has(String(finding.context?.["kind"]))) return [];
    const subject = finding.subject === undefined ? undefined : encodeId(finding.subject);
    return [
      {
        code: "not-compared",
        severity: "warning",
        message: `not compared: ${finding.message}`,
        ...(subject !== undefined && { subject, next: `look at ${describeNode(subject)} by hand` }),
      },
    ];
  });
  return {
    facts,
    edges,
    fingerprint: fingerprintOf(facts, major, false),
    orderedFingerprint: fingerprintOf(facts, major, true),
    serverVersion: database.engine.version,
    diagnostics,
  };
}
