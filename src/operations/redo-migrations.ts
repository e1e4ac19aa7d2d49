/** Takes the last migrations back and applies them again on the target. */
import { redoMigrations, type RedoOutcome } from "../migration/run/redo.ts";
import { wayBackWishes, withTarget, type RunInput } from "./run-migrations.ts";
import type { Session } from "./session.ts";

/** @throws SelectoError: consent needed (3), lock busy (4), integrity or a failing step (1), unreachable (2) */
export function redoOnTarget(session: Session, input: Omit<RunInput, "to">): Promise<RedoOutcome & { readonly target: string }> {
  return withTarget(session, input, async (options, target) => ({
    ...(await redoMigrations({ ...options, allow: input.allow, fromLedger: input.fromLedger, ...wayBackWishes(input) })),
    target,
  }));
}
