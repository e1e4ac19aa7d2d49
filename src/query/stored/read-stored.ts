/**
 * A JSON document of stored queries: one record, a list of them, or a map of lists as an export of the
 * tables gives it. A record that no reader knows is unknown, never left out.
 */
import type { DocumentPath } from "../../model/domain-query.ts";
import type { JsonObject, JsonValue } from "../../model/json.ts";
import { readExportedView } from "./exported-view.ts";
import { readFilterSet } from "./filter-set.ts";
import { readBookmark, readIntent } from "./intent.ts";
import { readSavedView } from "./saved-view.ts";
import { isObject, textOf, type StoredItem } from "./stored-item.ts";
import { readViewConfig } from "./view-config.ts";

/** Tried in this order: the first that knows the shape reads it. */
const READERS: readonly ((record: JsonObject, at: DocumentPath) => StoredItem | undefined)[] = [
  readExportedView,
  readViewConfig,
  readSavedView,
  readBookmark,
  readIntent,
  readFilterSet,
];

export function readStored(document: JsonValue): StoredItem[] {
  return recordsOf(document, []).map(({ record, at }) => readRecord(record, at));
}

function readRecord(record: JsonValue, at: DocumentPath): StoredItem {
  if (isObject(record))
    for (const reader of READERS) {
      const item = reader(record, at);
      if (item !== undefined) return item;
    }
  const name = isObject(record) ? textOf(record["name"]) : undefined;
  return {
    kind: "saved view",
    name: name ?? `record ${at.join(".") || "1"}`,
    at,
    parts: [],
    fields: [],
    unread: [{ reason: "its shape is not known here", at }],
  };
}

const RECORD_KEYS = ["params", "filters", "filter_set", "snapshot_blob", "public_id", "url", "long_url", "intent", "view_mode", "select", "selected", "views"];

function recordsOf(value: JsonValue, at: DocumentPath): { record: JsonValue; at: DocumentPath }[] {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).flatMap((one, index) => recordsOf(one, [...at, index]));
  if (isObject(value) && !RECORD_KEYS.some((key) => value[key] !== undefined) && Object.values(value).some(Array.isArray))
    return Object.entries(value).flatMap(([key, inner]) => (Array.isArray(inner) ? recordsOf(inner, [...at, key]) : []));
  return [{ record: value, at }];
}
