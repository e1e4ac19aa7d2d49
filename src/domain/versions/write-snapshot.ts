/** What a domain publishes as the file that `mix selecto.domain.contract.snapshot` writes. */
import type { JsonObject, JsonValue } from "../../model/json.ts";
import { isObject } from "../probe/selector.ts";
import { SNAPSHOT_FORMAT } from "./surfaces.ts";

const LISTS = ["fields", "filters", "query_members", "required_filters"] as const;

/** @returns undefined for a domain that publishes nothing */
export function writeContractSnapshot(name: string, document: JsonObject): JsonObject | undefined {
  const views = Object.entries(isObject(document["published_views"]) ? document["published_views"] : {}).flatMap(([id, view]) =>
    isObject(view) ? [{ id, view }] : [],
  );
  if (views.length === 0) return undefined;
  const version = document["domain_version"] ?? document["version"] ?? null;
  return {
    format: SNAPSHOT_FORMAT,
    format_version: 1,
    generated_at: "stable",
    provider: {
      name,
      schema_version: document["schema_version"] ?? null,
      domain_version: version,
      domain_fingerprint: document["domain_fingerprint"] ?? null,
    },
    surfaces: views.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ id, view }) => surfaceOf(id, view, version)),
  };
}

function surfaceOf(id: string, view: JsonObject, version: JsonValue): JsonObject {
  const columns = Object.entries(isObject(view["columns"]) ? view["columns"] : {});
  const shape = Object.fromEntries(columns.map(([column, facts]) => [column, isObject(facts) ? (facts["type"] ?? null) : null]));
  const listed = (key: (typeof LISTS)[number]): JsonValue => (Array.isArray(view[key]) ? view[key] : key === "fields" ? Object.keys(shape) : []);
  return {
    id,
    kind: "query_surface",
    source: "published_view",
    version: view["version"] ?? version,
    compatibility: view["compatibility"] ?? null,
    stable: view["stable"] !== false,
    ...Object.fromEntries(LISTS.map((key) => [key, listed(key)])),
    result_shape: shape,
    capability: view["capability"] ?? null,
    fingerprint: view["fingerprint"] ?? null,
    ...Object.fromEntries(LISTS.map((key) => [`${key}_explicit?`, Array.isArray(view[key])])),
  };
}
