/** Parts of a document by their path: read, written into a copy, removed from it. */
import type { JsonObject, JsonValue } from "../../model/json.ts";

export type PartPath = readonly (string | number)[];

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function partAt(value: JsonValue | undefined, path: PartPath): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>((at, step) => {
    if (Array.isArray(at)) return typeof step === "number" ? (at as readonly JsonValue[])[step] : undefined;
    return isObject(at) && typeof step === "string" && Object.hasOwn(at, step) ? at[step] : undefined;
  }, value);
}

/** A copy of the document with another part there; `undefined` removes it. The order of keys stays. */
export function withPart(document: JsonObject, path: PartPath, part: JsonValue | undefined): JsonObject {
  const changed = changePart(document, path, part);
  return isObject(changed) ? changed : document;
}

function changePart(value: JsonValue | undefined, path: PartPath, part: JsonValue | undefined): JsonValue | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return part;
  if (Array.isArray(value) && typeof step === "number")
    return (value as readonly JsonValue[]).flatMap((item, at): JsonValue[] => {
      const changed = at === step ? changePart(item, rest, part) : item;
      return changed === undefined ? [] : [changed];
    });
  if (!isObject(value) || typeof step !== "string") return value;
  const changed = changePart(value[step], rest, part);
  if (changed === undefined) return Object.fromEntries(Object.entries(value).filter(([key]) => key !== step));
  return { ...value, [step]: changed };
}

/** A copy in which one key of a map is called otherwise, in the same place. */
export function withKey(document: JsonObject, path: PartPath, from: string, to: string): JsonObject {
  const map = partAt(document, path);
  if (!isObject(map)) return document;
  return withPart(document, path, Object.fromEntries(Object.entries(map).map(([key, value]) => [key === from ? to : key, value])));
}
