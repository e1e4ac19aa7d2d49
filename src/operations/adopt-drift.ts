/**
 * Drift becomes a migration: what somebody did to the database by hand is written as a package, proved,
 * and entered into the ledger of that database, which has it already. Others get it with the next up.
 */
import type { History } from "../history/open.ts";
import { readLedger } from "../migration/ledger/read.ts";
import { compareLedger } from "../migration/run/compare.ts";
import { enterWithoutRunning } from "../migration/run/enter.ts";
import { tellingFailures } from "../migration/run/failure.ts";
import { refuse } from "../migration/run/up.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { EXIT, SelectoError } from "../model/error.ts";
import { extractSchema } from "../schema/extract.ts";
import type { UsingFlags } from "./convert-columns.ts";
import type { RenameFlags } from "./find-renames.ts";
import { generateMigration, type GeneratedMigration } from "./generate-migration.ts";
import { renderLive } from "./live-drift.ts";
import { readPackages, requireReadable } from "./migration-states.ts";
import { databaseSource } from "./read-state.ts";
import { withTarget, type RunInput } from "./run-migrations.ts";
import type { Session } from "./session.ts";

export interface AdoptInput extends Omit<RunInput, "to" | "steps" | "allow" | "fromLedger"> {
  /** what the migration is about */
  readonly name: string;
  readonly renames: RenameFlags;
  /** expressions for type changes, as elsewhere they will be made */
  readonly usings: UsingFlags;
  /** milliseconds since 1970, for the stamp */
  readonly at: number;
}

export interface AdoptAnswer {
  readonly target: string;
  readonly generated: GeneratedMigration;
  /** it is in the ledger of the database */
  readonly entered: boolean;
}

/** @throws SelectoError: pending migrations, or files and ledger at odds (2); no plan, no proof (1); lock (4) */
export function adoptDrift(session: Session, input: AdoptInput, history: History): Promise<AdoptAnswer> {
  return withTarget(session, { ...input, steps: undefined, allow: [], fromLedger: false }, async (options, target) => {
    const packages = readPackages(session);
    requireReadable(packages);
    const { database } = options;
    const comparison = compareLedger(await tellingFailures(() => readLedger(database)), packages.reading, packages.label);
    refuse(comparison);
    const [pending] = comparison.pending;
    if (pending !== undefined) throw stillPending(pending.manifest.name, comparison.pending.length);
    const live = await renderLive(session, database, target, history);
    const [unread] = live.diagnostics.filter((one) => one.severity === "error");
    if (unread !== undefined) throw notRendered(unread);
    const generated = await generateMigration(
      session,
      {
        name: input.name,
        to: await databaseSource(session, live.native, target),
        renames: input.renames,
        fills: input.fills ?? [],
        usings: input.usings,
        withoutArchive: [],
        at: input.at,
        toolVersion: input.toolVersion,
        dryRun: input.dryRun,
        online: false,
        // it is there already: nobody waits for it
        database: null,
      },
      history,
    );
    const { migration } = generated;
    if (migration === undefined || input.dryRun) return { target, generated, entered: false };
    const { reading } = readPackages(session);
    await enterWithoutRunning({ ...options, reading }, [migration], async () => (await extractSchema(database)).fingerprint === live.native.fingerprint);
    return { target, generated, entered: true };
  });
}

function stillPending(name: string, count: number): SelectoError {
  return new SelectoError({
    code: "migration-pending",
    what: `${count === 1 ? "a migration is" : `${count} migrations are`} not applied to this database yet: ${name}${count === 1 ? "" : " ..."}`,
    why: "what differs may be theirs and not drift; nothing was changed",
    next: "selecto migrate up, or selecto migrate baseline where the database has their state already",
  });
}

function notRendered(unread: Diagnostic): SelectoError {
  return new SelectoError({
    code: "state-not-rendered",
    what: `a part of the database cannot be described: ${unread.message}`,
    why: "a migration made without it would not lead to what the database is; nothing was changed",
    next: unread.next ?? "name a server that has what is missing with shadow.url in selecto.config.yaml",
    exit: EXIT.incomplete,
  });
}
