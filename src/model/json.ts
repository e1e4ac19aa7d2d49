/**
 * Plain JSON values and their canonical text. Everything that crosses rooms, is hashed or is stored
 * is one of these; the canonical text is the only equality that hashes and fingerprints know.
 */

export type JsonPrimitive = string | number | boolean | null;
export type JsonValue = JsonPrimitive | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/**
 * Canonical JSON: keys sorted by code unit, no white space, `undefined` members left out (as
 * `JSON.stringify` does). Two values are the same exactly when their canonical texts are.
 *
 * @param isMember decides which object members take part; the default takes all.
 */
export function canonicalJson(value: JsonValue, isMember: (key: string) => boolean = () => true): string {
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => canonicalJson(item, isMember)).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const object = value as JsonObject;
    const members: string[] = [];
    for (const key of Object.keys(object).toSorted()) {
      const member = object[key];
      if (member !== undefined && isMember(key)) members.push(`${JSON.stringify(key)}:${canonicalJson(member, isMember)}`);
    }
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value);
}

/** A value as text for people: strings as they are, everything else as canonical JSON, nothing as "". */
export function showJson(value: JsonValue | undefined): string {
  return value === undefined ? "" : typeof value === "string" ? value : canonicalJson(value);
}
