/**
 * A default acts on the inserts that leave its column out: the statement stays valid, its rows differ.
 *
 * `ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'draft'` changes what
 * `INSERT INTO orders (user_id) VALUES ($1)` stores. Generated and identity columns act the same way.
 */
import { kindOf, nodeKey, parseNodeKey } from "../../model/identity.ts";
import type { JsonValue } from "../../model/json.ts";
import { insertsInto, listsColumn, type Rule } from "./rule.ts";

export const defaultChanged: Rule = {
  code: "default-changed",
  verdict: "at-risk",
  why: "Inserts that leave the column out now store another value.",
  examine(change, view) {
    const isDefault = kindOf(change.key) === "default";
    const isGenerated = kindOf(change.key) === "column" && change.verb === "alter" && isComputedAnew(change.attribute, change.before, change.after);
    if (!isDefault && !isGenerated) return undefined;
    const [namespace = "", relation = "", column = ""] = parseNodeKey(change.key).path;
    const table = nodeKey("table", namespace, relation);
    const columnKey = nodeKey("column", namespace, relation, column);
    if (isGenerated && view.reach.reads.has(columnKey)) return { text: `${relation}.${column} is computed in another way`, via: columnKey };
    // A default that came or went with its own column is the column's change.
    if (!view.before.facts.has(columnKey) || !view.after.facts.has(columnKey)) return undefined;
    if (!insertsInto(view, table) || listsColumn(view, relation, column)) return undefined;
    const what = isGenerated ? "is computed in another way" : change.verb === "drop" ? "has no default any more" : "has another default";
    return { text: `${relation}.${column} ${what}, and this statement inserts rows without naming it`, via: table };
  },
};

/** A generated column's expression, or whether and how a column is an identity; the range of its sequence follows its type and says nothing. */
function isComputedAnew(attribute: string, before: JsonValue | undefined, after: JsonValue | undefined): boolean {
  if (attribute === "generatedExpr") return true;
  const generation = (value: JsonValue | undefined): unknown =>
    typeof value === "object" && value !== null && "generation" in value ? value["generation"] : null;
  return attribute === "identity" && generation(before) !== generation(after);
}
