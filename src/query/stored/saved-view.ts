/** A row of `saved_views`: name, page, and the parameters of the page. */
import type { DocumentPath } from "../../model/domain-query.ts";
import type { JsonObject } from "../../model/json.ts";
import { readParams } from "./params.ts";
import { isObject, textOf, type StoredItem } from "./stored-item.ts";

export function readSavedView(record: JsonObject, at: DocumentPath): StoredItem | undefined {
  const { params } = record;
  if (!isObject(params) || record["view_type"] !== undefined) return undefined;
  const context = textOf(record["context"]);
  const domain = textOf(record["domain"]);
  return {
    kind: "saved view",
    name: textOf(record["name"]) ?? "(unnamed)",
    ...(context !== undefined && { context }),
    ...(domain !== undefined && { domain }),
    at,
    ...readParams(params, [...at, "params"]),
  };
}
