/** A document as the whole text of a new file, in each notation. Knows what a notation calls the version of a domain. */
import { stringify } from "yaml";
import type { JsonObject, JsonValue } from "../../model/json.ts";
import { baseModuleText, emptyOverlayText, moduleText, overlayModuleText } from "./elixir/write-module.ts";
import { FORMAT } from "./normalized-json.ts";

export type NotationName = "yaml" | "json" | "elixir";

/** The notation that a file name ends in. */
export function notationNamed(path: string): NotationName | undefined {
  if (/\.ya?ml$/i.test(path)) return "yaml";
  return /\.json$/i.test(path) ? "json" : /\.exs?$/.test(path) ? "elixir" : undefined;
}

/** The document as this notation has it: `version` in YAML is what Selecto itself calls `domain_version`. */
export function documentFor(notation: NotationName, document: JsonObject): JsonObject {
  const [from, to] = notation === "yaml" ? ["domain_version", "version"] : ["version", "domain_version"];
  if (document[from] === undefined || document[to] !== undefined) return document;
  return Object.fromEntries(Object.entries(document).map(([key, value]) => [key === from ? to : key, value]));
}

/**
 * A whole file.
 *
 * @param document in the words of the notation: see {@link documentFor}
 * @param module the Elixir module that gives it; in JSON where it is known
 */
export function writeDocument(notation: "yaml" | "json", document: JsonObject, module: string | undefined): string;
export function writeDocument(notation: NotationName, document: JsonObject, module: string): string;
export function writeDocument(notation: NotationName, document: JsonObject, module: string | undefined): string {
  if (notation === "yaml") return stringify(document, { lineWidth: 100, aliasDuplicateObjects: false });
  if (notation === "elixir") return moduleText(module ?? "", document);
  return `${JSON.stringify(envelopeOf(document, module), null, 2)}\n`;
}

/** A domain and what is laid over it, as files of their own. @returns the overlay as undefined where there is nothing to say */
export function writeLayers(
  notation: NotationName,
  base: JsonObject,
  overlay: JsonObject,
  module: string,
): { readonly base: string; readonly overlay: string | undefined } {
  const isEmpty = Object.keys(overlay).length === 0;
  // A module that nobody has written is a warning of the compiler.
  if (notation === "elixir")
    return { base: baseModuleText(module, base), overlay: isEmpty ? emptyOverlayText(module, base) : overlayModuleText(module, overlay) };
  const text = notation === "yaml" ? writeDocument(notation, overlay, undefined) : `${JSON.stringify(overlay, null, 2)}\n`;
  return { base: writeDocument(notation, base, undefined), overlay: isEmpty ? undefined : text };
}

/** What `mix selecto.domain.export` puts around a domain. */
export function envelopeOf(document: JsonObject, module: string | undefined, more: JsonObject = {}): Record<string, JsonValue | undefined> {
  const lifted = ["schema_version", "domain_version", "domain_fingerprint"].flatMap((key) =>
    document[key] === undefined ? [] : [[key, document[key]] as const],
  );
  return {
    format: FORMAT,
    format_version: 1,
    ...(module !== undefined && { domain_module: module }),
    ...Object.fromEntries(lifted),
    ...more,
    domain: document,
  };
}
