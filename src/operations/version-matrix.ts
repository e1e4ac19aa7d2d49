/** Versions of domains against states: which document runs where, by PostgreSQL's own account. */
import type { VersionMatrix } from "../model/domain-version.ts";
import { hashOf } from "../model/hash.ts";
import { parseStateReference } from "../workspace/state-reference.ts";
import { documentOf } from "./domain-edits.ts";
import { listVersions, readShelf } from "./kept-versions.ts";
import { packageScript } from "./migration-states.ts";
import { readState } from "./read-state.ts";
import type { Session } from "./session.ts";
import type { SchemaRecipe } from "./state-source.ts";
import { tryVersions } from "./try-versions.ts";

export interface MatrixInput {
  /** one domain; all when undefined */
  readonly name?: string | undefined;
  /** snapshots, databases, commits ... as typed */
  readonly states: readonly string[];
  /** the schema behind each package that edits a domain, and behind the last one */
  readonly packages: boolean;
}

interface Column {
  readonly text: string;
  readonly recipe: SchemaRecipe;
}

/** @throws SelectoError for a domain or a state that there is not */
export async function versionMatrix(session: Session, input: MatrixInput): Promise<VersionMatrix> {
  const shelf = await readShelf(session);
  const { versions, unrecorded } = listVersions(shelf, input.name);
  const inTree = shelf.tree.domains.filter((domain) => unrecorded.some(({ name }) => name === domain.name));
  const rows = [...versions, ...inTree.map((domain) => ({ ...documentOf(domain), hash: hashOf(domain.document) }))];
  const columns: Column[] = [];
  const { chain, label } = shelf.packages;
  if (input.packages) {
    const told = new Set([...versions.map(({ migration }) => migration), chain.ordered.at(-1)?.manifest.name]);
    for (const [at, { manifest }] of chain.ordered.entries()) {
      if (!told.has(manifest.name)) continue;
      const scripts = chain.ordered.slice(0, at + 1).map((one) => packageScript(one, `${label}/${one.manifest.name}/up.sql`));
      columns.push({ text: manifest.name, recipe: { kind: "history", scripts } });
    }
  }
  for (const text of input.states) {
    const { origin, recipe } = await readState(session, parseStateReference(text));
    columns.push({ text: origin.text, recipe });
  }
  const states: { text: string; engine: string }[] = [];
  const trials: VersionMatrix["trials"][number][] = [];
  for (const { text, recipe } of columns) {
    const tried = await tryVersions(session, recipe, rows, text);
    states.push({ text, engine: tried.engine });
    trials.push(...tried.trials);
  }
  return { states, trials };
}
