/** What the readers of sections share: their values come as written, so each is looked at before it is used. */
import { hashOf } from "../../../model/hash.ts";
import type { JsonObject, JsonValue } from "../../../model/json.ts";
import type { DomainElement } from "../../../model/subject.ts";
import { suggest } from "../../graph/relations.ts";
import type { DomainGraph } from "../../graph/types.ts";
import type { Path } from "../../notations/positions.ts";
import { elementKey, fail, type Draft } from "../../probe/draft.ts";
import { selectStatement } from "../../probe/from-clause.ts";
import { isObject } from "../../probe/selector.ts";
import { columnSql, tableAlias, tableSql } from "../../probe/table-name.ts";
import { makeElement } from "../make-element.ts";

/** The value at a path of the document. */
export function valueAt(graph: DomainGraph, path: Path): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>((value, step) => (isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined), graph.document);
}

/** `[id, spec, path]` of a map of named parts; a part left empty has nothing, one that is no map is `misshapen`. */
export function partsAt(graph: DomainGraph, path: Path): [string, JsonObject, Path][] {
  const value = valueAt(graph, path);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([id, spec]): [string, JsonObject, Path][] =>
    spec === null || spec === undefined ? [[id, {}, [...path, id]]] : isObject(spec) ? [[id, spec, [...path, id]]] : [],
  );
}

/** Parts that should be maps and are none: never silently left out. */
export function misshapen(graph: DomainGraph, path: Path): DomainElement[] {
  const value = valueAt(graph, path);
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return [];
  const wrong = (at: Path): DomainElement =>
    makeElement(graph, {
      path: at,
      kind: "other",
      write: (draft) =>
        fail(draft, { code: "domain-structure", message: `${at.join(".")} should be a map`, next: "Mend this part; the rest of the domain was examined." }),
    });
  if (!isObject(value)) return [wrong(path)];
  return Object.entries(value).flatMap(([id, part]) => (isObject(part) || part === null ? [] : [wrong([...path, id])]));
}

export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

export function textsOf(value: JsonValue | undefined): string[] {
  return listOf(value).filter((item): item is string => typeof item === "string");
}

/** One element for each field that a list at the path names. */
export function fieldElements(graph: DomainGraph, path: Path, uses: readonly Path[] = []): DomainElement[] {
  const value = valueAt(graph, path);
  return listOf(value).map((entry, index) =>
    fieldElement(graph, [...path, typeof entry === "string" ? entry : `#${hashOf(entry).slice(0, 8)}`], entry, [...path, index], uses),
  );
}

/** A field, or any selector, of the domain. */
export function fieldElement(graph: DomainGraph, path: Path, entry: JsonValue, at: Path = path, uses: readonly Path[] = []): DomainElement {
  return makeElement(graph, { path, kind: "other", at, content: entry, uses, write: (draft) => selectStatement(draft, draft.compile.selector(draft, entry)) });
}

/** A column of a table, be it a field of the domain or not. */
export function columnElement(graph: DomainGraph, path: Path, table: string, column: string, at: Path = path, uses: readonly Path[] = []): DomainElement {
  return makeElement(graph, { path, kind: "other", at, uses, write: () => columnsStatement(table, [column]) });
}

export function columnsStatement(table: string, columns: readonly string[]): string {
  return `SELECT ${columns.map((column) => columnSql(tableAlias(table), column)).join(", ") || "1"} FROM ${tableSql(table)}`;
}

/** The table of the source. */
export function rootTable({ root }: DomainGraph): string {
  return root.table ?? root.id;
}

/** Another part of the domain, by its id: an edge to it, or a problem where there is none. */
export function namePart(draft: Draft, registry: Path, id: string): void {
  const value = valueAt(draft.graph, registry);
  if (isObject(value) && Object.hasOwn(value, id)) draft.uses.add(elementKey(draft.graph, [...registry, id]));
  else
    fail(draft, {
      code: "domain-unknown-part",
      message: `${id} is not in ${registry.join(".")}${suggest(id, isObject(value) ? Object.keys(value) : [])}`,
      next: `Add it to ${registry.join(".")}, or name what is there.`,
    });
}

/** One element that is nothing but the name of another part. */
export function partElement(graph: DomainGraph, path: Path, registry: Path, id: string, at: Path = path): DomainElement {
  return makeElement(graph, {
    path,
    kind: "other",
    at,
    write: (draft) => {
      namePart(draft, registry, id);
      return selectStatement(draft, "1");
    },
  });
}
