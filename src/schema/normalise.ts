/**
 * What of an extracted state counts as *the schema*. The same schema must give the same facts on
 * every machine and for every user, so cluster-wide things (roles, memberships), who owns what,
 * objects that belong to extensions and selecto's own namespaces are taken out. Grants to others stay.
 */
import { kindOf, parseNodeKey, type NodeKey } from "../model/identity.ts";
import type { Fact, FactEdge } from "../model/schema-state.ts";
import { stablePrint } from "./stable-print.ts";

const CLUSTER_KINDS = new Set(["role", "membership"]);
const WITHOUT_NAMESPACE = new Set(["extension", "extensionIntent", "language", "eventTrigger", "publication", "subscription", "fdw", "server", "userMapping"]);
/** Kinds whose namespace comes second: after the publication, after the role. */
const AFTER_OWNER = new Set(["publicationRel", "publicationSchema", "defaultPrivilege"]);

/** Namespaces of selecto itself, never part of facts, fingerprints or drift. */
function isOwnNamespace(name: string): boolean {
  return name === "selecto" || name === "selecto_probe" || name.startsWith("selecto_archive");
}

/** Sorted facts and edges without what is not the schema's own. */
export function normalise(facts: readonly Fact[], edges: readonly FactEdge[]): { facts: Fact[]; edges: FactEdge[] } {
  const owners = new Map<NodeKey, string>();
  const extensionOf = new Map<NodeKey, NodeKey>();
  for (const edge of edges) {
    if (edge.kind === "owner") owners.set(edge.from, parseNodeKey(edge.to).path[0] ?? "");
    if (edge.kind === "memberOfExtension") extensionOf.set(edge.from, edge.to);
  }
  const dropped = new Set<NodeKey>();
  const kept: Fact[] = [];
  // Facts arrive parents first, so one pass drops whole subtrees.
  for (const fact of facts) {
    const drop =
      CLUSTER_KINDS.has(kindOf(fact.key)) ||
      extensionOf.has(fact.key) ||
      (fact.parent !== undefined && dropped.has(fact.parent)) ||
      inOwnNamespace(fact.key) ||
      isOwnersGrant(fact, owners) ||
      isNamedNotNull(fact);
    if (drop) dropped.add(fact.key);
    else kept.push(fact);
  }
  const present = new Set(kept.map((fact) => fact.key));
  const unique = new Map<string, FactEdge>();
  for (const edge of edges) {
    if (edge.kind === "owner" || edge.kind === "memberOfExtension") continue;
    // What needs a member of an extension needs the extension.
    const to = extensionOf.get(edge.to) ?? edge.to;
    if (edge.from === to || !present.has(edge.from) || !present.has(to)) continue;
    unique.set(`${edge.from}\n${to}\n${edge.kind}`, { ...edge, to });
  }
  return {
    facts: kept.map(withStablePrints).toSorted((a, b) => compare(a.key, b.key)),
    edges: [...unique.entries()].toSorted(([a], [b]) => compare(a, b)).map(([, edge]) => edge),
  };
}

function withStablePrints(fact: Fact): Fact {
  const isCast = Object.values(fact.payload).some((value) => typeof value === "string" && value.includes("ARRAY["));
  if (!isCast) return fact;
  const payload = Object.fromEntries(Object.entries(fact.payload).map(([name, value]) => [name, typeof value === "string" ? stablePrint(value) : value]));
  return { ...fact, payload };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function inOwnNamespace(key: NodeKey): boolean {
  const { path, target } = parseNodeKey(key);
  if (target !== undefined) return inOwnNamespace(target);
  const kind = kindOf(key);
  // A publication, an extension or the role of default privileges may be called `selecto` as well.
  const namespace = WITHOUT_NAMESPACE.has(kind) ? undefined : path[AFTER_OWNER.has(kind) ? 1 : 0];
  return namespace !== undefined && isOwnNamespace(namespace);
}

/** The owner's own privileges on an object say nothing but who owns it. */
function isOwnersGrant(fact: Fact, owners: ReadonlyMap<NodeKey, string>): boolean {
  if (kindOf(fact.key) !== "acl") return false;
  const { target, path } = parseNodeKey(fact.key);
  return target !== undefined && path.length === 1 && (owners.get(target) === path[0] || (target.startsWith("schema:") && path[0] === "pg_database_owner"));
}

/** Since 17 a domain type's NOT NULL is a constraint with a name as well; the domain type itself says it already. */
function isNamedNotNull(fact: Fact): boolean {
  return kindOf(fact.key) === "constraint" && fact.payload["type"] === "n";
}
