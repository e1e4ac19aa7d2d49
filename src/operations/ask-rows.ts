/** Questions to a live database whose answers are counts: how large tables are, and whether guessed references hold for its rows. Reads only. */
import { inclusionQuestion, withRows } from "../domain/generation/relationships/live-rows.ts";
import { describeTargetError } from "../migration/run/failure.ts";
import { DatabaseError } from "../model/database.ts";
import { SelectoError } from "../model/error.ts";
import type { Relationship } from "../model/generation.ts";
import { nodeKey, type NodeKey } from "../model/identity.ts";
import type { StateReference } from "../workspace/state-reference.ts";
import type { Session } from "./session.ts";
import { openTarget, type Target } from "./target.ts";

export type LiveReference = Extract<StateReference, { kind: "database" | "environment" }>;

const ESTIMATES = `
select namespace.nspname as namespace, class.relname as name, class.reltuples::float8 as rows
  from pg_class class join pg_namespace namespace on namespace.oid = class.relnamespace
  where class.relkind in ('r', 'p') and class.reltuples >= 0 and namespace.nspname !~ '^pg_|^information_schema$'`;

/** The planner's own estimates; tables that were never analysed are left out. */
export async function readRowEstimates(session: Session, live: LiveReference): Promise<ReadonlyMap<NodeKey, number>> {
  return withTarget(session, live, async ({ database }) => {
    const rows = await database.query<{ namespace: string; name: string; rows: number }>(ESTIMATES);
    return new Map(rows.map(({ namespace, name, rows: count }) => [nodeKey("table", namespace, name), count]));
  });
}

/** Each guess with what up to 500 values of its column say. Declared references hold anyhow. */
export async function checkRows(session: Session, live: LiveReference, relationships: readonly Relationship[]): Promise<readonly Relationship[]> {
  return withTarget(session, live, async ({ database }) => {
    const found: Relationship[] = [];
    const ask = async (one: Relationship): Promise<Relationship> => {
      try {
        const [answer] = await database.query<{ values: number; missing: number }>(inclusionQuestion(one));
        return answer === undefined ? one : withRows(one, answer);
      } catch (error) {
        // A table that this role may not read leaves its guess as it was, and says so.
        if (!(error instanceof DatabaseError) || error.error.sqlstate !== "42501") throw error;
        return { ...one, reasons: [...one.reasons, "rows could not be asked: no right to read them"] };
      }
    };
    for (const one of relationships) {
      const covers = one.covers === undefined ? undefined : await Promise.all(one.covers.map(ask));
      found.push(one.declared ? one : { ...(await ask(one)), ...(covers !== undefined && { covers }) });
    }
    return found;
  });
}

async function withTarget<R>(session: Session, live: LiveReference, task: (target: Target) => Promise<R>): Promise<R> {
  const target = await openTarget(session, { readOnly: true, ...(live.kind === "environment" && { variable: live.variable }) });
  try {
    return await task(target);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    throw new SelectoError({
      code: "database-refused",
      what: `the tables of ${target.text} cannot be asked: ${describeTargetError(error.error)}`,
      why: "generation counts rows there where it is told to",
      next: "leave --check-data out, or grant the right to read",
    });
  } finally {
    await target.database.close();
  }
}
