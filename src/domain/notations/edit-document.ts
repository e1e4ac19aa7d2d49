/**
 * A domain file with another document in it: only what differs is written, comments and order stay. Knows YAML and bare
 * JSON; what another tool exports or a program builds is changed there.
 */
import { type Document, isMap, parseDocument, visit } from "yaml";
import { canonicalJson, type JsonObject, type JsonValue } from "../../model/json.ts";
import { spliceYaml } from "./splice-yaml.ts";
import { withVersion } from "./set-version.ts";

/**
 * @param from what the text says now
 * @returns undefined for a file that is not written here: Elixir, an artifact of another tool
 */
export function editDocument(path: string, text: string, from: JsonObject, to: JsonObject): string | undefined {
  const version = to["version"];
  const isVersionOnly = typeof version === "string" && canonicalJson({ ...from, version }) === canonicalJson(to);
  if (isVersionOnly) return withVersion(path, text, version);
  if (/\.ya?ml$/i.test(path)) return spliceYaml(text, from, to) ?? editYaml(text, from, to);
  return /\.json$/i.test(path) && !/"format"\s*:\s*"selecto\./.test(text) ? `${JSON.stringify(to, null, 2)}\n` : undefined;
}

/** The same of a text that is known to be YAML. */
export function editYaml(text: string, from: JsonObject, to: JsonObject): string {
  const document = parseDocument(text);
  edit(document, [], from, to);
  return document.toString({ lineWidth: 100 });
}

function edit(document: Document.Parsed, path: readonly string[], from: JsonObject, to: JsonObject): void {
  for (const key of Object.keys(from)) if (to[key] === undefined) document.deleteIn([...path, key]);
  for (const [key, value] of Object.entries(to)) {
    const before = from[key];
    if (value === undefined || (before !== undefined && canonicalJson(before) === canonicalJson(value))) continue;
    const at = [...path, key];
    // What was written as {} would stay in that style.
    if (isObject(before) && Object.keys(before).length > 0 && isObject(value) && isMap(document.getIn(at))) edit(document, at, before, value);
    else document.setIn(at, blockNode(document, value));
  }
}

/** New parts in block style, also below something that was written as `{}`. */
function blockNode(document: Document.Parsed, value: JsonValue): unknown {
  const node = document.createNode(value);
  visit(node, {
    Collection(_, collection) {
      collection.flow = collection.items.length === 0;
    },
  });
  return node;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
