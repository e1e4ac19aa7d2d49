/**
 * An edit of a YAML text that touches nothing but what differs: the style of what stands around is followed, comments,
 * order, quotes and white space stay. Gives up where the text is written in a way that is not spliced here.
 */
import { isMap, isScalar, isSeq, parseDocument, stringify, type Pair, type ParsedNode, type YAMLMap } from "yaml";
import { canonicalJson, type JsonObject, type JsonValue } from "../../model/json.ts";

interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

type Entry = Pair<ParsedNode, ParsedNode | null>;

/** Longer lists in one line are written with an item a line. */
const WIDTH = 100;

/** @returns undefined where it cannot be done so; the result always says `to` */
export function spliceYaml(text: string, from: JsonObject, to: JsonObject): string | undefined {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !isMap(document.contents) || document.contents.flow === true) return undefined;
  const splices: Splice[] = [];
  if (!editMap(document.contents, text, from, to, splices)) return undefined;
  let edited = text;
  // From the end on; at one place what belongs to the outer map, which was found later, stands behind the inner one's.
  for (const { from: start, to: end, text: put } of splices.toReversed().toSorted((a, b) => b.from - a.from))
    edited = edited.slice(0, start) + put + edited.slice(end);
  const again = parseDocument(edited);
  return again.errors.length === 0 && canonicalJson(again.toJS() as JsonValue) === canonicalJson(to) ? edited : undefined;
}

/** A map with an entry a line. */
function editMap(map: YAMLMap.Parsed, text: string, from: JsonObject, to: JsonObject, splices: Splice[]): boolean {
  const entries = map.items as Entry[];
  const keyOf = ({ key }: Entry): string | undefined => (isScalar(key) ? String(key.value) : undefined);
  const [first] = entries;
  const column = first === undefined ? undefined : columnOf(text, first.key.range[0]);
  if (column === undefined) return false;
  const known = new Set(entries.map(keyOf));
  const added = new Map(Object.entries(to).flatMap(([key, value]) => (value === undefined || known.has(key) ? [] : [[key, value] as const])));
  for (const entry of entries) {
    const key = keyOf(entry);
    if (key === undefined) return false;
    const [before, after] = [from[key], to[key]];
    // The same value under another name: it keeps its place, its comments and its style.
    const [renamed] = after === undefined ? ([...added].find(([, value]) => canonicalJson(value) === canonicalJson(before ?? null)) ?? []) : [];
    if (renamed !== undefined) {
      splices.push({ from: entry.key.range[0], to: entry.key.range[1], text: stringify(renamed).trimEnd() });
      added.delete(renamed);
    } else if (after === undefined) splices.push({ ...linesOf(entry, text), text: "" });
    else if (before === undefined || canonicalJson(before) !== canonicalJson(after)) {
      if (!editEntry(entry, text, column, before, after, splices)) return false;
    }
  }
  const last = entries.at(-1);
  if (added.size === 0 || last === undefined) return true;
  const end = linesOf(last, text).to;
  const isFlow = entries.some(({ value }) => (isMap(value) || isSeq(value)) && value.flow === true);
  const lines = [...added].map(([key, value]) => indented(entryText(key, value, isFlow && isObject(value), text), column)).join("");
  splices.push({ from: end, to: end, text: end > 0 && text[end - 1] !== "\n" ? `\n${lines}` : lines });
  return true;
}

function editEntry(entry: Entry, text: string, column: number, before: JsonValue | undefined, after: JsonValue, splices: Splice[]): boolean {
  const { value } = entry;
  if (value === null || value.range === undefined) return false;
  if (isMap(value) && value.flow !== true && isObject(before) && isObject(after) && Object.keys(after).length > 0)
    return editMap(value, text, before, after, splices);
  const isInline = isScalar(value) ? !/^[|>]/.test(text.slice(value.range[0])) : (isMap(value) || isSeq(value)) && value.flow === true;
  const inline = isInline && (!isScalar(value) || typeof after !== "object" || after === null) ? flowText(after, text) : undefined;
  if (inline !== undefined && column + String(entry.key).length + inline.length + 2 <= WIDTH)
    splices.push({ from: value.range[0], to: value.range[1], text: inline });
  else splices.push({ ...linesOf(entry, text), text: indented(entryText(String((entry.key as { value?: unknown }).value), after, false, text), column) });
  return true;
}

/** From the start of the key's line to the start of the next entry's. */
function linesOf({ key, value }: Entry, text: string): { from: number; to: number } {
  const from = text.lastIndexOf("\n", key.range[0] - 1) + 1;
  const end = value === null ? key.range[1] : value.range[1];
  const line = text.indexOf("\n", Math.max(from, end - 1));
  return { from, to: line < 0 ? text.length : line + 1 };
}

/** Blanks before the offset on its line; undefined where something else stands there. */
function columnOf(text: string, offset: number): number | undefined {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return /^ *$/.test(text.slice(start, offset)) ? offset - start : undefined;
}

function entryText(key: string, value: JsonValue, isFlow: boolean, text: string): string {
  if (!isFlow) return stringify({ [key]: value }, { lineWidth: WIDTH });
  const inline = `${stringify(key).trimEnd()}: ${flowText(value, text)}\n`;
  return inline.length > WIDTH ? stringify({ [key]: value }, { lineWidth: WIDTH }) : inline;
}

function indented(text: string, column: number): string {
  const blanks = " ".repeat(column);
  return text.replaceAll(/^(?=.)/gm, blanks);
}

/** In one line, maps with blanks inside where the text writes them so. */
function flowText(value: JsonValue, text: string): string {
  const pad = /\{ \S/.test(text) ? " " : "";
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => flowText(item, text)).join(", ")}]`;
  if (!isObject(value)) return stringify([value], { collectionStyle: "flow", flowCollectionPadding: false, lineWidth: 0 }).trim().slice(1, -1);
  const members = Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [`${flowText(key, text)}: ${flowText(member, text)}`]));
  return members.length === 0 ? "{}" : `{${pad}${members.join(", ")}${pad}}`;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
