/** What generated rows say against a migration, one line each. Pure text. */
import type { RowProof } from "./prove-rows.ts";

/** Empty when every row came back. `numbered`: its scripts have numbered steps. */
export function rowProblems({ failure, differences }: RowProof, numbered = true): string[] {
  return [
    ...(failure === undefined
      ? []
      : [`on tables that hold rows: ${numbered ? `step ${failure.step} of ${failure.direction}.sql` : failure.direction} fails: ${failure.text}`]),
    ...differences.map((difference) => `after down: ${difference.text}`),
  ];
}
