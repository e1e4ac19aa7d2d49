/**
 * The statements of a migration, both ways, found by doing: planned, run in a shadow, compared, and
 * planned again for what is left, until the shadow is where it should be. What ran is what is kept.
 */
import type { Database, PgError } from "../model/database.ts";
import type { PlannedStatement } from "../model/plan.ts";
import type { SchemaState } from "../model/schema-state.ts";
import type { Change } from "../model/change.ts";
import { withHandedColumns } from "../migration/archive/handed-columns.ts";
import { withIdentity } from "../migration/run/replica-identity.ts";
import { applyPlan, type ApplyOptions } from "../schema/apply-plan.ts";
import { diffSchemas } from "../schema/diff.ts";
import { extractSchema } from "../schema/extract.ts";
import { planSchema } from "../schema/plan.ts";
import { makeRoles } from "../schema/roles.ts";

export interface PlannedWay {
  readonly statements: readonly PlannedStatement[];
  /** where the shadow is now */
  readonly reached: SchemaState;
  /** what still differs from the goal: the way does not lead there */
  readonly left: readonly Change[];
  readonly refused: readonly { readonly statement: PlannedStatement; readonly error: PgError }[];
  /** the planner's reason for having no plan at all */
  readonly failure?: string;
}

/** Partitions move first; a second plan mends what the first could not order; a fourth has never been needed. */
const MOST_ROUNDS = 4;

export interface WayOptions extends ApplyOptions {
  /** values of a column that passes between a parent and its children go with it */
  readonly handsOver?: boolean;
}

/** Leads the shadow from `from` to `to`. Always returns: what went wrong is in the result. */
export async function planWay(shadow: Database, from: SchemaState, to: SchemaState, options: WayOptions = {}): Promise<PlannedWay> {
  await makeRoles(shadow, to);
  const statements: PlannedStatement[] = [];
  let reached = from;
  let refused: PlannedWay["refused"] = [];
  for (let round = 0; round < MOST_ROUNDS && reached.fingerprint !== to.fingerprint; round++) {
    const rebuild = refused.length > 0;
    const plan = planSchema(reached, to, { rebuild });
    if (plan.failure !== undefined) return { statements, reached, left: diffSchemas(reached, to), refused, failure: plan.failure };
    const planned = options.handsOver === true ? await withHandedColumns(shadow, plan.statements, reached, to) : plan.statements;
    const result = await applyPlan(shadow, planned, { ...options, sent: withIdentity });
    statements.push(...result.applied);
    ({ refused } = result);
    if (result.applied.length === 0 && (rebuild || refused.length === 0)) break;
    reached = await extractSchema(shadow);
  }
  return { statements, reached, left: reached.fingerprint === to.fingerprint ? [] : diffSchemas(reached, to), refused };
}
