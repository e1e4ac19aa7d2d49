/** A document as Elixir text, laid out as `mix format` does. Read again it is the same document. Knows no file and no key. */
import type { JsonValue } from "../../../model/json.ts";
import type { Shape, Spelling } from "./spelling.ts";

const WIDTH = 98;
/** Atoms that are values of their own. */
const VALUES = new Set(["true", "false", "nil"]);
const PLAIN = /^[a-z_][a-zA-Z0-9_]*[?!]?$/;
const MODULE = /^Elixir((?:\.[A-Z][A-Za-z0-9_]*)+)$/;
/** Longer atoms do not exist. */
const ATOM_LENGTH = 255;

/** @param indent columns before the line that the value starts in. @param lead columns between them and the value */
export function writeValue(value: JsonValue, shape: Shape, indent: number, lead = 0): string {
  const spelling = shape(value);
  if (typeof value !== "object" || value === null) return scalarText(value, spelling.text);
  const line = oneLine(value, shape);
  if (indent + lead + line.length < WIDTH || Object.keys(value).length === 0) return line;
  const [open, close] = brackets(value, spelling);
  const pad = " ".repeat(indent + 2);
  const items = itemsOf(value, spelling, (item, key, below) => {
    const text = writeValue(item, below, indent + 2, key.length);
    const fits = key === "" || typeof item !== "string" || indent + 2 + key.length + text.length < WIDTH;
    return fits ? text : `\n${pad}  ${text}`;
  });
  return `${open}\n${items.map((item) => pad + item).join(",\n")}\n${" ".repeat(indent)}${close}`;
}

function oneLine(value: JsonValue, shape: Shape): string {
  const spelling = shape(value);
  if (typeof value !== "object" || value === null) return scalarText(value, spelling.text);
  const [open, close] = brackets(value, spelling);
  return open + itemsOf(value, spelling, (item, _key, below) => oneLine(item, below)).join(", ") + close;
}

function brackets(value: object, { list }: Spelling): readonly [string, string] {
  if (!Array.isArray(value)) return ["%{", "}"];
  return list === "tuple" && value.length > 0 ? ["{", "}"] : ["[", "]"];
}

/** Each item with its key before it. */
function itemsOf(value: object, spelling: Spelling, write: (item: JsonValue, key: string, shape: Shape) => string): string[] {
  if (Array.isArray(value)) {
    const items = value as readonly JsonValue[];
    const pairs = spelling.list === "keyword" ? pairsOf(items) : undefined;
    if (pairs === undefined) return items.map((item, index) => write(item, "", spelling.below(index)));
    return pairs.map(([key, item]) => joined(writeKey(key), (lead) => write(item, lead, spelling.below(key))));
  }
  const members = Object.entries(value as Record<string, JsonValue | undefined>).flatMap(([key, item]) => (item === undefined ? [] : [[key, item] as const]));
  // An arrow after a colon is no Elixir, so one key decides for all.
  const isText = spelling.keys === "string" || members.some(([key]) => isTooLong(key));
  return members.map(([key, item]) => joined(isText ? `${quoted(key)} =>` : writeKey(key), (lead) => write(item, lead, spelling.below(key))));
}

function joined(key: string, write: (lead: string) => string): string {
  const value = write(`${key} `);
  return value.startsWith("\n") ? key + value : `${key} ${value}`;
}

/** Only what is a list of names with values is a keyword list. */
function pairsOf(items: readonly JsonValue[]): [string, JsonValue][] | undefined {
  const pairs = items.flatMap((item): [string, JsonValue][] => {
    const [key, value, more] = Array.isArray(item) ? (item as readonly JsonValue[]) : [];
    return typeof key === "string" && value !== undefined && more === undefined && !isTooLong(key) && !VALUES.has(key) ? [[key, value]] : [];
  });
  return pairs.length === items.length ? pairs : undefined;
}

/** `name:`, or `"other name":`. */
export function writeKey(name: string): string {
  return isPlain(name) || MODULE_NAME.test(name) ? `${name}:` : `${quoted(name)}:`;
}

/** What may stand before a colon unquoted, though it is no plain atom. */
const MODULE_NAME = /^[A-Z][A-Za-z0-9_]*$/;

function isPlain(name: string): boolean {
  return PLAIN.test(name) && !VALUES.has(name);
}

function isTooLong(name: string): boolean {
  return name.length > ATOM_LENGTH;
}

function scalarText(value: string | number | boolean | null, text: Spelling["text"]): string {
  if (value === null) return "nil";
  if (typeof value === "number") return numberText(value);
  if (typeof value === "boolean") return String(value);
  const module = MODULE.exec(value)?.[1];
  if (module !== undefined) return module.slice(1);
  if (text === "string" || isTooLong(value) || VALUES.has(value)) return quoted(value);
  if (isPlain(value)) return `:${value}`;
  return text === "atom" ? `:${quoted(value)}` : quoted(value);
}

/** Elixir wants a point before the exponent. */
function numberText(value: number): string {
  return JSON.stringify(value).replace(/^(-?\d+)e\+?/, "$1.0e");
}

/** JSON's escapes are Elixir's as well; only interpolation is its own. */
function quoted(text: string): string {
  return `"${JSON.stringify(text).slice(1, -1).replaceAll("#{", "\\#{")}"`;
}
