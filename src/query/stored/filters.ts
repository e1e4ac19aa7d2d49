/**
 * Conditions of stored queries in the words of Selecto's components (`{filter, comp, value}`), as filters
 * of a domain query. Sections nest conditions with AND and OR.
 */
import type { DocumentPath, QueryFilter } from "../../model/domain-query.ts";
import { showJson, type JsonObject, type JsonValue } from "../../model/json.ts";
import { isObject, textOf, type FieldPlace } from "./stored-item.ts";

export interface FiltersRead {
  readonly filters: readonly QueryFilter[];
  readonly fields: readonly FieldPlace[];
  readonly unread: readonly { readonly reason: string; readonly at: DocumentPath }[];
}

/** One entry of a list: its section, and a condition or the word that joins a section's members. */
interface Entry {
  readonly uuid: string;
  readonly section: string;
  readonly content: JsonValue;
  readonly at: DocumentPath;
}

const TOP = "filters";

export function readFilters(value: JsonValue | undefined, at: DocumentPath): FiltersRead {
  const fields: FieldPlace[] = [];
  const unread: { reason: string; at: DocumentPath }[] = [];
  const entries = entriesOf(value, at, unread);
  const sections = new Map<string, { join: "and" | "or"; parent: string }>();
  for (const { uuid, section, content } of entries)
    if (typeof content === "string") sections.set(uuid, { join: content.toUpperCase() === "OR" ? "or" : "and", parent: section });

  const membersOf = (section: string, open: readonly string[]): QueryFilter[] =>
    entries.flatMap(({ uuid, section: own, content, at: place }): QueryFilter[] => {
      const isHere = own === section || (section === TOP && own !== TOP && !sections.has(own));
      if (!isHere || open.includes(uuid)) return [];
      const group = sections.get(uuid);
      if (group !== undefined) return [{ join: group.join, members: membersOf(uuid, [...open, uuid]) }];
      if (!isObject(content)) return [];
      const key = ["filter", "field", "id"].find((name) => textOf(content[name]) !== undefined);
      const field = key === undefined ? undefined : textOf(content[key]);
      if (key === undefined || field === undefined) {
        unread.push({ reason: "a condition names no field", at: place });
        return [];
      }
      fields.push({ field, at: [...place, key] });
      const condition = conditionOf(field, content);
      if (condition === undefined) unread.push({ reason: `the comparison ${comparatorOf(content)} of the condition on ${field} is not known`, at: place });
      return condition === undefined ? [] : [{ value: condition, at: [...place, key] }];
    });
  return { filters: membersOf(TOP, []), fields, unread };
}

function entriesOf(value: JsonValue | undefined, at: DocumentPath, unread: { reason: string; at: DocumentPath }[]): Entry[] {
  if (value === undefined || value === null || value === "") return [];
  if (Array.isArray(value))
    return (value as readonly JsonValue[]).flatMap((entry, index): Entry[] => {
      const place = [...at, index];
      if (isObject(entry)) return [mapEntry(String(index), entry, place)];
      const [uuid, section, content] = Array.isArray(entry) ? (entry as readonly JsonValue[]) : [];
      if (content === undefined) {
        unread.push({ reason: "a condition has an unknown shape", at: place });
        return [];
      }
      return [{ uuid: showJson(uuid), section: textOf(section) ?? TOP, content, at: [...place, 2] }];
    });
  if (isObject(value)) return Object.entries(value).flatMap(([key, entry]) => (isObject(entry) ? [mapEntry(key, entry, [...at, key])] : []));
  unread.push({ reason: "its conditions have an unknown shape", at });
  return [];
}

function mapEntry(key: string, entry: JsonObject, at: DocumentPath): Entry {
  const isSection = entry["is_section"] === "Y" || entry["is_section"] === true;
  return {
    uuid: textOf(entry["uuid"]) ?? key,
    section: textOf(entry["section"]) ?? TOP,
    content: isSection ? (textOf(entry["conjunction"]) ?? "AND") : entry,
    at,
  };
}

function comparatorOf(filter: JsonObject): string {
  return showJson(filter["comp"] ?? filter["comparator"] ?? filter["operator"] ?? filter["op"] ?? "=");
}

const EXTRACTED: Readonly<Record<string, string>> = {
  WEEKDAY: "isodow",
  WEEKDAY_SUN1: "dow",
  MONTH_OF_YEAR: "month",
  DAY_OF_MONTH: "day",
  HOUR_OF_DAY: "hour",
  WEEK_OF_YEAR: "week",
};

function conditionOf(field: string, filter: JsonObject): JsonValue | undefined {
  const word = comparatorOf(filter).toUpperCase().trim();
  const value = filter["value"] ?? "";
  const [low, high] = bounds(filter);
  const extracted = EXTRACTED[word];
  if (extracted !== undefined)
    return [
      ["extract", field, extracted],
      ["=", value],
    ];
  switch (word) {
    case "=":
    case "EQ":
      return Array.isArray(value) ? [field, ["in", value]] : [field, ["=", value]];
    case "!=":
    case "<>":
    case "NE":
    case "<":
    case ">":
    case "<=":
    case ">=":
    case "LT":
    case "GT":
    case "LTE":
    case "GTE":
      return [field, [word.toLowerCase(), value]];
    case "IN":
    case "NOT IN":
    case "NOT_IN":
      return [field, [word === "IN" ? "in" : "not_in", list(filter["selected_ids"] ?? value)]];
    case "BETWEEN":
    case "DATE_BETWEEN":
      return [field, ["between", low, high]];
    case "DATE=":
      return [field, ["between", value, value]];
    case "DATE!=":
      return ["not", [field, ["between", value, value]]];
    // What day it is then decides: whoever runs it says from when until when.
    case "SHORTCUT":
    case "RELATIVE":
      return [field, ["between", ["param", `${field}_from`], ["param", `${field}_until`]]];
    case "LIKE":
      return [field, [filter["ignore_case"] === true || filter["ignore_case"] === "true" ? "ilike" : "like", value]];
    case "NOT LIKE":
    case "NOT_LIKE":
      return [field, ["not_like", value]];
    case "STARTS":
    case "TEXT_PREFIX":
      return [field, ["starts_with", value]];
    case "TEXT_PREFIX_OTHER":
      return ["not", [field, ["starts_with", value]]];
    case "ENDS":
      return [field, ["ends_with", value]];
    case "CONTAINS":
      return [field, ["contains", value]];
    case "NULL":
    case "IS NULL":
    case "IS_NULL":
    case "IS_EMPTY":
      return [field, null];
    case "NOT_NULL":
    case "IS NOT NULL":
    case "IS_NOT_EMPTY":
    case "NOT_EMPTY":
      return [field, "not_null"];
    case "POLYMORPHIC":
      return [
        "and",
        [
          [`${field}_type`, ["=", filter["value_type"] ?? value]],
          [`${field}_id`, ["=", filter["value_id"] ?? value]],
        ],
      ];
    default:
      return undefined;
  }
}

function bounds(filter: JsonObject): [JsonValue, JsonValue] {
  const value = filter["value"];
  const [first, second] = Array.isArray(value)
    ? (value as readonly JsonValue[])
    : typeof value === "string" && value.includes(",")
      ? value.split(",")
      : [value];
  return [filter["value_start"] ?? first ?? "", filter["value_end"] ?? filter["value2"] ?? second ?? ""];
}

function list(value: JsonValue): readonly JsonValue[] {
  if (Array.isArray(value)) return value as readonly JsonValue[];
  return typeof value === "string" ? value.split(",").map((one) => one.trim()) : [value];
}
