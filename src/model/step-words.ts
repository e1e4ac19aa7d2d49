/** What is known of a step, as a reader says it: in scripts and on screens alike. */
import { nameOf } from "./identity.ts";
import type { LiveHazard, StepFacts, StepMode } from "./migration.ts";

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

/** `about 1,200,000 rows, 340 MB`. */
export function tableSizeWords({ rows, bytes }: Pick<LiveHazard, "rows" | "bytes">): string {
  const grouped = (value: number): string => Math.round(value).toLocaleString("en-US");
  const size = bytes < 1024 * 1024 ? `${grouped(bytes / 1024)} kB` : `${grouped(bytes / 1024 / 1024)} MB`;
  return rows === null ? size : `about ${grouped(rows)} rows, ${size}`;
}
