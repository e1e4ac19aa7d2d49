/** What a role may select, by the grants of the schema: whole tables, or single columns. Memberships in other roles are no part of a schema; the owner's own rights neither. */
import { parseNodeKey, type NodeKey } from "../../model/identity.ts";
import type { SchemaState } from "../../model/schema-state.ts";

export interface Visibility {
  readonly tables: ReadonlySet<NodeKey>;
  readonly columns: ReadonlySet<NodeKey>;
}

/** @returns undefined where no grant names the role: then nothing can be said about it */
export function visibilityOf(schema: Pick<SchemaState, "facts">, role: string): Visibility | undefined {
  const tables = new Set<NodeKey>();
  const columns = new Set<NodeKey>();
  let named = false;
  for (const { key, payload, parent } of schema.facts) {
    if (!key.startsWith("acl:")) continue;
    const { target, path } = parseNodeKey(key);
    const [grantee] = path;
    if (target === undefined || (grantee !== role && grantee !== "PUBLIC")) continue;
    if (grantee === role) named = true;
    const privileges = payload["privileges"];
    if (!Array.isArray(privileges) || !privileges.includes("SELECT")) continue;
    if (parent?.startsWith("column:") === true) columns.add(parent);
    else if (target.startsWith("table:")) tables.add(target);
  }
  return named ? { tables, columns } : undefined;
}
