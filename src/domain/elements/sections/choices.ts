/** `choice_sources`, `source_relationships`, and the columns that use them: the side of this domain. The other domain's side is its own. */
import type { DomainElement } from "../../../model/subject.ts";
import type { DomainGraph } from "../../graph/types.ts";
import type { Path } from "../../notations/positions.ts";
import { failOpaque } from "../../probe/draft.ts";
import { selectStatement } from "../../probe/from-clause.ts";
import { isObject } from "../../probe/selector.ts";
import { makeElement } from "../make-element.ts";
import { columnElement, columnsStatement, listOf, misshapen, namePart, partsAt, rootTable, valueAt } from "./parts.ts";

const SOURCES = ["value_source", "caption_source", "description_source"] as const;

export function choiceElements(graph: DomainGraph): DomainElement[] {
  const relationships: Path = ["source_relationships"];
  return [
    ...["choice_sources", "source_relationships"].flatMap((section) => misshapen(graph, [section])),
    ...partsAt(graph, relationships).flatMap(([, spec, path]) => [
      ...localColumn(graph, [...path, "source_field"]),
      ...listOf(spec["virtual_join"]).flatMap((entry, index) => {
        const name = isObject(entry) ? entry["working_field"] : undefined;
        return typeof name === "string" ? [columnElement(graph, [...path, "virtual_join", index, "working_field"], rootTable(graph), name)] : [];
      }),
      otherDomain(graph, path, spec["target_domain"]),
    ]),
    ...partsAt(graph, ["choice_sources"]).flatMap(([, spec, path]) => [
      otherDomain(graph, path, spec["domain"]),
      ...SOURCES.flatMap((key) => ofSchema(graph, [...path, key])),
      ...named(graph, [...path, "source_relationship"], relationships),
    ]),
    ...[...graph.root.columns.keys()].flatMap((id) => named(graph, [...graph.root.path, "columns", id, "choice_source"], ["choice_sources"])),
  ];
}

function otherDomain(graph: DomainGraph, path: Path, other: unknown): DomainElement {
  return makeElement(graph, {
    path,
    kind: "other",
    write: (draft) => (typeof other === "string" ? failOpaque(draft, `what it names of the domain ${other} is not examined`) : selectStatement(draft, "1")),
  });
}

function localColumn(graph: DomainGraph, path: Path): DomainElement[] {
  const name = valueAt(graph, path);
  return typeof name === "string" ? [columnElement(graph, path, rootTable(graph), name)] : [];
}

/** `owners.name`: here the prefix is the id of a schema, joined or not; of other domains it says nothing here. */
function ofSchema(graph: DomainGraph, path: Path): DomainElement[] {
  const written = valueAt(graph, path);
  if (typeof written !== "string") return [];
  const dot = written.indexOf(".");
  const table = graph.schemas.get(written.slice(0, Math.max(dot, 0)))?.table;
  return table === undefined
    ? []
    : [makeElement(graph, { path, kind: "other", content: written, write: () => columnsStatement(table, [written.slice(dot + 1)]) })];
}

/** A shorthand map is its own choice source. */
function named(graph: DomainGraph, path: Path, registry: Path): DomainElement[] {
  const id = valueAt(graph, path);
  if (typeof id !== "string") return [];
  return [
    makeElement(graph, {
      path,
      kind: "other",
      write: (draft) => {
        namePart(draft, registry, id);
        return selectStatement(draft, "1");
      },
    }),
  ];
}
