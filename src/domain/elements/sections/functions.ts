/**
 * `functions`: functions of the database that the domain offers. Each is called with the types it
 * declares, so that PostgreSQL itself looks for the overload.
 */
import { quoteIdentifier } from "../../../sql/quote.ts";
import type { JsonObject } from "../../../model/json.ts";
import type { DomainElement } from "../../../model/subject.ts";
import type { DomainGraph } from "../../graph/types.ts";
import type { Path } from "../../notations/positions.ts";
import { failOpaque, type Draft } from "../../probe/draft.ts";
import { isObject } from "../../probe/selector.ts";
import { unquotedTableSql } from "../../probe/table-name.ts";
import { castType } from "../../probe/values.ts";
import { makeElement } from "../make-element.ts";
import { listOf, misshapen, partsAt, textsOf, valueAt } from "./parts.ts";

export function functionElements(graph: DomainGraph): DomainElement[] {
  return [
    ...misshapen(graph, ["functions"]),
    ...partsAt(graph, ["functions"]).flatMap(([id, spec, path]) => [
      call(graph, id, spec, path),
      ...required(graph, path),
      ...listOf(spec["overloads"]).map((overload, index) =>
        call(graph, id, { ...spec, ...(isObject(overload) ? overload : {}) }, [...path, "overloads", index]),
      ),
    ]),
  ];
}

function call(graph: DomainGraph, id: string, spec: JsonObject, path: Path): DomainElement {
  return makeElement(graph, { path, kind: "other", write: (draft) => callStatement(draft, id, spec) });
}

/** Extensions of the database that the function comes from. */
function required(graph: DomainGraph, path: Path): DomainElement[] {
  const at = [...path, "database", "requires"];
  return textsOf(valueAt(graph, at)).map((name, index) =>
    makeElement(graph, { path: [...at, name], kind: "other", at: [...at, index], extensions: [name], write: () => "SELECT 1" }),
  );
}

function callStatement(draft: Draft, id: string, spec: JsonObject): string {
  const name = typeof spec["sql_name"] === "string" ? spec["sql_name"] : id;
  const args = listOf(spec["args"])
    .map((arg) => argument(draft, arg as JsonObject))
    .join(", ");
  const expression = `${unquotedTableSql(name)}(${args})`;
  if (spec["kind"] !== "table") return `SELECT ${expression}`;
  const { returns } = spec;
  const columns = isObject(returns) && isObject(returns["columns"]) ? Object.keys(returns["columns"]) : [];
  return `SELECT ${columns.map((column) => `f.${quoteIdentifier(column)}`).join(", ") || "1"} FROM ${expression} AS f`;
}

/** Without a type any overload would do, and PostgreSQL could not choose. */
function argument(draft: Draft, arg: JsonObject): string {
  const type = isObject(arg) ? castType(arg["type"]) : undefined;
  return type === undefined ? failOpaque(draft, "an argument has no type that PostgreSQL knows, so the function could not be looked for") : `NULL::${type}`;
}
