/**
 * A unique or primary key that goes no longer guarantees one row per value: joins on it can multiply
 * rows, and sums with them.
 */
import type { Change } from "../../model/change.ts";
import { showJson } from "../../model/json.ts";
import { kindOf, parseNodeKey, type NodeKey } from "../../model/identity.ts";
import type { Rule, SubjectView } from "./rule.ts";

export const keyLost: Rule = {
  code: "key-lost",
  verdict: "at-risk",
  why: "Without the key a join on its columns may return several rows per value, so counts and sums can grow.",
  examine(change, view) {
    const columns = lostKeyColumns(change, view);
    const [first] = columns;
    if (first === undefined || !columns.every((column) => view.reach.reads.has(column))) return undefined;
    const names = columns.map((column) => parseNodeKey(column).path[2]).join(", ");
    return { text: `(${names}) is unique no more: a join or lookup on it may now give several rows, and sums with them`, via: first };
  },
};

function lostKeyColumns(change: Change, view: SubjectView): NodeKey[] {
  const fact = view.before.facts.get(change.key);
  if (fact === undefined || change.verb === "add" || change.verb === "rename") return [];
  const kind = kindOf(change.key);
  const isKey =
    (kind === "constraint" && (fact.payload["type"] === "p" || fact.payload["type"] === "u")) ||
    (kind === "index" && /^CREATE UNIQUE INDEX/i.test(showJson(fact.payload["def"])));
  if (!isKey || (change.verb === "alter" && change.attribute !== "def")) return [];
  const columns = view.before.needs(change.key).filter((needed) => kindOf(needed) === "column");
  return replaced(view, fact.parent, columns) ? [] : columns;
}

/** Another key over the same columns, or over some of them, guarantees the same. */
function replaced(view: SubjectView, table: NodeKey | undefined, columns: readonly NodeKey[]): boolean {
  if (table === undefined) return false;
  const wanted = new Set(columns);
  return view.after.children(table).some((key) => {
    const fact = view.after.facts.get(key);
    const unique =
      fact !== undefined &&
      (fact.payload["type"] === "p" || fact.payload["type"] === "u" || /^CREATE UNIQUE INDEX(?!.* WHERE )/i.test(showJson(fact.payload["def"])));
    const own = view.after.needs(key).filter((needed) => kindOf(needed) === "column");
    return unique && own.length > 0 && own.every((column) => wanted.has(column));
  });
}
