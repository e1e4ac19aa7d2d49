/** Roles that a schema names in grants, policies and user mappings. They are the cluster's: a shadow gets those that it lacks, no plan ever makes one. */
import type { Database } from "../model/database.ts";
import { kindOf, parseNodeKey } from "../model/identity.ts";
import type { Fact, SchemaState } from "../model/schema-state.ts";
import { quoteIdentifier } from "../sql/index.ts";

/** Each once, sorted; without PUBLIC, which is no role. */
export function rolesNamed(facts: readonly Fact[]): string[] {
  return [...new Set(facts.flatMap(rolesOf))].filter((role) => role !== "" && role !== "PUBLIC" && role !== "public").toSorted();
}

function rolesOf({ key, payload }: Fact): string[] {
  const { path } = parseNodeKey(key);
  switch (kindOf(key)) {
    case "acl":
      return path.slice(0, 1);
    case "defaultPrivilege":
      return [path[0] ?? "", path[3] ?? ""];
    case "policy":
      return Array.isArray(payload["roles"]) ? payload["roles"].filter((role) => typeof role === "string") : [];
    case "userMapping":
      return path.slice(1, 2);
    default:
      return [];
  }
}

/** Makes the roles that a state names and this server lacks. A name that PostgreSQL keeps for itself is left to the statement that uses it. */
export async function makeRoles(database: Database, { facts }: Pick<SchemaState, "facts">): Promise<void> {
  const named = rolesNamed(facts);
  if (named.length === 0) return;
  const rows = await database.query<{ name: string }>("select name from unnest($1::text[]) name where not exists (select from pg_roles where rolname = name)", [
    named,
  ]);
  if (rows.length > 0) await database.batch(rows.map(({ name }) => ({ kind: "run", sql: `create role ${quoteIdentifier(name)}` })));
}
