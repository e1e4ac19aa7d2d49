/** A generated document as the text of a file, and edits of a file that is there without touching what people wrote around them. */
import { stringify } from "yaml";
import type { JsonObject } from "../../../model/json.ts";
import { hashOf } from "../../../model/hash.ts";
import { editYaml } from "../../notations/edit-document.ts";

export type GeneratedNotation = "yaml" | "json";

const HASH_LINE = /^# generated: sha256:([\da-f]{64})$/m;

/** The hash of the document that was generated into this file; absent where nobody generated it. */
export function generatedHash(text: string): string | undefined {
  return HASH_LINE.exec(text)?.[1];
}

/** A file that nobody has seen yet. */
export function writeText(notation: GeneratedNotation, document: JsonObject, overlay: string | undefined): string {
  if (notation === "json") return `${JSON.stringify(document, null, 2)}\n`;
  return [
    "# Made by `selecto domain generate`, and kept up to date by running it again. What you change here stays",
    ...(overlay === undefined ? ["# as you wrote it."] : [`# as you wrote it; what you add is at home in ${overlay}.`]),
    `# generated: sha256:${hashOf(document)}`,
    "",
    stringify(document, { lineWidth: 100 }),
  ].join("\n");
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

/** The file with the new document in it: only what differs is written, comments and order stay. */
export function editText(notation: GeneratedNotation, text: string, from: JsonObject, to: JsonObject, generated: JsonObject): string {
  if (notation === "json") return `${JSON.stringify(to, null, 2)}\n`;
  return editYaml(text, from, to).replace(HASH_LINE, `# generated: sha256:${hashOf(generated)}`);
}
