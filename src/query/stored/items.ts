/**
 * Lists of fields as saved views hold them: `[uuid, field, settings]`, maps by index or uuid with a
 * `field` each (the form of an address), and plain lists of an intent.
 */
import type { DocumentPath, QueryPart } from "../../model/domain-query.ts";
import type { JsonObject, JsonValue } from "../../model/json.ts";
import { isObject, textOf, type FieldPlace } from "./stored-item.ts";

export interface Item {
  readonly field: string;
  readonly settings: JsonObject;
  /** where the field stands; the last ones are copies in the settings */
  readonly places: readonly DocumentPath[];
}

export interface ItemsRead {
  readonly items: readonly Item[];
  readonly unread: readonly { readonly reason: string; readonly at: DocumentPath }[];
}

const NONE: ItemsRead = { items: [], unread: [] };

export function readItems(value: JsonValue | undefined, at: DocumentPath): ItemsRead {
  if (value === undefined || value === null || value === "") return NONE;
  const entries: readonly (readonly [string | number, JsonValue])[] | undefined = Array.isArray(value)
    ? (value as readonly JsonValue[]).map((one, index) => [index, one] as const)
    : isObject(value)
      ? inOrder(value)
      : undefined;
  if (entries === undefined) return { items: [], unread: [{ reason: `${at.at(-1) ?? "it"} is no list of fields`, at }] };
  const read = entries.map(([key, entry]) => readItem(entry, [...at, key]));
  return { items: read.flatMap((one) => ("field" in one ? [one] : [])), unread: read.flatMap((one) => ("reason" in one ? [one] : [])) };
}

function readItem(entry: JsonValue, at: DocumentPath): Item | { reason: string; at: DocumentPath } {
  const plain = textOf(entry);
  if (plain !== undefined) return { field: plain, settings: {}, places: [at] };
  if (isObject(entry)) {
    const key = ["field", "id", "name"].find((name) => textOf(entry[name]) !== undefined);
    const field = key === undefined ? undefined : textOf(entry[key]);
    if (field !== undefined && key !== undefined) return { field, settings: entry, places: [[...at, key]] };
  }
  if (Array.isArray(entry)) {
    const [first, second, third] = entry as readonly JsonValue[];
    // `[field, desc]` of an intent has no uuid in front.
    const isPair = entry.length === 2 && typeof second === "string" && /^(?:asc|desc)/i.test(second);
    const field = textOf(isPair ? first : second);
    if (field !== undefined) {
      const settings = isObject(third) ? third : isPair ? { dir: second ?? null } : {};
      const copies = isObject(third) && third["field"] === field ? [[...at, 2, "field"]] : [];
      return { field, settings, places: [[...at, isPair ? 0 : 1], ...copies] };
    }
  }
  return { reason: "an entry names no field", at };
}

/** By `index` where entries have one, else as written. */
function inOrder(map: JsonObject): (readonly [string, JsonValue])[] {
  const index = (value: JsonValue): number => (isObject(value) && value["index"] !== undefined ? Number(value["index"]) : Number.NaN);
  return Object.entries(map)
    .map(([key, value]) => [key, value ?? null] as const)
    .toSorted(([, a], [, b]) => (index(a) - index(b) > 0 ? 1 : index(a) - index(b) < 0 ? -1 : 0));
}

export function placesOf(items: readonly Item[]): FieldPlace[] {
  return items.flatMap(({ field, places }) => places.map((at) => ({ field, at })));
}

const placeOf = ({ places }: Item): { at?: DocumentPath } => (places[0] === undefined ? {} : { at: places[0] });
const aliasOf = ({ settings }: Item): { alias?: string } => {
  const alias = textOf(settings["alias"]);
  return alias === undefined ? {} : { alias };
};

export function selected(item: Item): QueryPart {
  return { value: item.field, ...aliasOf(item), ...placeOf(item) };
}

export function ordered(item: Item): QueryPart {
  const direction = (textOf(item.settings["dir"]) ?? textOf(item.settings["direction"]) ?? "asc").toLowerCase();
  return { value: [item.field, direction], ...placeOf(item) };
}

/** A date is grouped by how it is shown: `YYYY-MM`. */
const DATE_FORMAT = /^(?=.*(?:YYYY|MM|DD|HH24|Month|Day|D|IW|Q))[YMDHIWQSaonthy0-9:\-/ .,T]+$/;

export function grouped(item: Item): QueryPart {
  const format = textOf(item.settings["format"]);
  const value: JsonValue = format !== undefined && DATE_FORMAT.test(format) ? ["to_char", item.field, format] : item.field;
  return { value, ...aliasOf(item), ...placeOf(item) };
}

const AGGREGATES = new Set(["count", "count_distinct", "sum", "avg", "min", "max", "array_agg", "bool_and", "bool_or", "stddev", "variance"]);

/** `undefined` for a function that is not known here. */
export function aggregated(item: Item): QueryPart | undefined {
  const written = textOf(item.settings["function"]) ?? textOf(item.settings["format"]) ?? "count";
  const name = written.toLowerCase();
  return AGGREGATES.has(name) ? { value: [name, item.field], ...aliasOf(item), ...placeOf(item) } : undefined;
}
