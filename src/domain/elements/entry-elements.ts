/** Elements of the lists: required_* and default_*, and the single fields charts and maps start with. */
import { hashOf } from "../../model/hash.ts";
import type { JsonValue } from "../../model/json.ts";
import type { DomainElement } from "../../model/subject.ts";
import type { DomainGraph } from "../graph/types.ts";
import type { Path } from "../notations/positions.ts";
import type { Draft } from "../probe/draft.ts";
import { selectStatement } from "../probe/from-clause.ts";
import { isObject, isSelectorForm, orderSql, selectorSql } from "../probe/selector.ts";
import { makeElement } from "./make-element.ts";

type Write = (draft: Draft, entry: JsonValue) => string;

const selected: Write = (draft, entry) => selectStatement(draft, selectorSql(draft, entry));
const ordered: Write = (draft, entry) => selectStatement(draft, "1", `ORDER BY ${orderSql(draft, entry)}`);
const filtered: Write = (draft, entry) => selectStatement(draft, "1", `WHERE ${draft.compile.filter(draft, entry)}`);

const grouped: Write = (draft, entry) => {
  const [head, members] = Array.isArray(entry) ? (entry as readonly JsonValue[]) : [];
  const several = (head === "rollup" || head === "grouping_set") && Array.isArray(members) ? (members as readonly JsonValue[]) : [entry];
  const expressions = several.map((item) => selectorSql(draft, item)).join(", ");
  return selectStatement(draft, expressions, `GROUP BY ${expressions}`);
};

const AGGREGATES = new Set(["sum", "avg", "min", "max", "count", "count_distinct"]);

/** `[total, {format: sum}]`: the format is the function. */
const aggregated: Write = (draft, entry) => {
  const [field, options] = Array.isArray(entry) ? (entry as readonly JsonValue[]) : [entry];
  const format = isObject(options) ? (options["format"] ?? options["function"]) : undefined;
  return selected(draft, typeof format === "string" && AGGREGATES.has(format) && field !== undefined ? [format, field] : entry);
};

const LISTS: Readonly<Record<string, { readonly kind: DomainElement["kind"]; readonly write: Write }>> = {
  required_filters: { kind: "required", write: filtered },
  required_selected: { kind: "required", write: selected },
  required_order_by: { kind: "required", write: ordered },
  required_group_by: { kind: "required", write: grouped },
  default_selected: { kind: "default", write: selected },
  default_order_by: { kind: "default", write: ordered },
  default_group_by: { kind: "default", write: grouped },
  default_aggregate: { kind: "default", write: aggregated },
};

/** Keys that hold the name of one field, or a list of them. */
const SINGLE_FIELD = /^default_(?:graph_(?:x_axis|y_axis|series|color_by)|map_\w+_field)$/;

export function entryElements(graph: DomainGraph): DomainElement[] {
  const { document } = graph;
  const lists = Object.entries(LISTS).flatMap(([key, { kind, write }]) => list(graph, key, [key], document[key], kind, write));
  const singles = Object.keys(document)
    .filter((key) => SINGLE_FIELD.test(key))
    .flatMap((key) => {
      const value = document[key];
      return list(graph, key, [key], Array.isArray(value) ? value : typeof value === "string" ? [value] : [], "default", selected);
    });
  const pagination = document["pagination"];
  const cursor = isObject(pagination)
    ? list(graph, "pagination.cursor_fields", ["pagination", "cursor_fields"], pagination["cursor_fields"], "other", ordered)
    : [];
  return [...lists, ...singles, ...cursor];
}

function list(graph: DomainGraph, label: string, path: Path, value: JsonValue | undefined, kind: DomainElement["kind"], write: Write): DomainElement[] {
  const entries: readonly JsonValue[] = Array.isArray(value) ? value : [];
  const byName = new Map<string, Map<string, number>>();
  for (const [index, entry] of entries.entries()) {
    const name = entryName(entry);
    const same = byName.get(name) ?? new Map<string, number>();
    // The same entry twice is one element.
    if (!same.has(hashOf(entry))) same.set(hashOf(entry), index);
    byName.set(name, same);
  }
  return [...byName].flatMap(([name, variants]) =>
    [...variants].map(([hash, index]) => {
      const entry = entries[index] ?? null;
      const own = variants.size === 1 ? name : `${name}#${hash.slice(0, 8)}`;
      return makeElement(graph, {
        path: [...path, own],
        kind,
        label: `${label}.${own}`,
        at: [...path, Array.isArray(value) ? index : 0],
        content: entry,
        write: (draft) => write(draft, entry),
      });
    }),
  );
}

const DIRECTION = /^(?:asc|desc)(?:_nulls_(?:first|last))?$/;

/**
 * The field an entry is about, so that an element keeps its identity when the list is sorted otherwise
 * or its options change; the hash of the entry where there is no one field.
 */
function entryName(entry: JsonValue): string {
  if (typeof entry === "string") return entry;
  if (isObject(entry) && typeof entry["field"] === "string") return entry["field"];
  if (Array.isArray(entry)) {
    const [first, second] = entry as readonly JsonValue[];
    if (typeof first === "string" && DIRECTION.test(first) && typeof second === "string") return second;
    if (typeof first === "string" && !isSelectorForm(first) && !["and", "or", "not", "exists", "rollup", "grouping_set", "raw_sql_filter"].includes(first))
      return first;
    if (typeof first === "string" && typeof second === "string" && !["raw", "raw_sql", "exists", "raw_sql_filter", "literal", "func"].includes(first))
      return second;
  }
  return `#${hashOf(entry).slice(0, 8)}`;
}
