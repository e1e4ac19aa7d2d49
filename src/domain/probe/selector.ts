/**
 * Selectors (what is selected, ordered or grouped by) as SQL expressions. A text is a field; a list
 * starts with the name of its form. Tuples of Elixir are lists in YAML and JSON, so a list of a field and
 * options looks like a form: only known form names count as such.
 */
import type { JsonObject, JsonValue } from "../../model/json.ts";
import { fail, failOpaque, type Draft } from "./draft.ts";
import { fieldSql } from "./field.ts";
import { rawSql } from "./raw-sql.ts";
import { castType, literalSql } from "./values.ts";

type Args = readonly (JsonValue | undefined)[];
type Form = (draft: Draft, args: Args, head: string) => string;

/** Upstream's names of aggregates that are spelled otherwise in SQL. */
const AGGREGATES: Readonly<Record<string, string>> = {
  sum: "sum",
  avg: "avg",
  min: "min",
  max: "max",
  stddev: "stddev",
  variance: "variance",
  bool_and: "bool_and",
  bool_or: "bool_or",
  array_agg: "array_agg",
  json_agg: "json_agg",
  jsonb_agg: "jsonb_agg",
};
const LIST_FUNCTIONS = ["concat", "coalesce", "greatest", "least", "nullif"] as const;
const ARITHMETIC: Readonly<Record<string, string>> = { add: "+", subtract: "-", multiply: "*", divide: "/" };

const field: Form = (draft, [inner]) => selectorSql(draft, inner ?? null);
const opaqueText: Form = (draft, [text]) => rawSql(draft, text);

const aggregate: Form = (draft, [inner, filter], head) => `${AGGREGATES[head] ?? head}(${selectorSql(draft, inner ?? null)})${filtered(draft, filter)}`;

const FORMS: Readonly<Record<string, Form>> = {
  field,
  ref: field,
  qualified_field: field,
  disambiguated_field: (draft, [name, options]) => {
    const from = isObject(options) ? options["from"] : undefined;
    return selectorSql(draft, typeof from === "string" && typeof name === "string" ? `${from}.${name}` : (name ?? null));
  },
  literal: (draft, [value, type]) => cast(literalSql(draft, value), type),
  literal_position: (draft, [position]) => literalSql(draft, position),
  param: () => "NULL",
  count: (draft, [inner, filter]) => `count(${inner === undefined || inner === "*" ? "*" : selectorSql(draft, inner)})${filtered(draft, filter)}`,
  count_distinct: (draft, [inner, filter]) => `count(DISTINCT ${selectorSql(draft, inner ?? null)})${filtered(draft, filter)}`,
  ...Object.fromEntries(Object.keys(AGGREGATES).map((name) => [name, aggregate])),
  string_agg: (draft, [inner, separator]) =>
    `string_agg(${selectorSql(draft, inner ?? null)}, ${literalSql(draft, typeof separator === "string" ? separator : ", ")})`,
  func: functionCall,
  udf,
  ...Object.fromEntries(
    LIST_FUNCTIONS.map((name): [string, Form] => [
      name,
      (draft, args, head) =>
        `${head}(${operands(args)
          .map((item) => selectorSql(draft, item))
          .join(", ")})`,
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(ARITHMETIC).map(([name, operator]): [string, Form] => [
      name,
      (draft, args) =>
        `(${operands(args)
          .map((item) => selectorSql(draft, item))
          .join(` ${operator} `)})`,
    ]),
  ),
  lower: (draft, [inner]) => `lower(${selectorSql(draft, inner ?? null)})`,
  upper: (draft, [inner]) => `upper(${selectorSql(draft, inner ?? null)})`,
  case: caseForm,
  case_when: caseForm,
  cast: (draft, [inner, type]) => cast(selectorSql(draft, inner ?? null), type),
  json_text: (draft, [inner, keys]) =>
    `(${selectorSql(draft, inner ?? null)} #>> ARRAY[${(Array.isArray(keys) ? keys : [keys ?? null]).map((key: JsonValue) => literalSql(draft, typeof key === "number" ? `${key}` : key)).join(", ")}]::text[])`,
  extract: (draft, [inner, part]) => extract(draft, inner, part),
  datetime_extract: (draft, [inner, part]) => extract(draft, inner, part),
  to_char: (draft, args) => {
    const [inner, format] = args.length === 1 && Array.isArray(args[0]) ? (args[0] as Args) : args;
    return `to_char(${selectorSql(draft, inner ?? null)}, ${literalSql(draft, typeof format === "string" ? format : "YYYY-MM-DD")})`;
  },
  datetime_format: (draft, [inner, format]) =>
    `to_char(${selectorSql(draft, inner ?? null)}, ${literalSql(draft, typeof format === "string" ? format : "YYYY-MM-DD")})`,
  text_normalize: (draft, [inner]) => `lower(${selectorSql(draft, inner ?? null)})`,
  bucket: field,
  count_bucket: field,
  array_length: (draft, [inner]) => `array_length(${selectorSql(draft, inner ?? null)}, 1)`,
  unnest: (draft, [inner]) => `unnest(${selectorSql(draft, inner ?? null)})`,
  array_append: (draft, [inner, value]) => `array_append(${selectorSql(draft, inner ?? null)}, ${literalSql(draft, value)})`,
  array_prepend: (draft, [inner, value]) => `array_prepend(${literalSql(draft, value)}, ${selectorSql(draft, inner ?? null)})`,
  row: (draft, [members]) => `ROW(${(Array.isArray(members) ? members : []).map((member: JsonValue) => selectorSql(draft, member)).join(", ")})`,
  subquery: opaqueText,
  raw: opaqueText,
  raw_sql: opaqueText,
  custom_sql: customSql,
  over: overForm,
  window: overForm,
  computed_predicate: (draft, [predicate]) => draft.compile.filter(draft, predicate ?? null),
  computed_value: field,
};

/** The expression of a selector, without an alias. */
export function selectorSql(draft: Draft, selector: JsonValue): string {
  if (typeof selector === "string") return fieldSql(draft, selector).sql;
  if (selector === null || typeof selector === "number" || typeof selector === "boolean") return literalSql(draft, selector);
  if (isObject(selector)) return objectSelector(draft, selector);
  if (!Array.isArray(selector)) return "NULL";
  const [head, ...args] = selector as readonly JsonValue[];
  const form = formOf(head);
  if (form !== undefined && typeof head === "string" && (args.length > 0 || head === "count")) return form(draft, args, head);
  // `[field, options]`: what the options say is display.
  if (typeof head === "string" && args.every((arg) => isObject(arg) || arg === null)) return fieldSql(draft, head).sql;
  return fail(draft, {
    code: "domain-unknown-selector",
    message: `${shorten(selector)} is no known form of selector`,
    next: "Use a field, or a form such as [coalesce, [a, b]], [func, upper, [a]] or [raw, SQL].",
  });
}

export function isSelectorForm(head: JsonValue | undefined): boolean {
  return formOf(head) !== undefined;
}

function formOf(head: JsonValue | undefined): Form | undefined {
  return typeof head === "string" && Object.hasOwn(FORMS, head) ? FORMS[head] : undefined;
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function shorten(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** What an export writes where the application had a function or another thing that is no data. */
export function isPlaceholder(value: JsonValue | undefined): boolean {
  return isObject(value) && typeof value["$selecto_export"] === "string";
}

function objectSelector(draft: Draft, selector: JsonObject): string {
  if (isPlaceholder(selector)) return failOpaque(draft, "a function of the application decides what is selected");
  const inner = selector["field"] ?? selector["value"];
  return inner === undefined
    ? fail(draft, {
        code: "domain-unknown-selector",
        message: `${shorten(selector)} is no known form of selector`,
        next: "Use a field, or a form such as [coalesce, [a, b]].",
      })
    : selectorSql(draft, inner);
}

function operands(args: Args): readonly JsonValue[] {
  const [only] = args;
  return (args.length === 1 && Array.isArray(only) ? (only as readonly JsonValue[]) : args).map((item) => item ?? null);
}

function filtered(draft: Draft, filter: JsonValue | undefined): string {
  return filter === undefined || filter === null || isObject(filter) ? "" : ` FILTER (WHERE ${draft.compile.filter(draft, filter)})`;
}

function cast(sql: string, type: JsonValue | undefined): string {
  const target = castType(type);
  return target === undefined ? sql : `CAST(${sql} AS ${target})`;
}

function functionCall(draft: Draft, [name, args, options]: Args): string {
  if (typeof name !== "string" || !/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?$/.test(name))
    return fail(draft, {
      code: "domain-unknown-selector",
      message: `${shorten(name ?? null)} is no name of a function`,
      next: "Write the function's name without quotes.",
    });
  const list =
    args === undefined || args === null
      ? []
      : Array.isArray(args) && !isSelectorForm((args as readonly JsonValue[])[0])
        ? (args as readonly JsonValue[])
        : [args];
  const distinct = isObject(options) && options["distinct"] === true ? "DISTINCT " : "";
  return `${name}(${distinct}${list.map((arg) => (arg === "*" ? "*" : selectorSql(draft, arg))).join(", ")})${isObject(options) ? filtered(draft, options["filter"]) : ""}`;
}

/** A function the domain registered under an id of its own. */
function udf(draft: Draft, [id, args]: Args): string {
  const registry = draft.graph.document["functions"];
  const spec = typeof id === "string" && isObject(registry) ? registry[id] : undefined;
  const sqlName = isObject(spec) ? spec["sql_name"] : undefined;
  if (typeof sqlName !== "string") return failOpaque(draft, `the function ${shorten(id ?? null)} has no sql_name in the domain`);
  return functionCall(draft, [sqlName, args ?? []]);
}

function caseForm(draft: Draft, [branches, otherwise]: Args): string {
  if (!Array.isArray(branches)) return failOpaque(draft, "this form of case is not read");
  const whens = (branches as readonly JsonValue[]).map((branch) => {
    const [filter, then] = Array.isArray(branch) ? (branch as readonly JsonValue[]) : [];
    return ` WHEN ${draft.compile.filter(draft, filter ?? null)} THEN ${selectorSql(draft, then ?? null)}`;
  });
  if (whens.length === 0) return otherwise === undefined ? "NULL" : selectorSql(draft, otherwise);
  return `CASE${whens.join("")}${otherwise === undefined ? "" : ` ELSE ${selectorSql(draft, otherwise)}`} END`;
}

function extract(draft: Draft, inner: JsonValue | undefined, part: JsonValue | undefined): string {
  const name = typeof part === "string" && /^[A-Za-z_]+$/.test(part) ? part : "year";
  return `extract(${name} FROM ${selectorSql(draft, inner ?? null)})`;
}

/** A template with `{{name}}` for each field of its map. */
function customSql(draft: Draft, [template, placeholders]: Args): string {
  if (typeof template !== "string") return rawSql(draft, template);
  const fields = isObject(placeholders) ? placeholders : {};
  const filled = template.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (whole: string, name: string) => {
    const named = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return typeof named === "string" ? fieldSql(draft, named).sql : whole;
  });
  return rawSql(draft, filled);
}

function overForm(draft: Draft, [inner, options]: Args): string {
  if (!isObject(options)) return failOpaque(draft, "this form of window function is not read");
  const list = (key: string): string[] => {
    const items = options[key];
    return (Array.isArray(items) ? (items as readonly JsonValue[]) : items === undefined || items === null ? [] : [items]).map((item) =>
      key === "order_by" ? orderSql(draft, item) : selectorSql(draft, item),
    );
  };
  const [partition, order] = [list("partition_by"), list("order_by")];
  return `${selectorSql(draft, inner ?? null)} OVER (${[partition.length > 0 ? `PARTITION BY ${partition.join(", ")}` : "", order.length > 0 ? `ORDER BY ${order.join(", ")}` : ""].filter((part) => part !== "").join(" ")})`;
}

const DIRECTIONS: Readonly<Record<string, string>> = {
  asc: "ASC",
  desc: "DESC",
  asc_nulls_first: "ASC NULLS FIRST",
  asc_nulls_last: "ASC NULLS LAST",
  desc_nulls_first: "DESC NULLS FIRST",
  desc_nulls_last: "DESC NULLS LAST",
};

function direction(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && Object.hasOwn(DIRECTIONS, value.toLowerCase()) ? DIRECTIONS[value.toLowerCase()] : undefined;
}

/** `field`, `[field, desc]`, `[desc, field]`, `[field, {dir: desc}]` or a selector. */
export function orderSql(draft: Draft, entry: JsonValue): string {
  if (Array.isArray(entry) && entry.length === 2) {
    const [first, second] = entry as readonly JsonValue[];
    const [after, before] = [direction(second), direction(first)];
    if (after !== undefined) return `${selectorSql(draft, first ?? null)} ${after}`;
    if (before !== undefined && second !== undefined && !isObject(second)) return `${selectorSql(draft, second)} ${before}`;
  }
  return selectorSql(draft, entry);
}
