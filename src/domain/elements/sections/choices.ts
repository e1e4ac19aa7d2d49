/** `choice_sources`, `source_relationships`, and the columns that use them; what is named of the other domain is resolved over there. */
import type { JsonObject, JsonValue } from "../../../model/json.ts";
import type { DomainElement } from "../../../model/subject.ts";
import type { DomainGraph, Relation } from "../../graph/types.ts";
import type { Path } from "../../notations/positions.ts";
import { isObject } from "../../probe/selector.ts";
import { makeElement } from "../make-element.ts";
import { columnElement, columnsStatement, fieldElement, listOf, misshapen, partElement, partsAt, rootTable, valueAt } from "./parts.ts";
import { namesParts, peerElement, peerField } from "./peers.ts";

const SOURCES = ["value_source", "caption_source", "description_source"] as const;

/** @param relations whose columns may offer choices */
export function choiceElements(graph: DomainGraph, relations: readonly Relation[]): DomainElement[] {
  const relationships: Path = ["source_relationships"];
  return [
    ...["choice_sources", "source_relationships"].flatMap((section) => misshapen(graph, [section])),
    ...partsAt(graph, relationships).flatMap(([, spec, path]) => [
      ...localColumn(graph, [...path, "source_field"]),
      ...listOf(spec["virtual_join"]).flatMap((entry, index) => {
        const name = isObject(entry) ? entry["working_field"] : undefined;
        return typeof name === "string" ? [columnElement(graph, [...path, "virtual_join", index, "working_field"], rootTable(graph), name)] : [];
      }),
      ...listOf(spec["virtual_join"]).flatMap((entry, index) =>
        isObject(entry) ? ofSchema(graph, [...path, "virtual_join", index, "source_field"], entry["source_field"]) : [],
      ),
      ...filters(graph, path, spec),
      peerElement(graph, path, spec["target_domain"], namesParts([])),
      ...peerField(graph, [...path, "target_field"], spec["target_domain"], spec["target_field"]),
    ]),
    ...partsAt(graph, ["choice_sources"]).flatMap(([, spec, path]) => [
      peerElement(graph, path, spec["domain"], namesParts([])),
      ...["value_field", "label_field"].flatMap((key) => peerField(graph, [...path, key], spec["domain"], spec[key])),
      ...SOURCES.flatMap((key) => ofSchema(graph, [...path, key], spec[key])),
      ...filters(graph, path, spec),
      ...listOf(spec["order_by"]).flatMap((entry, index) => ofSchema(graph, [...path, "order_by", index], firstName(entry))),
      ...named(graph, [...path, "source_relationship"], relationships),
    ]),
    ...relations.flatMap((relation) => [...relation.columns.keys()].flatMap((id) => ofColumn(graph, relation, [...relation.path, "columns", id]))),
  ];
}

/** What a column that holds a choice names. */
function ofColumn(graph: DomainGraph, relation: Relation, at: Path): DomainElement[] {
  const reference = valueAt(graph, [...at, "reference"]);
  const caption = isObject(reference) ? reference["caption_field"] : undefined;
  const place: Path = [...at, "reference", "caption_field"];
  return [
    ...named(graph, [...at, "choice_source"], ["choice_sources"]),
    ...named(graph, [...at, "reference", "choice_source"], ["choice_sources"]),
    ...(isObject(reference) ? SOURCES.flatMap((key) => ofSchema(graph, [...at, "reference", key], reference[key])) : []),
    ...(typeof caption !== "string"
      ? []
      : [relation === graph.root || relation.table === undefined ? fieldElement(graph, place, caption) : columnElement(graph, place, relation.table, caption)]),
  ];
}

function localColumn(graph: DomainGraph, path: Path): DomainElement[] {
  const name = valueAt(graph, path);
  return typeof name === "string" ? [columnElement(graph, path, rootTable(graph), name)] : [];
}

/** `owners.name`: here the prefix is the id of a schema, joined or not; of other domains it says nothing here. */
function ofSchema(graph: DomainGraph, path: Path, written: JsonValue | undefined): DomainElement[] {
  if (typeof written !== "string") return [];
  const dot = written.indexOf(".");
  const table = graph.schemas.get(written.slice(0, Math.max(dot, 0)))?.table;
  return table === undefined
    ? []
    : [makeElement(graph, { path, kind: "other", content: written, write: () => columnsStatement(table, [written.slice(dot + 1)]) })];
}

/** Fixed conditions over the schema that the choices come from: `[eq, owners.active, true]`. */
function filters(graph: DomainGraph, path: Path, spec: JsonObject): DomainElement[] {
  return listOf(spec["filters"]).flatMap((entry, index) => fieldsOf(entry).flatMap((name) => ofSchema(graph, [...path, "filters", index, name], name)));
}

function fieldsOf(entry: JsonValue): string[] {
  if (isObject(entry)) return typeof entry["field"] === "string" ? [entry["field"]] : [];
  if (!Array.isArray(entry)) return [];
  const [operator, ...operands] = entry as readonly JsonValue[];
  const isGroup = operator === "and" || operator === "or" || operator === "not";
  if (isGroup)
    return operands.flatMap((one) =>
      Array.isArray(one) && Array.isArray((one as readonly JsonValue[])[0]) ? (one as readonly JsonValue[]).flatMap(fieldsOf) : fieldsOf(one),
    );
  const name = [operator, operands[0]].find((part) => typeof part === "string" && part.includes("."));
  return typeof name === "string" ? [name] : [];
}

function firstName(entry: JsonValue): JsonValue | undefined {
  return Array.isArray(entry) ? (entry as readonly JsonValue[]).find((part) => typeof part === "string" && part.includes(".")) : entry;
}

/** A shorthand map is its own choice source. */
function named(graph: DomainGraph, path: Path, registry: Path): DomainElement[] {
  const id = valueAt(graph, path);
  if (typeof id !== "string") return [];
  return [partElement(graph, path, registry, id)];
}
