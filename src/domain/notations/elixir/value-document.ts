/**
 * A value that was read from Elixir to the document of a domain, as an export of the application writes
 * it: atoms are texts, tuples lists, functions placeholders. What was not read is left out and handed
 * back with its path.
 */
import type { JsonObject, JsonValue } from "../../../model/json.ts";
import { entriesOf, nameOf, type ElixirFunction, type ElixirMap, type ElixirValue, type Entry, type Origin, type Unread } from "../../../elixir/value.ts";
import type { Path } from "../positions.ts";

/** Where a value and its key are written; in Elixir that may be several files. */
export interface OriginPlace {
  readonly key: Origin;
  readonly value: Origin;
  readonly children?: ReadonlyMap<string | number, OriginPlace>;
}

export interface UnreadPart {
  readonly path: Path;
  readonly value: Unread;
}

/** Maps from names, where a keyword list means the same. */
const REGISTRIES = new Set(["joins", "schemas", "filters", "custom_columns", "columns", "associations", "functions", "query_members"]);
/** An entry of these is one thing: when a part of it was not read, the entry as a whole is unknown. */
const WHOLE = new Set(["filters", "custom_columns", "functions", "published_views", "detail_actions"]);

/** Whether entries below this key are each one thing. */
export function isWhole(step: string | number): boolean {
  return WHOLE.has(String(step));
}

export function documentOf(domain: ElixirMap): { document: JsonObject; place: OriginPlace; unread: readonly UnreadPart[] } {
  const unread: UnreadPart[] = [];

  const convert = (value: ElixirValue, key: Origin, path: Path): { value: JsonValue; place: OriginPlace } | undefined => {
    const at: OriginPlace = { key, value };
    switch (value.kind) {
      case "unread":
        unread.push({ path, value });
        return undefined;
      case "atom":
        return { value: value.name === "nil" ? null : value.name === "true" ? true : value.name === "false" ? false : value.name, place: at };
      case "module":
        return { value: `Elixir.${value.name}`, place: at };
      case "string":
        return { value: value.text, place: at };
      case "number":
        return { value: numberOf(value.text), place: at };
      case "function":
        return { value: placeholder(value), place: at };
      case "map":
        return convertMap(value.entries, value.holes, at, path);
      case "list": {
        const last = path.at(-1);
        const entries = typeof last === "string" && REGISTRIES.has(last) && value.items.length > 0 ? entriesOf(value) : undefined;
        return entries === undefined ? convertItems(value.items, at, path) : convertMap(entries, [], at, path);
      }
      case "tuple":
        return convertItems(value.items, at, path);
    }
  };

  const convertItems = (items: readonly ElixirValue[], at: OriginPlace, path: Path): { value: JsonValue; place: OriginPlace } => {
    const children = new Map<number, OriginPlace>();
    const values: JsonValue[] = [];
    for (const item of items) {
      const made = convert(item, item, [...path, values.length]);
      if (made === undefined) continue;
      children.set(values.length, made.place);
      values.push(made.value);
    }
    return { value: values, place: { ...at, children } };
  };

  const convertMap = (entries: readonly Entry[], holes: readonly Unread[], at: OriginPlace, path: Path): { value: JsonObject; place: OriginPlace } => {
    const children = new Map<string, OriginPlace>();
    const made: Record<string, JsonValue> = {};
    for (const { key, value } of entries) {
      const name = keyText(key);
      if (name === "__proto__") continue;
      const before = unread.length;
      const converted = convert(value, key, [...path, name]);
      const isPart = unread.length > before && WHOLE.has(String(path.at(-1)));
      const [first] = unread.slice(before);
      if (isPart && first !== undefined) unread.splice(before, unread.length - before, { path: [...path, name], value: first.value });
      if (converted === undefined || isPart) continue;
      made[name] = converted.value;
      children.set(name, converted.place);
    }
    for (const [index, hole] of holes.entries()) unread.push({ path: [...path, `unread_${index + 1}`], value: hole });
    return { value: made, place: { ...at, children } };
  };

  const { value, place } = convertMap(domain.entries, domain.holes, { key: domain, value: domain }, []);
  return { document: value, place, unread };
}

function keyText(key: ElixirValue): string {
  if (key.kind === "module") return `Elixir.${key.name}`;
  return nameOf(key) ?? (key.kind === "number" ? key.text : key.kind === "tuple" || key.kind === "list" ? key.items.map(keyText).join(",") : key.kind);
}

/** JSON holds no exact large integers: those keep their text. */
function numberOf(text: string): JsonValue {
  const value = Number(text);
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)) ? value : text;
}

function placeholder({ arity, module, name }: ElixirFunction): JsonObject {
  const told = name === undefined ? { arity, type: "local" } : { ...(module !== undefined && { module: `Elixir.${module}` }), name, arity, type: "external" };
  return { $selecto_export: "function", function: told };
}
