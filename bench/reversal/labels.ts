/** What the corpus itself says of the hand-written ways back: schemas compared on an empty database, no rows. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Labels {
  readonly summary: { readonly schema_changing: number; readonly exact: number };
}

/** Prints one line; nothing where the corpus has no labels. */
export function printLabels(corpus: string, projects: readonly string[]): void {
  const files = projects.map((name) => ({ name, file: join(corpus, name, "DOWNS.json") })).filter(({ file }) => existsSync(file));
  const found = files.map(({ name, file }) => ({ name, ...(JSON.parse(readFileSync(file, "utf8")) as Labels).summary }));
  if (found.length === 0) return;
  const all = found.reduce((sum, one) => sum + one.schema_changing, 0);
  const exact = found.reduce((sum, one) => sum + one.exact, 0);
  const each = found.map((one) => `${one.name} ${one.exact} of ${one.schema_changing}`).join(", ");
  console.log(
    `\nwritten by hand, as the corpus is labelled (the schema alone, no rows): exact ${exact} of ${all}, ${((100 * exact) / all).toFixed(1)} %\n  ${each}`,
  );
}
