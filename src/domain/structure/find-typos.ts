/**
 * Unknown keys are allowed everywhere and kept; one that is a letter or two away from a known key is
 * probably a typing error, and then the reader would silently miss what it says.
 */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { JsonObject, JsonValue } from "../../model/json.ts";
import { nearestNames } from "../../model/nearest-name.ts";
import type { Path, Positions } from "../notations/positions.ts";
import { domain } from "./domain.ts";
import { join } from "./join.ts";
import { association, column, relation } from "./relation.ts";
import { customColumn, filter } from "./registries.ts";
import {
  MORE_ASSOCIATION_KEYS,
  MORE_COLUMN_KEYS,
  MORE_CUSTOM_COLUMN_KEYS,
  MORE_DOMAIN_KEYS,
  MORE_FILTER_KEYS,
  MORE_JOIN_KEYS,
  MORE_RELATION_KEYS,
} from "./vocabulary.ts";
import { pathText } from "./check-structure.ts";

/** The keys of one kind of map, and which of them lead to maps of named parts. */
interface Vocabulary {
  readonly keys: ReadonlySet<string>;
  readonly parts: Readonly<Record<string, () => Vocabulary>>;
  readonly single?: Readonly<Record<string, () => Vocabulary>>;
}

function vocabulary(shape: object, more: readonly string[], parts: Vocabulary["parts"] = {}, single: Vocabulary["single"] = {}): Vocabulary {
  return { keys: new Set([...Object.keys(shape), ...more]), parts, single };
}

const FILTER = vocabulary(filter.shape, MORE_FILTER_KEYS);
const CUSTOM_COLUMN = vocabulary(customColumn.shape, MORE_CUSTOM_COLUMN_KEYS);
const COLUMN = vocabulary(column.shape, MORE_COLUMN_KEYS);
const ASSOCIATION = vocabulary(association.shape, MORE_ASSOCIATION_KEYS);
const RELATION = vocabulary(relation.shape, MORE_RELATION_KEYS, { columns: () => COLUMN, associations: () => ASSOCIATION });
const JOIN: Vocabulary = vocabulary(join.shape, MORE_JOIN_KEYS, {
  joins: () => JOIN,
  filters: () => FILTER,
  custom_filters: () => FILTER,
  custom_columns: () => CUSTOM_COLUMN,
});
const DOMAIN = vocabulary(
  domain.shape,
  MORE_DOMAIN_KEYS,
  { schemas: () => RELATION, joins: () => JOIN, filters: () => FILTER, custom_columns: () => CUSTOM_COLUMN },
  { source: () => RELATION },
);

/** Typing errors in keys, in the order of the file. */
export function findTypos(document: JsonObject, positions: Positions): Diagnostic[] {
  return typosOf(document).map(({ path, meant: [meant = ""] }) => ({
    code: "domain-unknown-key",
    severity: "warning",
    message: `${pathText(path)} is not a known key; ${meant} is`,
    position: positions.key(path),
    next: `Write ${meant}, or leave it if the key is your own: it is kept.`,
  }));
}

/** A key that is not known, and the known ones that are equally near to it. */
export interface KeyTypo {
  readonly path: Path;
  readonly meant: readonly string[];
}

/** The typing errors themselves, in the order of the document. */
export function typosOf(document: JsonObject): KeyTypo[] {
  return typosIn(document, DOMAIN, []);
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function typosIn(value: JsonValue | undefined, words: Vocabulary, path: Path): KeyTypo[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const at = [...path, key];
    if (!words.keys.has(key)) {
      // Short words are near to each other by nature.
      const meant = key.length < 4 ? [] : nearestNames(key, words.keys);
      return meant.length === 0 ? [] : [{ path: at, meant }];
    }
    const part = words.parts[key];
    const single = words.single?.[key];
    if (single !== undefined) return typosIn(member, single(), at);
    if (part === undefined || !isObject(member)) return [];
    return Object.entries(member).flatMap(([id, inner]) => typosIn(inner, part(), [...at, id]));
  });
}
