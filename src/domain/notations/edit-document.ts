/**
 * A domain file with another document in it: only what differs is written, comments and order stay. Knows YAML, JSON
 * (also in the envelope of an export) and Elixir.
 */
import { type Document, isMap, parseDocument, visit } from "yaml";
import { canonicalJson, type JsonObject, type JsonValue } from "../../model/json.ts";
import { spliceYaml } from "./splice-yaml.ts";
import { editElixir, type Edited } from "./elixir/edit-elixir.ts";
import { editJson, envelopeOf } from "./edit-json.ts";
import { editLayers } from "./edit-layers.ts";
import { isElixir, notationOf, type DomainFile } from "./notation.ts";
import { pairOverlays } from "./overlay.ts";
import { withVersion } from "./set-version.ts";

/**
 * The files that together say `from`, with `to` in them: each edit goes into the file that holds the value. For Elixir,
 * `loadElixir` must have been awaited.
 *
 * @param beside files that parts of the domain may stand in: overlays, modules that it calls
 * @returns the files that changed, or why it is not written here: a part is computed, or the file is of another kind
 */
export function editDocument(file: DomainFile, from: JsonObject, to: JsonObject, beside: readonly DomainFile[] = []): Edited {
  const { path } = file;
  const others = beside.filter((one) => one.path !== path);
  if (isElixir(path)) return editElixir([file, ...others.filter((one) => isElixir(one.path))], from, to);
  const { overlay } = pairOverlays([file, ...others]).paired.find((one) => one.file === file) ?? {};
  if (overlay === undefined) return editFile(file, from, to);
  const [base, above] = [notationOf(path)?.(file).document, notationOf(overlay.path)?.(overlay).document ?? {}];
  const layers = base === undefined ? undefined : editLayers({ base, overlay: above }, to);
  if (base === undefined || layers === undefined) return { problem: `${overlay.path} is laid over it and changes what it says` };
  const made = [editFile(file, base, layers.base), editFile(overlay, above, layers.overlay)];
  const files = made.flatMap((one) => ("files" in one ? one.files : []));
  return made.find((one) => "problem" in one) ?? { files };
}

function editFile(file: DomainFile, from: JsonObject, to: JsonObject): Edited {
  const { path, text } = file;
  if (canonicalJson(from) === canonicalJson(to)) return { files: [] };
  const edited = editPlain(path, text, from, to);
  return edited === undefined
    ? { problem: "only domains in YAML, JSON and Elixir are edited here" }
    : { files: edited === text ? [] : [{ path, text: edited }] };
}

function editPlain(path: string, text: string, from: JsonObject, to: JsonObject): string | undefined {
  const version = to["version"];
  if (/\.json$/i.test(path)) return editJsonFile(text, from, to);
  const isVersionOnly = typeof version === "string" && canonicalJson({ ...from, version }) === canonicalJson(to);
  if (isVersionOnly) return withVersion(path, text, version);
  return /\.ya?ml$/i.test(path) ? (spliceYaml(text, from, to) ?? editYaml(text, from, to)) : undefined;
}

function editJsonFile(text: string, from: JsonObject, to: JsonObject): string | undefined {
  const envelope = envelopeOf(text);
  // A new file has no form to keep.
  if (text.trim() === "") return `${JSON.stringify(to, null, 2)}\n`;
  return envelope === "other" ? undefined : editJson(text, from, to, envelope === "domain" ? ["domain"] : []);
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
