/**
 * Names that mean two things: joins, fields, custom columns, query members and what joins add by themselves share one
 * space. Selecto takes one of them without a word, so each pair is told.
 */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Path } from "../notations/positions.ts";
import { pathText } from "../structure/check-structure.ts";
import { generatedReference } from "./generated-fields.ts";
import { JSON_TYPES } from "./reference.ts";
import type { DomainGraph } from "./types.ts";

export function collisionsIn(graph: Omit<DomainGraph, "findings">): Diagnostic[] {
  const { root, joins, customColumns, members, positions } = graph;
  const found: Diagnostic[] = [];
  const tell = (path: Path, message: string, next: string): void => {
    found.push({ code: "domain-name-collision", severity: "warning", message: `${pathText(path)} ${message}`, position: positions.key(path), next });
  };
  const written = joins.filter(({ implicit }) => !implicit);
  for (const { id, path, association } of written) {
    if (root.fields.has(id) && JSON_TYPES.has(root.columns.get(id)?.type))
      tell(path, `has the name of the JSON field ${id}: ${id}.x is a field of the join, not a key in the JSON`, "Give the association another id.");
    if (members.has(id)) tell(path, `has the name of the query member ${id}: ${id}.x is a field of the join`, "Give the member another name.");
    const prefix = association?.spec.field;
    const other = typeof prefix === "string" && prefix !== id ? written.find((join) => join.id === prefix) : undefined;
    if (other !== undefined)
      tell(path, `calls its fields ${prefix}.x, which are those of ${pathText(other.path)}`, `Write field: ${id} in the association, or leave it out.`);
  }
  for (const [id, { path }] of customColumns)
    if (root.fields.has(id)) tell(path, `has the name of a field: ${id} is the field`, "Give the custom column another id.");
  for (const [name, path] of [...root.fields, ...[...customColumns].map(([id, column]) => [id, column.path] as const)]) {
    const added = generatedReference(written, name);
    const join = added !== undefined && "join" in added ? added.join : undefined;
    if (join !== undefined) tell(join.path, `adds ${name} by itself, which is ${pathText(path)} as well`, "Rename one of them: saved views name both alike.");
  }
  return found;
}
