/** Sections that name little: `subfilters`, `window_functions`, `retarget` (formerly `pivot`), `capabilities`. */
import type { JsonValue } from "../../../model/json.ts";
import type { DomainElement } from "../../../model/subject.ts";
import type { DomainGraph } from "../../graph/types.ts";
import type { Path } from "../../notations/positions.ts";
import { elementKey, failOpaque } from "../../probe/draft.ts";
import { selectStatement } from "../../probe/from-clause.ts";
import { isObject } from "../../probe/selector.ts";
import { makeElement } from "../make-element.ts";
import { listOf, misshapen, namePart, partElement, partsAt, valueAt } from "./parts.ts";

export function furtherElements(graph: DomainGraph): DomainElement[] {
  return [
    ...["subfilters", "window_functions", "capabilities"].flatMap((section) => misshapen(graph, [section])),
    ...subfilters(graph),
    ...windows(graph),
    ...["retarget", "pivot"].flatMap((section) => target(graph, [section, "default_target"])),
    ...capabilities(graph),
  ];
}

/** Rows are kept when a related row has a value: the field behind its join is what is named. */
function subfilters(graph: DomainGraph): DomainElement[] {
  return partsAt(graph, ["subfilters"]).map(([id, spec, path]) => {
    const written = spec["field"] ?? spec["relationship_path"] ?? spec["path"];
    return makeElement(graph, {
      path,
      kind: "filter",
      content: written ?? null,
      write: (draft) =>
        typeof written === "string"
          ? selectStatement(draft, "1", `WHERE ${draft.compile.filter(draft, [written, "not_null"])}`)
          : failOpaque(draft, `the subfilter ${id} names no field that is known here`),
    });
  });
}

function windows(graph: DomainGraph): DomainElement[] {
  return partsAt(graph, ["window_functions"]).map(([id, spec, path]) => {
    const name = spec["function"];
    const given = spec["arguments"] ?? spec["args"] ?? spec["field"];
    const args: readonly JsonValue[] = Array.isArray(given) ? (given as readonly JsonValue[]) : given === undefined || given === null ? [] : [given];
    const options = isObject(spec["over"]) ? spec["over"] : spec;
    return makeElement(graph, {
      path,
      kind: "other",
      content: [...args, ...listOf(options["partition_by"]), ...listOf(options["order_by"])],
      write: (draft) =>
        typeof name === "string"
          ? selectStatement(draft, draft.compile.selector(draft, ["over", ["func", name, [...args]], options]))
          : failOpaque(draft, `the window function ${id} names no function`),
    });
  });
}

/** The schema that a query turns to when nobody says otherwise. */
function target(graph: DomainGraph, path: Path): DomainElement[] {
  const id = valueAt(graph, path);
  if (typeof id !== "string") return [];
  return [
    makeElement(graph, {
      path,
      kind: "other",
      write: (draft) => {
        const join = graph.prefixes.get(id);
        if (join === undefined) namePart(draft, ["schemas"], id);
        else draft.uses.add(elementKey(graph, join.path));
        return selectStatement(draft, "1");
      },
    }),
  ];
}

const GUARDED: readonly Path[] = [
  ["source", "columns"],
  ["filters"],
  ["functions"],
  ["published_views"],
  ["detail_actions"],
  ["actions"],
  ["choice_sources"],
  ["source_relationships"],
];

/** Where a domain lists its capabilities, what asks for one must find it there. Without the list they are the application's own. */
function capabilities(graph: DomainGraph): DomainElement[] {
  if (partsAt(graph, ["capabilities"]).length === 0) return [];
  const named = (path: Path, registry: Path, id: JsonValue | undefined): DomainElement[] =>
    typeof id === "string" ? [partElement(graph, path, registry, id)] : [];
  return [
    ...partsAt(graph, ["capabilities"]).flatMap(([, spec, path]) => named([...path, "action"], ["actions"], spec["action"])),
    ...GUARDED.flatMap((at) => partsAt(graph, at).flatMap(([, spec, path]) => named([...path, "capability"], ["capabilities"], spec["capability"]))),
  ];
}
