/** What generated rows say against a migration, one line each. Pure text. */
import type { RowProof } from "./prove-rows.ts";

/** Empty when every row came back. */
export function rowProblems({ failure, differences }: RowProof): string[] {
  return [
    ...(failure === undefined ? [] : [`on tables that hold rows: step ${failure.step} of ${failure.direction}.sql fails: ${failure.text}`]),
    ...differences.map((difference) => `after down: ${difference.text}`),
  ];
}
