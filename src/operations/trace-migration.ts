/** Looks what each step of a draft does to the tables that are there: runs it up and down in a shadow that stands at its start. */
import { withFacts } from "../migration/online/facts.ts";
import { stageOnline } from "../migration/online/stage.ts";
import type { PackageDraft, StepDraft } from "../migration/package/package.ts";
import type { Database } from "../model/database.ts";
import { traceSteps } from "../oracle/trace.ts";

/**
 * The draft with what PostgreSQL reported; the shadow is back at the start, but for the order of columns.
 *
 * @param options.online rewrite what makes others wait, and look again
 */
export async function traceMigration(shadow: Database, draft: PackageDraft, { online }: { readonly online: boolean }): Promise<PackageDraft> {
  const trace = async (steps: readonly StepDraft[]): Promise<StepDraft[]> =>
    withFacts(
      steps,
      await traceSteps(
        shadow,
        steps.map(({ sql, mode }) => ({ sql, inTransaction: mode !== "no-tx" })),
        draft.searchPath,
      ),
    );
  if (!online) {
    const up = await trace(draft.up);
    return { ...draft, up, down: await trace(draft.down) };
  }
  const up = await stageOnline(shadow, await trace(draft.up));
  const down = await stageOnline(shadow, await trace(draft.down));
  return traceMigration(shadow, { ...draft, up: up.map(untraced), down: down.map(untraced) }, { online: false });
}

/** Keeps only what no trace finds. */
function untraced({ touches: _touches, hazards, ...step }: StepDraft): StepDraft {
  return { ...step, hazards: hazards.filter(({ code }) => code === "data-loss" || code === "archive") };
}
