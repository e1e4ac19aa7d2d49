/** The joins of a domain, flattened depth first, each with the table it leads to. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Path, Positions } from "../notations/positions.ts";
import { pathText } from "../structure/check-structure.ts";
import type { JoinSpec } from "../structure/join.ts";
import type { QueryMember } from "./members.ts";
import { suggest, type Relations } from "./relations.ts";
import { joinName, type Association, type Join, type JoinTarget, type Relation } from "./types.ts";

/** Joins that are written against the root and carry an alias of their own. */
const ENHANCED = new Set(["self_join", "lateral_join", "cross_join", "full_outer_join", "conditional_join"]);

function isEnhanced(spec: JoinSpec): boolean {
  return ENHANCED.has(spec.type ?? "");
}

/** @param members names of query members (CTEs, laterals ...), which a join without association may name */
export function readJoins(
  top: Readonly<Record<string, JoinSpec>>,
  relations: Relations,
  members: ReadonlyMap<string, QueryMember>,
  positions: Positions,
): { joins: Join[]; findings: Diagnostic[] } {
  const joins: Join[] = [];
  const findings: Diagnostic[] = [];
  const { root, schemas } = relations;

  const level = (specs: Readonly<Record<string, JoinSpec>>, path: Path, owner: Relation | undefined, parent: Join | undefined): void => {
    const here = new Map<string, Join>();
    // Chains last: an explicit join with the id of a step serves as that step.
    const isChain = ([id]: [string, JoinSpec]): boolean => Array.isArray(owner?.associations.get(id)?.spec.through);
    const entries = Object.entries(specs);
    for (const [id, spec] of [...entries.filter((entry) => !isChain(entry)), ...entries.filter(isChain)]) {
      const at = [...path, id];
      const join = resolve(id, at, spec, owner, parent, here);
      here.set(id, join);
      joins.push(join);
      level(spec.joins ?? {}, [...at, "joins"], join.target?.relation, join);
    }
  };

  const resolve = (id: string, path: Path, spec: JoinSpec, owner: Relation | undefined, parent: Join | undefined, here: ReadonlyMap<string, Join>): Join => {
    const alias = isEnhanced(spec) ? (spec.alias ?? (spec.type === "self_join" ? `${id}_self` : id)) : id;
    const base = { id, alias, path, spec, implicit: false };
    const from = parent === undefined ? {} : { parent };
    const fail = (code: string, message: string, next: string): Join => ({
      ...base,
      ...from,
      problem: { code, severity: "error", message, position: positions.key(path), next },
    });

    if (parent?.problem !== undefined) {
      return {
        ...base,
        ...from,
        problem: {
          code: "domain-join-of-broken-join",
          severity: "error",
          message: `${pathText(path)} starts at the join ${parent.id}, which leads nowhere`,
          position: positions.key(path),
          next: `Mend ${pathText(parent.path)} first.`,
        },
      };
    }
    if (spec.type === "self_join") return { ...base, ...from, target: tableOf(root) };
    if (spec.type === "lateral_join") return { ...base, ...from };

    const association = spec.non_assoc === true ? undefined : owner?.associations.get(id);
    if (association === undefined) {
      if (spec.non_assoc === true || isEnhanced(spec)) {
        const target = namedTarget(id, spec);
        const member = members.get(target.table);
        if (member === undefined) return { ...base, ...from, target };
        if (member.kind === "ctes" || member.kind === "values") return { ...base, ...from, target: { table: member.name, member } };
        return fail(
          "domain-join-of-member",
          `${pathText(path)} joins the query member ${target.table}, which stands in no statement by itself`,
          "Take the member in where the query is written; the join counts as unknown.",
        );
      }
      const known = owner?.associations.keys() ?? [];
      return fail(
        "domain-unknown-association",
        `${pathText(path)} follows the association ${id}, which ${owner === undefined ? "an undescribed table" : pathText(owner.path)} does not have${suggest(id, known)}`,
        "Name the join as its association, or add the association, or write non_assoc: true.",
      );
    }
    if (association.problem !== undefined || association.target === undefined) {
      return {
        ...fail("domain-unknown-association", `${pathText(path)} follows an association that leads nowhere`, `Mend ${pathText(association.path)}.`),
        ...(association.problem === undefined ? {} : { problem: association.problem }),
        association,
      };
    }
    if (association.steps !== undefined) return chain(base, association.steps, parent, here);
    if (association.target.table === undefined)
      return {
        ...fail(
          "domain-inline-values",
          `${pathText(path)} leads to rows written into the domain, which are not examined`,
          "Nothing to do; the database has no part in it.",
        ),
        association,
      };
    return { ...base, ...from, association, target: tableOf(association.target) };
  };

  /** A `through` list: its steps become implicit joins under their association ids, the last one is the join itself. */
  const chain = (
    base: Pick<Join, "id" | "alias" | "path" | "spec" | "implicit">,
    steps: readonly Association[],
    parent: Join | undefined,
    here: ReadonlyMap<string, Join>,
  ): Join => {
    let from = parent;
    for (const association of steps.slice(0, -1)) {
      const explicit = from === parent ? here.get(association.id) : undefined;
      const { id, path, target } = association;
      from =
        explicit?.target === undefined
          ? {
              id,
              alias: id,
              path,
              spec: {},
              ...(from === undefined ? {} : { parent: from }),
              association,
              ...(target === undefined ? {} : { target: tableOf(target) }),
              implicit: true,
            }
          : explicit;
    }
    const last = steps.at(-1);
    return {
      ...base,
      ...(from === undefined ? {} : { parent: from }),
      ...(last === undefined ? {} : { association: last }),
      ...(last?.target === undefined ? {} : { target: tableOf(last.target) }),
    };
  };

  /** A join without association names its table; one that names a schema instead means the table of that schema. */
  const namedTarget = (id: string, spec: JoinSpec): JoinTarget => {
    const named = spec.source ?? spec.source_table ?? (typeof spec.target_schema === "string" ? schemas.get(spec.target_schema)?.table : undefined) ?? id;
    const ofTable = [...schemas.values()].find((schema) => schema.table === named);
    const relation = (typeof spec.target_schema === "string" ? schemas.get(spec.target_schema) : undefined) ?? ofTable ?? schemas.get(named);
    const table = ofTable === undefined ? (schemas.get(named)?.table ?? named) : named;
    return relation === undefined ? { table } : { table, relation };
  };

  level(top, ["joins"], root, undefined);
  findings.push(...duplicates(joins, positions));
  return { joins, findings };
}

function tableOf(relation: Relation): JoinTarget {
  return { table: relation.table ?? relation.id, relation };
}

/** Join ids share one flat namespace: of two with one id upstream silently keeps the later. */
function duplicates(joins: readonly Join[], positions: Positions): Diagnostic[] {
  const seen = new Map<string, Join>();
  const found: Diagnostic[] = [];
  for (const join of joins) {
    const other = seen.get(join.id);
    if (other !== undefined) {
      found.push({
        code: "domain-duplicate-join",
        severity: "warning",
        message: `${pathText(join.path)} has the id of ${pathText(other.path)}; join ids share one namespace, and a field ${join.id}.x is of the later one`,
        position: positions.key(join.path),
        next: `Name one of the associations otherwise, for example ${joinName(join).replaceAll(".", "_")}.`,
      });
    }
    seen.set(join.id, join);
  }
  return found;
}
