/** A row of `saved_view_configs`: the settings of one kind of view, without conditions. */
import type { DocumentPath } from "../../model/domain-query.ts";
import type { JsonObject } from "../../model/json.ts";
import { isObject, textOf, type StoredItem } from "./stored-item.ts";
import { readView } from "./views.ts";

export function readViewConfig(record: JsonObject, at: DocumentPath): StoredItem | undefined {
  const { params } = record;
  const type = textOf(record["view_type"]);
  if (!isObject(params) || type === undefined) return undefined;
  const nested = params[type];
  const read = isObject(nested) ? readView(nested, [...at, "params", type], type) : readView(params, [...at, "params"], type);
  const context = textOf(record["context"]);
  return {
    kind: "view configuration",
    name: textOf(record["name"]) ?? "(unnamed)",
    ...(context !== undefined && { context }),
    at,
    parts: [{ view: type, latent: false, query: { ...read.query, filters: [], parameters: [], standsAlone: true } }],
    fields: read.fields,
    unread: read.empty ? [...read.unread, { reason: "nothing in it is known here", at }] : read.unread,
  };
}
