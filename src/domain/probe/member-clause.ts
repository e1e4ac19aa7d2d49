/**
 * Query members in a statement, as upstream writes them: CTEs and rows stand in front and are joined by their keys, what is
 * lateral is joined where it stands. Which members a statement needs, its draft says.
 */
import { quoteIdentifier } from "../../sql/quote.ts";
import type { JsonObject, JsonValue } from "../../model/json.ts";
import { isRecursive, joinOf, rowsOf, type QueryMember } from "../graph/members.ts";
import type { Join } from "../graph/types.ts";
import { elementKey, failOpaque, type Draft } from "./draft.ts";
import { memberQuery } from "./member-query.ts";
import { isObject } from "./selector.ts";
import { columnSql } from "./table-name.ts";
import { literalSql } from "./values.ts";

/** `WITH ... `, and what is written behind the joins; both empty where the draft needs no member. */
export function memberClauses(draft: Draft): { readonly front: string; readonly joins: string } {
  const members = inOrder(draft);
  const front = members.flatMap((member) => {
    draft.uses.add(elementKey(draft.graph, member.path));
    const body = member.kind === "ctes" ? memberQuery(draft, member) : member.kind === "values" ? valuesSql(draft, member) : undefined;
    return body === undefined ? [] : [`${quoteIdentifier(member.name)}${columnList(member)} AS (${body})`];
  });
  const recursive = members.some(({ kind, spec }) => kind === "ctes" && isRecursive(spec)) ? "RECURSIVE " : "";
  return {
    front: front.length === 0 ? "" : `WITH ${recursive}${front.join(", ")} `,
    joins: members
      .filter((member) => draft.members.has(member))
      .map((member) => joinSql(draft, member))
      .join(""),
  };
}

/** In the order of their names, behind those that they are built on; also those that only a join of the domain names. */
function inOrder({ members, joins, graph }: Draft): QueryMember[] {
  const ordered = new Set<QueryMember>();
  const visit = (member: QueryMember, open: readonly QueryMember[]): void => {
    if (ordered.has(member) || open.includes(member)) return;
    for (const name of listOf(member.spec["dependencies"])) {
      const other = typeof name === "string" ? graph.members.get(name) : undefined;
      if (other !== undefined) visit(other, [...open, member]);
    }
    ordered.add(member);
  };
  const joined: QueryMember[] = [];
  for (const join of joins)
    for (let at: Join | undefined = join; at !== undefined; at = at.parent) if (at.target?.member !== undefined) joined.push(at.target.member);
  for (const member of [...members, ...joined].toSorted((a, b) => (a.name < b.name ? -1 : 1))) visit(member, []);
  return [...ordered];
}

function columnList({ columns }: QueryMember): string {
  return columns === undefined || columns.length === 0 ? "" : ` (${columns.map((column) => quoteIdentifier(column)).join(", ")})`;
}

/** Rows written down: each value has the type that it is written with. */
function valuesSql(draft: Draft, { spec, columns = [] }: QueryMember): string {
  const rows = rowsOf(spec).map((row) => (isObject(row) ? columns.map((column) => row[column] ?? null) : listOf(row)));
  if (rows.length === 0) return failOpaque(draft, "the member has no rows that are written down");
  return `VALUES ${rows.map((row) => `(${row.map((value) => valueSql(draft, value)).join(", ")})`).join(", ")}`;
}

function valueSql(draft: Draft, value: JsonValue): string {
  if (draft.binder === undefined || value === null) return literalSql(draft, value);
  const type = typeof value === "boolean" ? "boolean" : typeof value !== "number" ? "text" : Number.isInteger(value) ? "bigint" : "numeric";
  return `${draft.binder.value(value)}::${type}`;
}

function joinSql(draft: Draft, member: QueryMember): string {
  const { kind, spec, name } = member;
  const alias = quoteIdentifier(member.alias);
  switch (kind) {
    case "ctes":
    case "values": {
      const join = joinOf(spec);
      if (join === undefined) return "";
      const [owner, related] = [textOf(join["owner_key"]) ?? "id", textOf(join["related_key"]) ?? "id"];
      return ` ${joinWord(join["type"])} JOIN ${quoteIdentifier(name)} AS ${alias} ON ${columnSql(member.alias, related)} = ${rootColumn(draft, owner)}`;
    }
    case "subqueries": {
      const body = memberQuery(draft, member);
      const on = listOf(spec["on"]).flatMap((one) => (isObject(one) ? conditionSql(draft, member, one) : []));
      return ` ${joinWord(spec["type"])} JOIN (${body}) AS ${alias} ON ${on.join(" AND ") || "TRUE"}`;
    }
    case "laterals": {
      const word = spec["join_type"] ?? spec["type"];
      const body = functionSql(draft, spec) ?? `(${memberQuery(draft, member, (inner) => correlations(draft, spec, inner))})`;
      return word === "cross" ? ` CROSS JOIN LATERAL ${body} AS ${alias}` : ` ${joinWord(word)} JOIN LATERAL ${body} AS ${alias} ON TRUE`;
    }
    case "unnests": {
      const array = textOf(spec["array_field"]) ?? textOf(spec["field"]);
      if (array === undefined) return failOpaque(draft, "the member names no array field");
      const ordinality = textOf(spec["ordinality"]) === undefined ? "" : " WITH ORDINALITY";
      return ` CROSS JOIN LATERAL unnest(${rootColumn(draft, array)})${ordinality} AS ${alias}${columnList(member)}`;
    }
  }
}

function joinWord(type: JsonValue | undefined): string {
  return typeof type === "string" && ["inner", "right", "full"].includes(type) ? type.toUpperCase() : "LEFT";
}

/** Keys are columns of the source's table, fields or not. */
function rootColumn({ rootAlias }: Draft, name: string): string {
  return columnSql(rootAlias, name.replace(/^selecto_root\./, ""));
}

function conditionSql(draft: Draft, member: QueryMember, { left, right }: JsonObject): string[] {
  return typeof left === "string" && typeof right === "string" ? [`${rootColumn(draft, left)} = ${columnSql(member.alias, right)}`] : [];
}

/** Columns of the member that must equal columns of the source's row. */
function correlations(draft: Draft, { correlations: pairs }: JsonObject, alias: string): string[] {
  return Object.entries(isObject(pairs) ? pairs : {}).flatMap(([column, root]) =>
    typeof root === "string" ? [`${columnSql(alias, column)} = ${columnSql(draft.rootAlias, root)}`] : [],
  );
}

function isRootColumn({ graph }: Draft, arg: JsonValue): arg is string {
  return typeof arg === "string" && (graph.root.fields.has(arg) || arg.startsWith("selecto_root."));
}

/** `[function, generate_series, [1, 3]]`: a text that names a field is its column, anything else a value. */
function functionSql(draft: Draft, spec: JsonObject): string | undefined {
  const given = [spec["query"], spec["source"], spec["lateral_source"]].find((one) => Array.isArray(one));
  const [head, name, args] = listOf(given);
  if (head !== "function" || typeof name !== "string" || !/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?$/.test(name)) return undefined;
  const written = listOf(args).map((arg) => (isRootColumn(draft, arg) ? rootColumn(draft, arg) : valueSql(draft, arg)));
  return `${name}(${written.join(", ")})`;
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}
