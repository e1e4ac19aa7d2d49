/** The second opinion that proofs are given: states as PostgreSQL's own pg_dump writes them. */
import type { Database } from "../model/database.ts";
import type { SchemaState } from "../model/schema-state.ts";
import type { ProofPorts } from "../migration/proof.ts";
import { compareObservations, dumpVersion, type ObservedDifference } from "../schema/observation.ts";
import { openState, type ShadowOptions } from "./open-state.ts";
import type { SchemaRecipe } from "./state-source.ts";

/** Facts of a schema that is still observed. The embedded pg_dump runs out of memory on a thousand tables, which are about twenty thousand. */
const MOST_FACTS = 6000;

/** The dump of the state a shadow is in; undefined where it has no pg_dump, or the schema is too large for it. */
export async function observeState(database: Database, state: SchemaState): Promise<string | undefined> {
  return state.facts.length > MOST_FACTS ? undefined : database.observe?.();
}

/** The same of a state that is built for it. */
export async function observeRecipe(recipe: SchemaRecipe, state: SchemaState, options: ShadowOptions): Promise<string | undefined> {
  if (state.facts.length > MOST_FACTS) return undefined;
  const { database } = await openState(recipe, options);
  try {
    return await observeState(database, state);
  } finally {
    await database.close();
  }
}

/** The observer of a proof in that shadow; none where one of the two has no pg_dump. */
export function observing(shadow: Database, to: string | undefined): Pick<ProofPorts, "observer"> {
  if (shadow.observe === undefined || to === undefined) return {};
  return {
    observer: {
      name: `pg_dump ${dumpVersion(to)}`,
      to,
      read: async (database) => database.observe?.(),
      compare: (wanted, found) => compareObservations(wanted, found).map(lineOf),
    },
  };
}

/** The shadow holds no rows of anybody: its words may be quoted. */
function lineOf({ object, wanted, found }: ObservedDifference): string {
  if (wanted === undefined) return `${object} has a line too many, as pg_dump tells it: ${found ?? "(order)"}`;
  return `${object} differs, as pg_dump tells it: ${wanted}${found === undefined ? " is missing" : ` has become ${found}`}`;
}
