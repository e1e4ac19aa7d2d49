/** Reads the kinds that the planner does not know, all with one query. */
import { z } from "zod";
import type { Database } from "../../model/database.ts";
import { callableKey, nodeKey } from "../../model/identity.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Fact } from "../../model/schema-state.ts";
import { UNMODELLED } from "./kinds.ts";

const QUERY = UNMODELLED.map(
  ({ kind, read }) =>
    `select '${kind}' as kind, pg_catalog.to_jsonb(path) as path, pg_catalog.to_jsonb(args) as args, pg_catalog.to_jsonb(parent) as parent, payload from (${read}) as found (path, args, parent, payload)`,
).join("\nunion all\n");

const rowShape = z.object({
  kind: z.string(),
  path: z.array(z.string()),
  args: z.array(z.string()).nullable(),
  parent: z.array(z.string()).nullable(),
  payload: z.record(z.string(), z.json()),
});

/** Outside a transaction. @throws DatabaseError, ShadowDied */
export async function readUnmodelled(database: Database): Promise<Fact[]> {
  await database.exec("begin read only; set local search_path = ''");
  try {
    return (await database.query(QUERY)).map((row) => toFact(rowShape.parse(row)));
  } finally {
    await database.exec("rollback");
  }
}

function toFact({ kind, path, args, parent, payload }: z.infer<typeof rowShape>): Fact {
  const key = args === null ? nodeKey(kind, ...path) : callableKey(kind, path, args);
  const plain: JsonObject = Object.fromEntries(Object.entries(payload as JsonObject).filter(([, value]) => value !== null));
  const [parentKind, ...parentPath] = parent ?? [];
  return parentKind === undefined ? { key, payload: plain } : { key, parent: nodeKey(parentKind, ...parentPath), payload: plain };
}
