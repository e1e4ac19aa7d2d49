/** The sections beside source, schemas, joins, registries and lists, each with its reader. */
import type { DomainElement } from "../../../model/subject.ts";
import type { DomainGraph, Relation } from "../../graph/types.ts";
import { actionElements } from "./actions.ts";
import { coDomainElements } from "./co-domains.ts";
import { dependencyElements } from "./dependencies.ts";
import { editorElements, importElements } from "./forms.ts";
import { furtherElements } from "./further.ts";
import { ruleElements } from "./rules.ts";
import { choiceElements } from "./choices.ts";
import { functionElements } from "./functions.ts";
import type { Path } from "../../notations/positions.ts";
import { namelessElements } from "./nameless.ts";
import { columnElement, misshapen, partsAt, rootTable } from "./parts.ts";
import { publishedViewElements } from "./published-views.ts";
import { queryLibraryElements } from "./query-library.ts";
import { queryMemberElements } from "./query-members.ts";
import { writeElements } from "./writes.ts";

/** Lists whose members are names, wherever `*` leads; those of `conflict_targets` may be lists of names. */
const NAME_LISTS: readonly Path[] = [
  ["writes", "operations", "*", "fields"],
  ["writes", "operations", "*", "conflict_targets"],
  ["writes", "relationships", "*", "identity_fields"],
  ["functions", "*", "database", "requires"],
  ["query_library", "segments", "*", "segments"],
  ["query_library", "projections", "*", "projections"],
  ["query_library", "projections", "*", "associations", "*", "fields"],
  ["query_library", "views", "*", "segments"],
  ["published_views", "*", "indexes", "*", "columns"],
  ["domain_dependencies", "*", "uses", "*"],
  ["co_domains", "*", "segments"],
  ["co_domains", "*", "search", "fields"],
  ["imports", "key_sets", "*", "fields"],
  ["editors", "*", "actions"],
];

/** @param relations the source, and the schemas that something leads to */
export function sectionElements(graph: DomainGraph, relations: readonly Relation[]): DomainElement[] {
  return [
    ...NAME_LISTS.flatMap((path) => namelessElements(graph, path)),
    ...functionElements(graph),
    ...queryMemberElements(graph),
    ...queryLibraryElements(graph),
    ...publishedViewElements(graph),
    ...actionElements(graph),
    ...choiceElements(graph, relations),
    ...writeElements(graph),
    ...coDomainElements(graph),
    ...dependencyElements(graph),
    ...ruleElements(graph),
    ...importElements(graph),
    ...editorElements(graph),
    ...furtherElements(graph),
    ...["json_schemas", "jsonb_schemas"].flatMap((section) => [
      ...misshapen(graph, [section]),
      ...partsAt(graph, [section]).map(([column, , path]) => columnElement(graph, path, rootTable(graph), column)),
    ]),
  ];
}
