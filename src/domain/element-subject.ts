/** Domain elements in the form the oracle asks about. */
import { parseNodeKey } from "../model/identity.ts";
import type { Domain } from "../model/domain.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import type { DomainElement, Subject } from "../model/subject.ts";

/** An element without a statement becomes a subject of class `unknown`, with its problem as the reason. */
export function elementToSubject(element: DomainElement): Subject {
  const sql = element.sql ?? "";
  return {
    key: element.key,
    kind: "element",
    label: element.label,
    position: element.position,
    sql,
    text: sql,
    edits: [],
    statement:
      element.sql === undefined
        ? { kind: "unknown", reason: element.problem?.message ?? "the element could not be compiled" }
        : element.extensions === undefined
          ? { kind: "ask", sql, offset: 0 }
          : { kind: "resolve", relations: [], extensions: element.extensions },
    parameters: [],
    uses: element.uses,
    ...(element.weak === true && { weak: element.weak }),
  };
}

/**
 * The type a domain declares for a field (`source.fields.x`, `schemas.s.fields.x`), for
 * `typeAgrees`; `undefined` for other elements and for fields without a type. The statement of such an
 * element has exactly one result column.
 */
export function declaredType(domain: Domain, element: DomainElement): JsonValue | undefined {
  const path = parseNodeKey(element.key).path.slice(1);
  const relation = path[0] === "source" ? path.slice(0, 1) : path[0] === "schemas" ? path.slice(0, 2) : [];
  const [fields, field, ...more] = path.slice(relation.length);
  if (relation.length === 0 || fields !== "fields" || field === undefined || more.length > 0) return undefined;
  let value: JsonValue | undefined = domain.document;
  for (const step of [...relation, "columns", field, "type"]) value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  return value ?? undefined;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
