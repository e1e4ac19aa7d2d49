/** The second opinion that proofs are given: states as PostgreSQL's own pg_dump writes them. */
import type { Database } from "../model/database.ts";
import type { ProofPorts } from "../migration/proof.ts";
import { compareObservations, dumpVersion, type ObservedDifference } from "../schema/observation.ts";
import { openState, type ShadowOptions } from "./open-state.ts";
import type { SchemaRecipe } from "./state-source.ts";

/** The dump of a state that is built for it; undefined where the shadow has no pg_dump. */
export async function observeRecipe(recipe: SchemaRecipe, options: ShadowOptions): Promise<string | undefined> {
  const { database } = await openState(recipe, options);
  try {
    return await database.observe?.();
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
