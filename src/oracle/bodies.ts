/**
 * Bodies of SQL functions that are kept as text: PostgreSQL checks them when the function is made and
 * never again, so they are made again. Bodies in other languages it cannot check at all.
 */
import type { Database, PgError } from "../model/database.ts";
import type { NodeKey } from "../model/identity.ts";
import type { Fact } from "../model/schema-state.ts";
import { askingSettings } from "./settings.ts";

/** What PostgreSQL says of each body on the schema as it is now: undefined where it takes it. Replaces each by itself: nothing changes. */
export async function askBodies(database: Database, facts: readonly Fact[], searchPath: string | undefined): Promise<Map<NodeKey, PgError | undefined>> {
  const functions = facts.flatMap((fact) => {
    const definition = fact.payload["def"];
    return typeof definition === "string" && /^ LANGUAGE sql$/m.test(definition) && /^AS \$/m.test(definition) ? [{ key: fact.key, sql: definition }] : [];
  });
  if (functions.length === 0) return new Map();
  await database.exec(askingSettings(searchPath));
  const replies = await database.batch(functions.map(({ sql }) => ({ kind: "run", sql })));
  return new Map(
    functions.map(({ key }, at) => {
      const reply = replies[at];
      return [key, reply?.ok === false ? reply.error : undefined];
    }),
  );
}
