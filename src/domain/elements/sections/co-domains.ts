/** `co_domains`: lists of choices that another domain's query library gives. */
import type { DomainElement } from "../../../model/subject.ts";
import type { DomainGraph } from "../../graph/types.ts";
import type { Path } from "../../notations/positions.ts";
import { isObject } from "../../probe/selector.ts";
import { misshapen, partsAt, textsOf } from "./parts.ts";
import { namesParts, peerElement, peerField, peerFields } from "./peers.ts";

export function coDomainElements(graph: DomainGraph): DomainElement[] {
  return [
    ...misshapen(graph, ["co_domains"]),
    ...partsAt(graph, ["co_domains"]).flatMap(([, spec, path]) => {
      const { domain, search, result } = spec;
      const library = (kind: string): Path => ["query_library", kind];
      const found = isObject(result) ? result : {};
      return [
        peerElement(
          graph,
          path,
          domain,
          namesParts([
            [library("views"), spec["view"]],
            [library("projections"), spec["projection"]],
            [library("orderings"), spec["ordering"]],
            ...textsOf(spec["segments"]).map((id) => [library("segments"), id] as const),
          ]),
        ),
        ...peerFields(graph, [...path, "search", "fields"], domain, isObject(search) ? search["fields"] : undefined),
        ...["value_field", "label_field"].flatMap((key) => peerField(graph, [...path, "result", key], domain, found[key])),
        ...peerFields(graph, [...path, "result", "description_fields"], domain, found["description_fields"]),
      ];
    }),
  ];
}
