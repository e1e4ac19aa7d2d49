/**
 * A text can stay valid and mean something else: a name in a subquery finds the outer table's column once
 * the inner one is gone, a new table stands in front of another on the search path, a call finds another
 * overload, a NATURAL JOIN another column. PostgreSQL records what each side reads; this compares.
 */
import type { Change } from "../model/change.ts";
import { kindOf, nameOf, nodeKey, parseNodeKey, type NodeKey } from "../model/identity.ts";
import type { DependencyGraph } from "./graph.ts";
import type { SubjectShape } from "./statement-shape.ts";

const BOUND_BY_NAME = new Set(["column", "table", "view", "materializedView", "foreignTable", "function", "aggregate", "procedure", "sequence"]);

export interface Rebinding {
  /** as recorded before the change, under their new names where they were renamed */
  readonly lost: readonly NodeKey[];
  readonly gained: readonly NodeKey[];
  readonly text: string;
}

/**
 * What the same text reads instead, or undefined when it reads the same.
 *
 * @param from what PostgreSQL recorded before the change
 * @param to what it records after it
 */
export function compareBindings(from: readonly NodeKey[], to: readonly NodeKey[], changes: readonly Change[], shape: SubjectShape): Rebinding | undefined {
  const before = new Set(from.filter((key) => BOUND_BY_NAME.has(kindOf(key))).map((key) => renamed(key, changes)));
  const after = new Set(to.filter((key) => BOUND_BY_NAME.has(kindOf(key))));
  // Behind a `*` columns come and go without the text meaning anything else.
  const isNamed = (key: NodeKey): boolean => kindOf(key) !== "column" || !shape.hasStar || shape.names(parseNodeKey(key).path.at(-1) ?? "");
  // A whole relation is recorded only where none of its columns is.
  const covered = (key: NodeKey, others: ReadonlySet<NodeKey>): boolean =>
    kindOf(key) !== "column" && [...others].some((other) => other.startsWith(`column:${key.slice(key.indexOf(":") + 1)}.`));
  const lost = [...before].filter((key) => !after.has(key) && isNamed(key) && !covered(key, after));
  const gained = [...after].filter((key) => !before.has(key) && isNamed(key) && !covered(key, before));
  if (lost.length === 0 && gained.length === 0) return undefined;
  const [old, now] = [list(lost), list(gained)];
  const text =
    old === ""
      ? `the same text reads ${now} as well now`
      : now === ""
        ? `the same text no longer reads ${old}: a name in it finds something else`
        : `the same text reads ${now} now, and ${old} no longer`;
  return { lost, gained, text };
}

/**
 * Columns it reads that only kept their name: dropped and made anew, or another one took the name. The
 * place in the table, which PostgreSQL never gives twice, tells.
 */
export function replacedColumns(reads: Iterable<NodeKey>, before: DependencyGraph, after: DependencyGraph, changes: readonly Change[]): NodeKey[] {
  const renames = new Set(changes.flatMap((change) => (change.verb === "rename" ? [change.key, change.to] : [])));
  return [...reads].filter((key) => {
    if (kindOf(key) !== "column" || renames.has(key)) return false;
    const [old, now] = [before.facts.get(key)?.payload, after.facts.get(key)?.payload];
    // What is computed is computed anew; the rule for generated columns speaks of it.
    return old?.["_position"] !== undefined && now?.["_position"] !== undefined && old["_position"] !== now["_position"] && now["generatedExpr"] === null;
  });
}

/** The key after the renames, also of columns of a renamed relation. */
function renamed(key: NodeKey, changes: readonly Change[]): NodeKey {
  return changes.reduce((now, change) => {
    if (change.verb !== "rename") return now;
    if (now === change.key) return change.to;
    const { path } = parseNodeKey(now);
    const [namespace = "", relation = "", ...rest] = parseNodeKey(change.key).path;
    const isInside = kindOf(now) === "column" && rest.length === 0 && path[0] === namespace && path[1] === relation;
    return isInside ? nodeKey("column", ...parseNodeKey(change.to).path, ...path.slice(2)) : now;
  }, key);
}

function list(keys: readonly NodeKey[]): string {
  return keys.map(nameOf).toSorted().join(", ");
}
