/** All elements of a domain, sorted by key, so that the order of the file does not matter. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { DomainElement } from "../../model/subject.ts";
import type { DomainGraph } from "../graph/types.ts";
import { elementKey } from "../probe/draft.ts";
import { pathText, type CutPart } from "../structure/check-structure.ts";
import { associationElements } from "./association-elements.ts";
import { entryElements } from "./entry-elements.ts";
import { joinElements } from "./join-elements.ts";
import { optionProviderElements } from "./option-providers.ts";
import { reachableSchemas } from "./reachable-schemas.ts";
import { registryElements } from "./registry-elements.ts";
import { relationElements } from "./relation-elements.ts";
import { sectionElements } from "./sections/section-elements.ts";

export function buildElements(graph: DomainGraph, cut: readonly CutPart[]): { elements: readonly DomainElement[]; findings: readonly Diagnostic[] } {
  const { reached, findings } = reachableSchemas(graph);
  const joined = new Set(graph.joins.flatMap((join) => (join.target?.relation === undefined ? [] : [join.target.relation])));
  const relations = [graph.root, ...reached];
  const all = [
    ...relations.flatMap((relation) => [...relationElements(graph, relation), ...associationElements(graph, relation, joined)]),
    ...graph.joins.flatMap((join) => joinElements(graph, join)),
    ...registryElements(graph),
    ...optionProviderElements(graph, relations),
    ...entryElements(graph),
    ...sectionElements(graph, relations),
    ...cut.map((part) => cutElement(graph, part)),
  ];
  // A part that was cut may share its path with what is left of it; the problem is what counts.
  const byKey = new Map<string, DomainElement>();
  for (const element of all) byKey.set(element.key, element);
  return { elements: [...byKey.values()].toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)), findings };
}

/** A part with a wrong shape still counts: as one thing that could not be asked about. */
function cutElement(graph: DomainGraph, { path, diagnostic }: CutPart): DomainElement {
  return {
    key: elementKey(graph, path),
    domain: graph.name,
    kind: "other",
    label: `${graph.name}.${pathText(path)}`,
    position: graph.positions.key(path),
    problem: diagnostic,
    uses: [],
  };
}
