/** A row of `filter_sets`, or its export: conditions for a page, all of which must hold. */
import type { DocumentPath } from "../../model/domain-query.ts";
import type { JsonObject } from "../../model/json.ts";
import { readFilters } from "./filters.ts";
import { isObject, textOf, type StoredItem } from "./stored-item.ts";

export function readFilterSet(record: JsonObject, at: DocumentPath): StoredItem | undefined {
  const exported = record["filter_set"];
  if (isObject(exported)) return readFilterSet(exported, [...at, "filter_set"]);
  if (record["filters"] === undefined || record["params"] !== undefined || record["view_mode"] !== undefined) return undefined;
  const read = readFilters(record["filters"], [...at, "filters"]);
  // What the table calls its domain is the path of a page.
  const context = textOf(record["domain"]) ?? textOf(record["context"]);
  return {
    kind: "filter set",
    name: textOf(record["name"]) ?? "(unnamed)",
    ...(context !== undefined && { context }),
    at,
    parts: [
      {
        latent: false,
        query: { select: [{ value: ["literal", 1] }], filters: read.filters, group: [], aggregates: [], order: [], parameters: [], standsAlone: true },
      },
    ],
    fields: read.fields,
    unread: read.unread,
  };
}
