/** Looks what each step of a draft does to the tables that are there: runs it up and down in a shadow that stands at its start. */
import { withFacts } from "../migration/online/facts.ts";
import type { PackageDraft, StepDraft } from "../migration/package/package.ts";
import type { Database } from "../model/database.ts";
import { traceSteps } from "../oracle/trace.ts";

/** The draft with what PostgreSQL reported; the shadow is back at the start, but for the order of columns. */
export async function traceMigration(shadow: Database, draft: PackageDraft): Promise<PackageDraft> {
  const trace = async (steps: readonly StepDraft[]): Promise<StepDraft[]> =>
    withFacts(
      steps,
      await traceSteps(
        shadow,
        steps.map(({ sql, mode }) => ({ sql, inTransaction: mode !== "no-tx" })),
        draft.searchPath,
      ),
    );
  const up = await trace(draft.up);
  return { ...draft, up, down: await trace(draft.down) };
}
