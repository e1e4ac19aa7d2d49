/**
 * Runs a plan in a shadow. The planner asks no database, so its order can be wrong: what PostgreSQL
 * refuses is tried again after the rest, and the order that worked is the plan that is kept.
 */
import type { Ask, Database, PgError } from "../model/database.ts";
import type { PlannedStatement } from "../model/plan.ts";

export interface AppliedPlan {
  /** in the order in which PostgreSQL took them */
  readonly applied: readonly PlannedStatement[];
  readonly refused: readonly { readonly statement: PlannedStatement; readonly error: PgError }[];
}

/** Applies each statement on its own (no transaction around), deferring what is refused until nothing more moves. */
export async function applyPlan(database: Database, statements: readonly PlannedStatement[]): Promise<AppliedPlan> {
  // Definitions are spelled in full, and a function may be defined before what it calls.
  await database.exec("set search_path = pg_catalog; set check_function_bodies = off; set client_min_messages = error");
  const applied: PlannedStatement[] = [];
  let pending = statements;
  let refused: { statement: PlannedStatement; error: PgError }[] = [];
  while (pending.length > 0) {
    const replies = await database.batch(pending.map((statement): Ask => ({ kind: "run", sql: statement.sql })));
    refused = [];
    pending.forEach((statement, at) => {
      const reply = replies[at];
      if (reply?.ok === false) refused.push({ statement, error: reply.error });
      else applied.push(statement);
    });
    if (refused.length === pending.length) break;
    pending = refused.map(({ statement }) => statement);
  }
  await database.exec("reset search_path; reset check_function_bodies");
  return { applied, refused };
}
