/**
 * What is to be written where, so that a document changes: values, entries of maps, items of lists, and the settings and
 * macros of overlays. Knows offsets in texts; whether the result means the right thing is looked at by who asks.
 */
import { canonicalJson, type JsonObject, type JsonValue } from "../../../model/json.ts";
import { isObject } from "../../probe/selector.ts";
import type { Origin } from "../../../elixir/value.ts";
import { DOMAIN, below, type Shape, type Spelling } from "./spelling.ts";
import type { OriginPlace } from "./value-document.ts";
import { writeKey, writeValue } from "./write-value.ts";

export interface Change {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

interface Work {
  readonly texts: ReadonlyMap<string, string>;
  readonly changes: Change[];
  readonly refused: Origin[];
}

/** @param texts by path. @returns `refused`: the first place that says what cannot be written there */
export function changesOf(
  texts: ReadonlyMap<string, string>,
  place: OriginPlace,
  from: JsonObject,
  to: JsonObject,
): { readonly changes: readonly Change[]; readonly refused: Origin | undefined } {
  const work: Work = { texts, changes: [], refused: [] };
  change(work, place, from, to, DOMAIN);
  return { changes: work.changes, refused: work.refused[0] };
}

/** Texts of values that stand there as they are: nothing is put together or called. */
const SCALAR = /^(?:"(?!"")(?:[^"\\#]|\\.|#(?!\{))*"|"""[^#]*"""|:\w+[?!]?|:"[^"\\#]*"|-?\d[\d_.]*(?:[eE][-+]?\d+)?|[a-z]+|[A-Z][\w.]*)$/s;
const WORDS = /^~w[^#]*$/s;
const MAP = /^%\{.*\}$/s;
const LIST = /^[[{].*[\]}]$/s;
/** `defcolumn :title do ... end` */
const BLOCK = /^def\w+\b.*\bdo\b.*\bend$/s;

function change(work: Work, place: OriginPlace, from: JsonValue, to: JsonValue, shape: Shape): void {
  if (canonicalJson(from) === canonicalJson(to)) return;
  if (isObject(from) && isObject(to) && Object.keys(from).length > 0) return changeMembers(work, place, from, to, shape);
  const literal = textAt(work, place.value);
  if (Array.isArray(from) && Array.isArray(to) && from.length > 0 && !WORDS.test(literal)) {
    const items = to as readonly JsonValue[];
    if (from.length === items.length && LIST.test(literal)) {
      for (const [index, item] of items.entries()) {
        const child = place.children?.get(index);
        if (child !== undefined) change(work, child, from[index] ?? null, item, below(styled(shape, literal), items, index));
      }
      return;
    }
    if (!isLiteral(work, place)) return changeItems(work, place, from, items, styled(shape, literal));
  }
  const isWhole = SCALAR.test(literal) || WORDS.test(literal) || ((MAP.test(literal) || LIST.test(literal)) && isLiteral(work, place));
  if (isWhole) put(work, place.value, writeValue(to, styled(shape, literal), indentAt(work, place.value)));
  else work.refused.push(place.value);
}

/** A list whose items stand in several files: what goes is taken out where it stands, what comes is put at the end. */
function changeItems(work: Work, place: OriginPlace, from: readonly JsonValue[], to: readonly JsonValue[], shape: Shape): void {
  const kept = from.map((item) => to.some((one) => canonicalJson(one) === canonicalJson(item)));
  for (const [index, stays] of kept.entries()) {
    const item = place.children?.get(index)?.value;
    if (stays || item === undefined) continue;
    const text = textOf(work, item);
    const after = /^\s*,\s*/.exec(text.slice(item.end))?.[0].length ?? 0;
    const before = after > 0 ? 0 : (/,\s*$/.exec(text.slice(0, item.start))?.[0].length ?? 0);
    put(work, { ...item, start: item.start - before, end: item.end + after }, "");
  }
  const added = to.filter((item) => !from.some((one) => canonicalJson(one) === canonicalJson(item)));
  if (added.length === 0) return;
  const literal = textAt(work, place.value);
  if (!LIST.test(literal)) return void work.refused.push(place.value);
  const end = place.value.start + literal.slice(0, -1).trimEnd().length;
  const written = added.map((item) => writeValue(item, below(shape, to, to.indexOf(item)), indentAt(work, place.value))).join(", ");
  put(work, { ...place.value, start: end, end }, `${/[[{]$/.test(literal.slice(0, -1).trimEnd()) ? "" : ", "}${written}`);
}

function changeMembers(work: Work, place: OriginPlace, from: JsonObject, to: JsonObject, shape: Shape): void {
  const present = [...(place.children ?? [])].toSorted(([, a], [, b]) => a.key.start - b.key.start);
  const kept = present.filter(([name]) => has(to, String(name)));
  const gone = present.filter(([name]) => !has(to, String(name)));
  const added = Object.keys(to).filter((name) => has(to, name) && !has(from, name));
  for (const [name, child] of kept) change(work, child, from[name] ?? null, to[name] ?? null, below(shape, to, name));
  const [only, alone] = [gone[0], added[0]];
  if (
    only !== undefined &&
    alone !== undefined &&
    gone.length + added.length === 2 &&
    canonicalJson(from[only[0]] ?? null) === canonicalJson(to[alone] ?? null)
  )
    return rename(work, only[1], alone);
  const own = kept.filter(([, child]) => isEntryOf(child, place.value)).map(([, child]) => child);
  const last = own.at(-1);
  const { value } = place;
  const literal = textAt(work, value);
  if (MAP.test(literal) && last === undefined && gone.length + added.length > 0 && isLiteral(work, place))
    return put(work, value, writeValue(to, shape, indentAt(work, value)));
  const trailing = last === undefined ? [] : gone.map(([, child]) => child).filter((child) => isEntryOf(child, value) && child.key.start > last.value.end);
  for (const [, child] of gone) remove(work, child, value, last, child === trailing.at(-1));
  if (added.length === 0 && trailing.length === 0) return;
  if (added.length > 0 && BLOCK.test(literal)) return addSettings(work, place, to, added, shape);
  if (last === undefined) return void work.refused.push(value);
  const text = textOf(work, value);
  const indent = indentAt(work, last.key);
  const separator = /\n[ \t]*$/.test(text.slice(0, last.key.start)) ? `,\n${" ".repeat(indent)}` : ", ";
  const written = added.map((name) => {
    const key = keyLike(text, last, name);
    return `${separator}${key} ${writeValue(to[name] ?? null, below(shape, to, name), indent, key.length + 1)}`;
  });
  const comma = trailing.length === 0 ? 0 : (/^\s*,/.exec(text.slice(last.value.end))?.[0].length ?? 0);
  if (written.length > 0 || comma > 0)
    put(work, { ...value, start: last.value.end, end: last.value.end + (trailing.length === 0 ? 0 : comma) }, written.join(""));
}

/** `name: value` or `"name" => value` in the text of this map. */
function isEntryOf(child: OriginPlace, { file, start, end }: Origin): boolean {
  return isEntry(child) && child.key.file === file && child.key.start > start && child.value.end < end;
}

function isEntry({ key, value }: OriginPlace): boolean {
  return key.file === value.file && value.start > key.start && !isSetting({ key, value });
}

/** `label("Title")`: the call is the key, and holds the value. */
function isSetting({ key, value }: OriginPlace): boolean {
  return key.file === value.file && key.start < value.start && value.end <= key.end;
}

/** `deffilter "mine" do ... end`: the call is the value, and holds the key. */
function isMacro({ key, value }: OriginPlace): boolean {
  return key.file === value.file && value.start < key.start && key.end <= value.end;
}

function remove(work: Work, child: OriginPlace, holder: Origin, last: OriginPlace | undefined, isLastOfAll: boolean): void {
  const text = textOf(work, child.value);
  if (isSetting(child) || isMacro(child)) {
    const { file, start, end } = isSetting(child) ? child.key : child.value;
    const from = text.slice(0, start).search(/\n[ \t]*$/);
    return put(work, { file, start: from < 0 ? start : from, end }, "");
  }
  if (!isEntry(child)) return void work.refused.push(child.key);
  const rest = text.slice(child.value.end);
  const isTrailing = last !== undefined && isEntryOf(child, holder) && child.key.start > last.value.end;
  if (isTrailing) {
    const start = text.slice(0, child.key.start).trimEnd().length;
    return put(work, { ...child.value, start, end: child.value.end + (isLastOfAll ? 0 : (/^\s*,/.exec(rest)?.[0].length ?? 0)) }, "");
  }
  const after = /^\s*,[ \t]*(?:\r?\n[ \t]*)?/.exec(rest)?.[0].length ?? 0;
  const before = after > 0 ? 0 : (/,\s*$/.exec(text.slice(0, child.key.start))?.[0].length ?? 0);
  put(work, { ...child.value, start: child.key.start - before, end: child.value.end + after }, "");
}

/** The same value under another name. */
function rename(work: Work, child: OriginPlace, name: string): void {
  const { key, value } = child;
  const text = textOf(work, key);
  if (isSetting(child) && /^\w+$/.test(name)) {
    const length = /^\w+/.exec(text.slice(key.start))?.[0].length ?? 0;
    put(work, { ...key, end: key.start + length }, name);
  } else if (isMacro(child)) put(work, key, textAt(work, key).startsWith('"') ? quotedKey(name) : `:${writeKey(name).slice(0, -1)}`);
  else if (isEntry(child)) put(work, { ...key, end: value.start }, `${keyLike(text, child, name)} `);
  else work.refused.push(key);
}

/** A line for each, in the block of a macro. */
function addSettings(work: Work, { value, children }: OriginPlace, to: JsonObject, added: readonly string[], shape: Shape): void {
  const text = textOf(work, value);
  const own = [...(children?.values() ?? [])].filter(
    (child) => isSetting(child) && child.key.file === value.file && child.key.start > value.start && child.key.end < value.end,
  );
  const last = own.toSorted((a, b) => a.key.start - b.key.start).at(-1);
  if (last === undefined || added.some((name) => !/^[a-z_]\w*$/.test(name))) return void work.refused.push(value);
  const hasParentheses = /^\w+\(/.test(text.slice(last.key.start));
  const indent = indentAt(work, last.key);
  const lines = added.map((name) => {
    const written = writeValue(to[name] ?? null, below(shape, to, name), indent, name.length + 1);
    return `\n${" ".repeat(indent)}${hasParentheses ? `${name}(${written})` : `${name} ${written}`}`;
  });
  put(work, { ...value, start: last.key.end, end: last.key.end }, lines.join(""));
}

/** Whether all that is in it is written inside of it, as it is. */
function isLiteral(work: Work, { value, children }: OriginPlace): boolean {
  return [...(children?.values() ?? [])].every((child) => {
    const own = textAt(work, child.value);
    const isInside = child.value.file === value.file && child.value.start > value.start && child.value.end < value.end;
    return isInside && (child.children === undefined ? SCALAR.test(own) : WORDS.test(own) || (/^(?:%\{|\[|\{)/.test(own) && isLiteral(work, child)));
  });
}

/** A key in the way its neighbour is written: `name:`, `:name =>` or `"name" =>`. */
function keyLike(text: string, neighbour: OriginPlace, name: string): string {
  const written = text.slice(neighbour.key.start, neighbour.value.start);
  if (!written.includes("=>")) return writeKey(name);
  return written.startsWith('"') ? `${quotedKey(name)} =>` : `:${writeKey(name).slice(0, -1)} =>`;
}

function quotedKey(name: string): string {
  const bare = writeKey(name).slice(0, -1);
  return bare.startsWith('"') ? bare : `"${bare}"`;
}

/** What stands there already says whether texts are atoms; a list follows its first item. */
function styled(shape: Shape, literal: string): Shape {
  const isAtom = /^(?:\[\s*)?:/.test(literal) || /^~w.*a$/s.test(literal);
  const text: Spelling["text"] | undefined = isAtom ? "atom" : /^(?:\[\s*)?"/.test(literal) || literal.startsWith("~w") ? "string" : undefined;
  if (text === undefined) return shape;
  const made = (own: Shape): Shape => {
    return (value) => {
      const spelling = own(value);
      return { ...spelling, text, below: (step) => (typeof step === "number" && spelling.list === "list" ? made(spelling.below(step)) : spelling.below(step)) };
    };
  };
  return made(shape);
}

function put(work: Work, { file, start, end }: Origin, text: string): void {
  work.changes.push({ file, start, end, text });
}

function textOf(work: Work, { file }: Origin): string {
  return work.texts.get(file) ?? "";
}

function textAt(work: Work, at: Origin): string {
  return textOf(work, at).slice(at.start, at.end);
}

function indentAt(work: Work, at: Origin): number {
  const text = textOf(work, at);
  const start = text.lastIndexOf("\n", at.start - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, at.start))?.[0].length ?? 0;
}

function has(object: JsonObject, key: string): boolean {
  return Object.hasOwn(object, key) && object[key] !== undefined;
}
