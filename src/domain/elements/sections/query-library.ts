/** `query_library`: segments, projections, orderings, and the views made of them. */
import type { JsonObject, JsonValue } from "../../../model/json.ts";
import type { DomainElement } from "../../../model/subject.ts";
import type { DomainGraph } from "../../graph/types.ts";
import type { Path } from "../../notations/positions.ts";
import type { Draft } from "../../probe/draft.ts";
import { selectStatement } from "../../probe/from-clause.ts";
import { isObject, orderSql } from "../../probe/selector.ts";
import { makeElement } from "../make-element.ts";
import { listOf, misshapen, namePart, partsAt, textsOf } from "./parts.ts";

const AT = "query_library";

const KINDS: Readonly<Record<string, (draft: Draft, spec: JsonObject) => string>> = {
  segments: segment,
  projections: projection,
  orderings: ordering,
  views: view,
};

export function queryLibraryElements(graph: DomainGraph): DomainElement[] {
  return Object.entries(KINDS).flatMap(([kind, write]) => {
    const path: Path = [AT, kind];
    return [
      ...misshapen(graph, path),
      ...partsAt(graph, path).map(([, spec, at]) => makeElement(graph, { path: at, kind: "other", content: spec, write: (draft) => write(draft, spec) })),
    ];
  });
}

function segment(draft: Draft, spec: JsonObject): string {
  for (const id of textsOf(spec["segments"])) namePart(draft, [AT, "segments"], id);
  for (const group of listOf(spec["segment_groups"])) if (isObject(group)) for (const id of textsOf(group["segments"])) namePart(draft, [AT, "segments"], id);
  const conditions = listOf(spec["filters"]).map((filter) => draft.compile.filter(draft, filter));
  return selectStatement(draft, "1", conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`);
}

function projection(draft: Draft, spec: JsonObject): string {
  for (const id of textsOf(spec["projections"])) namePart(draft, [AT, "projections"], id);
  const fields = [...listOf(spec["fields"]), ...listOf(spec["associations"]).flatMap((entry) => associated(entry, ""))];
  const selected = fields.map((field) => draft.compile.selector(draft, field));
  return selectStatement(draft, selected.join(", ") || "1");
}

/** `{name, fields, associations}`: fields behind a join, by their full path. */
function associated(entry: JsonValue, prefix: string): string[] {
  if (!isObject(entry) || typeof entry["name"] !== "string") return [];
  const path = `${prefix}${entry["name"]}.`;
  return [...textsOf(entry["fields"]).map((field) => `${path}${field}`), ...listOf(entry["associations"]).flatMap((inner) => associated(inner, path))];
}

function ordering(draft: Draft, spec: JsonObject): string {
  const keys = listOf(spec["order_by"]).map((entry) => orderSql(draft, entry));
  return selectStatement(draft, "1", keys.length === 0 ? "" : `ORDER BY ${keys.join(", ")}`);
}

function view(draft: Draft, spec: JsonObject): string {
  for (const id of textsOf(spec["segments"])) namePart(draft, [AT, "segments"], id);
  const { projection: chosen, ordering: order } = spec;
  if (typeof chosen === "string") namePart(draft, [AT, "projections"], chosen);
  if (typeof order === "string") namePart(draft, [AT, "orderings"], order);
  return selectStatement(draft, "1");
}
