/** `--no-archive`: of what no copy is kept for the way back. Names tables, columns and whatever else a loss is about. */
import type { Loss } from "../migration/losses.ts";
import { columnWord, findNamed } from "../model/column-name.ts";
import { SelectoError } from "../model/error.ts";
import { kindOf, nameOf, nodeKey, parseNodeKey, type NodeKey } from "../model/identity.ts";
import type { SchemaState } from "../model/schema-state.ts";
import { shellWord } from "../model/shell-word.ts";
import { nothingToDo } from "./column-flags.ts";

/**
 * The names as losses are called.
 *
 * @throws SelectoError for a name that is not there, and for one of which nothing is lost
 */
export function readWithoutArchive(
  names: readonly string[],
  losses: readonly Loss[],
  from: Pick<SchemaState, "facts">,
  namespaces: readonly string[],
): string[] {
  const lost = losses.flatMap(({ key }) => [key, ...(kindOf(key) === "column" ? [nodeKey("table", ...parseNodeKey(key).path.slice(0, 2))] : [])]);
  const there = from.facts.map(({ key }) => key).filter((key) => kindOf(key) === "table" || kindOf(key) === "column");
  const read = names.map((name) => {
    const found = findNamed(name, lost, namespaces);
    if ("key" in found) return nameOf(found.key);
    const other = findNamed(name, there, namespaces);
    if ("key" in other) throw nothingToDo("--no-archive", nameOf(other.key), "nothing of it is lost, so nothing would be kept");
    throw unknown(name, found.nearest ?? other.nearest);
  });
  return [...new Set(read)];
}

function unknown(name: string, nearest: NodeKey | undefined): SelectoError {
  return new SelectoError({
    code: "column-unknown",
    what: `--no-archive ${name}: that is no table and no column`,
    why: nearest === undefined ? "nothing in the packages has a name like it" : `the nearest name is ${nameOf(nearest)}`,
    next: nearest === undefined ? "--no-archive users.email" : `--no-archive ${shellWord(columnWord(nearest))}`,
  });
}
