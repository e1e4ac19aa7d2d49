/** The second opinion that proofs are given: states as PostgreSQL's own pg_dump writes them. */
import type { Database } from "../model/database.ts";
import type { SchemaState } from "../model/schema-state.ts";
import type { ProofPorts } from "../migration/proof.ts";
import { compareObservations, dumpVersion, type ObservedDifference } from "../schema/observation.ts";
import { openState, type ShadowOptions } from "./open-state.ts";
import type { SchemaRecipe } from "./state-source.ts";

/** Facts of a schema that is still observed: a dump of a thousand tables, about twenty thousand, takes the embedded pg_dump five seconds. */
const MOST_FACTS = 40_000;

/** Facts of a schema that is looked at twice when there is nothing to do: both states are dumped, and one is built for it. */
const MOST_LOOKED_AT = 10_000;

/** What pg_dump says of a state, or why it was not asked. */
export type Observation = { readonly dump: string } | { readonly unobserved: string };

/** The dump of the state a shadow is in. */
export async function observeState(database: Database, { facts }: Pick<SchemaState, "facts">): Promise<Observation> {
  if (facts.length > MOST_FACTS) return { unobserved: `the schema has more than ${MOST_FACTS.toLocaleString("en")} facts` };
  const { kind, major } = database.engine;
  if (database.observe === undefined) return { unobserved: `no pg_dump for PostgreSQL ${major} was found on this machine` };
  const dump = await database.observe();
  return dump === undefined ? { unobserved: `pg_dump failed on the ${kind === "embedded" ? "embedded PostgreSQL" : "shadow"}` } : { dump };
}

/** The same of a state that is built for it. */
export async function observeRecipe(recipe: SchemaRecipe, state: SchemaState, options: ShadowOptions): Promise<Observation> {
  const { database } = await openState(recipe, options);
  try {
    return await observeState(database, state);
  } finally {
    await database.close();
  }
}

/** Whether a state is small enough to be dumped where nobody may need it. */
export function isQuickLook({ facts }: Pick<SchemaState, "facts">): boolean {
  return facts.length <= MOST_LOOKED_AT;
}

/** What a second look found at two states that the planner takes for equal. */
export interface SecondLook {
  /** what differs all the same, one line each */
  readonly unplanned?: readonly string[];
  readonly observer?: string;
  /** why nobody looked */
  readonly unobserved?: string;
}

/**
 * What the planner does not read is no change to it: the observer looks as well, where it is no long look.
 *
 * @param shadow at `from`
 * @param seen of `to`, where somebody looked already
 */
export async function lookAgain(
  shadow: Database,
  from: SchemaState,
  to: SchemaState,
  recipe: SchemaRecipe,
  options: ShadowOptions,
  seen: Observation | undefined,
): Promise<SecondLook> {
  // built from facts it holds what the planner knows, and nothing else
  if (recipe.kind === "facts") return {};
  if (!isQuickLook(to)) return { unobserved: `the schema has more than ${MOST_LOOKED_AT.toLocaleString("en")} facts` };
  const found = await observeState(shadow, from);
  if ("unobserved" in found) return found;
  const wanted = seen ?? (await observeRecipe(recipe, to, options));
  if ("unobserved" in wanted) return wanted;
  return { unplanned: differencesOf(wanted.dump, found.dump), observer: observerOf(wanted.dump) };
}

/** The observer of a proof, or why there is none. */
export function observing(shadow: Database, to: Observation): Pick<ProofPorts, "observer" | "unobserved"> {
  if ("unobserved" in to) return to;
  return {
    observer: {
      name: observerOf(to.dump),
      to: to.dump,
      read: async (database) => database.observe?.(),
      compare: differencesOf,
    },
    ...(shadow.observe === undefined && { unobserved: "the shadow of the proof has no pg_dump" }),
  };
}

/** What the observer tells apart in two states that have equal fingerprints, one line each. */
export function differencesOf(wanted: string, found: string): string[] {
  return compareObservations(wanted, found).map(lineOf);
}

/** `pg_dump 18.3` */
function observerOf(dump: string): string {
  return `pg_dump ${dumpVersion(dump)}`;
}

/** The shadow holds no rows of anybody: its words may be quoted. */
function lineOf({ object, wanted, found }: ObservedDifference): string {
  if (wanted === undefined) return `${object} has a line too many, as pg_dump tells it: ${found ?? "(order)"}`;
  return `${object} differs, as pg_dump tells it: ${wanted}${found === undefined ? " is missing" : ` has become ${found}`}`;
}
