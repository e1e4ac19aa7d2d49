/** The table that another one is a partition of or inherits from, as its fact says it. */
import { nodeKey, type NodeKey } from "../../model/identity.ts";

/** @param value of the member `parentTable`; undefined for a table without a parent */
export function parentOf(value: unknown): NodeKey | undefined {
  if (typeof value !== "object" || value === null || !("schema" in value) || !("name" in value)) return undefined;
  return nodeKey("table", String(value.schema), String(value.name));
}
