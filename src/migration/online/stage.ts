/**
 * Steps rewritten so that nobody waits for them long: the work that grows with a table moves into steps of their own
 * under weak locks. Only what the trace found is rewritten, and only where there is a way; the rest keeps its hazard.
 * What comes out is proved like anything else.
 */
import type { Database } from "../../model/database.ts";
import { nodeKey, type NodeKey } from "../../model/identity.ts";
import { tableActions, type TableAction } from "../../sql/table-actions.ts";
import type { StepDraft } from "../package/package.ts";
import { blocksWriters } from "./hazards/rule.ts";
import { stageColumn, stageFill, stageUpdate } from "./stages/backfill.ts";
import { stageConstraint, stageNotNull } from "./stages/constraint.ts";
import { stageIndex, stageKey } from "./stages/index-build.ts";
import type { Staged, StageView } from "./stages/stage-view.ts";

/** @param database a shadow that stands where the steps lead */
export async function stageOnline(database: Database, steps: readonly StepDraft[]): Promise<StepDraft[]> {
  const actions = steps.map(({ sql }) => tableActions(sql));
  const made = new Set(actions.flat().flatMap((action) => ("name" in action && action.name !== undefined ? [action.name] : [])));
  const held = heldTogether(steps, actions);
  const filled = new Set<NodeKey>();
  const done: StepDraft[] = [];
  const later: StepDraft[] = [];
  for (const [at, step] of steps.entries()) {
    const [action, second] = actions[at] ?? [];
    if (action?.kind === "set-not-null" && filled.has(nodeKey("column", ...action.table, action.column))) continue;
    const staged = action === undefined || second !== undefined || !isHeavy(step) ? undefined : await stageOne({ database, step, made }, action);
    if (staged !== undefined && step.fill !== undefined) filled.add(step.fill.column);
    done.push(...(staged?.now ?? [step]));
    (at < held ? later : done).push(...(staged?.later ?? []));
    if (at + 1 === held) done.push(...later.splice(0));
  }
  return done;
}

/** Rows are kept and dropped under one lock: nothing may commit in between. The number of steps up to the last that belongs to that. */
function heldTogether(steps: readonly StepDraft[], actions: readonly (readonly TableAction[])[]): number {
  if (!steps.some(({ archive }) => archive !== undefined)) return 0;
  return (
    steps.findLastIndex(
      ({ archive }, at) => archive !== undefined || actions[at]?.some(({ kind }) => kind === "drop-column" || kind === "drop-table" || kind === "alter-type"),
    ) + 1
  );
}

function isHeavy({ mode, archive, touches = [] }: StepDraft): boolean {
  return mode === "tx" && archive === undefined && touches.some((touch) => touch.work.length > 0 && (blocksWriters(touch) || touch.lock === "row exclusive"));
}

function stageOne(view: StageView, action: TableAction): Promise<Staged | undefined> | Staged | undefined {
  switch (action.kind) {
    case "create-index":
      return stageIndex(view, action);
    case "add-constraint":
      return action.constraint === "unique" || action.constraint === "primary-key" ? stageKey(view, action) : stageConstraint(view, action);
    case "set-not-null":
      return stageNotNull(action.table, action.column);
    case "add-column":
      return stageColumn(view, action);
    case "update":
      return view.step.fill === undefined ? stageUpdate(view, action) : stageFill(view, view.step.fill);
    default:
      return undefined;
  }
}
