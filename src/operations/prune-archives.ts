/** Drops what migrations keep for their way back, by name and with consent. */
import { dropArchives, readHeldArchives } from "../migration/archive/held.ts";
import { tellingFailures } from "../migration/run/failure.ts";
import { EXIT, SelectoError } from "../model/error.ts";
import type { HeldArchive } from "../model/migration.ts";
import { nearestName } from "../model/nearest-name.ts";
import type { Session } from "./session.ts";
import { openTarget } from "./target.ts";

export interface PruneInput {
  readonly database?: string | undefined;
  /** migrations; all that hold an archive when empty */
  readonly names: readonly string[];
  readonly allow: readonly string[];
  readonly dryRun: boolean;
}

export interface PrunedArchives {
  /** the target in words, without secrets */
  readonly target: string;
  readonly dropped: readonly HeldArchive[];
  readonly dryRun: boolean;
}

/** @throws SelectoError: no such archive (2), consent needed (3) */
export async function pruneArchives(session: Session, input: PruneInput): Promise<PrunedArchives> {
  const target = await openTarget(session, { flag: input.database, ...(input.dryRun && { readOnly: true }) });
  try {
    return await tellingFailures(async () => {
      const held = await readHeldArchives(target.database);
      const stranger = input.names.find((name) => !held.some((one) => one.migration === name));
      if (stranger !== undefined) throw noArchive(stranger, held);
      const chosen = input.names.length === 0 ? held : held.filter((one) => input.names.includes(one.migration));
      const missing = chosen.filter((one) => !input.allow.includes(`archive:${one.migration}`));
      if (!input.dryRun && missing.length > 0) throw consentNeeded(missing, input.names);
      if (!input.dryRun && chosen.length > 0) await dropArchives(target.database, chosen);
      return { target: target.text, dropped: chosen, dryRun: input.dryRun };
    });
  } finally {
    await target.database.close();
  }
}

function noArchive(name: string, held: readonly HeldArchive[]): SelectoError {
  const names = held.map((one) => one.migration);
  const near = nearestName(name, names);
  return new SelectoError({
    code: "archive-unknown",
    what: `${name} holds no archive in this database`,
    why:
      names.length === 0
        ? "no migration does"
        : names.length === 1
          ? `only ${names[0]} does`
          : `${names.length} migrations do${near === undefined ? "" : `; the nearest is ${near}`}`,
    next: "selecto migrate status lists them",
  });
}

function consentNeeded(missing: readonly HeldArchive[], names: readonly string[]): SelectoError {
  const rows = missing.flatMap((one) => one.holds).reduce((sum, one) => sum + one.rows, 0);
  return new SelectoError({
    code: "consent-needed",
    what: `${missing.map((one) => one.migration).join(", ")}: consent needed`,
    why: `${rows} kept ${rows === 1 ? "row" : "rows"} would be gone, and ${missing.length === 1 ? "that migration" : "those migrations"} could not be taken back any more; nothing was changed`,
    next: ["selecto migrate prune", ...names, ...missing.map((one) => `--allow archive:${one.migration}`)].join(" "),
    exit: EXIT.consent,
  });
}
