/**
 * `writes`: what may be written, and by which keys. Columns are those of the table, fields of the domain
 * or not; the target of a conflict is asked with the statement that will need its unique index.
 */
import { quoteIdentifier } from "../../../sql/quote.ts";
import type { JsonObject, JsonValue } from "../../../model/json.ts";
import type { DomainElement } from "../../../model/subject.ts";
import type { DomainGraph } from "../../graph/types.ts";
import { insertedColumns } from "../../insert-of.ts";
import type { Path } from "../../notations/positions.ts";
import { failOpaque } from "../../probe/draft.ts";
import { isObject } from "../../probe/selector.ts";
import { columnSql, tableAlias, tableSql } from "../../probe/table-name.ts";
import { makeElement } from "../make-element.ts";
import { columnElement, columnsStatement, listOf, misshapen, partsAt, rootTable, textsOf, valueAt } from "./parts.ts";
import { stateElement } from "./states.ts";

export function writeElements(graph: DomainGraph): DomainElement[] {
  const table = rootTable(graph);
  const column = (path: Path, name: JsonValue | undefined, at?: Path): DomainElement[] =>
    typeof name === "string" ? [columnElement(graph, path, table, name, at, [graph.root.path])] : [];
  return [
    ...["operations", "fields", "relationships", "transitions"].flatMap((part) => misshapen(graph, ["writes", part])),
    ...misshapen(graph, ["writes", "constraints", "foreign_keys"]),
    ...partsAt(graph, ["writes", "operations"]).flatMap(([, spec, path]) => [
      ...textsOf(spec["fields"]).flatMap((name, index) => column([...path, "fields", name], name, [...path, "fields", index])),
      ...conflictTarget(graph, table, spec, path),
    ]),
    ...insertElement(graph, table),
    ...partsAt(graph, ["writes", "fields"]).flatMap(([id, , path]) => column(path, id)),
    ...partsAt(graph, [...graph.root.path, "columns"]).flatMap(([id, spec, path]) => (isObject(spec["write"]) ? column([...path, "write"], id) : [])),
    ...column(["writes", "scope", "tenant", "field"], valueAt(graph, ["writes", "scope", "tenant", "field"])),
    ...column(["writes", "constraints", "optimistic_lock", "field"], valueAt(graph, ["writes", "constraints", "optimistic_lock", "field"])),
    ...partsAt(graph, ["writes", "constraints", "foreign_keys"]).flatMap(([id, spec, path]) => [...column(path, id), ...referenced(graph, spec, path)]),
    ...partsAt(graph, ["writes", "relationships"]).flatMap(([id, spec, path]) => [
      ...column([...path, "parent_key"], spec["parent_key"]),
      ...childKeys(graph, id, spec, path),
    ]),
    ...transitionElements(graph),
  ];
}

/** The insert that the domain offers, as far as the domain says which columns it sets. */
function insertElement(graph: DomainGraph, table: string): DomainElement[] {
  const columns = insertedColumns(graph.document);
  if (columns.length === 0) return [];
  return [
    makeElement(graph, { path: ["writes", "operations", "insert"], kind: "other", uses: [graph.root.path], write: () => insertStatement(table, columns) }),
  ];
}

function insertStatement(table: string, columns: readonly string[]): string {
  const values = columns.map((name) => columnSql(tableAlias(table), name)).join(", ");
  return `INSERT INTO ${tableSql(table)} (${columns.map((name) => quoteIdentifier(name)).join(", ")}) SELECT ${values} FROM ${tableSql(table)}`;
}

/** PostgreSQL wants a unique index on exactly these columns, and says so only when it plans. */
function conflictTarget(graph: DomainGraph, table: string, spec: JsonObject, path: Path): DomainElement[] {
  const written = listOf(spec["conflict_targets"]);
  const targets = written.some((item) => Array.isArray(item)) ? written.map((item) => textsOf(item)) : [textsOf(written)];
  return targets
    .filter((columns) => columns.length > 0)
    .map((columns) => {
      const names = columns.map((name) => quoteIdentifier(name)).join(", ");
      return makeElement(graph, {
        path: [...path, "conflict_targets", columns.join(",")],
        kind: "other",
        at: [...path, "conflict_targets"],
        uses: [graph.root.path],
        // What else the domain inserts is named as well: only then it is the insert that people make.
        write: () => `${insertStatement(table, [...new Set([...columns, ...insertedColumns(graph.document)])])} ON CONFLICT (${names}) DO NOTHING`,
      });
    });
}

function referenced(graph: DomainGraph, spec: JsonObject, path: Path): DomainElement[] {
  const target = isObject(spec["references"]) ? spec["references"] : {};
  const { relation } = target;
  if (typeof relation !== "string") return [];
  const at = [...path, "references"];
  const columns = ["field", "tenant_field"].flatMap((key) => {
    const name = target[key];
    return typeof name === "string" ? [columnElement(graph, [...at, key], relation, name, undefined, [[...at, "relation"]])] : [];
  });
  return [makeElement(graph, { path: [...at, "relation"], kind: "other", write: () => columnsStatement(relation, []) }), ...columns];
}

function childKeys(graph: DomainGraph, id: string, spec: JsonObject, path: Path): DomainElement[] {
  const target = graph.root.associations.get(id)?.target?.table;
  const named = [
    ...["child_key", "foreign_key"].flatMap((key): [Path, JsonValue | undefined, Path][] => [[[...path, key], spec[key], [...path, key]]]),
    ...textsOf(spec["identity_fields"]).map((name, index): [Path, JsonValue, Path] => [
      [...path, "identity_fields", name],
      name,
      [...path, "identity_fields", index],
    ]),
  ];
  return named.flatMap(([own, name, at]) => {
    if (typeof name !== "string") return [];
    if (target !== undefined) return [columnElement(graph, own, target, name, at)];
    return [
      makeElement(graph, {
        path: own,
        kind: "other",
        at,
        write: (draft) => failOpaque(draft, `${name} belongs to another domain, which is not examined here`),
      }),
    ];
  });
}

/** `{draft: [placed, void]}`: the states are values of the column; where it is an enum, they are its labels. */
function transitionElements(graph: DomainGraph): DomainElement[] {
  return partsAt(graph, ["writes", "transitions"]).map(([id, spec, path]) => {
    const plain = Object.values(spec).every((next) => Array.isArray(next) && next.every((state) => typeof state === "string"));
    return stateElement(graph, path, id, plain ? [...new Set([...Object.keys(spec), ...Object.values(spec).flatMap((next) => textsOf(next))])] : []);
  });
}
