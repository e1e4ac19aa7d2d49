/** Schemas by the hash of what they were read from: a state that was seen before starts no PostgreSQL. */
import { EMBEDDED_MAJOR } from "../database/embedded/major.ts";
import type { History } from "../history/open.ts";
import type { Database } from "../model/database.ts";
import { hashOf } from "../model/hash.ts";
import { engineTag, type SchemaState } from "../model/schema-state.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { extractSchema } from "../schema/extract.ts";
import type { LoadFailure } from "../schema/load.ts";
import { openState, type ShadowOptions } from "./open-state.ts";
import { recipeHash, type StateSource } from "./state-source.ts";

/** Raise it when the way sources become a schema changes: older cached schemas are then ignored. */
const LOADER_VERSION = "2";

export interface BuiltSchema {
  readonly schema: SchemaState;
  /** statements that did not load; such a schema is never cached */
  readonly failures: readonly LoadFailure[];
}

/** What else is to be seen of a state while its shadow stands. */
export type Look = (database: Database, schema: SchemaState) => Promise<void>;

/**
 * The schema of a state: from the cache, or built in a shadow, read and remembered.
 *
 * @param look called where a shadow was started and everything loaded
 */
export async function schemaOf(source: StateSource, options: ShadowOptions, history: History | undefined, look?: Look): Promise<BuiltSchema> {
  const { recipe } = source;
  // Facts of the shadow's own major are what building them again would give.
  if (recipe.kind === "facts" && engineTag(recipe.state.fingerprint) === `s1:pg${options.major ?? EMBEDDED_MAJOR}`)
    return { schema: recipe.state, failures: [] };
  // Every major reads the same sources as other facts; a server that nobody has asked yet may be of any.
  const major = options.major ?? EMBEDDED_MAJOR;
  const key = hashOf([LOADER_VERSION, String(major), recipeHash(source.recipe), options.searchPath ?? ""]);
  const root = major === 0 ? undefined : history?.cachedRoot(key);
  const cached = root === undefined ? undefined : history?.get(root);
  if (cached !== undefined) return { schema: cached.schema, failures: [] };
  const { database, failures } = await openState(source.recipe, options);
  try {
    const schema = await extractSchema(database);
    if (failures.length === 0 && major > 0) history?.keep({ origin: source.origin, schema, domains: [], queries: [], diagnostics: [] }, key);
    if (failures.length === 0) await look?.(database, schema);
    return { schema, failures };
  } finally {
    await database.close();
  }
}

/** The state as a snapshot. */
export function snapshotOf(source: StateSource, schema: SchemaState): Snapshot {
  const { origin, domains, queries, ectoSchemas = [], diagnostics } = source;
  return { origin, schema, domains, queries, ...(ectoSchemas.length > 0 && { ectoSchemas }), diagnostics };
}
