/** `query_members`: each as the source joined with it, and the keys that tie it to the source; functions of the application stay unknown. */
import type { JsonObject } from "../../../model/json.ts";
import type { DomainElement } from "../../../model/subject.ts";
import { joinOf, MEMBER_KINDS } from "../../graph/members.ts";
import type { DomainGraph } from "../../graph/types.ts";
import type { Path } from "../../notations/positions.ts";
import { selectStatement } from "../../probe/from-clause.ts";
import { isObject } from "../../probe/selector.ts";
import { makeElement } from "../make-element.ts";
import { columnElement, misshapen, partsAt, rootTable } from "./parts.ts";

export function queryMemberElements(graph: DomainGraph): DomainElement[] {
  return MEMBER_KINDS.flatMap((kind) => [
    ...misshapen(graph, ["query_members", kind]),
    ...partsAt(graph, ["query_members", kind]).flatMap(([name, spec, path]) => [
      makeElement(graph, {
        path,
        kind: "other",
        content: spec,
        write: (draft) => {
          const member = graph.members.get(name);
          if (member !== undefined) draft.members.add(member);
          return selectStatement(draft, "1");
        },
      }),
      ...rootKeys(spec).map(([at, column]) => columnElement(graph, [...path, ...at], rootTable(graph), column)),
    ]),
  ]);
}

/** Columns of the source that tie a member to it. */
function rootKeys(spec: JsonObject): [Path, string][] {
  const { correlations } = spec;
  const owner = joinOf(spec)?.["owner_key"];
  const pairs = isObject(correlations) ? Object.entries(correlations) : [];
  return [
    ...(typeof owner === "string" ? [[["join", "owner_key"], owner] satisfies [Path, string]] : []),
    ...pairs.flatMap(([key, name]): [Path, string][] => (typeof name === "string" ? [[["correlations", key], name]] : [])),
  ];
}
