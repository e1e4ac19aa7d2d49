/**
 * What Ecto schemas declare for the generation of domains: how the application calls its ways between tables,
 * values of enums, what is redacted. In tables and columns; whether the database has them is asked there.
 */
import type { EctoAssociation, EctoSchema } from "../model/ecto-schema.ts";
import type { Declarations, Relationship, RelationshipNames } from "../model/generation.ts";
import { nodeKey, type NodeKey } from "../model/identity.ts";
import { formatPosition } from "../model/position.ts";
import { columnOf, isBackwards, type EctoSchemas } from "./schemas.ts";

export function declarationsOf(schemas: EctoSchemas): Declarations {
  const values = new Map<NodeKey, readonly string[]>();
  const redacted = new Set<NodeKey>();
  for (const schema of schemas.list) {
    if (schema.table === undefined) continue;
    for (const { column, values: listed, redact } of schema.fields) {
      if (column === undefined) continue;
      const key = columnKey(schema, column);
      if (listed !== undefined && !values.has(key)) values.set(key, listed);
      if (redact) redacted.add(key);
    }
  }
  const relationships = schemas.list.flatMap((schema) => schema.associations.flatMap((one) => relationshipsOf(schemas, schema, one)));
  return { relationships, values, redacted };
}

/** One reference, or both of the table in between; nothing where an end is unknown or the wrong way round. */
function relationshipsOf(schemas: EctoSchemas, schema: EctoSchema, one: EctoAssociation): Relationship[] {
  if (schema.table === undefined) return [];
  if (one.through !== undefined) return overBridge(schemas, schema, one);
  const other = one.related === undefined ? undefined : schemas.find(one.related);
  if (other?.table === undefined || one.relatedTable !== undefined || one.ownerKey === undefined || one.relatedKey === undefined) return [];
  if (isBackwards(schemas, schema, one)) return [];
  const own = { key: tableKey(schema), column: columnOf(schema, one.ownerKey) };
  const related = { key: tableKey(other), column: columnOf(other, one.relatedKey) };
  const reasons = [`declared in ${schema.module} (${formatPosition(one.position)})`];
  if (one.kind === "belongs_to") return [reference(own, related, reasons, { reference: one.name })];
  if (one.join === undefined) return [reference(related, own, reasons, one.kind === "has_one" ? { part: one.name } : { parts: one.name })];
  const { through, toOwner, toRelated } = one.join;
  const bridge = "module" in through ? schemas.find(through.module) : undefined;
  const key = bridge === undefined ? ("table" in through ? nodeKey("table", "public", through.table) : undefined) : tableKey(bridge);
  if (key === undefined) return [];
  const column = (name: string): string => (bridge === undefined ? name : columnOf(bridge, name));
  return [reference({ key, column: column(toOwner) }, own, reasons, { beyond: one.name }), reference({ key, column: column(toRelated) }, related, reasons, {})];
}

/** `has_many :tags, through: [:taggings, :tag]`: the first step leads to the table in between, the second on from there. */
function overBridge(schemas: EctoSchemas, schema: EctoSchema, { name, through = [], position }: EctoAssociation): Relationship[] {
  const [first, second, more] = through;
  const parts = schema.associations.find((one) => one.name === first);
  const bridge = parts?.related === undefined ? undefined : schemas.find(parts.related);
  const on = bridge?.associations.find((one) => one.name === second);
  if (parts === undefined || bridge === undefined || on?.kind !== "belongs_to" || more !== undefined || parts.join !== undefined) return [];
  return relationshipsOf(schemas, schema, parts).map((one) => ({
    ...one,
    reasons: [`declared in ${schema.module} (${formatPosition(position)})`],
    names: { beyond: name },
  }));
}

interface End {
  readonly key: NodeKey;
  readonly column: string;
}

function reference(from: End, to: End, reasons: readonly string[], names: RelationshipNames): Relationship {
  return { table: from.key, columns: [from.column], target: to.key, targetColumns: [to.column], declared: true, confidence: 1, reasons, names };
}

function tableKey({ prefix, table }: EctoSchema): NodeKey {
  return nodeKey("table", prefix ?? "public", table ?? "");
}

function columnKey({ prefix, table }: EctoSchema, column: string): NodeKey {
  return nodeKey("column", prefix ?? "public", table ?? "", column);
}
