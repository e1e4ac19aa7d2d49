/** `published_views`: views of the database that the domain made, with their columns, and the contract they are. */
import type { DomainElement } from "../../../model/subject.ts";
import { resolveReference } from "../../graph/reference.ts";
import type { DomainGraph } from "../../graph/types.ts";
import type { Path } from "../../notations/positions.ts";
import { isObject } from "../../probe/selector.ts";
import { makeElement } from "../make-element.ts";
import { columnElement, columnsStatement, fieldElement, fieldElements, listOf, misshapen, partElement, partsAt, textsOf } from "./parts.ts";

export function publishedViewElements(graph: DomainGraph): DomainElement[] {
  return [
    ...misshapen(graph, ["published_views"]),
    ...partsAt(graph, ["published_views"]).flatMap(([, spec, path]) => {
      const name = spec["database_name"];
      const contract = [
        ...fieldElements(graph, [...path, "fields"]),
        ...["filters", "required_filters"].flatMap((key) =>
          textsOf(spec[key]).map((id, index) => filterElement(graph, [...path, key, id], id, [...path, key, index])),
        ),
        ...textsOf(spec["query_members"]).map((name, index) => {
          const [kind = "", ...id] = name.split(".");
          return partElement(graph, [...path, "query_members", name], ["query_members", kind], id.join("."), [...path, "query_members", index]);
        }),
      ];
      if (typeof name !== "string") return contract;
      const columns = isObject(spec["columns"]) ? Object.keys(spec["columns"]) : [];
      const indexed = listOf(spec["indexes"]).flatMap((index, at) =>
        isObject(index)
          ? textsOf(index["columns"]).map((column) => columnElement(graph, [...path, "indexes", at, column], name, column, [...path, "indexes", at], [path]))
          : [],
      );
      return [
        makeElement(graph, { path, kind: "other", at: [...path, "database_name"], write: () => columnsStatement(name, []) }),
        ...columns.map((column) => columnElement(graph, [...path, "columns", column], name, column, [...path, "columns", column], [path])),
        ...indexed,
        ...contract,
      ];
    }),
  ];
}

/** A filter of the registry; a field is one without being listed there. */
function filterElement(graph: DomainGraph, path: Path, id: string, at: Path): DomainElement {
  return resolveReference(graph, id).kind === "none" ? partElement(graph, path, ["filters"], id, at) : fieldElement(graph, path, id, at);
}
