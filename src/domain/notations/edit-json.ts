/** Edits of JSON in place: only members that differ are written, white space stays. Works inside of an export's envelope too. */
import { applyEdits, modify, parse } from "jsonc-parser";
import { canonicalJson, type JsonObject, type JsonValue } from "../../model/json.ts";

/** The text with `to` where it says `from`. @param below path to the document: `["domain"]` in an envelope */
export function editJson(text: string, from: JsonObject, to: JsonObject, below: readonly string[] = []): string {
  const indent = /\n( +|\t)/.exec(text)?.[1] ?? "  ";
  const formattingOptions = { insertSpaces: indent !== "\t", tabSize: indent.length, eol: text.includes("\r\n") ? "\r\n" : "\n" };
  let made = text;
  for (const { path, value } of differences(from, to, [...below])) made = applyEdits(made, modify(made, path, value, { formattingOptions }));
  return made;
}

/** Whether the text is what another tool exported, and where in it the document stands. */
export function envelopeOf(text: string): "none" | "domain" | "other" {
  const read: unknown = parse(text);
  const format = typeof read === "object" && read !== null && "format" in read ? read.format : undefined;
  if (typeof format !== "string" || !format.startsWith("selecto.")) return "none";
  const holdsDomain = typeof read === "object" && read !== null && "domain" in read && typeof read.domain === "object";
  return format === "selecto.normalized_domain" && holdsDomain ? "domain" : "other";
}

interface Difference {
  readonly path: (string | number)[];
  /** absent for what goes */
  readonly value: JsonValue | undefined;
}

/** Each place where they differ, once: a member that comes or goes, a list of another length as a whole. */
export function differences(from: JsonValue, to: JsonValue, path: (string | number)[]): Difference[] {
  if (canonicalJson(from) === canonicalJson(to)) return [];
  if (isObject(from) && isObject(to)) {
    const gone = Object.keys(from).filter((key) => !has(to, key));
    return [
      ...gone.map((key) => ({ path: [...path, key], value: undefined })),
      ...Object.entries(to).flatMap(([key, value]) => {
        return has(from, key) ? differences(from[key] ?? null, value ?? null, [...path, key]) : [{ path: [...path, key], value: value ?? null }];
      }),
    ];
  }
  if (Array.isArray(from) && Array.isArray(to) && from.length === to.length) {
    const [before, after]: [readonly JsonValue[], readonly JsonValue[]] = [from, to];
    return after.flatMap((item, index) => differences(before[index] ?? null, item, [...path, index]));
  }
  return [{ path, value: to }];
}

function has(object: JsonObject, key: string): boolean {
  return Object.hasOwn(object, key) && object[key] !== undefined;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
