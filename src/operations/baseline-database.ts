/**
 * Takes an existing database into selecto's care: the migrations whose state it has already are entered
 * into its ledger, none is run. That it has their state is compared, never believed.
 */
import type { Baseline, Drift } from "../model/drift.ts";
import type { History } from "../history/open.ts";
import { readLedger } from "../migration/ledger/read.ts";
import { touchesRows } from "../migration/package/statement.ts";
import { compareLedger } from "../migration/run/compare.ts";
import { enterWithoutRunning } from "../migration/run/enter.ts";
import { tellingFailures } from "../migration/run/failure.ts";
import type { RunOptions } from "../migration/run/options.ts";
import { refuse, unknownMigration } from "../migration/run/up.ts";
import type { MigrationPackage } from "../model/migration.ts";
import type { SchemaState } from "../model/schema-state.ts";
import { diffSchemas, orderChanged } from "../schema/diff.ts";
import { extractSchema } from "../schema/extract.ts";
import { appliedPackages, renderLive, replay } from "./live-drift.ts";
import { readPackages } from "./migration-states.ts";
import { withTarget, type RunInput } from "./run-migrations.ts";
import type { Session } from "./session.ts";

export interface BaselineInput extends Omit<RunInput, "to" | "steps" | "allow" | "fromLedger"> {
  /** the last migration whose state the database has; default: the newest one that fits */
  readonly name?: string | undefined;
}

/** @throws SelectoError: files and ledger at odds (2), lock (4), a replay that fails (1) */
export function baselineDatabase(session: Session, input: BaselineInput, history: History): Promise<Baseline> {
  return withTarget(session, { ...input, steps: undefined, allow: [], fromLedger: false }, (options, target) =>
    baselineOpen(session, options, target, input, history),
  );
}

/** The same on an open database. */
export async function baselineOpen(session: Session, options: RunOptions, target: string, input: BaselineInput, history: History): Promise<Baseline> {
  const packages = readPackages(session);
  const { database } = options;
  const ledger = await tellingFailures(() => readLedger(database));
  const comparison = compareLedger(ledger, packages.reading, packages.label);
  refuse(comparison);
  const nothing = { target, entered: [], dryRun: input.dryRun, rowsNotSeen: [], changes: [], reordered: [], diagnostics: [] };
  const { pending } = comparison;
  if (input.name !== undefined && !pending.some((one) => one.manifest.name === input.name)) {
    if (ledger.applied.some(({ name }) => name === input.name)) return nothing;
    throw unknownMigration(input.name, [...comparison.status.pending, ...ledger.applied.map(({ name }) => name)], "selecto migrate baseline ");
  }
  if (pending.length === 0) return nothing;
  const live = await renderLive(session, database, target, history);
  const fits = pending.findLastIndex((one) => one.manifest.to.schema === live.schema.fingerprint);
  const last = input.name === undefined ? (fits === -1 ? pending.length - 1 : fits) : pending.findIndex((one) => one.manifest.name === input.name);
  const chosen = pending.slice(0, last + 1);
  const expected = await replay(session, [...(await appliedPackages(database, ledger, packages)), ...chosen], packages.label, history);
  const fitting = pending[fits]?.manifest.name;
  const answer = { ...nothing, ...compare(expected, live.schema), diagnostics: live.diagnostics, compared: nameOf(chosen.at(-1)) };
  const isSure = answer.changes.length === 0 && live.diagnostics.every((one) => one.severity !== "error");
  if (!isSure) return { ...answer, ...(fitting !== undefined && { fits: fitting }) };
  if (!input.dryRun) await enterWithoutRunning(options, chosen, async () => (await extractSchema(database)).fingerprint === live.native.fingerprint);
  return { ...answer, entered: chosen.map(nameOf), rowsNotSeen: chosen.filter((one) => one.up.some((step) => touchesRows(step.sql))).map(nameOf) };
}

function compare(expected: SchemaState, live: SchemaState): Pick<Drift, "changes" | "reordered"> {
  return { changes: expected.fingerprint === live.fingerprint ? [] : diffSchemas(expected, live), reordered: orderChanged(expected, live) };
}

function nameOf(migration: MigrationPackage | undefined): string {
  return migration?.manifest.name ?? "";
}
