/** `published_views`: views of the database that the domain made, with their columns, and the contract they are. */
import type { DomainElement } from "../../../model/subject.ts";
import type { DomainGraph } from "../../graph/types.ts";
import { isObject } from "../../probe/selector.ts";
import { makeElement } from "../make-element.ts";
import { columnElement, columnsStatement, fieldElements, listOf, misshapen, partsAt, textsOf } from "./parts.ts";

export function publishedViewElements(graph: DomainGraph): DomainElement[] {
  return [
    ...misshapen(graph, ["published_views"]),
    ...partsAt(graph, ["published_views"]).flatMap(([, spec, path]) => {
      const name = spec["database_name"];
      const contract = fieldElements(graph, [...path, "fields"]);
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
