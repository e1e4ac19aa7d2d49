/** Parents of a table, which it is a partition of or inherits from, and the columns it has through them. */
import { kindOf, nodeKey, parseNodeKey, type NodeKey } from "../model/identity.ts";
import type { Fact, SchemaState } from "../model/schema-state.ts";

/** @param value of the member `parentTable`; undefined for a table without a parent */
export function parentOf(value: unknown): NodeKey | undefined {
  if (typeof value !== "object" || value === null || !("schema" in value) || !("name" in value)) return undefined;
  return nodeKey("table", String(value.schema), String(value.name));
}

/** The column as the table has it: its own, or that of a parent, which no fact of the table's says. */
export function columnFact(facts: ReadonlyMap<NodeKey, Fact>, column: NodeKey): Fact | undefined {
  return facts.get(column) ?? inheritedColumn(facts, column);
}

/** The column of that name that the table has through its parents, whether or not it is its own as well. */
export function inheritedColumn(facts: ReadonlyMap<NodeKey, Fact>, column: NodeKey): Fact | undefined {
  const { path } = parseNodeKey(column);
  const parent = parentOf(facts.get(nodeKey("table", ...path.slice(0, 2)))?.payload["parentTable"]);
  return parent === undefined ? undefined : columnFact(facts, nodeKey("column", ...parseNodeKey(parent).path, path.at(-1) ?? ""));
}

/** Columns that `from` declares for a table and `to` for a parent of it alone, alike: their values stay where they are. */
export function leftToParents(from: Pick<SchemaState, "facts">, to: Pick<SchemaState, "facts">): NodeKey[] {
  const after = new Map(to.facts.map((fact) => [fact.key, fact]));
  return from.facts.flatMap(({ key, payload }) => {
    const isLeft = kindOf(key) === "column" && !after.has(key) && columnFact(after, key)?.payload["type"] === payload["type"];
    return isLeft ? [key] : [];
  });
}
