/** Filters as SQL conditions, in every form the notations have: tuples, maps, and the list form of contracts. */
import type { JsonValue } from "../../model/json.ts";
import { fail, failOpaque, type Draft } from "./draft.ts";
import { fieldSql, isField, type FieldSql } from "./field.ts";
import { rawSql } from "./raw-sql.ts";
import { isObject, isPlaceholder, isSelectorForm, selectorSql, shorten } from "./selector.ts";
import { literalSql } from "./values.ts";

const COMPARISONS: Readonly<Record<string, string>> = {
  "=": "=",
  "==": "=",
  eq: "=",
  "!=": "<>",
  "<>": "<>",
  ne: "<>",
  neq: "<>",
  "<": "<",
  lt: "<",
  "<=": "<=",
  lte: "<=",
  ">": ">",
  gt: ">",
  ">=": ">=",
  gte: ">=",
  like: "LIKE",
  ilike: "ILIKE",
  not_like: "NOT LIKE",
  not_ilike: "NOT ILIKE",
  case_insensitive_like: "ILIKE",
  array_contains: "@>",
  array_contained: "<@",
  array_overlap: "&&",
  array_eq: "=",
  contains_all: "@>",
  jsonb_contains: "@>",
};
const PATTERNS: Readonly<Record<string, (text: string) => string>> = {
  contains: (text) => `%${text}%`,
  starts_with: (text) => `${text}%`,
  ends_with: (text) => `%${text}`,
};
const NULLS: Readonly<Record<string, string>> = { is_null: "IS NULL", null: "IS NULL", not_null: "IS NOT NULL", is_not_null: "IS NOT NULL" };

type Values = readonly (JsonValue | undefined)[];

function lookUp<T>(table: Readonly<Record<string, T>>, key: JsonValue | undefined): T | undefined {
  if (typeof key !== "string") return undefined;
  const name = key.toLowerCase();
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Whether a word stands between a field and a value. */
export function isOperator(word: JsonValue | undefined): boolean {
  return (
    lookUp(COMPARISONS, word) !== undefined ||
    lookUp(PATTERNS, word) !== undefined ||
    (typeof word === "string" && ["in", "not_in", "between", "ref", "text_search", "match_against", "subquery"].includes(word))
  );
}

/** The condition of a filter. */
export function filterSql(draft: Draft, filter: JsonValue): string {
  if (filter === true || filter === false) return filter ? "TRUE" : "FALSE";
  if (isPlaceholder(filter)) return failOpaque(draft, "a function of the application decides what is filtered");
  if (isObject(filter)) return mapFilter(draft, filter);
  if (typeof filter === "string") return `${fieldSql(draft, filter).sql} IS NOT NULL`;
  if (!Array.isArray(filter)) return notAFilter(draft, filter);
  const [head, ...rest] = filter as readonly JsonValue[];
  const [first, second] = rest;
  if ((head === "and" || head === "or") && rest.length > 0) {
    const members = rest.length === 1 && Array.isArray(first) && Array.isArray(first[0]) ? (first as readonly JsonValue[]) : rest;
    return members.length === 0 ? "TRUE" : `(${members.map((member) => filterSql(draft, member)).join(head === "and" ? " AND " : " OR ")})`;
  }
  if (head === "not" && first !== undefined) return `NOT (${filterSql(draft, first)})`;
  if (head === "exists" && first !== undefined) return `EXISTS ${rawSql(draft, first)}`;
  if ((head === "raw_sql_filter" || head === "raw" || head === "raw_sql") && first !== undefined) return rawSql(draft, first);
  if (head === "udf") return selectorSql(draft, filter);
  // `[eq, field, value]`, unless a field is called `eq`.
  if (rest.length === 1 && lookUp(NULLS, head) !== undefined && typeof first === "string" && isField(draft, first))
    return `${fieldSql(draft, first).sql} ${lookUp(NULLS, head)}`;
  if (rest.length >= 2 && isOperator(head) && first !== undefined && !(typeof head === "string" && isField(draft, head)))
    return compare(draft, first, head, head === "between" && rest.length > 2 ? rest.slice(1) : [second]);
  // `[[a, b], [text_search, words]]`: each field is searched.
  if (Array.isArray(head) && !isSelectorForm((head as readonly JsonValue[])[0]))
    return `(${(head as readonly JsonValue[]).map((item) => filterSql(draft, [item, ...rest])).join(" OR ")})`;
  if (head === undefined || rest.length === 0) return notAFilter(draft, filter);
  if (rest.length >= 2 && isOperator(first)) return compare(draft, head, first, first === "between" && rest.length > 2 ? rest.slice(1) : [second]);
  return fieldValue(draft, head, first);
}

function notAFilter(draft: Draft, filter: JsonValue): string {
  return fail(draft, {
    code: "domain-unknown-filter",
    message: `${shorten(filter)} is no known form of filter`,
    next: "Use [field, value], [field, [operator, value]], [field, not_null] or [and, [...]].",
  });
}

function mapFilter(draft: Draft, filter: { readonly [key: string]: JsonValue | undefined }): string {
  const field = filter["field"];
  if (field === undefined || field === null) return notAFilter(draft, filter);
  const operator = filter["op"] ?? filter["operator"] ?? filter["comparator"] ?? filter["comp"];
  if (operator !== undefined && operator !== null) return compare(draft, field, operator, [filter["value"]]);
  return filter["value"] === undefined ? `${selectorSql(draft, field)} IS NOT NULL` : fieldValue(draft, field, filter["value"]);
}

/** `[field, value]`: the value says how it is compared. */
function fieldValue(draft: Draft, field: JsonValue, value: JsonValue | undefined): string {
  const nullTest = lookUp(NULLS, value);
  if (nullTest !== undefined) return `${operand(draft, field).sql} ${nullTest}`;
  if (value === null || value === undefined) return `${operand(draft, field).sql} IS NULL`;
  if (isPlaceholder(value)) return failOpaque(draft, "a function of the application decides the value");
  if (!Array.isArray(value) || parameterName(value) !== undefined) return compare(draft, field, "=", [value]);
  const [operator, ...rest] = value as readonly JsonValue[];
  if (isOperator(operator) && rest.length > 0) return compare(draft, field, operator, rest);
  return compare(draft, field, "in", [value]);
}

function operand(draft: Draft, field: JsonValue): FieldSql {
  return typeof field === "string" ? fieldSql(draft, field) : { sql: selectorSql(draft, field), type: undefined };
}

function compare(draft: Draft, field: JsonValue, operator: JsonValue | undefined, values: Values): string {
  const { sql, isPath } = operand(draft, field);
  const [value, until] = values;
  // A JSON path gives text; people compare it with numbers all the same.
  const left = isPath && typeof value === "number" ? `${sql}::numeric` : sql;
  const literal = (item: JsonValue | undefined): string => valueSql(draft, item);
  const named = parameterName(value);
  if (operator === "ref") return `${left} = ${selectorSql(draft, value ?? null)}`;
  if (operator === "between") {
    const [low, high] = Array.isArray(value) && until === undefined ? (value as Values) : [value, until];
    return `${left} BETWEEN ${literal(low)} AND ${literal(high)}`;
  }
  if (operator === "in" || operator === "not_in") {
    if (draft.binder !== undefined && named !== undefined) return `${left} ${operator === "in" ? "= ANY" : "<> ALL"} (${draft.binder.parameter(named)})`;
    const list = Array.isArray(value) ? (value as readonly JsonValue[]) : [value ?? null];
    return list.length === 0 ? `${left} IS NOT NULL` : `${left} ${operator === "in" ? "IN" : "NOT IN"} (${list.map(literal).join(", ")})`;
  }
  if (operator === "text_search" || operator === "match_against")
    return `${left} @@ websearch_to_tsquery(${literal(typeof value === "string" || named !== undefined ? value : "a")})`;
  if (operator === "subquery") return subquery(draft, left, values);
  const pattern = lookUp(PATTERNS, operator);
  if (pattern !== undefined) return `${left} LIKE ${named === undefined ? literal(pattern(typeof value === "string" ? value : "")) : literal(value)}`;
  const symbol = lookUp(COMPARISONS, operator);
  if (symbol === undefined)
    return fail(draft, {
      code: "domain-unknown-operator",
      message: `${shorten(operator ?? null)} is no operator of a filter`,
      next: "Use one of = != < <= > >= like ilike in not_in between contains starts_with ends_with.",
    });
  if (symbol === "=" && value === null) return `${left} IS NULL`;
  if (symbol === "<>" && value === null) return `${left} IS NOT NULL`;
  if (Array.isArray(value) && value[0] === "subquery") return subquery(draft, `${left} ${symbol}`, value.slice(1) as Values);
  if (symbol === "@>" && operator === "jsonb_contains") return `${left} @> ${literal(typeof value === "string" ? value : JSON.stringify(value ?? {}))}`;
  return `${left} ${symbol} ${literal(value)}`;
}

/** A value, or `[field, f]` / `[ref, f]` for another field. */
function valueSql(draft: Draft, value: JsonValue | undefined): string {
  if (Array.isArray(value) && value.length === 2 && (value[0] === "field" || value[0] === "ref" || value[0] === "literal")) return selectorSql(draft, value);
  const named = parameterName(value);
  if (named !== undefined) return draft.binder?.parameter(named) ?? "NULL";
  // PostgreSQL tells the type of a parameter from what it is compared with.
  return draft.binder === undefined || value === undefined || value === null ? literalSql(draft, value) : draft.binder.value(value);
}

/** `[param, name]`, which the query library writes for a value that the asker gives. */
function parameterName(value: JsonValue | undefined): string | undefined {
  const [head, name] = Array.isArray(value) && value.length === 2 ? (value as readonly JsonValue[]) : [];
  return head === "param" && typeof name === "string" ? name : undefined;
}

/** `[subquery, in, sql]` and `[op, [subquery, any, sql]]`. */
function subquery(draft: Draft, left: string, [quantifier, sql]: Values): string {
  const words: Readonly<Record<string, string>> = { in: "IN", not_in: "NOT IN", any: "ANY", all: "ALL" };
  const word = lookUp(words, quantifier);
  return word === undefined ? notAFilter(draft, ["subquery", quantifier ?? null]) : `${left} ${word} ${rawSql(draft, sql)}`;
}
