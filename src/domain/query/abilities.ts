/** What a domain lets people do with a field: a withdrawn ability is refused by Selecto's components like a missing field. */
import { showJson, type JsonValue } from "../../model/json.ts";
import type { QueryRole } from "../../model/domain-query.ts";
import { resolveReference } from "../graph/reference.ts";
import type { DomainGraph } from "../graph/types.ts";

const ABILITIES: Readonly<Partial<Record<QueryRole, { readonly keys: readonly string[]; readonly code: string; readonly word: string }>>> = {
  select: { keys: ["detail_selectable", "detail_selectable?"], code: "field_not_selectable", word: "selected" },
  filter: { keys: ["filterable", "filterable?"], code: "field_not_filterable", word: "filtered by" },
  group: { keys: ["groupable", "groupable?"], code: "field_not_groupable", word: "grouped by" },
  aggregate: { keys: ["aggregatable", "aggregatable?"], code: "field_not_aggregatable", word: "aggregated" },
  order: { keys: ["sortable", "sortable?"], code: "field_not_sortable", word: "sorted by" },
};

/** Why the field must not be used so; `undefined` when it may, or when it is no field at all. */
export function withdrawnAbility(graph: DomainGraph, role: QueryRole, value: JsonValue): { code: string; message: string } | undefined {
  const ability = ABILITIES[role];
  const name = fieldOf(value);
  if (ability === undefined || name === undefined) return undefined;
  const found = resolveReference(graph, name);
  const spec: Readonly<Record<string, unknown>> | undefined =
    found.kind === "custom" ? found.column.spec : found.kind === "column" ? (found.join?.target?.relation ?? graph.root).columns.get(found.column) : undefined;
  if (spec === undefined) return undefined;
  const functions = spec["aggregate_functions"];
  const [called] = Array.isArray(value) ? (value as readonly JsonValue[]) : [];
  if (role === "aggregate" && Array.isArray(functions) && functions.length > 0 && !functions.includes(called) && called !== "count")
    return {
      code: "invalid_aggregate_function",
      message: `${name} offers no ${showJson(called)}: the domain lists ${functions.map((one: JsonValue) => showJson(one)).join(", ")}`,
    };
  const refused = role === "filter" ? refusedComparator(spec, value) : undefined;
  if (refused !== undefined) return { code: "invalid_comparator", message: `${name} cannot be compared with ${refused}: the domain lists other comparisons` };
  if (!ability.keys.some((key) => spec[key] === false)) return undefined;
  return { code: ability.code, message: `${name} cannot be ${ability.word}: the domain says so` };
}

/** Other spellings of what a domain lists under `comparators`. */
const COMPARATORS: Readonly<Record<string, string>> = {
  "=": "eq",
  "==": "eq",
  "!=": "ne",
  "<>": "ne",
  neq: "ne",
  not_eq: "ne",
  "<": "lt",
  "<=": "lte",
  ">": "gt",
  ">=": "gte",
  is_null: "null",
  starts: "starts_with",
  ends: "ends_with",
  is_not_null: "not_null",
  text_prefix: "starts_with",
};

const PLAIN = new Set([...Object.values(COMPARATORS), "like", "ilike", "not_like", "in", "not_in", "between", "contains"]);

/** The comparison of a condition where the column lists some and not this one. */
function refusedComparator(spec: Readonly<Record<string, unknown>>, value: JsonValue): string | undefined {
  const listed = spec["comparators"] ?? spec["operators"];
  const used = Array.isArray(value) && value.length === 2 ? comparatorOf((value as readonly JsonValue[])[1] ?? null) : undefined;
  if (!Array.isArray(listed) || listed.length === 0 || used === undefined) return undefined;
  const plain = (word: string): string => COMPARATORS[word.toLowerCase()] ?? word.toLowerCase();
  return listed.some((one: unknown) => typeof one === "string" && plain(one) === plain(used)) ? undefined : used;
}

function comparatorOf(value: JsonValue): string | undefined {
  if (value === null) return "null";
  if (value === "not_null") return "not_null";
  if (!Array.isArray(value)) return "eq";
  const [operator] = value as readonly JsonValue[];
  // Else it is a list of values.
  return typeof operator === "string" && (Object.hasOwn(COMPARATORS, operator) || PLAIN.has(operator)) ? operator : undefined;
}

/** The field of `f`, `[sum, f]`, `[f, desc]`; of anything else nothing. */
function fieldOf(value: JsonValue): string | undefined {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return undefined;
  const [first, second] = value as readonly JsonValue[];
  if (typeof first === "string" && ["sum", "avg", "min", "max", "count", "count_distinct"].includes(first))
    return typeof second === "string" ? second : undefined;
  return typeof first === "string" ? first : undefined;
}
