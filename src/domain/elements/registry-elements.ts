/** Elements of filters and custom columns, of the domain and of its joins. */
import type { DomainElement } from "../../model/subject.ts";
import { resolveReference } from "../graph/reference.ts";
import { joinName, type CustomColumn, type DomainGraph, type Join } from "../graph/types.ts";
import type { Path } from "../notations/positions.ts";
import { failOpaque, type Draft } from "../probe/draft.ts";
import { customColumnSql, fieldSql, type FieldSql } from "../probe/field.ts";
import { columnSql } from "../probe/table-name.ts";
import { selectStatement } from "../probe/from-clause.ts";
import { comparisonSql, castType } from "../probe/values.ts";
import type { FilterSpec } from "../structure/registries.ts";
import { makeElement } from "./make-element.ts";

export function registryElements(graph: DomainGraph): DomainElement[] {
  const filters = (specs: Readonly<Record<string, FilterSpec>> | null | undefined, path: Path, join?: Join): DomainElement[] =>
    Object.entries(specs ?? {}).map(([id, spec]) => filterElement(graph, id, spec, [...path, id], join));
  return [
    ...filters(graph.spec.filters, ["filters"]),
    ...[...graph.customColumns.values()].flatMap((column) => customColumnElements(graph, column)),
    ...graph.joins.flatMap((join) => [
      ...filters(join.spec.filters, [...join.path, "filters"], join),
      ...filters(join.spec.custom_filters, [...join.path, "custom_filters"], join),
      ...Object.entries(join.spec.custom_columns ?? {}).flatMap(([id, spec]) =>
        customColumnElements(graph, { path: [...join.path, "custom_columns", id], spec }, join),
      ),
    ]),
  ];
}

function filterElement(graph: DomainGraph, id: string, spec: FilterSpec, path: Path, scope?: Join): DomainElement {
  const field = spec.field ?? id;
  return makeElement(graph, {
    path,
    kind: "filter",
    label: labelBelow(path, scope),
    content: field,
    ...(spec.field ? { at: [...path, "field"] } : {}),
    ...(scope === undefined ? {} : { scope }),
    write: (draft) =>
      isGiven(spec.apply) ? failOpaque(draft, `a function of the application decides what the filter ${id} does`) : filterStatement(draft, field, spec),
  });
}

function isGiven(value: FilterSpec["apply"]): boolean {
  return value !== undefined && value !== null;
}

function filterStatement(draft: Draft, field: string, spec: FilterSpec): string {
  const { scope } = draft;
  // A filter of a join may name any column of the join's table, also one that is no field.
  const column = scope !== undefined && resolveReference(draft.graph, field, scope).kind === "none";
  const { sql, type, isPath }: FieldSql = column ? { sql: columnSql(scope.alias, field), type: undefined } : fieldSql(draft, field);
  const wanted = spec.type ?? type;
  const target = isPath ? castType(wanted) : undefined;
  const comparison = comparisonSql(target === undefined ? sql : `${sql}::${target}`, wanted);
  return selectStatement(draft, "1", `WHERE ${sql} IS NOT NULL${comparison === undefined ? "" : ` AND ${comparison}`}`);
}

function customColumnElements(graph: DomainGraph, { path, spec }: CustomColumn, scope?: Join): DomainElement[] {
  const base = { kind: "custom_column" as const, ...(scope === undefined ? {} : { scope }) };
  const elements = [
    makeElement(graph, {
      ...base,
      path,
      label: labelBelow(path, scope),
      content: spec.select ?? null,
      write: (draft) => selectStatement(draft, customColumnSql(draft, spec)),
    }),
  ];
  for (const [key, field] of namedFields(spec)) {
    // It may name a filter instead of a field.
    if (graph.spec.filters && Object.hasOwn(graph.spec.filters, field) && resolveReference(graph, field, scope).kind === "none") continue;
    elements.push(
      makeElement(graph, {
        ...base,
        kind: "other",
        path: [...path, ...key],
        label: `${labelBelow(path, scope)}.${key.join(".")}`,
        content: field,
        uses: [path],
        write: (draft) => selectStatement(draft, fieldSql(draft, field).sql),
      }),
    );
  }
  return elements;
}

/** Fields a custom column names beside what it selects. */
function namedFields(spec: CustomColumn["spec"]): [Path, string][] {
  const pair = spec.group_by_filter_select;
  const shown = Array.isArray(pair) ? pair.filter((item) => typeof item === "string") : [];
  const beside = spec.select !== undefined && spec.select !== null && Array.isArray(spec.requires_select) ? spec.requires_select.map(String) : [];
  return [
    ...(typeof spec.group_by_filter === "string" ? [[["group_by_filter"], spec.group_by_filter] satisfies [Path, string]] : []),
    ...[...new Set(shown)].map((field): [Path, string] => [["group_by_filter_select", field], field]),
    ...[...new Set(beside)].map((field): [Path, string] => [["requires_select", field], field]),
  ];
}

/** `items.filters.status` for what a join has, `filters.status` for what the domain has. */
function labelBelow(path: Path, scope: Join | undefined): string {
  return scope === undefined ? path.join(".") : [joinName(scope), ...path.slice(scope.path.length)].join(".");
}
