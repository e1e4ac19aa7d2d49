/**
 * Statements that applications have prepared on open connections. Prepared before a change, such a
 * statement can fail after it with 0A000 (cached plan must not change result type) until the
 * connection is renewed, even when the text itself still compiles.
 */
import type { Ask, Database } from "../model/database.ts";
import { groupBy } from "../model/group-by.ts";
import type { NodeKey } from "../model/identity.ts";

export interface Preparable {
  readonly key: NodeKey;
  readonly sql: string;
  /** type names of the parameters */
  readonly params: readonly string[];
}

/** Prepares each statement in this session. Those that cannot be prepared (CALL, say) are left out. */
export async function prepareAll(database: Database, statements: readonly Preparable[]): Promise<void> {
  await database.exec("deallocate all");
  await database.batch(
    distinct(statements).map(([statement], at): Ask => ({
      kind: "run",
      sql: `prepare selecto_live_${at}${statement.params.length === 0 ? "" : `(${statement.params.join(", ")})`} as ${statement.sql}`,
    })),
  );
}

/** Equal statements are prepared once: what is kept for each is what fills the session. */
function distinct(statements: readonly Preparable[]): (readonly [Preparable, ...Preparable[]])[] {
  const alike = groupBy(statements, ({ sql, params }) => JSON.stringify([sql, params]));
  return [...alike.values()].flatMap(([first, ...rest]) => (first === undefined ? [] : [[first, ...rest] as const]));
}

/** Which of the prepared statements the session refuses now with 0A000. Runs none of them, and keeps none. */
export async function failingPrepared(database: Database, statements: readonly Preparable[]): Promise<Set<NodeKey>> {
  // A plan for the NULLs given here would run functions on them.
  await database.exec("set plan_cache_mode = force_generic_plan");
  const prepared = distinct(statements);
  const replies = await database.batch(
    prepared.flatMap(([statement], at): Ask[] => {
      const values = statement.params.map(() => "null").join(", ");
      return [
        { kind: "run", sql: `explain execute selecto_live_${at}${values === "" ? "" : `(${values})`}` },
        // Its plan would stay for the rest of the session, and there are thousands.
        { kind: "run", sql: `deallocate selecto_live_${at}` },
      ];
    }),
  );
  return new Set(
    prepared.flatMap((same, at) => {
      const reply = replies[at * 2];
      return reply?.ok === false && reply.error.sqlstate === "0A000" && /cached plan/.test(reply.error.message) ? same.map(({ key }) => key) : [];
    }),
  );
}
