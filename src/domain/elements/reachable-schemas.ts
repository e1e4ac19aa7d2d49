/** Which schemas matter: those a join or an association leads to. The others are noise that generators leave behind. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { JsonObject, JsonValue } from "../../model/json.ts";
import { isObject } from "../probe/selector.ts";
import type { DomainGraph, Relation } from "../graph/types.ts";

export function reachableSchemas(graph: DomainGraph): { reached: ReadonlySet<Relation>; findings: readonly Diagnostic[] } {
  const joined = new Set(graph.joins.flatMap((join) => (join.target?.relation === undefined ? [] : [join.target.relation])));
  const reached = new Set<Relation>();
  const pending = [graph.root, ...joined, ...namedSchemas(graph)];
  for (let relation = pending.pop(); relation !== undefined; relation = pending.pop()) {
    if (reached.has(relation)) continue;
    reached.add(relation);
    for (const { target } of relation.associations.values()) if (target !== undefined && !isPlaceholder(target)) pending.push(target);
  }
  reached.delete(graph.root);
  const findings: Diagnostic[] = [];
  for (const [id, schema] of graph.schemas) {
    if (reached.has(schema)) {
      if (schema.table === undefined) reached.delete(schema);
      continue;
    }
    const placeholder = isPlaceholder(schema);
    findings.push({
      code: placeholder ? "domain-placeholder-schema" : "domain-unused-schema",
      severity: "info",
      message: placeholder
        ? `schemas.${id} has no fields and is not joined; it was not examined`
        : `no join and no association leads to schemas.${id}; it was not examined`,
      position: graph.positions.key(schema.path),
      next: placeholder ? "Fill it in, or remove it." : "Remove it, or add an association.",
    });
  }
  return { reached, findings };
}

/** Schemas that a query turns to, or a member of it reads, without a join. */
function namedSchemas({ document, schemas }: DomainGraph): Relation[] {
  const objects = (value: JsonValue | undefined): JsonObject[] => (isObject(value) ? Object.values(value).filter(isObject) : []);
  const targets = [document["retarget"], document["pivot"]].map((section) => (isObject(section) ? section["default_target"] : undefined));
  const sources = objects(document["query_members"])
    .flatMap(objects)
    .map((member) => member["source"]);
  return [...targets, ...sources].flatMap((id) => (typeof id === "string" ? (schemas.get(id) ?? []) : []));
}

/** What a generator writes for a table it has not looked at: a guessed name and no fields. */
export function isPlaceholder(relation: Relation): boolean {
  return relation.fields.size === 0 && relation.table !== undefined;
}
