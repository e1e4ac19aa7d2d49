/** The failure of a migration that was made and could not be proved: nothing was written. */
import { rowProblems } from "../migration/rows/problems.ts";
import type { ProofResult } from "../migration/proof.ts";
import { EXIT, SelectoError } from "../model/error.ts";

export function notProved(result: ProofResult): SelectoError {
  const leg = result.legs.at(-1);
  const [onRows] = result.rows === undefined ? [] : rowProblems(result.rows);
  const why =
    onRows !== undefined
      ? onRows
      : leg?.failure !== undefined
        ? `${leg.leg}: step ${leg.failure.step} fails: ${leg.failure.sqlstate} ${leg.failure.message}`
        : leg === undefined
          ? "the shadow is not where the packages lead"
          : `${leg.leg} does not lead where it should: ${leg.differences.slice(0, 3).join("; ")}`;
  return new SelectoError({
    code: "migration-unproved",
    what: "the generated migration could not be proved, so it was not written",
    why,
    next: "split the change into two migrations, or write this one by hand",
    exit: EXIT.findings,
  });
}
