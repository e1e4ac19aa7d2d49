/**
 * Whether a declared type of a domain fits a PostgreSQL type. The table is upstream's own; where it is
 * silent, the types agree: a finding must be a fault, not a doubt.
 */
import type { JsonValue } from "../model/json.ts";

type TypeClass =
  | "integer"
  | "smallint"
  | "bigint"
  | "numeric"
  | "float"
  | "text"
  | "boolean"
  | "date"
  | "time"
  | "timestamp"
  | "timestamptz"
  | "json"
  | "uuid"
  | "binary"
  | "tsvector"
  | "interval";

/** Names of PostgreSQL types, short and long. */
const PG_CLASSES: Readonly<Record<string, TypeClass>> = {
  int2: "smallint",
  smallint: "smallint",
  int4: "integer",
  integer: "integer",
  int8: "bigint",
  bigint: "bigint",
  numeric: "numeric",
  decimal: "numeric",
  float4: "float",
  real: "float",
  float8: "float",
  "double precision": "float",
  text: "text",
  varchar: "text",
  "character varying": "text",
  bpchar: "text",
  char: "text",
  character: "text",
  citext: "text",
  name: "text",
  bool: "boolean",
  boolean: "boolean",
  date: "date",
  time: "time",
  timetz: "time",
  "time without time zone": "time",
  "time with time zone": "time",
  timestamp: "timestamp",
  "timestamp without time zone": "timestamp",
  timestamptz: "timestamptz",
  "timestamp with time zone": "timestamptz",
  json: "json",
  jsonb: "json",
  uuid: "uuid",
  bytea: "binary",
  tsvector: "tsvector",
  interval: "interval",
};

const INTEGERS: readonly TypeClass[] = ["integer", "smallint", "bigint"];
/** Generators called JSON and binary columns `string` for years. */
const STRINGS: readonly TypeClass[] = ["text", "json", "binary", "tsvector", "interval"];

/** What each declared type accepts. */
const ACCEPTED: Readonly<Record<string, readonly TypeClass[]>> = {
  integer: INTEGERS,
  id: INTEGERS,
  bigint: ["bigint"],
  smallint: ["smallint"],
  decimal: ["numeric"],
  numeric: ["numeric"],
  float: ["float"],
  string: STRINGS,
  text: STRINGS,
  varchar: STRINGS,
  char: STRINGS,
  citext: STRINGS,
  boolean: ["boolean"],
  date: ["date"],
  time: ["time"],
  time_usec: ["time"],
  naive_datetime: ["timestamp"],
  naive_datetime_usec: ["timestamp"],
  timestamp: ["timestamp"],
  datetime: ["timestamp"],
  // Ecto migrates :utc_datetime to a plain timestamp, so both are normal.
  utc_datetime: ["timestamptz", "timestamp"],
  utc_datetime_usec: ["timestamptz", "timestamp"],
  timestamptz: ["timestamptz"],
  json: ["json"],
  jsonb: ["json"],
  map: ["json"],
  uuid: ["uuid"],
  binary_id: ["uuid"],
  binary: ["binary"],
  bytea: ["binary"],
  tsvector: ["tsvector"],
  interval: ["interval"],
};

/** `pg_type.typcategory` of types the names above do not know: domain types, enums, extensions. */
const CATEGORIES: Readonly<Record<string, readonly TypeClass[]>> = {
  N: ["integer", "smallint", "bigint", "numeric", "float"],
  S: ["text"],
  B: ["boolean"],
  D: ["date", "time", "timestamp", "timestamptz"],
  T: ["interval"],
  E: ["text"],
};

/**
 * @param selectoType `string`, `["array", "string"]`, or the map of a parameterized type
 * @param pgTypeName as `format_type` or `pg_type.typname` says it: `character varying(50)`, `int4`, `public.order_status`, `text[]`
 * @param typeCategory `pg_type.typcategory`, for types that are not built in
 */
export function typeAgrees(selectoType: JsonValue, pgTypeName: string, typeCategory?: string): boolean {
  const name = pgTypeName
    .trim()
    .replace(/^"?pg_catalog"?\./, "")
    .toLowerCase();
  const element = elementType(name);
  if (Array.isArray(selectoType)) {
    const [kind, inner] = selectoType as readonly JsonValue[];
    if (kind !== "array") return true;
    return element === undefined ? typeCategory === "A" : inner === undefined || typeAgrees(inner, element);
  }
  if (typeof selectoType !== "string" || !Object.hasOwn(ACCEPTED, selectoType)) return true;
  const accepted = ACCEPTED[selectoType] ?? [];
  if (element !== undefined || typeCategory === "A") return false;
  const base = name.replaceAll(/\s*\([^)]*\)/g, "").replaceAll('"', "");
  const known = Object.hasOwn(PG_CLASSES, base) ? PG_CLASSES[base] : undefined;
  if (known !== undefined) return accepted.includes(known);
  const possible = typeCategory === undefined ? undefined : CATEGORIES[typeCategory];
  // Upstream maps every type it does not know to `string`; a domain type may have any base.
  return accepted === STRINGS
    ? typeCategory !== "N" && typeCategory !== "B" && typeCategory !== "D"
    : possible === undefined || possible.some((kind) => accepted.includes(kind));
}

/** `text[]` and `_text` are arrays of `text`. */
function elementType(name: string): string | undefined {
  if (name.endsWith("[]")) return name.slice(0, -2);
  return /^_[a-z]\w*$/.test(name) ? name.slice(1) : undefined;
}
