/**
 * A row of `exported_views` or of scheduled exports. It runs a frozen copy of the domain that is packed
 * into a binary of Elixir and may hold connection secrets: it is named and counted, its content is never
 * looked at.
 */
import type { DocumentPath } from "../../model/domain-query.ts";
import type { JsonObject } from "../../model/json.ts";
import { textOf, type StoredItem } from "./stored-item.ts";

export function readExportedView(record: JsonObject, at: DocumentPath): StoredItem | undefined {
  if (record["snapshot_blob"] === undefined && record["public_id"] === undefined) return undefined;
  const context = textOf(record["context"]) ?? textOf(record["path"]);
  return {
    kind: "exported view",
    name: textOf(record["name"]) ?? "(unnamed)",
    ...(context !== undefined && { context }),
    at,
    parts: [],
    fields: [],
    unread: [{ reason: "it runs a frozen copy of its domain, which is not opened: export the view again after the change", at }],
  };
}
