/**
 * `query_members` of a domain: CTEs, rows written down, subqueries, laterals, unnested arrays, which a query may take in by
 * name. What their columns are called is read here; what they select is the business of `probe/`.
 */
import type { JsonObject, JsonValue } from "../../model/json.ts";
import type { Path } from "../notations/positions.ts";

export const MEMBER_KINDS = ["ctes", "values", "subqueries", "laterals", "unnests"] as const;
export type MemberKind = (typeof MEMBER_KINDS)[number];

export interface QueryMember {
  readonly name: string;
  readonly kind: MemberKind;
  readonly path: Path;
  /** how SQL calls it, unquoted */
  readonly alias: string;
  readonly spec: JsonObject;
  /** absent where only PostgreSQL, or the application, knows them */
  readonly columns?: readonly string[];
}

/** Members by their names, and by their aliases where no member is called so; of equal names the first kind counts. */
export function readMembers(document: JsonObject): ReadonlyMap<string, QueryMember> {
  const sections = document["query_members"];
  const found = new Map<string, QueryMember>();
  for (const kind of MEMBER_KINDS) {
    const specs = isObject(sections) ? sections[kind] : undefined;
    for (const [name, spec] of Object.entries(isObject(specs) ? specs : {}))
      if (isObject(spec) && !found.has(name)) found.set(name, memberOf(name, kind, spec));
  }
  for (const member of found.values()) if (!found.has(member.alias)) found.set(member.alias, member);
  return found;
}

function memberOf(name: string, kind: MemberKind, spec: JsonObject): QueryMember {
  const given = [spec["as"], spec["alias"], spec["alias_name"]].find((one) => typeof one === "string" && one !== "");
  // A CTE is joined under its own name.
  const alias = kind === "ctes" || typeof given !== "string" ? name : given;
  const columns = columnsOf(kind, spec);
  return { name, kind, path: ["query_members", kind, name], alias, spec, ...(columns !== undefined && { columns }) };
}

function columnsOf(kind: MemberKind, spec: JsonObject): string[] | undefined {
  const declared = spec["columns"];
  if (Array.isArray(declared) && kind !== "unnests") return textsOf(declared);
  if (kind === "unnests") return ["value", ...(typeof spec["ordinality"] === "string" ? [spec["ordinality"]] : [])];
  if (kind === "values") {
    const [row] = rowsOf(spec);
    return isObject(row) ? Object.keys(row) : undefined;
  }
  const query = isRecursive(spec) ? spec["base"] : spec["query"];
  return isObject(query) && Array.isArray(query["select"]) ? outputsOf(query["select"] as readonly JsonValue[]) : undefined;
}

/** What the columns of a member's query are called. */
function outputsOf(select: readonly JsonValue[]): string[] {
  return select.flatMap((entry) => (typeof entry === "string" ? [entry] : isObject(entry) && typeof entry["as"] === "string" ? [entry["as"]] : []));
}

export function isRecursive(spec: JsonObject): boolean {
  return spec["kind"] === "recursive" || spec["type"] === "recursive";
}

/** Lists of values, or maps of them by column. */
export function rowsOf(spec: JsonObject): readonly JsonValue[] {
  const rows = spec["rows"] ?? spec["data"];
  return Array.isArray(rows) ? (rows as readonly JsonValue[]) : [];
}

/** The settings of a member's join: a map, or the pairs that a keyword list becomes; `undefined` where it is not joined. */
export function joinOf(spec: JsonObject): JsonObject | undefined {
  const { join } = spec;
  if (isObject(join)) return join;
  if (join === true) return {};
  const pairs = Array.isArray(join) ? (join as readonly JsonValue[]) : undefined;
  return pairs === undefined
    ? undefined
    : Object.fromEntries(
        pairs.flatMap((pair) => (Array.isArray(pair) && typeof pair[0] === "string" ? [[pair[0], (pair[1] as JsonValue | undefined) ?? null]] : [])),
      );
}

function textsOf(list: JsonValue): string[] {
  return Array.isArray(list) ? (list as readonly JsonValue[]).filter((one): one is string => typeof one === "string") : [];
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
