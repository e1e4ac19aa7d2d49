/** Looks what each step of a draft does to the tables that are there: runs it up and down in a shadow that stands at its start. */
import { withFacts } from "../migration/online/facts.ts";
import { stageOnline } from "../migration/online/stage.ts";
import type { PackageDraft, StepDraft } from "../migration/package/package.ts";
import { publishesUpdates, withIdentity } from "../migration/run/replica-identity.ts";
import type { Database } from "../model/database.ts";
import type { MigrationPackage } from "../model/migration.ts";
import { traceSteps } from "../oracle/trace.ts";

/**
 * The draft with what PostgreSQL reported; the shadow is back at the start, but for the order of columns.
 *
 * @param options.online rewrite what makes others wait, and look again
 */
export async function traceMigration(shadow: Database, draft: PackageDraft, { online }: { readonly online: boolean }): Promise<PackageDraft> {
  const trace = (steps: readonly StepDraft[]): Promise<StepDraft[]> => traced(shadow, steps, draft.searchPath);
  if (!online) {
    const up = await trace(draft.up);
    return { ...draft, up, down: await trace(draft.down) };
  }
  const up = await stageOnline(shadow, await trace(draft.up));
  const down = await stageOnline(shadow, await trace(draft.down));
  return traceMigration(shadow, { ...draft, up, down }, { online: false });
}

/**
 * A package that was written or edited by hand, with what PostgreSQL reports of its steps. Its proof has just ended in
 * this shadow, so both ways are known to run, and it stands at the end again afterwards.
 */
export async function traceProved(shadow: Database, migration: MigrationPackage): Promise<MigrationPackage> {
  if (migration.down.length === 0) return migration;
  const { searchPath } = migration.manifest;
  const down = await traced(shadow, migration.down, searchPath);
  return { ...migration, up: await traced(shadow, migration.up, searchPath), down };
}

async function traced<S extends StepDraft>(shadow: Database, steps: readonly S[], searchPath: readonly string[]): Promise<S[]> {
  const publishes = await publishesUpdates(shadow, steps);
  const asked = steps.map(({ sql, mode }) => ({ sql: publishes && mode !== "no-tx" ? withIdentity(sql) : sql, inTransaction: mode !== "no-tx" }));
  return withFacts(steps, await traceSteps(shadow, asked, searchPath));
}
