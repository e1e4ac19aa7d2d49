/** Types as far as references care: keys are copied with their type, or at least with its kind. */
import type { Column } from "../facts/catalog.ts";

type TypeFamily = "integer" | "text" | "uuid" | "other";

const INTEGERS = new Set(["smallint", "integer", "bigint"]);
const TEXTS = new Set(["text", "character varying", "character", "citext", "public.citext"]);

export function typeFamily({ baseType }: Pick<Column, "baseType">): TypeFamily {
  if (INTEGERS.has(baseType) || baseType === "numeric") return "integer";
  if (TEXTS.has(baseType)) return "text";
  return baseType === "uuid" ? "uuid" : "other";
}

/** Types of columns that identify nothing. */
export const NEVER = /^(?:boolean|date|time|timestamp|interval|json|jsonb|bytea|real|double|tsvector|point|geometry|geography|money|xml)|\[\]$/;
