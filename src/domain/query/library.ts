/**
 * The query library of a domain: named segments (conditions), projections (fields), orderings, and views
 * made of them. What a query takes of it is turned into parts of the query itself.
 */
import type { LibraryUse, QueryFilter, QueryPart } from "../../model/domain-query.ts";
import type { JsonObject, JsonValue } from "../../model/json.ts";
import { isObject } from "../probe/selector.ts";

export interface LibraryParts {
  readonly select: readonly QueryPart[];
  readonly filters: readonly QueryFilter[];
  readonly order: readonly QueryPart[];
  /** parameters with a value: from the query, else the segment's default */
  readonly parameters: ReadonlyMap<string, JsonValue>;
  readonly problems: readonly { readonly kind: "refused" | "unread"; readonly code: string; readonly message: string }[];
}

type Problem = LibraryParts["problems"][number];

export function libraryParts(document: JsonObject, use: LibraryUse): LibraryParts {
  const library = memberOf(document, "query_library");
  const problems: Problem[] = [];
  const parameters = new Map<string, JsonValue>();
  const declared = new Set<string>();
  const at = use.at === undefined ? {} : { at: use.at };
  const find = (kind: string, word: string, id: string): JsonObject | undefined => {
    const found = memberOf(memberOf(library, kind), id);
    if (found === undefined) problems.push({ kind: "refused", code: `unknown_${word}`, message: `the query library has no ${word} ${id}` });
    return found;
  };

  const segment = (id: string, open: readonly string[]): JsonValue[] => {
    if (open.includes(id)) {
      problems.push({ kind: "refused", code: "circular_segment", message: `the segment ${id} is built on itself` });
      return [];
    }
    const found = find("segments", "segment", id);
    if (found === undefined) return [];
    for (const [name, spec] of Object.entries(memberOf(found, "parameters") ?? {})) {
      declared.add(name);
      const value = use.parameters[name] ?? (isObject(spec) ? spec["default"] : undefined);
      if (value !== undefined && value !== null) parameters.set(name, value);
    }
    const grouped = listOf(found["segment_groups"]).flatMap((group) => {
      const conditions = isObject(group)
        ? groupFilters(
            group["operator"],
            textsOf(group["segments"]).map((other) => segment(other, [...open, id])),
          )
        : undefined;
      if (conditions === undefined)
        problems.push({ kind: "refused", code: "segment_groups", message: `the segment ${id} combines others in a way that Selecto has no name for` });
      return conditions ?? [];
    });
    return [...listOf(found["filters"]), ...textsOf(found["segments"]).flatMap((other) => segment(other, [...open, id])), ...grouped];
  };

  const projection = (id: string, open: readonly string[]): QueryPart[] => {
    const found = open.includes(id) ? undefined : find("projections", "projection", id);
    if (found === undefined) return [];
    return [
      ...listOf(found["fields"]).map((value): QueryPart => ({ value, ...at })),
      ...listOf(found["associations"]).flatMap((entry) => associated(entry, "").map((value): QueryPart => ({ value, ...at }))),
      ...textsOf(found["projections"]).flatMap((other) => projection(other, [...open, id])),
    ];
  };

  const view = use.view === undefined ? undefined : find("views", "view", use.view);
  const ordering = typeof view?.["ordering"] === "string" ? find("orderings", "ordering", view["ordering"]) : undefined;
  const filters = [...new Set([...textsOf(view?.["segments"]), ...use.segments])].flatMap((id) =>
    segment(id, []).map((value): QueryFilter => ({ value, ...at })),
  );
  const select = typeof view?.["projection"] === "string" ? projection(view["projection"], []) : [];
  for (const name of Object.keys(use.parameters))
    if (!declared.has(name)) problems.push({ kind: "refused", code: "unknown_parameter", message: `no segment in use has the parameter ${name}` });
  return { select, filters, order: listOf(ordering?.["order_by"]).map((value): QueryPart => ({ value, ...at })), parameters, problems };
}

/**
 * Segments combined by an operator, as one filter. A segment without conditions takes every row: with `or` the group then
 * says nothing, and what excludes every row is refused.
 *
 * @returns undefined for what Selecto refuses
 */
function groupFilters(operator: JsonValue | undefined, segments: readonly JsonValue[][]): JsonValue[] | undefined {
  if (operator === "and") return segments.flat();
  const operands = segments.map((filters): JsonValue => (filters.length === 1 ? (filters[0] ?? null) : ["and", ...filters]));
  const isOpen = segments.some((filters) => filters.length === 0);
  const any: JsonValue = ["or", ...operands];
  if (operator === "or") return isOpen || operands.length === 0 ? [] : [any];
  const [first, ...rest] = operands;
  if (isOpen || first === undefined) return undefined;
  if (operator === "not") return rest.length === 0 ? [["not", first]] : undefined;
  if (operator === "nor") return [["not", any]];
  return operator === "xor" && rest.length === 1 ? [["and", [any, ["not", ["and", ...operands]]]]] : undefined;
}

/** `{name, fields, associations}`: fields behind a join, by their full path. */
function associated(entry: JsonValue, prefix: string): string[] {
  if (!isObject(entry) || typeof entry["name"] !== "string") return [];
  const path = `${prefix}${entry["name"]}.`;
  return [...textsOf(entry["fields"]).map((field) => `${path}${field}`), ...listOf(entry["associations"]).flatMap((inner) => associated(inner, path))];
}

function memberOf(object: JsonObject | undefined, key: string): JsonObject | undefined {
  const value = object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;
  return isObject(value) ? value : undefined;
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

function textsOf(value: JsonValue | undefined): string[] {
  return listOf(value).filter((item): item is string => typeof item === "string");
}
