/** `imports` and `editors`: the fields that rows are read into and edited by. */
import type { JsonValue } from "../../../model/json.ts";
import type { DomainElement } from "../../../model/subject.ts";
import { resolveReference } from "../../graph/reference.ts";
import type { DomainGraph } from "../../graph/types.ts";
import type { Path } from "../../notations/positions.ts";
import { isObject } from "../../probe/selector.ts";
import { columnElement, fieldElement, listOf, misshapen, partElement, partsAt, rootTable, textsOf, valueAt } from "./parts.ts";

export function importElements(graph: DomainGraph): DomainElement[] {
  const at: Path = ["imports"];
  return [
    ...["fields", "actions"].flatMap((part) => misshapen(graph, [...at, part])),
    ...partsAt(graph, [...at, "fields"]).map(([id, , path]) => columnElement(graph, path, rootTable(graph), id, path, [graph.root.path])),
    ...partsAt(graph, [...at, "actions"]).map(([id, , path]) => partElement(graph, path, ["actions"], id)),
    ...listOf(valueAt(graph, [...at, "key_sets"])).flatMap((set, index) => {
      if (!isObject(set)) return [];
      const path: Path = [...at, "key_sets", typeof set["id"] === "string" ? set["id"] : index];
      return textsOf(set["fields"]).map((name) => partElement(graph, [...path, "fields", name], [...at, "fields"], name, [...at, "key_sets", index]));
    }),
  ];
}

export function editorElements(graph: DomainGraph): DomainElement[] {
  return [
    ...misshapen(graph, ["editors"]),
    ...partsAt(graph, ["editors"]).flatMap(([, spec, path]) => [
      ...fields(graph, [...path, "fields"], spec["fields"]),
      ...textsOf(spec["actions"]).map((id, index) => partElement(graph, [...path, "actions", id], ["actions"], id, [...path, "actions", index])),
      ...listOf(spec["collections"]).flatMap((collection, index) => {
        if (!isObject(collection)) return [];
        const below: Path = [...path, "collections", typeof collection["id"] === "string" ? collection["id"] : index];
        const here: Path = [...path, "collections", index];
        return [
          ...fields(graph, [...below, "fields"], collection["fields"], [...here, "fields"]),
          ...fields(graph, [...below, "order_by"], collection["order_by"], [...here, "order_by"]),
        ];
      }),
    ]),
  ];
}

/** `field`, `[field, desc]`, or `{field, label, ...}`. */
function fields(graph: DomainGraph, path: Path, list: JsonValue | undefined, at: Path = path): DomainElement[] {
  return listOf(list).flatMap((entry, index) => {
    const field = isObject(entry) ? entry["field"] : Array.isArray(entry) ? (entry as readonly JsonValue[])[0] : entry;
    return typeof field === "string" ? [formField(graph, [...path, field], field, [...at, index])] : [];
  });
}

/** Forms reach over an association whether it is joined or not. */
function formField(graph: DomainGraph, path: Path, field: string, at: Path): DomainElement {
  const dot = field.indexOf(".");
  const association = graph.root.associations.get(field.slice(0, Math.max(dot, 0)));
  const table = association?.target?.table;
  if (association === undefined || table === undefined || resolveReference(graph, field).kind !== "none") return fieldElement(graph, path, field, at);
  return columnElement(graph, path, table, field.slice(dot + 1), at, [association.path]);
}
