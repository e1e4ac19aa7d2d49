/** A generated document as the text of a file, and edits of a file that is there without touching what people wrote around them. */
import { stringify } from "yaml";
import type { JsonObject } from "../../../model/json.ts";
import { hashOf } from "../../../model/hash.ts";
import { editDocument, editYaml } from "../../notations/edit-document.ts";
import type { Edited } from "../../notations/elixir/edit-elixir.ts";
import { baseModuleText } from "../../notations/elixir/write-module.ts";
import type { DomainFile } from "../../notations/notation.ts";
import { envelopeOf, type NotationName } from "../../notations/write-document.ts";

/** A comment; JSON has none, so there it is a member of the envelope. */
const HASH = /^(# generated: sha256:|[ \t]*"generated": "sha256:)([\da-f]{64})(?="?,?$)/m;

/** The hash of the document that was generated into this file; absent where nobody generated it. */
export function generatedHash(text: string): string | undefined {
  return HASH.exec(text)?.[2];
}

/** A file that nobody has seen yet. @param module the Elixir module that it is */
export function writeText(notation: NotationName, document: JsonObject, overlay: string | undefined, module: string): string {
  const hash = `sha256:${hashOf(document)}`;
  if (notation === "json") return `${JSON.stringify(envelopeOf(document, undefined, { generated: hash }), null, 2)}\n`;
  const head = [
    "# Made by `selecto domain generate`, and kept up to date by running it again. What you change here stays",
    ...(overlay === undefined ? ["# as you wrote it."] : [`# as you wrote it; what you add is at home in ${overlay}.`]),
    `# generated: ${hash}`,
    "",
  ];
  return notation === "elixir" ? baseModuleText(module, document, head) : [...head, stringify(document, { lineWidth: 100 })].join("\n");
}

/** What people add to a domain without touching what is generated. */
export function overlayText(name: string): string {
  return [
    `# Yours: what is written here is laid over the generated domain ${name}, and never changed by selecto.`,
    "#",
    "# columns: { total: { format: currency } }      # more about fields of the source table",
    "# filters: { mine: { name: Mine, field: id } }",
    "# redact_fields: [notes]",
    "# default_selected: [id]                          # replaces the generated list",
    "",
  ].join("\n");
}

/** The file with the new document in it: only what differs is written, comments and order stay. For Elixir, `loadElixir` must have been awaited. */
export function editText({ path, text }: DomainFile, from: JsonObject, to: JsonObject, generated: JsonObject): Edited {
  const made: Edited = /\.ya?ml$/i.test(path) ? { files: [{ path, text: editYaml(text, from, to) }] } : editDocument({ path, text }, from, to);
  if ("problem" in made) return made;
  const [edited = { path, text }] = made.files;
  return { files: [{ path, text: edited.text.replace(HASH, (_, start: string) => `${start}${hashOf(generated)}`) }] };
}
