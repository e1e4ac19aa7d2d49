/** Relationships and patterns as people say them. */
import { nameOf } from "../../model/identity.ts";
import type { Pattern, PatternKind, Relationship } from "../../model/generation.ts";
import { safeText } from "../text/safe-text.ts";

/** `orders.customer_id`, `lineitem.l_partkey + l_suppkey`. */
export function sourceText({ table, columns }: Pick<Relationship, "table" | "columns">): string {
  return safeText(`${nameOf(table)}.${columns.join(" + ")}`);
}

export function targetText({ target, targetColumns }: Relationship): string {
  return safeText(`${nameOf(target)}.${targetColumns.join(" + ")}`);
}

export function confidenceText(confidence: number): string {
  return confidence.toFixed(2);
}

const KINDS: Readonly<Record<PatternKind, string>> = {
  "adjacency-list": "tree by parent",
  "materialized-path": "tree by path",
  "closure-table": "tree by all pairs",
  "nested-set": "tree by numbers",
  bridge: "bridge",
  tagging: "tagging",
  fact: "fact",
  dimension: "dimension",
  snowflake: "snowflake dimension",
  "slowly-changing": "slowly changing",
  polymorphic: "polymorphic reference",
  tenant: "tenant column",
  "soft-delete": "soft delete",
  enum: "fixed values",
  json: "JSON column",
  audit: "bookkeeping",
  sensitive: "sensitive column",
  circular: "circle",
};

export function kindText(kind: PatternKind): string {
  return KINDS[kind];
}

/** `film_actor (actor_id, film_id)`. */
export function patternText({ table, columns, kind }: Pattern): string {
  const names = Object.values(columns);
  return safeText(`${nameOf(table)}${names.length === 0 || kind === "audit" || kind === "fact" ? "" : ` (${names.join(", ")})`}`);
}
