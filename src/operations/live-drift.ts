/**
 * A live database against what its ledger says it should be: the replay of the applied migrations, as
 * they were applied. Both are compared as the shadow has them, whatever version the database is.
 */
import type { Drift } from "../model/drift.ts";
import type { History } from "../history/open.ts";
import { readLedger, readLedgerPackage, type Ledger } from "../migration/ledger/read.ts";
import { tellingFailures } from "../migration/run/failure.ts";
import type { Database } from "../model/database.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { EXIT, SelectoError } from "../model/error.ts";
import { hashOf } from "../model/hash.ts";
import type { MigrationPackage } from "../model/migration.ts";
import type { SchemaState } from "../model/schema-state.ts";
import { diffSchemas, orderChanged } from "../schema/diff.ts";
import { extractSchema } from "../schema/extract.ts";
import { failureDiagnostic } from "./diff-states.ts";
import { packageScript, type Packages } from "./migration-states.ts";
import { schemaOf } from "./schema-cache.ts";
import type { Session } from "./session.ts";
import { lazySource, type SchemaRecipe, type StateSource } from "./state-source.ts";

export interface LiveSchema {
  /** as the database's own server describes it; comparable only with itself */
  readonly native: SchemaState;
  /** as the shadow has it */
  readonly schema: SchemaState;
  /** what the shadow could not take over: nothing is known about it */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the schema of a live database and renders it in a shadow. */
export async function renderLive(session: Session, database: Database, text: string, history: History | undefined): Promise<LiveSchema> {
  const native = await extractSchema(database);
  const { schema, failures } = await schemaOf(sourceOf({ kind: "facts", state: native }, "database", text), session.shadow, history);
  return { native, schema, diagnostics: [...native.diagnostics.filter((one) => one.severity !== "info"), ...failures.map(failureDiagnostic)] };
}

/** The state that packages lead to, one after the other. @throws SelectoError `replay-failed` */
export async function replay(session: Session, packages: readonly MigrationPackage[], label: string, history: History | undefined): Promise<SchemaState> {
  const scripts = packages.map((one) => packageScript(one, `${label}/${one.manifest.name}/up.sql`));
  const { schema, failures } = await schemaOf(sourceOf({ kind: "history", scripts }, "migrations", label), session.shadow, history);
  const [failure] = failures;
  if (failure === undefined) return schema;
  const { file, line, column } = failure.position;
  throw new SelectoError({
    code: "replay-failed",
    what: `${file}:${line}:${column} fails: ${failure.error.sqlstate} ${failure.error.message}`,
    why: "the migrations do not replay on an empty database, so the state they lead to is not known",
    next: "selecto migrate verify",
    exit: EXIT.findings,
  });
}

/** The packages as they were applied: from the files where these are still the same, else from the ledger. */
export async function appliedPackages(database: Database, ledger: Ledger, { reading }: Packages): Promise<MigrationPackage[]> {
  const byChecksum = new Map(reading.packages.filter((one) => !one.edited).map((one) => [one.manifest.checksum, one]));
  const packages: MigrationPackage[] = [];
  for (const row of ledger.applied) packages.push(byChecksum.get(row.checksum) ?? (await readLedgerPackage(database, row)));
  return packages;
}

/** What the database has that its migrations do not say, and the other way round. */
export async function readDrift(session: Session, database: Database, text: string, packages: Packages, history: History | undefined): Promise<Drift> {
  const applied = await tellingFailures(async () => appliedPackages(database, await readLedger(database), packages));
  const live = await renderLive(session, database, text, history);
  const expected = await replay(session, applied, packages.label, history);
  return { changes: diffSchemas(expected, live.schema), reordered: orderChanged(expected, live.schema), diagnostics: live.diagnostics };
}

function sourceOf(recipe: SchemaRecipe, kind: "database" | "migrations", text: string): StateSource {
  const inputHash = hashOf([kind, text]);
  return lazySource({ origin: { kind, text }, recipe, files: [], inputHash }, () => ({ queries: [], domains: [], diagnostics: [] }));
}
