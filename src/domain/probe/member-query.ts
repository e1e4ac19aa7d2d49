/**
 * The query of a member that is written as data: `{select, filter, group_by, order_by, limit}` over one schema of the
 * domain, whose names it uses without any prefix. Functions of the application stay unknown.
 */
import { quoteIdentifier } from "../../sql/quote.ts";
import type { JsonObject, JsonValue } from "../../model/json.ts";
import { isRecursive, type QueryMember } from "../graph/members.ts";
import type { DomainGraph, Join, Relation } from "../graph/types.ts";
import { createDraft, elementKey, fail, failOpaque, type Draft } from "./draft.ts";
import { isObject, orderSql, selectorSql } from "./selector.ts";
import { columnSql, tableSql } from "./table-name.ts";

/** @param correlated further conditions, given how the schema's table is called in there */
export function memberQuery(draft: Draft, member: QueryMember, correlated?: (alias: string) => readonly string[]): string {
  const { spec } = member;
  const relation = sourceOf(draft, member);
  if (relation === undefined) return "SELECT NULL";
  const alias = `${member.name}_source`;
  const inner = within(draft, member, relation, alias);
  if (!isRecursive(spec)) return selectSql(inner, relation, spec["query"], "", correlated?.(alias));
  const { base, step, step_join: keys } = spec;
  const [owner, related] = isObject(keys) ? [keys["owner_key"], keys["related_key"]] : [];
  if (typeof owner !== "string" || typeof related !== "string")
    return fail(inner, { code: "domain-missing-key", message: "the step needs step_join with owner_key and related_key", next: "Write both keys." });
  // The row before cannot be on the side of an outer join that may be missing.
  const name = quoteIdentifier(member.name);
  const join = ` INNER JOIN ${name} AS ${name} ON ${columnSql(alias, owner)} = ${columnSql(member.name, related)}`;
  return `${selectSql(inner, relation, base)} UNION ALL ${selectSql(inner, relation, previousOf(step ?? null, member.name), join)}`;
}

/** The schema a member reads; a problem where it is written by the application, or names none. */
function sourceOf(draft: Draft, { spec, path }: QueryMember): Relation | undefined {
  const { graph } = draft;
  const { source, query, base } = spec;
  if (typeof source !== "string" || !(isObject(query) || isObject(base)) || isPlaceholder(query)) {
    failOpaque(draft, `a function of the application decides what ${path.slice(1).join(".")} selects`);
    return undefined;
  }
  const relation = source === "source" && !graph.schemas.has(source) ? graph.root : graph.schemas.get(source);
  if (relation?.table !== undefined) {
    draft.uses.add(elementKey(graph, relation.path));
    return relation;
  }
  if (relation === undefined) fail(draft, { code: "domain-unknown-part", message: `${source} is not in schemas`, next: "Name a schema of the domain." });
  else failOpaque(draft, `${source} has no table`);
  return undefined;
}

function isPlaceholder(value: JsonValue | undefined): boolean {
  return isObject(value) && value["$selecto_export"] !== undefined;
}

/** The schema as a domain of its own, with the row before of a recursion as its only join; what is found is the outer draft's. */
function within(draft: Draft, member: QueryMember, relation: Relation, alias: string): Draft {
  const previous: Join = { id: member.name, alias: member.name, path: member.path, spec: {}, target: { table: member.name }, implicit: true };
  const graph: DomainGraph = {
    ...draft.graph,
    root: relation,
    joins: [],
    prefixes: new Map(isRecursive(member.spec) ? [[member.name, previous]] : []),
    aliases: new Set(),
    waysTo: new Map(),
    customColumns: new Map(),
    members: new Map(),
  };
  const { problems, uses, binder } = draft;
  return { ...createDraft(draft.compile, graph, member.path, null), rootAlias: alias, problems, uses, ...(binder !== undefined && { binder }) };
}

function selectSql(draft: Draft, { table = "" }: Relation, query: JsonValue | undefined, join = "", correlated: readonly string[] = []): string {
  const { select, filter, group_by, order_by, limit }: JsonObject = isObject(query) ? query : {};
  const columns = listOf(select).map((entry) => outputSql(draft, entry));
  if (columns.length === 0) return fail(draft, { code: "domain-missing-key", message: "the query of a member needs select", next: "Write what it selects." });
  const conditions = [...(filter === undefined || filter === null ? [] : [draft.compile.filter(draft, filter)]), ...correlated];
  const groups = listOf(group_by).map((entry) => selectorSql(draft, entry));
  const orders = listOf(order_by).map((entry) => orderSql(draft, entry));
  return [
    `SELECT ${columns.join(", ")} FROM ${tableSql(table)} AS ${quoteIdentifier(draft.rootAlias)}${join}`,
    conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`,
    groups.length === 0 ? "" : ` GROUP BY ${groups.join(", ")}`,
    orders.length === 0 ? "" : ` ORDER BY ${orders.join(", ")}`,
    typeof limit === "number" ? ` LIMIT ${Math.trunc(limit)}` : "",
  ].join("");
}

/** A field, `{as, value}`, or `{as, aggregate, field}`. */
function outputSql(draft: Draft, entry: JsonValue): string {
  if (!isObject(entry)) return selectorSql(draft, entry);
  const { as, value, aggregate, field } = entry;
  const written: JsonValue | undefined = typeof aggregate === "string" ? [aggregate, ...(field === undefined || field === null ? ["*"] : [field])] : value;
  if (typeof as !== "string" || written === undefined)
    return fail(draft, { code: "domain-missing-key", message: "a computed column of a member needs as, and value or aggregate", next: "Write both." });
  return `${selectorSql(draft, written)} AS ${quoteIdentifier(as)}`;
}

/** `[previous, depth]` is a column of the row before. */
function previousOf(value: JsonValue, name: string): JsonValue {
  if (Array.isArray(value)) {
    const [head, column] = value as readonly JsonValue[];
    return head === "previous" && typeof column === "string"
      ? ["field", `${name}.${column}`]
      : (value as readonly JsonValue[]).map((one) => previousOf(one, name));
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, previousOf(inner ?? null, name)]));
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : value === undefined || value === null ? [] : [value];
}
