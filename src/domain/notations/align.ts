/** Equality of documents across notations: an export names sections that are empty, people leave them out. */
import { canonicalJson, type JsonObject, type JsonValue } from "../../model/json.ts";
import { isObject } from "../probe/selector.ts";

/** Text that two documents share exactly when they say the same: what is missing equals what is empty, one key names the version. */
export function normalText(document: JsonObject): string {
  const { domain_version: own, version = own, ...rest } = document;
  return canonicalJson(withoutEmpties({ ...rest, version }) ?? {});
}

/** What `to` says, in the manner of `from`: sections that are empty in one and missing in the other are as `from` has them. */
export function alignEmpties(from: JsonObject, to: JsonObject): JsonObject {
  const aligned: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(to)) {
    if (value === undefined || (isEmpty(value) && from[key] === undefined)) continue;
    const before = from[key];
    aligned[key] = isObject(value) && isObject(before) ? alignEmpties(before, value) : value;
  }
  for (const [key, value] of Object.entries(from)) if (value !== undefined && isEmpty(value) && to[key] === undefined) aligned[key] = value;
  return aligned;
}

function withoutEmpties(value: JsonValue): JsonValue | undefined {
  if (Array.isArray(value)) return value.length === 0 ? undefined : (value as readonly JsonValue[]).map((item) => withoutEmpties(item) ?? item);
  if (!isObject(value)) return value ?? undefined;
  const members = Object.entries(value).flatMap(([key, member]) => {
    const kept = member === undefined ? undefined : withoutEmpties(member);
    return kept === undefined ? [] : [[key, kept] as const];
  });
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

function isEmpty(value: JsonValue): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
