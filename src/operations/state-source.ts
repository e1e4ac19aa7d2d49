/** A state as read but not yet asked about: what to load, and the subjects to ask. */
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Domain } from "../model/domain.ts";
import type { EctoSchema } from "../model/ecto-schema.ts";
import { hashOf } from "../model/hash.ts";
import type { SchemaState } from "../model/schema-state.ts";
import type { StateOrigin } from "../model/snapshot.ts";
import type { Query } from "../model/subject.ts";
import type { SchemaScript } from "../schema/load.ts";

/** How to build a schema in a shadow. */
export type SchemaRecipe =
  /** statements of one state, in any workable order */
  | { readonly kind: "files"; readonly scripts: readonly SchemaScript[] }
  /** migrations, in their order */
  | { readonly kind: "history"; readonly scripts: readonly SchemaScript[] }
  /** facts of a stored snapshot or of a live database, rendered through the planner */
  | { readonly kind: "facts"; readonly state: SchemaState };

/** What of a state gets verdicts, and what was found while reading it. */
export interface StateContents {
  readonly queries: readonly Query[];
  readonly domains: readonly Domain[];
  /** absent where there are none */
  readonly ectoSchemas?: readonly EctoSchema[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Contents may be parsed when they are first looked at: a warm answer never does. Spreading it looks at them. */
export interface StateSource extends StateContents {
  readonly origin: StateOrigin;
  readonly recipe: SchemaRecipe;
  /** every file it was read from */
  readonly files: readonly string[];
  /** equal for equal inputs, queries and domains included */
  readonly inputHash: string;
}

/** Equal for recipes that build the same schema from the same text. */
export function recipeHash(recipe: SchemaRecipe): string {
  if (recipe.kind === "facts") return hashOf([recipe.kind, recipe.state.orderedFingerprint]);
  return hashOf([
    recipe.kind,
    ...recipe.scripts.flatMap((script) => [
      script.file,
      script.text,
      script.parts?.map(({ from, to, transactional }) => [from, to, transactional]) ?? script.transactional !== false,
      script.settings?.searchPath ?? null,
      ...(script.tolerant === true ? ["tolerant"] : []),
    ]),
  ]);
}

/** A source whose contents are read on first use. */
export function lazySource(facts: Pick<StateSource, "origin" | "recipe" | "files" | "inputHash">, read: () => StateContents): StateSource {
  let contents: StateContents | undefined;
  const look = (): StateContents => (contents ??= read());
  return {
    ...facts,
    get queries() {
      return look().queries;
    },
    get domains() {
      return look().domains;
    },
    get ectoSchemas() {
      return look().ectoSchemas ?? [];
    },
    get diagnostics() {
      return look().diagnostics;
    },
  };
}

/** The same state under another name, its contents still unread. */
export function withOrigin(source: StateSource, origin: StateOrigin): StateSource {
  const { recipe, files, inputHash } = source;
  return lazySource({ origin, recipe, files, inputHash }, () => source);
}
