/**
 * What a field reference means: bare names, join prefixes in all their spellings, JSON paths, custom
 * columns, names that joins generate. Pure resolution; writing SQL is the business of `probe/`.
 */
import type { JsonValue } from "../../model/json.ts";
import type { Path } from "../notations/positions.ts";
import { generatedReference } from "./generated-fields.ts";
import type { QueryMember } from "./members.ts";
import { suggest } from "./relations.ts";
import { joinName, type CustomColumn, type DomainGraph, type Join, type Relation } from "./types.ts";

export type Reference =
  /** a column behind a join, or of the root; `keys` lead into a JSON column */
  | {
      readonly kind: "column";
      readonly join?: Join;
      readonly column: string;
      readonly type: JsonValue | undefined;
      readonly keys?: readonly string[];
      readonly uses: readonly Path[];
    }
  /** an expression of the domain; bare names in it are of `join` first */
  | { readonly kind: "custom"; readonly join?: Join; readonly column: CustomColumn }
  | { readonly kind: "computed"; readonly expression: JsonValue; readonly path: Path; readonly type: JsonValue | undefined }
  /** the row of a join as a whole */
  | { readonly kind: "row"; readonly join: Join }
  /** a column of a query member */
  | { readonly kind: "member"; readonly member: QueryMember; readonly column: string }
  | { readonly kind: "none"; readonly code: "domain-unknown-field" | "domain-redacted-field"; readonly message: string; readonly next: string }
  | { readonly kind: "broken-join"; readonly join: Join };

/** Types of columns that have keys in them. */
export const JSON_TYPES: ReadonlySet<JsonValue | undefined> = new Set<JsonValue | undefined>(["json", "jsonb", "map"]);

/** @param scope the join a bare name is first looked for in */
export function resolveReference(graph: DomainGraph, written: string, scope?: Join): Reference {
  const name = written.replace(/^([^[\].]+)\[([^[\]]+)\]$/, "$1.$2");
  if (name.includes("\0")) return unknownField(graph, written);
  const relation = scope?.target?.relation;
  if (scope !== undefined && relation?.fields.has(name)) return joinColumn(scope, relation, name);
  return (
    bare(graph, name) ??
    byColumnId(graph, name) ??
    generatedReference(graph.joins, name) ??
    prefixed(graph, name) ??
    withParameters(graph, name) ??
    jsonPath(graph, name) ??
    wholeMember(graph, name) ??
    unknownField(graph, written)
  );
}

function bare({ root, customColumns }: DomainGraph, name: string): Reference | undefined {
  if (root.fields.has(name))
    return root.redacted.has(name)
      ? redacted(name)
      : { kind: "column", column: name, type: root.columns.get(name)?.type, uses: [[...root.path, "fields", name]] };
  const column = customColumns.get(name);
  if (column !== undefined) return { kind: "custom", column };
  const described = root.columns.get(name);
  return described?.computed
    ? { kind: "computed", expression: described.computed.expression ?? null, path: [...root.path, "columns", name], type: described.type }
    : undefined;
}

/** Columns may have an id of their own, which queries then name instead of the field. */
function byColumnId({ root, joins }: DomainGraph, name: string): Reference | undefined {
  const own = fieldWithId(root, name);
  if (own !== undefined)
    return root.redacted.has(own) ? redacted(name) : { kind: "column", column: own, type: root.columns.get(own)?.type, uses: [[...root.path, "fields", own]] };
  for (const join of joins) {
    const relation = join.target?.relation;
    const field = relation === undefined || join.spec.type === "dimension" ? undefined : fieldWithId(relation, name);
    if (relation !== undefined && field !== undefined) return joinColumn(join, relation, field);
  }
  return undefined;
}

function fieldWithId(relation: Relation, id: string): string | undefined {
  for (const [field, spec] of relation.columns) if (spec.id === id && relation.fields.has(field)) return field;
  return undefined;
}

function redacted(name: string): Reference {
  return {
    kind: "none",
    code: "domain-redacted-field",
    message: `${name} is redacted, so nobody can select it`,
    next: `Take ${name} out of redact_fields, or do not name it here.`,
  };
}

/** `join.field` for every prefix a join is known by; prefixes and fields may hold dots themselves. */
function prefixed(graph: DomainGraph, name: string): Reference | undefined {
  for (let dot = name.lastIndexOf("."); dot > 0; dot = name.lastIndexOf(".", dot - 1)) {
    const prefix = name.slice(0, dot);
    const join = graph.prefixes.get(prefix) ?? graph.prefixes.get(prefix.slice(prefix.lastIndexOf(".") + 1));
    if (join !== undefined) return ofJoin(join, name.slice(dot + 1));
    const member = graph.members.get(prefix);
    if (member !== undefined) return ofMember(member, name.slice(dot + 1));
  }
  return undefined;
}

/** Columns that are written down are all there are; those of a function only PostgreSQL knows. */
function ofMember(member: QueryMember, column: string): Reference {
  if (member.columns === undefined || member.columns.includes(column)) return { kind: "member", member, column };
  return {
    kind: "none",
    code: "domain-unknown-field",
    message: `the query member ${member.name} has no column ${column}${suggest(column, member.columns)}`,
    next: `Name one of ${member.columns.join(", ")}.`,
  };
}

/** The name of an unnested array is its element. */
function wholeMember({ members }: DomainGraph, name: string): Reference | undefined {
  const member = members.get(name);
  return member?.kind === "unnests" ? { kind: "member", member, column: "value" } : undefined;
}

function ofJoin(join: Join, field: string): Reference {
  if (join.problem !== undefined) return { kind: "broken-join", join };
  const { spec } = join;
  const relation = join.target?.relation;
  const uses = [join.path];
  const isDimension = spec.type === "dimension";
  if (isDimension && field === spec.dimension)
    return { kind: "column", join, column: field, type: relation?.columns.get(field)?.type, uses: [join.path, [...join.path, "dimension"]] };
  if (!isDimension && relation?.fields.has(field)) return joinColumn(join, relation, field);
  const byId = isDimension || relation === undefined ? undefined : fieldWithId(relation, field);
  if (relation !== undefined && byId !== undefined) return joinColumn(join, relation, byId);
  const custom = memberOf(spec.custom_columns, field);
  if (custom !== undefined) return { kind: "custom", join, column: { path: [...join.path, "custom_columns", field], spec: custom } };
  const documented = memberOf(spec.fields, field);
  if (documented !== undefined)
    return { kind: "column", join, column: documented?.field ?? field, type: documented?.type, uses: [join.path, [...join.path, "fields", field]] };
  // A table nobody described, a lateral query, an additional field: PostgreSQL knows its columns.
  if (relation === undefined || spec.additional_fields?.includes(field)) return { kind: "column", join, column: field, type: undefined, uses };
  const [column, ...keys] = field.split(".");
  if (column !== undefined && keys.length > 0 && relation.fields.has(column) && JSON_TYPES.has(relation.columns.get(column)?.type)) {
    const whole = joinColumn(join, relation, column);
    return whole.kind === "column" ? { ...whole, type: undefined, keys } : whole;
  }
  const known = isDimension ? [spec.dimension ?? ""] : [...relation.fields.keys()].filter((key) => !relation.redacted.has(key));
  return {
    kind: "none",
    code: "domain-unknown-field",
    message: `the join ${joinName(join)} offers no field ${field}${suggest(field, known)}`,
    next: isDimension ? "A dimension offers only its dimension; use another type of join." : `Add it to schemas.${relation.id}.fields, or name another field.`,
  };
}

/** A member of a map; `undefined` for what every object has, such as `constructor`. */
function memberOf<T>(map: Readonly<Record<string, T>> | null | undefined, key: string): T | undefined {
  return map !== null && map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
}

function joinColumn(join: Join, relation: Relation, field: string): Reference {
  if (relation.redacted.has(field)) return redacted(`${joinName(join)}.${field}`);
  return { kind: "column", join, column: field, type: relation.columns.get(field)?.type, uses: [join.path, [...relation.path, "fields", field]] };
}

/** `customer:tier_premium.name`: parameters of a join stand between its id and the field. */
function withParameters(graph: DomainGraph, name: string): Reference | undefined {
  const dot = name.lastIndexOf(".");
  const colon = name.indexOf(":");
  const join = colon > 0 && colon < dot ? graph.prefixes.get(name.slice(0, colon)) : undefined;
  return join === undefined ? undefined : ofJoin(join, name.slice(dot + 1));
}

/** `attributes.colour` of a JSON column. */
function jsonPath({ root }: DomainGraph, name: string): Reference | undefined {
  const [column, ...keys] = name.split(".");
  if (column === undefined || keys.length === 0 || !root.fields.has(column) || !JSON_TYPES.has(root.columns.get(column)?.type)) return undefined;
  return root.redacted.has(column) ? redacted(column) : { kind: "column", column, type: undefined, keys, uses: [[...root.path, "fields", column]] };
}

function unknownField(graph: DomainGraph, name: string): Reference {
  const elsewhere = [...graph.prefixes].filter(([, join]) => join.target?.relation?.fields.has(name)).map(([prefix]) => `${prefix}.${name}`);
  const dot = name.lastIndexOf(".");
  const [joined] = elsewhere.toSorted();
  const hint =
    joined !== undefined
      ? `; a joined field is written with its join: ${joined}`
      : dot > 0
        ? suggest(name.slice(0, dot), graph.prefixes.keys()).replace("?", `.${name.slice(dot + 1)}?`)
        : suggest(name, [...graph.root.fields.keys(), ...graph.customColumns.keys()]);
  return {
    kind: "none",
    code: "domain-unknown-field",
    message: `${name} is no field of ${graph.name}${hint}`,
    next: "Name a field of the source, or join.field.",
  };
}
