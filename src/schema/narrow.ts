/**
 * The engine's question for dependencies, asked of fewer rows. It names both ends of every dependency of the cluster,
 * the thousands among PostgreSQL's own objects included, and forgets those again. Half of the time in which a small
 * schema is read went there.
 *
 * Two conditions are added to its text; where a newer engine asks in other words it is asked as it is.
 */
import type { PoolClientLike } from "../model/database.ts";

/** Objects that somebody created have numbers from here on (PostgreSQL's `FirstNormalObjectId`). */
const ADDED: readonly (readonly [string, string])[] = [
  ["WHERE d.deptype IN ('n', 'a')", "WHERE d.objid >= 16384 AND d.deptype IN ('n', 'a')"],
  ["WHERE pp.prokind IN (", "WHERE pp.oid >= 16384 AND pp.prokind IN ("],
];
/**
 * PostgreSQL takes the rows for fewer than they are: nested loops would take minutes for a large schema. And it took
 * longer to look for a better order of forty joins, each by a key, than to join.
 */
const PLANNED = "set local enable_nestloop = off; set local join_collapse_limit = 1";
const AS_BEFORE = "set local enable_nestloop = default; set local join_collapse_limit = default";

/** The question with its conditions; undefined for every other text. */
export function narrowed(sql: string): string | undefined {
  return ADDED.every(([wide]) => sql.split(wide).length === 2) ? ADDED.reduce((text, [wide, narrow]) => text.replace(wide, narrow), sql) : undefined;
}

/** The client that the engine gets; it is inside its transaction when it asks. */
export function narrowing(client: PoolClientLike): PoolClientLike {
  return {
    async query(text, values) {
      const sql = typeof text === "string" ? narrowed(text) : undefined;
      if (sql === undefined) return client.query(text, values);
      await client.query(PLANNED);
      const result = await client.query(sql, values);
      await client.query(AS_BEFORE);
      return result;
    },
    release: () => client.release(),
  };
}
