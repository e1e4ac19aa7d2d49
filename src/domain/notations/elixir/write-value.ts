/**
 * A document as Elixir text in the shape that upstream generates: atoms for types and keys, tuples where Selecto expects
 * them. Read again it is the same document. Knows no file.
 */
import type { JsonValue } from "../../../model/json.ts";

const WIDTH = 98;
/** What Selecto writes as an atom. */
const ATOMS = new Set(["type", "primary_key", "queryable", "owner_key", "related_key", "fields", "redact_fields"]);
/** Lists whose items are tuples. */
const OF_TUPLES = new Set(["default_order_by", "required_order_by", "required_filters"]);
const RESERVED = new Set("true false nil when and or not in fn do end catch rescue after else".split(" "));
const PLAIN = /^[a-z_][a-zA-Z0-9_]*$/;

/** How strings are written that could be atoms as well; `by-key` follows what Selecto writes. */
export type TextStyle = "atom" | "string" | "by-key";

/** @param key the key that the value stands under. @param indent columns before the line the value starts in */
export function writeValue(value: JsonValue, key: string, indent: number, style: TextStyle = "by-key"): string {
  const line = oneLine(value, key, style);
  if (typeof value !== "object" || value === null || indent + key.length + line.length <= WIDTH) return line;
  const pad = " ".repeat(indent + 2);
  const close = `\n${" ".repeat(indent)}`;
  if (Array.isArray(value)) {
    const items = value.map((item: JsonValue) => pad + (isTuple(item, key) ? oneLine(item, key, style, true) : writeValue(item, key, indent + 2, style)));
    return items.length === 0 ? "[]" : `[\n${items.join(",\n")}${close}]`;
  }
  const members = Object.entries(value).map(([name, member]) => `${pad}${writeKey(name)} ${writeValue(member ?? null, name, indent + 2)}`);
  return `%{\n${members.join(",\n")}${close}}`;
}

/** `name:`, or `"other name":`. */
export function writeKey(name: string): string {
  return PLAIN.test(name) && !RESERVED.has(name) ? `${name}:` : `${quoted(name)}:`;
}

function oneLine(value: JsonValue, key: string, style: TextStyle, asTuple = false): string {
  if (typeof value === "string") {
    const isAtom = style === "atom" || (style === "by-key" && ATOMS.has(key));
    return isAtom && PLAIN.test(value) && !RESERVED.has(value) ? `:${value}` : quoted(value);
  }
  if (value === null) return "nil";
  if (typeof value === "number") return numberText(value);
  if (typeof value === "boolean") return String(value);
  if (Array.isArray(value)) {
    const items = value.map((item: JsonValue) => oneLine(item, key, style, isTuple(item, key))).join(", ");
    return asTuple || (key === "type" && value.length > 1) ? `{${items}}` : `[${items}]`;
  }
  return `%{${Object.entries(value)
    .map(([name, member]) => `${writeKey(name)} ${oneLine(member ?? null, name, "by-key")}`)
    .join(", ")}}`;
}

function isTuple(item: JsonValue, key: string): boolean {
  return OF_TUPLES.has(key) && Array.isArray(item) && item.length > 1;
}

/** Elixir wants a point before the exponent. */
function numberText(value: number): string {
  return JSON.stringify(value).replace(/^(-?\d+)e\+?/, "$1.0e");
}

function quoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1);
  // JSON's escapes are Elixir's as well; only interpolation is its own.
  return `"${inner.replaceAll("#{", "\\#{")}"`;
}
