/** An intent (`{view_mode, select, filters, ...}`), and a bookmark: the address of a page with its parameters. */
import type { DocumentPath } from "../../model/domain-query.ts";
import type { JsonObject, JsonValue } from "../../model/json.ts";
import { readParams } from "./params.ts";
import { isObject, textOf, type StoredItem } from "./stored-item.ts";

const MARKS = ["view_mode", "select", "selected", "group_by", "metrics", "aggregate", "x_axis"];

export function readIntent(record: JsonObject, at: DocumentPath): StoredItem | undefined {
  const inner = isObject(record["intent"]) ? record["intent"] : record;
  const place = inner === record ? at : [...at, "intent"];
  if (!MARKS.some((key) => inner[key] !== undefined)) return undefined;
  const context = textOf(record["context"]);
  const domain = textOf(record["domain"]);
  return {
    kind: "intent",
    name: textOf(record["name"]) ?? textOf(record["id"]) ?? `intent ${at.join(".") || "1"}`,
    ...(context !== undefined && { context }),
    ...(domain !== undefined && { domain }),
    at,
    ...readParams(withMode(inner), place),
  };
}

/** An intent that does not say so shows what it has. */
function withMode(intent: JsonObject): JsonObject {
  const mode = ["group_by", "metrics", "aggregate", "aggregates"].some((key) => intent[key] !== undefined)
    ? "aggregate"
    : intent["x_axis"] === undefined
      ? "detail"
      : "graph";
  return { view_mode: mode, ...intent };
}

/** The parameters of an address cannot be rewritten in place, so it has no places of fields. */
export function readBookmark(record: JsonObject, at: DocumentPath): StoredItem | undefined {
  const key = ["url", "long_url", "bookmark"].find((name) => textOf(record[name])?.includes("?") === true);
  const url = key === undefined ? undefined : textOf(record[key]);
  if (key === undefined || url === undefined) return undefined;
  const [address = "", search = ""] = url.split("?", 2);
  const path = address.replace(/^[a-z]+:\/\/[^/]*/i, "");
  const read = readParams(parametersOf(search.replace(/#.*$/, "")), []);
  const here = [...at, key];
  return {
    kind: "bookmark",
    name: textOf(record["name"]) ?? textOf(record["short_code"]) ?? path,
    context: textOf(record["context"]) ?? path,
    at,
    parts: read.parts.map((part) => ({ ...part, query: relocated(part.query, here) })),
    fields: [],
    unread: read.unread.map(({ reason }) => ({ reason, at: here })),
  };
}

/** Every part stands where the address stands. */
function relocated<T>(value: T, at: DocumentPath): T {
  if (Array.isArray(value)) return value.map((one: unknown) => relocated(one, at)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, key === "at" ? at : relocated(inner, at)])) as T;
}

/** `filters[k1][filter]=rating` as nested maps. */
function parametersOf(search: string): JsonObject {
  const root = new Map<string, unknown>();
  for (const [name, value] of new URLSearchParams(search)) {
    const steps = name.replaceAll("]", "").split("[");
    let level = root;
    for (const step of steps.slice(0, -1)) {
      const next = level.get(step);
      const inner = next instanceof Map ? (next as Map<string, unknown>) : new Map<string, unknown>();
      level.set(step, inner);
      level = inner;
    }
    level.set(steps.at(-1) ?? "", value);
  }
  const plain = (value: unknown): JsonValue =>
    value instanceof Map ? Object.fromEntries([...(value as Map<string, unknown>)].map(([key, inner]) => [key, plain(inner)])) : String(value);
  return plain(root) as JsonObject;
}
