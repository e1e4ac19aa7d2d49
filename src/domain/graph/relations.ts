/** Relations and their associations, resolved by name; findings about names that lead nowhere. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { JsonObject, JsonValue } from "../../model/json.ts";
import { nearestName } from "../../model/nearest-name.ts";
import type { Path, Positions } from "../notations/positions.ts";
import type { DomainSpec } from "../structure/domain.ts";
import { pathText } from "../structure/check-structure.ts";
import type { AssociationSpec, RelationSpec } from "../structure/relation.ts";
import type { Association, Relation } from "./types.ts";

export interface Relations {
  readonly root: Relation;
  readonly schemas: ReadonlyMap<string, Relation>;
  readonly findings: readonly Diagnostic[];
}

/** Comparing with more names than this would take longer than reading them. */
const MAX_SUGGESTED_FROM = 1000;

/** `; did you mean users?`, or nothing. */
export function suggest(name: string, known: Iterable<string>): string {
  const names = [...known];
  const nearest = names.length > MAX_SUGGESTED_FROM ? undefined : nearestName(name, names);
  return nearest === undefined ? "" : `; did you mean ${nearest}?`;
}

export function readRelations(spec: DomainSpec, document: JsonObject, positions: Positions): Relations {
  const findings: Diagnostic[] = [];
  const links: (() => void)[] = [];
  const chains: (() => void)[] = [];
  const schemas = new Map<string, Relation>();

  const read = (id: string, path: Path, relation: RelationSpec): Relation => {
    const associations = new Map<string, Association>();
    const result: Relation = {
      id,
      path,
      spec: relation,
      ...(typeof relation.source_table === "string" ? { table: relation.source_table } : {}),
      fields: listedNames(document, [...path, "fields"], relation.fields ?? []),
      redacted: new Set(relation.redact_fields ?? []),
      columns: new Map(Object.entries(relation.columns ?? {})),
      associations,
    };
    links.push(() => {
      for (const [key, association] of Object.entries(relation.associations ?? {})) associations.set(key, link(key, association, result));
    });
    chains.push(() => {
      for (const [key, association] of associations)
        if (Array.isArray(association.spec.through)) associations.set(key, resolveChain(association, association.spec.through, positions));
    });
    findings.push(...relationFindings(result, positions));
    return result;
  };

  const link = (id: string, spec: AssociationSpec, owner: Relation): Association => {
    const path = [...owner.path, "associations", id];
    const wanted = spec.queryable ?? id;
    const target = wanted === "source" && !schemas.has("source") ? root : schemas.get(wanted);
    const base = { id, path, spec, owner };
    if (target !== undefined) return { ...base, target };
    // A chain says by its steps where it leads.
    if (Array.isArray(spec.through)) return base;
    const problem: Diagnostic = {
      code: "domain-unknown-schema",
      severity: "error",
      message: `${pathText(path)} leads to the schema ${wanted}, which the domain does not have${suggest(wanted, schemas.keys())}`,
      position: positions.value([...path, "queryable"]),
      next: `Add schemas.${wanted}, or name another schema.`,
    };
    return { ...base, problem };
  };

  const root = read("source", ["source"], spec.source);
  for (const [id, schema] of Object.entries(spec.schemas ?? {})) schemas.set(id, read(id, ["schemas", id], schema));
  for (const run of [...links, ...chains]) run();
  for (const relation of [root, ...schemas.values()])
    for (const { problem } of relation.associations.values()) if (problem !== undefined) findings.push(problem);
  return { root, schemas, findings };
}

/** Follows a `through` list from table to table. */
function resolveChain(association: Association, through: readonly string[], positions: Positions): Association {
  const steps: Association[] = [];
  let at: Relation | undefined = association.owner;
  for (const name of through) {
    const step: Association | undefined = at?.associations.get(name);
    if (step?.target === undefined || Array.isArray(step.spec.through)) {
      const { problem: _, ...rest } = association;
      return {
        ...rest,
        problem: {
          code: "domain-unknown-association",
          severity: "error",
          message: `${pathText(association.path)}.through names ${name}, which is no association there${suggest(name, at?.associations.keys() ?? [])}`,
          position: positions.value([...association.path, "through"]),
          next: "Name a chain of associations, each of the table the one before leads to.",
        },
      };
    }
    steps.push(step);
    at = step.target;
  }
  return at === undefined || steps.length === 0 ? association : { ...association, steps, target: at };
}

function relationFindings(relation: Relation, positions: Positions): Diagnostic[] {
  const found: Diagnostic[] = [];
  const at = pathText(relation.path);
  const warn = (code: string, message: string, path: Path, next: string): void => {
    found.push({ code, severity: "warning", message, position: positions.value([...relation.path, ...path]), next });
  };
  if (relation.table?.includes(".")) {
    warn(
      "domain-dotted-table",
      `${at}.source_table has a namespace in it; Selecto itself refuses to build SQL with it`,
      ["source_table"],
      "Leave the namespace out and set the search path.",
    );
  }
  for (const [name, spec] of relation.columns) {
    if (relation.id !== "source" || relation.fields.size === 0 || relation.fields.has(name) || spec.type !== undefined || spec.computed || spec.type_field)
      continue;
    // The words of an overlay that is laid over here: one thing is told once.
    found.push({
      code: "domain-overlay-phantom",
      severity: "warning",
      message: `columns.${name} describes a field that the source table of the domain does not offer`,
      position: positions.key([...relation.path, "columns", name]),
      next: "Name a field of the source; fields of joined tables cannot be described from here.",
    });
  }
  for (const redacted of relation.redacted) {
    if (!relation.fields.has(redacted))
      warn(
        "domain-unknown-field",
        `${at}.redact_fields names ${redacted}, which is no field${suggest(redacted, relation.fields.keys())}`,
        ["redact_fields"],
        "Remove it, or name the field.",
      );
  }
  const undescribed =
    relation.spec.columns === undefined || relation.spec.columns === null ? [] : [...relation.fields.keys()].filter((field) => !relation.columns.has(field));
  for (const field of undescribed) {
    found.push({
      code: "domain-field-without-column",
      severity: "warning",
      message: `${at}.fields has ${field}, ${at}.columns has not${suggest(field, relation.columns.keys())}`,
      position: positions.value(relation.fields.get(field) ?? relation.path),
      next: `Add ${field} with its type to ${at}.columns.`,
    });
  }
  return found;
}

/** The names of a list with their places; the file is asked, because parts of the list may have been cut. */
function listedNames(document: JsonObject, path: Path, kept: readonly string[]): Map<string, Path> {
  let written: JsonValue | undefined = document;
  for (const step of path) written = typeof written === "object" && written !== null && !Array.isArray(written) ? (written as JsonObject)[step] : undefined;
  const list: readonly JsonValue[] = Array.isArray(written) ? written : [];
  const indexes = new Map<JsonValue, number>(list.map((item, index) => [item, index]));
  return new Map(kept.map((item) => [item, [...path, indexes.get(item) ?? 0]]));
}
