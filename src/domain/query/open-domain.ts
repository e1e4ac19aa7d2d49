/** A domain made ready for queries: its graph from the document as read, and what its filters are called. */
import type { Domain } from "../../model/domain.ts";
import { buildGraph } from "../graph/build-graph.ts";
import type { DomainGraph } from "../graph/types.ts";
import type { Positions } from "../notations/positions.ts";
import { checkStructure } from "../structure/check-structure.ts";
import type { FilterSpec } from "../structure/registries.ts";

export interface OpenDomain {
  readonly name: string;
  readonly version?: string;
  readonly graph: DomainGraph;
  /** filters of the domain and of its joins, by id */
  readonly filters: ReadonlyMap<string, FilterSpec>;
}

/** `undefined` when nothing of the domain could be read. */
export function openDomain(domain: Pick<Domain, "name" | "version" | "file" | "position" | "document">): OpenDomain | undefined {
  const positions: Positions = { key: () => domain.position, value: () => domain.position };
  const { spec } = checkStructure(domain.document, positions);
  if (spec === undefined) return undefined;
  const graph = buildGraph(domain.name, spec, domain.document, positions);
  const filters = new Map<string, FilterSpec>();
  // The domain's own win over those of a join, as in the flat registry of upstream.
  for (const join of graph.joins)
    for (const [id, filter] of [...Object.entries(join.spec.custom_filters ?? {}), ...Object.entries(join.spec.filters ?? {})]) filters.set(id, filter);
  for (const [id, filter] of Object.entries(spec.filters ?? {})) filters.set(id, filter);
  return { name: domain.name, ...(domain.version !== undefined && { version: domain.version }), graph, filters };
}
