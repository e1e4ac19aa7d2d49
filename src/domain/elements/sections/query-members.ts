/** `query_members`: CTEs, laterals and unnested arrays, as far as they are data; functions of the application stay unknown. */
import type { JsonObject } from "../../../model/json.ts";
import type { DomainElement } from "../../../model/subject.ts";
import { columnSql, tableAlias, tableSql } from "../../probe/table-name.ts";
import type { DomainGraph } from "../../graph/types.ts";
import type { Path } from "../../notations/positions.ts";
import { elementKey, failOpaque, type Draft } from "../../probe/draft.ts";
import { isObject } from "../../probe/selector.ts";
import { makeElement } from "../make-element.ts";
import { columnElement, columnsStatement, misshapen, namePart, partsAt, rootTable, textsOf } from "./parts.ts";

export function queryMemberElements(graph: DomainGraph): DomainElement[] {
  const table = rootTable(graph);
  return ["ctes", "values", "subqueries", "laterals", "unnests"].flatMap((kind) => [
    ...misshapen(graph, ["query_members", kind]),
    ...partsAt(graph, ["query_members", kind]).flatMap(([, spec, path]) => [
      makeElement(graph, { path, kind: "other", write: (draft) => memberStatement(draft, kind, spec) }),
      ...rootKeys(spec).map(([at, name]) => columnElement(graph, [...path, ...at], table, name)),
    ]),
  ]);
}

/** Columns of the source that tie a member to it. */
function rootKeys(spec: JsonObject): [Path, string][] {
  const { join, correlations } = spec;
  const owner = isObject(join) ? join["owner_key"] : undefined;
  const pairs = isObject(correlations) ? Object.entries(correlations) : [];
  return [
    ...(typeof owner === "string" ? [[["join", "owner_key"], owner] satisfies [Path, string]] : []),
    ...pairs.flatMap(([key, name]): [Path, string][] => (typeof name === "string" ? [[["correlations", key], name]] : [])),
  ];
}

function memberStatement(draft: Draft, kind: string, spec: JsonObject): string {
  const { graph } = draft;
  const table = rootTable(graph);
  // Rows written into the domain: nothing of the database.
  if (kind === "values") return "SELECT 1";
  if (kind === "unnests") {
    const array = spec["array_field"] ?? spec["field"];
    if (typeof array !== "string") return failOpaque(draft, "the member names no array field");
    draft.uses.add(elementKey(graph, graph.root.path));
    return `SELECT unnest(${columnSql(tableAlias(table), array)}) FROM ${tableSql(table)}`;
  }
  const { source, query } = spec;
  if (typeof source !== "string") return failOpaque(draft, "a function of the application decides what the member selects");
  if (source !== "source") namePart(draft, ["schemas"], source);
  const from = source === "source" ? table : graph.schemas.get(source)?.table;
  if (from === undefined) return failOpaque(draft, `${source} has no table`);
  return columnsStatement(from, isObject(query) ? textsOf(query["select"]) : []);
}
