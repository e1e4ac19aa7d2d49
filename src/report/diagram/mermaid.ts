/** A picture as Mermaid text (`erDiagram`), which GitHub and GitLab draw. */
import { safeText } from "../text/safe-text.ts";
import type { Entity, Picture, Relationship } from "./entities.ts";

const ENDS: Readonly<Record<Relationship["cardinality"], string>> = { one: "}o--||", many: "||--o{", "many to many": "}o--o{", unknown: "}o..o{" };

export function mermaidOf({ entities, relationships }: Picture): string {
  const ids = new Map(entities.map(({ id }, at) => [id, `e${at + 1}`]));
  return [
    "erDiagram",
    ...entities.flatMap((entity) => entityLines(entity, ids.get(entity.id) ?? "")),
    ...relationships.flatMap(({ from, to, label, cardinality }) => {
      const [left, right] = [ids.get(from), ids.get(to)];
      return left === undefined || right === undefined ? [] : [`  ${left} ${ENDS[cardinality]} ${right} : ${quoted(label)}`];
    }),
    "",
  ].join("\n");
}

function entityLines({ title, table, fields }: Entity, id: string): string[] {
  const name = title === table ? title : `${title} (${table})`;
  return [
    `  ${id}[${quoted(name)}] {`,
    ...fields.map(({ name: field, type, isKey, isBroken }) => `    ${word(type)} ${word(field)}${isKey ? " PK" : ""}${isBroken ? ' "does not compile"' : ""}`),
    "  }",
  ];
}

/** Mermaid reads `#quot;` as a quotation mark. */
function quoted(text: string): string {
  return `"${safeText(text).replaceAll("#", "#35;").replaceAll('"', "#quot;")}"`;
}

/** Attributes are words: letters, digits, underscores. */
function word(text: string): string {
  const clean = text
    .replace(/^public\./, "")
    .replaceAll(/[^\p{L}\p{N}_]+/gu, "_")
    .replaceAll(/^_+|_+$/g, "");
  return /^\p{L}/u.test(clean) ? clean : `_${clean}`;
}
