/** Builds a state in a shadow database. */
import { openEmbedded } from "../database/embedded/open.ts";
import type { Database } from "../model/database.ts";
import { ShadowDied } from "../model/database.ts";
import { SelectoError } from "../model/error.ts";
import { applyPlan } from "../schema/apply-plan.ts";
import { extractSchema } from "../schema/extract.ts";
import { loadFiles, loadHistory, type LoadFailure, type LoadOptions } from "../schema/load.ts";
import { planSchema } from "../schema/plan.ts";
import { makeRoles } from "../schema/roles.ts";
import { extensionsNamed } from "../schema/statement-kind.ts";
import type { SchemaRecipe } from "./state-source.ts";

export interface ShadowOptions extends LoadOptions {
  /** limit of one request to the shadow in milliseconds */
  readonly timeoutMs?: number;
  /** extensions to have at hand beside those that the recipe names */
  readonly extensions?: readonly string[];
  /** major version of the shadow where it is not the embedded one; unknown until it is asked: 0 */
  readonly major?: number;
  /** opens an empty shadow; the default is the embedded server */
  readonly open?: (extensions: readonly string[]) => Promise<Database>;
}

export interface OpenedState {
  readonly database: Database;
  readonly failures: readonly LoadFailure[];
}

/** Extension names that building the recipe will ask for. */
export function extensionsOf(recipe: SchemaRecipe): string[] {
  if (recipe.kind === "facts")
    return recipe.state.facts.flatMap((fact) => (fact.key.startsWith("extension:") ? [fact.key.slice("extension:".length).replaceAll('"', "")] : []));
  return extensionsNamed(recipe.scripts.map((script) => script.text));
}

/**
 * Opens a fresh shadow and builds the state in it.
 *
 * @throws SelectoError when building it ends the shadow: then nothing can be said about this state
 */
export async function openState(recipe: SchemaRecipe, options: ShadowOptions): Promise<OpenedState> {
  const extensions = [...extensionsOf(recipe), ...(options.extensions ?? [])];
  const database = await (options.open?.(extensions) ?? openEmbedded({ extensions, ...(options.timeoutMs !== undefined && { timeoutMs: options.timeoutMs }) }));
  try {
    return { database, failures: await build(database, recipe, options) };
  } catch (error) {
    await database.close();
    if (!(error instanceof ShadowDied)) throw error;
    const files =
      recipe.kind === "facts"
        ? "the stored state"
        : recipe.scripts
            .map((script) => script.file)
            .slice(0, 3)
            .join(", ");
    throw new SelectoError(
      {
        code: "shadow-died-loading",
        what: `loading the schema ${error.reason === "timeout" ? "did not end in time" : "ended the embedded PostgreSQL"}`,
        why: `a statement in ${files} runs code that never returns or recurses without end`,
        next: "take that statement out of the schema source, or name a server with shadow.url in selecto.config.yaml",
      },
      { cause: error },
    );
  }
}

async function build(database: Database, recipe: SchemaRecipe, options: ShadowOptions): Promise<readonly LoadFailure[]> {
  switch (recipe.kind) {
    case "files":
      return (await loadFiles(database, recipe.scripts, options)).failures;
    case "history":
      return (await loadHistory(database, recipe.scripts, options)).failures;
    case "facts": {
      const empty = await extractSchema(database);
      const plan = planSchema(empty, recipe.state, { inShadow: true });
      if (plan.failure !== undefined)
        throw new SelectoError({
          code: "state-not-rendered",
          what: "the stored state could not be built again",
          why: plan.failure,
          next: "compare with a state from files or migrations instead",
        });
      await makeRoles(database, recipe.state);
      const { refused } = await applyPlan(database, plan.statements);
      return refused.map(({ statement, error }): LoadFailure => ({
        position: { file: "(stored state)", line: 1, column: 1 },
        error,
        statement: statement.sql.split("\n", 1)[0] ?? "",
      }));
    }
  }
}
