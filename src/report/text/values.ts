/** Attributes of database objects in words. Knows the few names that are no words by themselves. */
import { canonicalJson, type JsonObject, type JsonValue } from "../../model/json.ts";
import { safeText } from "./safe-text.ts";

/** Single letters of PostgreSQL's catalogs. */
const LETTERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  persistence: { p: "logged", u: "unlogged", t: "temporary" },
  enabled: { O: "enabled", D: "disabled", R: "enabled on replicas", A: "always enabled" },
  replicaIdentity: { d: "primary key", n: "nothing", f: "full row", i: "index" },
  notNull: { true: "not null", false: "nullable" },
};
const WORDS: Readonly<Record<string, string>> = { def: "definition", expr: "expression", reloptions: "storage options" };

/** `row security` for `rowSecurity`. */
export function attributeWord(attribute: string): string {
  return WORDS[attribute] ?? safeText(attribute.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
}

/** `type integer -> bigint`, `not null -> nullable` */
export function describeAlteration(attribute: string, before: JsonValue | undefined, after: JsonValue | undefined): string {
  const list = describeListChange(before, after);
  if (list !== undefined) return list;
  const change = `${showValue(attribute, before)} -> ${showValue(attribute, after)}`;
  return attribute === "notNull" ? change : `${attributeWord(attribute)} ${change}`;
}

/** A value as one line. */
function showValue(attribute: string, value: JsonValue | undefined): string {
  if (value === undefined || value === null) return "none";
  const word = typeof value === "string" || typeof value === "boolean" ? LETTERS[attribute]?.[String(value)] : undefined;
  if (word !== undefined) return word;
  if (typeof value === "string") return value === "" ? "''" : safeText(value);
  return safeText(canonicalJson(value));
}

/** What a new or former object is, as short as it can be said: `text, not null`, `UNIQUE (email)`; empty where the name says all. */
export function describePayload(kind: string, payload: JsonValue): string {
  if (!isObject(payload)) return "";
  const { type, notNull, identity, generatedExpr, collation, def, expr, values } = payload;
  if (kind === "column") {
    return [
      typeof type === "string" ? type : "",
      notNull === true ? "not null" : "",
      typeof identity === "string" && identity !== "" ? "identity" : "",
      typeof generatedExpr === "string" ? `generated: ${generatedExpr}` : "",
      typeof collation === "string" ? `collation ${collation}` : "",
    ]
      .filter((part) => part !== "")
      .map(safeText)
      .join(", ");
  }
  if (isTextList(values)) return safeText(`(${values.map((value) => `'${value}'`).join(", ")})`);
  for (const text of [def, expr]) if (typeof text === "string" && !text.includes("\n")) return safeText(text.trim());
  return "";
}

/** `adds 'x'; removes 'y'`, for lists of labels (an enum). */
function describeListChange(before: JsonValue | undefined, after: JsonValue | undefined): string | undefined {
  if (!isTextList(before) || !isTextList(after)) return undefined;
  const quote = (list: readonly string[]): string => list.map((value) => `'${value}'`).join(", ");
  const added = after.filter((value) => !before.includes(value));
  const removed = before.filter((value) => !after.includes(value));
  const parts = [added.length > 0 ? `adds ${quote(added)}` : "", removed.length > 0 ? `removes ${quote(removed)}` : ""].filter((part) => part !== "");
  return safeText(parts.length > 0 ? parts.join("; ") : `in another order: ${quote(after)}`);
}

function isObject(value: JsonValue): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function isTextList(value: JsonValue | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
