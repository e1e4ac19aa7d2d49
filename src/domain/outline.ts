/** A domain to its outline: the same graph that the statements are made from, without the statements. */
import type { DomainOutline, OutlineEntry, OutlineField, OutlineJoin, OutlineRelation } from "../model/domain-outline.ts";
import type { Domain } from "../model/domain.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { buildGraph } from "./graph/build-graph.ts";
import { joinName, type DomainGraph, type Join, type Relation } from "./graph/types.ts";
import type { Path, Positions } from "./notations/positions.ts";
import { bridgeOf } from "./probe/bridge.ts";
import { elementKey } from "./probe/draft.ts";
import { checkStructure } from "./structure/check-structure.ts";

/** @returns undefined for a domain whose source cannot be read; its diagnostics say why */
export function outlineDomain(domain: Domain): DomainOutline | undefined {
  const nowhere = (): Domain["position"] => domain.position;
  const positions: Positions = { key: nowhere, value: nowhere };
  const { spec } = checkStructure(domain.document, positions);
  if (spec === undefined) return undefined;
  const graph = buildGraph(domain.name, spec, domain.document, positions);
  const { description } = domain.document;
  return {
    name: domain.name,
    file: domain.file,
    ...(domain.version !== undefined && { version: domain.version }),
    ...(typeof description === "string" && { description }),
    relations: [
      relationOutline(graph, graph.root, "source", ""),
      ...graph.joins.flatMap((join) =>
        join.target?.relation === undefined || join.target.relation === graph.root
          ? []
          : [relationOutline(graph, join.target.relation, joinName(join), `${joinName(join)}.`)],
      ),
    ],
    joins: graph.joins.flatMap((join) => (join.implicit ? [] : [joinOutline(graph, join)])),
    filters: entries(graph, ["filters"], spec.filters),
    customColumns: [...graph.customColumns].map(([id, { path, spec: column }]) => entry(graph, id, path, column)),
    requiredFilters: (spec.required_filters ?? []).map(asWritten),
    defaultSelected: (spec.default_selected ?? []).map(asWritten),
  };
}

function relationOutline(graph: DomainGraph, relation: Relation, id: string, prefix: string): OutlineRelation {
  const { primary_key: key } = relation.spec;
  const computed =
    relation === graph.root ? [...relation.columns].flatMap(([name, { computed: rule }]) => (rule && !relation.fields.has(name) ? [name] : [])) : [];
  const field = (name: string, path: Path, isComputed: boolean): OutlineField => {
    const column = relation.columns.get(name);
    return {
      name: prefix + name,
      element: elementKey(graph, path),
      ...described(column?.label, column?.description),
      ...(typeof column?.type === "string" && { declared: column.type }),
      computed: isComputed,
    };
  };
  const offered = [...relation.fields.keys()].filter((name) => !relation.redacted.has(name));
  return {
    id,
    table: relation.table ?? relation.id,
    primaryKey: typeof key === "string" ? [key] : (key ?? []),
    fields: [
      ...offered.map((name) => field(name, [...relation.path, "fields", name], false)),
      ...computed.map((name) => field(name, [...relation.path, "columns", name], true)),
    ],
    redacted: [...relation.redacted].map((name) => prefix + name).toSorted(),
  };
}

function joinOutline(graph: DomainGraph, join: Join): OutlineJoin {
  const { association, parent, spec } = join;
  const owner = parent === undefined ? graph.root : parent.target?.relation;
  const bridge = association === undefined ? undefined : bridgeOf(association, join);
  const [from, to] = [association?.spec.owner_key ?? spec.owner_key, association?.spec.related_key ?? spec.related_key];
  return {
    id: joinName(join),
    element: elementKey(graph, join.path),
    ...described(spec.name, undefined),
    ...(typeof spec.type === "string" && { type: spec.type }),
    from: owner?.table ?? owner?.id ?? parent?.target?.table ?? graph.name,
    to: join.target?.table ?? join.id,
    keys: bridge === undefined && typeof from === "string" && typeof to === "string" ? [[from, to]] : [],
    ...(bridge !== undefined && { through: bridge.table }),
    ...(association?.spec.cardinality && { cardinality: association.spec.cardinality }),
  };
}

interface Described {
  readonly name?: string | null | undefined;
  readonly description?: JsonValue | undefined;
}

function entries(graph: DomainGraph, path: Path, specs: Readonly<Record<string, Described>> | null | undefined): OutlineEntry[] {
  return Object.entries(specs ?? {}).map(([id, spec]) => entry(graph, id, [...path, id], spec));
}

function entry(graph: DomainGraph, id: string, path: Path, spec: Described): OutlineEntry {
  return { name: id, element: elementKey(graph, path), ...described(spec.name, spec.description) };
}

function described(label: JsonValue | undefined, description: JsonValue | undefined): { label?: string; description?: string } {
  return { ...(typeof label === "string" && { label }), ...(typeof description === "string" && { description }) };
}

function asWritten(value: JsonValue | JsonObject): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
