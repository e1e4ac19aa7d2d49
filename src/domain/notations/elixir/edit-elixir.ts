/**
 * Edits of an Elixir file in place: only the literals that differ are written. Whether the edit means what it should is
 * not assumed: the edited text is read again, and every other domain of the file must say what it said.
 */
import { readElixir } from "../../../elixir/modules.ts";
import { isNotebook } from "../../../elixir/notebook.ts";
import { canonicalJson, type JsonObject, type JsonValue } from "../../../model/json.ts";
import { lineAndColumn } from "../../../model/position.ts";
import type { DomainFile } from "../notation.ts";
import { findDomains } from "./find-domains.ts";
import { documentOf, type OriginPlace } from "./value-document.ts";
import { writeKey, writeValue, type TextStyle } from "./write-value.ts";

interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export type Edited = { readonly text: string } | { readonly problem: string };

/**
 * The file with `to` where it says `from`. `loadElixir` must have been awaited.
 *
 * @returns why and where not: the document is put together from several files, or a value is computed
 */
export function editElixir(file: DomainFile, from: JsonObject, to: JsonObject): Edited {
  if (isNotebook(file.path)) return { problem: `${file.path} is a notebook: it is read, and not edited` };
  const wanted = canonicalJson(from);
  const before = domainsOf(file);
  const at = before.findIndex(({ document }) => canonicalJson(document) === wanted);
  const found = before[at];
  if (found === undefined) return { problem: `${file.path} alone does not say that document: parts of it stand in other files` };
  const changes: Change[] = [];
  const refused: number[] = [];
  collect(file, found.place, from, to, "", changes, refused);
  const [first] = refused;
  if (first !== undefined) {
    const { line, column } = lineAndColumn(file.text, first);
    return { problem: `${file.path}:${line}:${column}: what stands there is computed, so it is not edited in place` };
  }
  const text = changes.toSorted((a, b) => b.start - a.start).reduce((made, one) => made.slice(0, one.start) + one.text + made.slice(one.end), file.text);
  const after = domainsOf({ path: file.path, text });
  const expected = before.map(({ document }, index) => canonicalJson(index === at ? to : document));
  const isMeant = after.length === before.length && after.every(({ document }, index) => canonicalJson(document) === expected[index]);
  return isMeant
    ? { text }
    : { problem: `${file.path}: read again, the edited text says something else, because a value is used in several places or computed` };
}

function domainsOf(file: DomainFile): { document: JsonObject; place: OriginPlace }[] {
  return findDomains(readElixir(file).modules).found.map(({ value }) => documentOf(value));
}

/** Texts of values that stand there as they are: nothing is put together or called. */
const SCALAR = /^(?:"(?!"")(?:[^"\\#]|\\.|#(?!\{))*"|"""[^#]*"""|:\w+|:"[^"\\#]*"|-?\d[\d_.]*(?:[eE][-+]?\d+)?|[a-z]+)$/s;
const WORDS = /^~w[^#]*$/s;

/** What is to be written where; offsets of what cannot be are put into `refused`. */
function collect(file: DomainFile, place: OriginPlace, from: JsonValue, to: JsonValue, key: string, changes: Change[], refused: number[]): void {
  if (canonicalJson(from) === canonicalJson(to)) return;
  const { start, end } = place.value;
  const literal = file.text.slice(start, end);
  if (isObject(from) && isObject(to) && Object.keys(from).length > 0 && /^%\{.*\}$/s.test(literal))
    return collectMembers(file, place, from, to, changes, refused);
  if (Array.isArray(from) && Array.isArray(to) && from.length === to.length && /^[[{].*[\]}]$/s.test(literal)) {
    for (const [index, item] of to.entries()) {
      const child = place.children?.get(index);
      if (child !== undefined) collect(file, child, from[index] ?? null, item, key, changes, refused);
    }
    return;
  }
  const isWhole = SCALAR.test(literal) || WORDS.test(literal) || (/^(?:%\{.*\}|[[{].*[\]}])$/s.test(literal) && isLiteral(file.text, place));
  if (isWhole) changes.push({ start, end, text: writeValue(to, key, indentAt(file.text, start), styleOf(literal)) });
  else refused.push(start);
}

/** Whether all that is in it is written inside of it, as it is. */
function isLiteral(text: string, { value, children }: OriginPlace): boolean {
  return [...(children?.values() ?? [])].every((child) => {
    const own = text.slice(child.value.start, child.value.end);
    const isInside = child.value.start > value.start && child.value.end < value.end;
    return isInside && (child.children === undefined ? SCALAR.test(own) : WORDS.test(own) || (/^(?:%\{|\[|\{)/.test(own) && isLiteral(text, child)));
  });
}

function collectMembers(file: DomainFile, place: OriginPlace, from: JsonObject, to: JsonObject, changes: Change[], refused: number[]): void {
  const { text } = file;
  const present = [...(place.children ?? [])].toSorted(([, a], [, b]) => a.key.start - b.key.start);
  const kept = present.filter(([name]) => has(to, String(name)));
  const gone = present.filter(([name]) => !has(to, String(name)));
  const added = Object.keys(to).filter((name) => !has(from, name));
  for (const [name, child] of kept) collect(file, child, from[name] ?? null, to[name] ?? null, String(name), changes, refused);
  if (gone.length + added.length === 0) return;
  const isOwn = (child: OriginPlace): boolean =>
    child.key.start > place.value.start && child.value.start > child.key.start && child.value.end < place.value.end;
  const stranger = gone.find(([, child]) => !isOwn(child))?.[1];
  if (stranger !== undefined) {
    refused.push(stranger.key.start);
    return;
  }
  const [only, alone] = [gone[0], added[0]];
  if (
    only !== undefined &&
    alone !== undefined &&
    gone.length + added.length === 2 &&
    canonicalJson(from[only[0]] ?? null) === canonicalJson(to[alone] ?? null)
  ) {
    // The same value under another name.
    const { key, value } = only[1];
    changes.push({ start: key.start, end: value.start, text: `${keyLike(text, only[1], alone)} ` });
    return;
  }
  const last = kept.findLast(([, child]) => isOwn(child))?.[1];
  if (last === undefined) {
    const { start, end } = place.value;
    if (!isLiteral(text, place)) refused.push(start);
    else changes.push({ start, end, text: writeValue(to, "", indentAt(text, start)) });
    return;
  }
  const end = last.value.end;
  const tail = gone.filter(([, child]) => child.key.start > end);
  for (const [, child] of gone) {
    const rest = text.slice(child.value.end);
    if (child.key.start > end) {
      const start = text.slice(0, child.key.start).trimEnd().length;
      changes.push({ start, end: child.value.end + (child === tail.at(-1)?.[1] ? 0 : (/^\s*,/.exec(rest)?.[0].length ?? 0)), text: "" });
    } else changes.push({ start: child.key.start, end: child.value.end + (/^\s*,[ \t]*(?:\r?\n[ \t]*)?/.exec(rest)?.[0].length ?? 0), text: "" });
  }
  const indent = indentAt(text, last.key.start);
  const separator = /\n[ \t]*$/.test(text.slice(0, last.key.start)) ? `,\n${" ".repeat(indent)}` : ", ";
  const written = added.map((name) => `${separator}${keyLike(text, last, name)} ${writeValue(to[name] ?? null, name, indent)}`).join("");
  const comma = tail.length === 0 ? 0 : (/^\s*,/.exec(text.slice(end))?.[0].length ?? 0);
  if (written !== "" || comma > 0) changes.push({ start: end, end: end + comma, text: written });
}

/** A key in the way its neighbour is written: `name:`, `:name =>` or `"name" =>`. */
function keyLike(text: string, neighbour: OriginPlace, name: string): string {
  const written = text.slice(neighbour.key.start, neighbour.value.start);
  if (!written.includes("=>")) return writeKey(name);
  const bare = writeKey(name).slice(0, -1);
  if (written.startsWith('"')) return `${bare.startsWith('"') ? bare : `"${bare}"`} =>`;
  return `:${bare} =>`;
}

/** A list follows its first item. */
function styleOf(literal: string): TextStyle {
  if (/^(?:\[\s*)?:/.test(literal) || /^~w.*a$/s.test(literal)) return "atom";
  return /^(?:\[\s*)?"/.test(literal) || literal.startsWith("~w") ? "string" : "by-key";
}

function indentAt(text: string, offset: number): number {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0].length ?? 0;
}

function has(object: JsonObject, key: string): boolean {
  return Object.hasOwn(object, key) && object[key] !== undefined;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
