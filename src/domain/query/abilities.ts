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
  if (!ability.keys.some((key) => spec[key] === false)) return undefined;
  return { code: ability.code, message: `${name} cannot be ${ability.word}: the domain says so` };
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
