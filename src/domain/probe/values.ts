/** Values and types of a domain as SQL text. */
import type { JsonValue } from "../../model/json.ts";
import { quoteLiteral } from "../../sql/quote.ts";
import { fail, type Draft } from "./draft.ts";

/** A value as PostgreSQL would take it for a column of its type: texts stay untyped literals. */
export function literalSql(draft: Draft, value: JsonValue | undefined): string {
  if (value === null || value === undefined) return "NULL";
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  if (typeof value === "number") return value < 0 ? `(${value})` : String(value);
  if (typeof value === "string") {
    return value.includes("\0")
      ? fail(draft, { code: "domain-value", message: "a value holds the character NUL, which PostgreSQL cannot store", next: "Remove it." })
      : quoteLiteral(value);
  }
  if (Array.isArray(value)) return `ARRAY[${value.map((item: JsonValue) => literalSql(draft, item)).join(", ")}]`;
  // A parameter of the application: any value of the right type.
  return "NULL";
}

const SQL_TYPES: Readonly<Record<string, string>> = {
  string: "text",
  text: "text",
  varchar: "text",
  integer: "bigint",
  id: "bigint",
  bigint: "bigint",
  smallint: "smallint",
  decimal: "numeric",
  numeric: "numeric",
  float: "double precision",
  boolean: "boolean",
  date: "date",
  time: "time",
  naive_datetime: "timestamp",
  naive_datetime_usec: "timestamp",
  timestamp: "timestamp",
  datetime: "timestamp",
  utc_datetime: "timestamptz",
  utc_datetime_usec: "timestamptz",
  json: "jsonb",
  jsonb: "jsonb",
  map: "jsonb",
  uuid: "uuid",
  binary_id: "uuid",
  binary: "bytea",
  interval: "interval",
};

/** The PostgreSQL type a selecto type is cast to; a plain type name of PostgreSQL stands for itself. */
export function castType(type: JsonValue | undefined): string | undefined {
  if (typeof type !== "string") return undefined;
  if (Object.hasOwn(SQL_TYPES, type)) return SQL_TYPES[type];
  return /^[A-Za-z_][\w ]*(?:\(\d+(?:, ?\d+)?\))?(?:\[\])?$/.test(type) ? type : undefined;
}

const NUMERIC = new Set(["integer", "id", "bigint", "smallint", "decimal", "numeric", "float"]);
const TEXTUAL = new Set(["string", "text", "varchar", "char", "citext"]);
const MOMENTS = new Set(["date", "naive_datetime", "naive_datetime_usec", "timestamp", "datetime", "utc_datetime", "utc_datetime_usec"]);

/**
 * A comparison people will make with a field of this type, beside IS NOT NULL. It must fail exactly
 * where the class of the column's type no longer fits: an enum is a fine `string`, so texts are
 * compared with an untyped NULL. `undefined` where any comparison would be a guess.
 */
export function comparisonSql(expression: string, type: JsonValue | undefined): string | undefined {
  if (typeof type !== "string") return undefined;
  if (NUMERIC.has(type)) return `${expression} >= 0`;
  if (TEXTUAL.has(type)) return `${expression} = NULL`;
  if (MOMENTS.has(type)) return `${expression} >= CURRENT_DATE`;
  if (type === "boolean") return `${expression} = TRUE`;
  if (type === "time") return `${expression} >= LOCALTIME`;
  if (type === "uuid" || type === "binary_id") return `${expression} = '00000000-0000-0000-0000-000000000000'::uuid`;
  if (type === "tsvector") return `${expression} @@ 'a'::tsquery`;
  return undefined;
}
