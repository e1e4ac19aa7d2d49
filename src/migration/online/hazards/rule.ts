/** What a rule about running a step looks like. One rule is one file; its fields are its documentation. */
import type { StepMode, StepTouch } from "../../../model/migration.ts";
import { LOCK_MODES } from "../../../model/migration.ts";
import type { TableAction } from "../../../sql/table-actions.ts";

/** One step as a rule sees it. */
export interface StepView {
  readonly mode: StepMode;
  readonly touches: readonly StepTouch[];
  readonly actions: readonly TableAction[];
}

export interface HazardRule {
  /** stable, kebab-case; consent is given by it: `--allow table-rewrite:users` */
  readonly code: string;
  /** why it matters, one sentence or two */
  readonly why: string;
  /** how the same is done without it */
  readonly remedy: string;
  /** `generate --online` does that by itself */
  readonly online: boolean;
  /** What is wrong with that touch, behind the table's name; undefined: nothing that this rule is about. */
  examine(touch: StepTouch, step: StepView): string | undefined;
}

/** Writers wait while it is held, readers perhaps too. */
export function blocksWriters({ lock }: StepTouch): boolean {
  return LOCK_MODES.indexOf(lock) >= LOCK_MODES.indexOf("share");
}

/** `readers and writers wait` or `writers wait`. */
export function whoWaits({ lock }: StepTouch): string {
  return lock === "access exclusive" ? "readers and writers wait" : "writers wait";
}

export function does(step: StepView, kind: TableAction["kind"]): boolean {
  return step.actions.some((action) => action.kind === kind);
}

/** A constraint of that kind is added and its rows are looked at at once. */
export function validates(step: StepView, constraint: Extract<TableAction, { kind: "add-constraint" }>["constraint"]): boolean {
  return step.actions.some((action) => action.kind === "add-constraint" && action.constraint === constraint && !action.notValid && !action.usingIndex);
}
