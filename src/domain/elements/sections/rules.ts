/** `rules`: which fields are held to which rule, and the constraint of the database that says the same. */
import { quoteIdentifier } from "../../../sql/quote.ts";
import type { JsonObject } from "../../../model/json.ts";
import type { DomainElement } from "../../../model/subject.ts";
import type { DomainGraph } from "../../graph/types.ts";
import type { Path } from "../../notations/positions.ts";
import { failOpaque } from "../../probe/draft.ts";
import { selectStatement } from "../../probe/from-clause.ts";
import { isObject } from "../../probe/selector.ts";
import { columnSql, tableAlias, tableSql } from "../../probe/table-name.ts";
import { makeElement } from "../make-element.ts";
import { fieldElement, misshapen, namePart, partsAt, rootTable, textsOf } from "./parts.ts";

export function ruleElements(graph: DomainGraph): DomainElement[] {
  return [
    ...["definitions", "normalizers", "bindings"].flatMap((part) => misshapen(graph, ["rules", part])),
    ...partsAt(graph, ["rules", "bindings"]).flatMap(([, spec, path]) => [
      makeElement(graph, {
        path,
        kind: "other",
        write: (draft) => {
          for (const [key, registry] of [
            ["rule", "definitions"],
            ["normalizer", "normalizers"],
          ] as const) {
            const id = isObject(spec[key]) ? spec[key]["id"] : undefined;
            if (typeof id === "string") namePart(draft, ["rules", registry], id);
          }
          const action = isObject(spec["subject"]) ? spec["subject"]["action"] : undefined;
          if (typeof action === "string") namePart(draft, ["actions"], action);
          return selectStatement(draft, "1");
        },
      }),
      ...subject(graph, spec, path),
      ...nativeConstraint(graph, spec, path),
    ]),
  ];
}

/** What an action is given is no field; everything else is. */
function subject(graph: DomainGraph, spec: JsonObject, path: Path): DomainElement[] {
  const about = spec["subject"];
  if (!isObject(about) || about["scope"] === "action_input" || about["scope"] === "evidence") return [];
  const written = about["path"];
  const field = typeof written === "string" ? written : textsOf(written).join(".");
  return field === "" ? [] : [fieldElement(graph, [...path, "subject", "path"], field)];
}

/** PostgreSQL looks up a unique constraint by its name where a conflict with it is handled; the others have no such question. */
function nativeConstraint(graph: DomainGraph, spec: JsonObject, path: Path): DomainElement[] {
  const native = spec["native_constraint"];
  if (!isObject(native)) return [];
  const { adapter, constraint, category } = native;
  if (typeof constraint !== "string" || typeof adapter !== "string" || !adapter.startsWith("postgres")) return [];
  const table = rootTable(graph);
  const key = typeof graph.root.spec.primary_key === "string" ? graph.root.spec.primary_key : graph.root.spec.primary_key?.[0];
  return [
    makeElement(graph, {
      path: [...path, "native_constraint"],
      kind: "other",
      uses: [graph.root.path],
      write: (draft) =>
        category !== "unique_violation" || key === undefined
          ? failOpaque(draft, `whether ${table} has the constraint ${constraint} is not asked`)
          : `INSERT INTO ${tableSql(table)} (${quoteIdentifier(key)}) SELECT ${columnSql(tableAlias(table), key)} FROM ${tableSql(table)} ON CONFLICT ON CONSTRAINT ${quoteIdentifier(constraint)} DO NOTHING`,
    }),
  ];
}
