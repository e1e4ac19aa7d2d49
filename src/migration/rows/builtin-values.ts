/**
 * Values of PostgreSQL's own types as text: an ordinary one first, then the edges (empty, zero, smallest,
 * largest, Unicode, quotes). Whether a value is legal where it is used, PostgreSQL decides.
 */

const TEXTS = [
  "apple",
  "b",
  "",
  "Zoë 漢字 🐘",
  `it's "q"; -- \\`,
  "user1@example.com",
  "user2@example.com",
  "https://example.com/a?b=c",
  " x ",
  "A1",
  "7",
  "a-b_c",
  "#00ff7f",
  "{}",
  "2026-01-31",
  "0123456789abcdef0123456789abcdef",
];

const VALUES: Readonly<Record<string, readonly string[]>> = {
  smallint: ["1", "0", "-32768", "32767", "2", "17"],
  integer: ["1", "0", "-2147483648", "2147483647", "2", "1700"],
  bigint: ["1", "0", "-9223372036854775808", "9223372036854775807", "2", "1700000000"],
  numeric: ["1", "0", "-1.5", "0.01", "99999999999999999999.999", "2", "12.34", "NaN"],
  real: ["1", "0", "-1.5", "3.4e38", "1e-37", "2", "NaN"],
  "double precision": ["1", "0", "-1.5", "1.7e308", "5e-324", "2", "Infinity"],
  boolean: ["t", "f"],
  date: ["2026-01-31", "1970-01-01", "0001-01-01", "infinity", "2024-02-29", "4713-01-01 BC"],
  "timestamp without time zone": ["2026-01-31 10:00:00", "1970-01-01 00:00:00", "2024-02-29 23:59:59.999999", "infinity", "0001-01-01 00:00:00"],
  "timestamp with time zone": ["2026-01-31 10:00:00+00", "1970-01-01 00:00:00+00", "2024-02-29 23:59:59.999999+00", "infinity", "0001-01-01 00:00:00+00"],
  "time without time zone": ["10:00:00", "00:00:00", "24:00:00", "23:59:59.999999"],
  "time with time zone": ["10:00:00+00", "00:00:00+14", "23:59:59.999999-12"],
  interval: ["P1D", "PT0S", "-P1Y2M3DT4H5M6.789S", "P178000000Y"],
  uuid: ["00000000-0000-4000-8000-000000000001", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"],
  json: ['{"a": 1}', "{}", "[]", "null", '"x"', '{"b": [1, {"c": null}], "é": "🐘"}'],
  jsonb: ['{"a": 1}', "{}", "[]", "null", '"x"', '{"b": [1, {"c": null}], "é": "🐘"}'],
  jsonpath: ["$.a", "$[*]"],
  xml: ["<a/>", "<a b='c'>d</a>"],
  bytea: ["\\x01", "\\x", "\\x00ff00", `\\x${"ab".repeat(32)}`, `\\x${"0".repeat(40)}`],
  inet: ["192.0.2.1", "::1", "192.0.2.0/24", "0.0.0.0"],
  cidr: ["192.0.2.0/24", "::/0"],
  macaddr: ["08:00:2b:01:02:03", "00:00:00:00:00:00"],
  macaddr8: ["08:00:2b:01:02:03:04:05"],
  bit: ["1", "0"],
  "bit varying": ["101", "", "1"],
  money: ["1.50", "0", "-92233720368547758.08"],
  point: ["(1,2)", "(0,0)"],
  line: ["{1,2,3}"],
  lseg: ["[(0,0),(1,1)]"],
  box: ["(1,1),(0,0)"],
  path: ["((0,0),(1,1))", "[(0,0)]"],
  polygon: ["((0,0),(0,1),(1,1))"],
  circle: ["<(0,0),1>"],
  tsvector: ["'a':1 'b':2", ""],
  tsquery: ["'a' & 'b'", ""],
  oid: ["1", "0", "4294967295"],
  pg_lsn: ["0/1", "16/B374D848"],
  regclass: ["pg_catalog.pg_class"],
  regtype: ["integer"],
  regproc: ["pg_catalog.now"],
  xid8: ["1"],
  hstore: ["a=>1", "", '"é"=>NULL'],
  ltree: ["Top.Science", ""],
  cube: ["(1,2,3)", "(0)"],
  earth: ["(6378168,0,0)"],
  isbn: ["978-0-393-04002-9"],
  seg: ["1 .. 2"],
  '"char"': ["a", ""],
};

const TEXT_TYPES = new Set(["text", "character varying", "character", "name", "citext", "bpchar", "lquery", "ltxtquery"]);
const NUMBERS = new Set(["smallint", "integer", "bigint", "numeric", "real", "double precision", "oid", "money", "xid8"]);

/** What stands for a type nobody here knows: PostgreSQL keeps what it reads. */
const ANY = [...TEXTS.slice(0, 3), "1", "0", "{}", "a=>1", "(1,2)", "[1,2)", "[1,2,3]", "POINT(0 0)", "a.b"];

/** `character varying(20)` without its modifier; of an extension's type the name without its namespace. */
function plainName(type: string): string {
  const bare = type.replace(/\([^)]*\)/, "").trim();
  return bare in VALUES || TEXT_TYPES.has(bare) ? bare : bare.slice(bare.lastIndexOf(".") + 1);
}

/** Values of a type that is neither an array nor made by the schema. */
export function builtinValues(type: string): readonly string[] {
  const name = plainName(type);
  return TEXT_TYPES.has(name) ? TEXTS : (VALUES[name] ?? ANY);
}

/** The `n`th of values that are all different, from 0; undefined for types that have only a few. */
export function nthValue(type: string, n: number): string | undefined {
  const name = plainName(type);
  const digits = String(n + 1);
  if (TEXT_TYPES.has(name)) return n % 3 === 2 ? `Zoë ${digits} 漢` : `item ${digits}`;
  if (NUMBERS.has(name)) return name === "smallint" ? String(100 + n) : String(1000 + n);
  if (name === "uuid") return `00000000-0000-4000-8000-${digits.padStart(12, "0")}`;
  if (name === "date") return `2026-${String((n % 12) + 1).padStart(2, "0")}-${String((Math.floor(n / 12) % 28) + 1).padStart(2, "0")}`;
  if (name.startsWith("timestamp")) return `2026-01-01 ${String(Math.floor(n / 60) % 24).padStart(2, "0")}:${String(n % 60).padStart(2, "0")}:00`;
  if (name === "bytea") return `\\x${n.toString(16).padStart(8, "0")}`;
  if (name === "inet") return `192.0.${Math.floor(n / 250) % 250}.${(n % 250) + 1}`;
  return name === "json" || name === "jsonb" ? `{"n": ${digits}}` : undefined;
}
