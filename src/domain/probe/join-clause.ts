/**
 * One join as SQL, as upstream writes it: association joins are LEFT JOINs on the association's keys
 * whatever their `type` says; only the types that carry conditions of their own differ.
 */
import { quoteIdentifier } from "../../sql/quote.ts";
import { associationCondition, bridgeClauses } from "./association-clause.ts";
import { columnSql, tableSql, unquotedTableSql } from "./table-name.ts";
import type { Join } from "../graph/types.ts";
import type { JsonValue } from "../../model/json.ts";
import { fail, failOpaque, type Draft } from "./draft.ts";
import { rawSql } from "./raw-sql.ts";
import { literalSql } from "./values.ts";

/** @param ordinal place of the join in the statement, from 1; makes names for tables nobody named */
export function joinSql(draft: Draft, join: Join, ordinal: number): string {
  if (join.problem !== undefined) {
    draft.problems.push(join.problem);
    return "";
  }
  const alias = quoteIdentifier(join.alias);
  const { spec } = join;
  if (spec.type === "lateral_join") {
    if (spec.lateral_query === undefined || spec.lateral_query === null)
      return failOpaque(draft, `the query of the lateral join ${join.id} is not in the file`);
    return `LEFT JOIN LATERAL ${rawSql(draft, spec.lateral_query)} AS ${alias} ON TRUE`;
  }
  if (join.target === undefined)
    return fail(draft, { code: "domain-unknown-association", message: `the join ${join.id} leads nowhere`, next: "Name its association or table." });
  const target = `${tableSql(join.target.table)} AS ${alias}`;
  const root = draft.rootAlias;
  const { association } = join;
  switch (spec.type) {
    case "self_join":
      return `LEFT JOIN ${target} ON ${columnSql(root, spec.self_key ?? "parent_id")} = ${columnSql(join.alias, spec.target_key ?? "id")}`;
    case "cross_join":
      return `CROSS JOIN ${target}`;
    case "full_outer_join":
      return `FULL JOIN ${target} ON ${columnSql(root, spec.left_key ?? association?.spec.owner_key ?? "id")} = ${columnSql(join.alias, spec.right_key ?? association?.spec.related_key ?? "id")}`;
    case "conditional_join":
      return `LEFT JOIN ${target} ON ${conditions(draft, join)}`;
    default:
  }
  const parentAlias = join.parent?.alias ?? root;
  if (association === undefined) return `LEFT JOIN ${target} ON ${ownCondition(draft, join, parentAlias)}`;
  const bridge = bridgeClauses(draft, { association, join, from: parentAlias, to: join.alias, bridgeAlias: `selecto_bridge_${ordinal}` });
  if (bridge !== undefined) return `LEFT JOIN ${bridge.table} ON ${bridge.toOwner} LEFT JOIN ${target} ON ${bridge.toTarget}`;
  return `LEFT JOIN ${target} ON ${associationCondition(draft, association, parentAlias, join.alias)}${normalization(join)}`;
}

/** The tables a snowflake dimension is spread over, each behind the dimension itself. */
function normalization(join: Join): string {
  if (join.spec.type !== "snowflake_dimension") return "";
  return (join.spec.normalization_joins ?? [])
    .map(({ table, alias, key, foreign_key }) => {
      const name = alias ?? table;
      return ` LEFT JOIN ${unquotedTableSql(table)} AS ${quoteIdentifier(name)} ON ${columnSql(join.alias, foreign_key ?? `${table}_id`)} = ${columnSql(name, key ?? "id")}`;
    })
    .join("");
}

/** `on`, or the two keys, of a join without association. */
export function ownCondition(draft: Draft, join: Join, parentAlias: string): string {
  const { on, owner_key, related_key } = join.spec;
  if (on === undefined || on === null || on.length === 0) return `${columnSql(parentAlias, owner_key ?? "id")} = ${columnSql(join.alias, related_key ?? "id")}`;
  return on
    .map(({ left, right, operator }) => `${side(draft, parentAlias, left)} ${comparison(draft, operator ?? "=")} ${side(draft, join.alias, right)}`)
    .join(" AND ");
}

/** A name with a dot says itself which alias it belongs to. */
function side(draft: Draft, alias: string, name: string): string {
  const dot = name.lastIndexOf(".");
  if (dot <= 0) return columnSql(alias, name);
  const prefix = name.slice(0, dot);
  const join = draft.graph.prefixes.get(prefix);
  if (join !== undefined) draft.joins.add(join);
  const isRoot = prefix === "selecto_root" || prefix === draft.graph.root.table;
  return columnSql(isRoot ? draft.rootAlias : (join?.alias ?? prefix), name.slice(dot + 1));
}

/** A comparison operator as people write it; anything else would be SQL of its own. */
function comparison(draft: Draft, operator: string): string {
  const word = operator.toUpperCase().trim();
  const known: Readonly<Record<string, string>> = { EQ: "=", NE: "<>", NEQ: "<>", GT: ">", GTE: ">=", LT: "<", LTE: "<=", "==": "=" };
  const operatorSql = Object.hasOwn(known, word) ? known[word] : word;
  if (operatorSql !== undefined && /^(?:[<>=!~]{1,3}|LIKE|ILIKE|IS DISTINCT FROM|IS NOT DISTINCT FROM)$/.test(operatorSql)) return operatorSql;
  fail(draft, { code: "domain-unknown-operator", message: `${operator} is no comparison`, next: "Use one of = <> < <= > >= like ilike." });
  return "=";
}

function conditions(draft: Draft, join: Join): string {
  const list = join.spec.conditions ?? [];
  if (list.length === 0) fail(draft, { code: "domain-missing-key", message: `the conditional join ${join.id} has no conditions`, next: "Write conditions." });
  return list.length === 0 ? "TRUE" : list.map((condition) => conditionSql(draft, join, condition)).join(" AND ");
}

function conditionSql(draft: Draft, join: Join, condition: JsonValue): string {
  const [kind, ...rest] = Array.isArray(condition) ? (condition as readonly JsonValue[]) : [];
  const [first, second, third] = rest;
  if (kind === "custom_sql") return rawSql(draft, first);
  if (kind === "field_comparison" && typeof first === "string" && typeof second === "string" && typeof third === "string") {
    return `${side(draft, draft.rootAlias, first)} ${comparison(draft, second)} ${side(draft, join.alias, third)}`;
  }
  if (kind === "date_range" && typeof first === "string") {
    const inTarget = join.target?.relation?.fields.has(first) === true && !draft.graph.root.fields.has(first);
    const bound = (value: JsonValue | undefined): string => (typeof value === "string" ? boundSql(draft, join, value) : literalSql(draft, value));
    return `${side(draft, inTarget ? join.alias : draft.rootAlias, first)} BETWEEN ${bound(second)} AND ${bound(third)}`;
  }
  return fail(draft, {
    code: "domain-unknown-condition",
    message: `${JSON.stringify(condition)} is no condition of a join`,
    next: "Use field_comparison, date_range or custom_sql.",
  });
}

/** The end of a date range is a field of either side when there is one of that name, else a date. */
function boundSql(draft: Draft, join: Join, value: string): string {
  if (join.target?.relation?.fields.has(value)) return columnSql(join.alias, value);
  if (draft.graph.root.fields.has(value)) return columnSql(draft.rootAlias, value);
  const dot = value.lastIndexOf(".");
  return dot > 0 && draft.graph.prefixes.has(value.slice(0, dot)) ? side(draft, draft.rootAlias, value) : literalSql(draft, value);
}
