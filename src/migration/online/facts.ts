/** What is known of the steps of a draft, from what PostgreSQL reported of each. Pure. */
import { nodeKey, type NodeKey } from "../../model/identity.ts";
import { LOCK_MODES, type Hazard, type LockMode, type StepTouch } from "../../model/migration.ts";
import { tableActions, type NameParts, type TableAction } from "../../sql/table-actions.ts";
import type { StepDraft } from "../package/package.ts";
import { HAZARD_RULES, hazardsOf } from "./hazards/index.ts";

/** Said once, at the first step that is not in the migration's transaction. */
const NOT_TRANSACTIONAL: Hazard = {
  code: "not-transactional",
  text: "from here on the migration is not all or nothing: steps that are done stay done, and the next run goes on behind them",
};

const FOUND_HERE: ReadonlySet<string> = new Set([...HAZARD_RULES.map(({ code }) => code), NOT_TRANSACTIONAL.code]);

/**
 * The steps with what their touches say; what was said of running them before is forgotten, losses and archives stay.
 *
 * @param touches of each step; undefined where PostgreSQL could not be asked
 */
export function withFacts<S extends StepDraft>(steps: readonly S[], touches: readonly (readonly StepTouch[] | undefined)[]): S[] {
  const firstAlone = steps.findIndex(({ mode }) => mode !== "tx");
  let held = new Map<NodeKey, LockMode>();
  return steps.map((step, at) => {
    if (step.mode !== "tx") held = new Map();
    const actions = tableActions(step.sql);
    const found = touches[at] ?? (step.mode === "no-tx" ? concurrentTouches(actions) : undefined);
    if (found === undefined) return step;
    // locks are kept to the end of the transaction: what comes later works under the strongest of them
    const underLocks = found.map((touch) => ({ ...touch, lock: stronger(touch.lock, held.get(touch.relation)) }));
    for (const { relation, lock } of step.mode === "tx" ? underLocks : []) held.set(relation, lock);
    const others = step.hazards.filter(({ code }) => !FOUND_HERE.has(code));
    const hazards = [...others, ...hazardsOf({ mode: step.mode, touches: underLocks, actions }), ...(at === firstAlone ? [NOT_TRANSACTIONAL] : [])];
    return { ...step, lock: strongestLock(found), rewrite: found.some(({ work }) => work.includes("rewrite")), touches: found, hazards };
  });
}

function stronger(one: LockMode, other: LockMode | undefined): LockMode {
  return other !== undefined && LOCK_MODES.indexOf(other) > LOCK_MODES.indexOf(one) ? other : one;
}

function strongestLock(touches: readonly StepTouch[]): string | null {
  return touches.map(({ lock }) => lock).toSorted((a, b) => LOCK_MODES.indexOf(b) - LOCK_MODES.indexOf(a))[0] ?? null;
}

/** Outside a transaction nobody can look; of CONCURRENTLY the manual says what it takes. */
function concurrentTouches(actions: readonly TableAction[]): StepTouch[] | undefined {
  const touches = actions.flatMap((action): StepTouch[] =>
    action.kind === "create-index" && action.concurrently ? [{ relation: tableKey(action.table), lock: "share update exclusive", work: ["index"] }] : [],
  );
  return touches.length === 0 ? undefined : touches;
}

/** Planned statements are spelled in full. */
function tableKey(parts: NameParts): string {
  const [namespace = "public", name = ""] = parts.length === 1 ? ["public", ...parts] : parts;
  return nodeKey("table", namespace, name);
}
