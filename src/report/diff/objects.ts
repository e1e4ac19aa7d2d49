/** The changed objects one by one: sign, kind and name, then what is different about it. */
import type { Change } from "../../model/change.ts";
import { kindOf, nameOf, parseNodeKey, type NodeKey } from "../../model/identity.ts";
import type { JsonValue } from "../../model/json.ts";
import { kindRank } from "../summarise-changes.ts";
import type { RenderOptions } from "../options.ts";
import type { Ink } from "../text/ink.ts";
import { showKindAndName } from "../text/names.ts";
import { safeText } from "../text/safe-text.ts";
import { diffText, paintDiffLine } from "../text/text-diff.ts";
import { attributeWord, describeAlteration, describePayload } from "../text/values.ts";
import { displayWidth, wrapText } from "../text/width.ts";
import { countOf } from "../text/words.ts";

const DEFINITION_LINES = 40;
/** A definition of more characters is compared line by line. */
const SHORT = 160;

/** Objects sorted by kind, then by name. */
export function objectLines(changes: readonly Change[], ink: Ink, options: RenderOptions): string[] {
  const byKey = new Map<NodeKey, Change[]>();
  for (const change of changes) byKey.set(change.key, [...(byKey.get(change.key) ?? []), change]);
  const sorted = [...byKey].toSorted(([a], [b]) => kindRank(kindOf(a)) - kindRank(kindOf(b)) || (a < b ? -1 : a > b ? 1 : 0));
  return sorted.flatMap(([key, group]) => objectLine(key, group, ink, options));
}

function objectLine(key: NodeKey, group: readonly Change[], ink: Ink, options: RenderOptions): string[] {
  return group.every((change) => change.verb === "alter")
    ? alterLines(
        key,
        group.flatMap((change) => (change.verb === "alter" ? [change] : [])),
        ink,
        options,
      )
    : group.flatMap((change) => (change.verb === "alter" ? alterLines(key, [change], ink, options) : plainLine(change, ink, options)));
}

function plainLine(change: Exclude<Change, { verb: "alter" }>, ink: Ink, options: RenderOptions): string[] {
  const name = showKindAndName(change.key);
  if (change.verb === "rename") return [`> ${name} -> ${safeText(parseNodeKey(change.to).path.at(-1) ?? nameOf(change.to))}`];
  const payload = change.verb === "add" ? change.after : change.before;
  const sign = change.verb === "add" ? "+" : "-";
  const paint = change.verb === "add" ? ink.added : ink.removed;
  const what = describePayload(kindOf(change.key), payload) || definitionSize(payload);
  const [first = "", ...rest] = wrapText(`${sign} ${name}${what === "" ? "" : `  ${what}`}`, options.width, 0, 4);
  return [paint(first), ...rest];
}

/** A long definition of a new or former object is told by its size: its text is in the files. */
function definitionSize(payload: JsonValue): string {
  if (payload === null || typeof payload !== "object" || Array.isArray(payload) || !("def" in payload) || typeof payload["def"] !== "string") return "";
  return countOf(payload["def"].trimEnd().split("\n").length, "line");
}

function alterLines(key: NodeKey, alterations: readonly Extract<Change, { verb: "alter" }>[], ink: Ink, options: RenderOptions): string[] {
  const head = `~ ${showKindAndName(key)}`;
  const inline: string[] = [];
  const long: string[] = [];
  for (const { attribute, before, after } of alterations) {
    if (isLong(before) || isLong(after)) {
      long.push(
        `    ${attributeWord(attribute)}`,
        ...diffText(asText(before), asText(after), { context: 2, limit: DEFINITION_LINES, all: options.all }).map((line) => `    ${paintDiffLine(line, ink)}`),
      );
    } else inline.push(describeAlteration(attribute, before, after));
  }
  const [only] = inline;
  const oneLine = only === undefined ? head : `${head}  ${only}`;
  if (inline.length === 1 && displayWidth(oneLine) <= options.width) return [ink.careful(oneLine), ...long];
  return [ink.careful(head), ...inline.flatMap((text) => wrapText(text, options.width, 4, 6)), ...long];
}

function isLong(value: JsonValue | undefined): boolean {
  return typeof value === "string" && (value.includes("\n") || value.length > SHORT);
}

function asText(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : value === undefined || value === null ? "" : JSON.stringify(value);
}
