/**
 * A field or a join added to a document as generation would propose it. Knows documents only: what the schema has was
 * proposed before, and whether the result compiles is asked afterwards.
 */
import type { JsonObject, JsonValue } from "../../model/json.ts";

export interface AddRequest {
  readonly kind: "field" | "join";
  /** a column of the source; a join as it is proposed */
  readonly name: string;
  /** how the join is called instead */
  readonly as?: string | undefined;
  readonly label?: string | undefined;
}

/** The document with the part in it; or why there is nothing to add, with the names that would do. */
export type Added = { readonly document: JsonObject } | { readonly problem: "there already" | "unknown"; readonly known: readonly string[] };

/** @param proposal what generation proposes for the source table of the document */
export function addPart(document: JsonObject, proposal: JsonObject, request: AddRequest): Added {
  return request.kind === "field" ? addField(document, proposal, request) : addJoin(document, proposal, request);
}

function addField(document: JsonObject, proposal: JsonObject, { name, label }: AddRequest): Added {
  const source = objectOf(document["source"]);
  const proposed = objectOf(proposal["source"]);
  const column = objectOf(proposed["columns"])[name];
  const fields = listOf(source["fields"]);
  const open = listOf(proposed["fields"]).flatMap((field) => (typeof field === "string" && !fields.includes(field) ? [field] : []));
  if (fields.includes(name)) return { problem: "there already", known: open };
  if (column === undefined) return { problem: "unknown", known: open };
  const isRedacted = listOf(proposed["redact_fields"]).includes(name);
  return {
    document: {
      ...document,
      source: {
        ...source,
        fields: [...fields, name],
        columns: { ...objectOf(source["columns"]), [name]: { ...objectOf(column), ...(label !== undefined && { label }) } },
        ...(isRedacted && { redact_fields: [...listOf(source["redact_fields"]), name] }),
      },
    },
  };
}

function addJoin(document: JsonObject, proposal: JsonObject, { name, as = name, label }: AddRequest): Added {
  const source = objectOf(document["source"]);
  const joins = objectOf(document["joins"]);
  const proposed = objectOf(proposal["joins"]);
  const open = Object.keys(proposed).filter((join) => joins[join] === undefined);
  const association = objectOf(objectOf(objectOf(proposal["source"])["associations"])[name]);
  const target = association["queryable"];
  const schema = typeof target === "string" ? objectOf(proposal["schemas"])[target] : undefined;
  if (joins[as] !== undefined) return { problem: "there already", known: open };
  if (proposed[name] === undefined || typeof target !== "string" || schema === undefined) return { problem: "unknown", known: open };
  // What hangs on the joined table in turn is another join.
  const { joins: _deeper, ...join } = objectOf(proposed[name]);
  const { associations: _further, ...table } = objectOf(schema);
  const schemas = objectOf(document["schemas"]);
  const own = Object.entries(schemas).find(([, one]) => objectOf(one)["source_table"] === table["source_table"])?.[0];
  const queryable = own ?? [target, as, `${as}_table`].find((free) => schemas[free] === undefined);
  if (queryable === undefined) return { problem: "there already", known: open };
  return {
    document: {
      ...document,
      source: {
        ...source,
        associations: { ...objectOf(source["associations"]), [as]: { ...association, queryable, ...(association["field"] !== undefined && { field: as }) } },
      },
      schemas: own === undefined ? { ...schemas, [queryable]: table } : schemas,
      joins: { ...joins, [as]: { ...join, ...(label !== undefined && { name: label }) } },
    },
  };
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}
