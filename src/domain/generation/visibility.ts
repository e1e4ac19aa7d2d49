/**
 * What a role may select, by the grants of the schema: whole tables, or single columns; and which rows, by row policies.
 * Memberships in other roles are no part of a schema; the owner's own rights neither.
 */
import { z } from "zod";
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

/** Which rows of a table a role may read: all, those that a policy lets through, or none because no policy is about it. */
export type RowVisibility =
  | { readonly rows: "all" }
  | { readonly rows: "none" }
  /** policies that widen what is seen, then those that narrow it; each condition as PostgreSQL prints it */
  | { readonly rows: "some"; readonly policies: readonly { readonly name: string; readonly permissive: boolean; readonly condition: string }[] };

const policyShape = z.looseObject({ cmd: z.string(), permissive: z.boolean(), roles: z.array(z.string()), usingExpr: z.string().nullable() });
/** Commands of policies that are asked when rows are read, as the catalog abbreviates ALL and SELECT. */
const READING = new Set(["*", "r"]);

export function rowVisibilityOf(schema: Pick<SchemaState, "facts">, table: NodeKey, role: string): RowVisibility {
  const fact = schema.facts.find(({ key }) => key === table);
  if (fact?.payload["rowSecurity"] !== true) return { rows: "all" };
  const [namespace, name] = parseNodeKey(table).path;
  const policies = schema.facts.flatMap(({ key, payload }) => {
    if (!key.startsWith("policy:")) return [];
    const { path } = parseNodeKey(key);
    const read = policyShape.safeParse(payload);
    if (path[0] !== namespace || path[1] !== name || !read.success || !READING.has(read.data.cmd)) return [];
    const { roles, permissive, usingExpr } = read.data;
    return roles.length === 0 || roles.some((one) => one === role || one.toUpperCase() === "PUBLIC")
      ? [{ name: path[2] ?? "", permissive, condition: usingExpr ?? "true" }]
      : [];
  });
  // Policies that narrow let nothing through by themselves.
  return policies.some(({ permissive }) => permissive)
    ? { rows: "some", policies: policies.toSorted((a, b) => Number(b.permissive) - Number(a.permissive)) }
    : { rows: "none" };
}
