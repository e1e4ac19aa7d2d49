/** What is known of a step, as a reader says it: in scripts and on screens alike. */
import { nameOf } from "./identity.ts";
import type { StepFacts, StepMode } from "./migration.ts";

/** `access exclusive lock on users`, `share row exclusive lock on orders, users`; the strongest first. */
function lockWords({ lock, touches }: Pick<StepFacts, "lock" | "touches">): string[] {
  if (touches === undefined) return lock === null ? [] : [`${lock} lock`];
  const locks = [...new Set(touches.map((touch) => touch.lock))];
  return locks.map(
    (mode) =>
      `${mode} lock on ${touches
        .filter((touch) => touch.lock === mode)
        .map(({ relation }) => nameOf(relation))
        .join(", ")}`,
  );
}

const MODES: Readonly<Record<StepMode, string>> = {
  tx: "",
  alone: "in a transaction of its own",
  "no-tx": "outside the transaction",
  batches: "in batches, each a transaction",
};

/** Locks, rewrite and mode in the order of a reader's interest. */
export function factWords(step: Pick<StepFacts, "lock" | "touches" | "rewrite" | "mode">): string[] {
  const rewrites = step.rewrite ? ["rewrites the table"] : [];
  return [...lockWords(step), ...rewrites, ...(MODES[step.mode] === "" ? [] : [MODES[step.mode]])];
}
