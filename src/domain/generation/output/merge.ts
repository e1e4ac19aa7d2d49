/**
 * Three documents to one: what was generated before, what the file says now, what would be generated
 * today. What people changed stays; what only the schema changed follows it; where both changed, the file
 * wins and the place is named.
 */
import { canonicalJson, type JsonObject, type JsonValue } from "../../../model/json.ts";

export interface Merged {
  readonly document: JsonObject;
  /** places that differ from what was generated before, and stay */
  readonly handEdits: readonly string[];
  /** places where file and schema both changed */
  readonly conflicts: readonly string[];
}

type Part = JsonValue | undefined;

/** @param before absent when it is not known any more: then nothing of the file is taken away or changed, only added to */
export function mergeDocuments(before: JsonObject | undefined, file: JsonObject, now: JsonObject): Merged {
  const handEdits: string[] = [];
  const conflicts: string[] = [];

  const merge = (path: string, base: Part, mine: Part, theirs: Part): Part => {
    if (same(mine, theirs)) return mine;
    if (before === undefined) return mergeUnknown(path, mine, theirs);
    if (same(mine, base)) return theirs;
    if (isObject(mine) && isObject(theirs)) return members(path, isObject(base) ? base : {}, mine, theirs);
    if (same(theirs, base)) {
      handEdits.push(path);
      return mine;
    }
    if (isNames(mine) && isNames(theirs)) {
      handEdits.push(path);
      return mergeNames(isNames(base) ? base : [], mine, theirs);
    }
    // Edited below something that the schema no longer has, or otherwise by both.
    conflicts.push(path);
    return mine;
  };

  const mergeUnknown = (path: string, mine: Part, theirs: Part): Part => {
    if (isObject(mine) && isObject(theirs)) return members(path, {}, mine, theirs);
    if (mine === undefined) return theirs;
    if (isNames(mine) && isNames(theirs) && path.endsWith("fields")) return [...mine, ...theirs.filter((name) => !mine.includes(name))];
    if (theirs !== undefined) conflicts.push(path);
    return mine;
  };

  const members = (path: string, base: JsonObject, mine: JsonObject, theirs: JsonObject): JsonObject => {
    const keys = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])];
    return Object.fromEntries(
      keys.flatMap((key): [string, JsonValue][] => {
        const value = merge(path === "" ? key : `${path}.${key}`, base[key], mine[key], theirs[key]);
        return value === undefined ? [] : [[key, value]];
      }),
    );
  };

  const document = members("", before ?? {}, file, now);
  return { document, handEdits: handEdits.toSorted(), conflicts: conflicts.toSorted() };
}

function same(a: Part, b: Part): boolean {
  return a === undefined || b === undefined ? a === b : canonicalJson(a) === canonicalJson(b);
}

function isObject(value: Part): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNames(value: Part): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** In the order of the file; what the schema brought comes last, what either took away is gone. */
function mergeNames(base: readonly string[], mine: readonly string[], theirs: readonly string[]): readonly string[] {
  const kept = mine.filter((name) => !base.includes(name) || theirs.includes(name));
  return [...kept, ...theirs.filter((name) => !base.includes(name) && !mine.includes(name))];
}
