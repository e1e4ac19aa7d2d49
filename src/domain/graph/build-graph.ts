/** Puts relations, joins and field prefixes of one domain together. */
import type { JsonObject } from "../../model/json.ts";
import type { Positions } from "../notations/positions.ts";
import type { DomainSpec } from "../structure/domain.ts";
import { collisionsIn } from "./collisions.ts";
import { readJoins } from "./joins.ts";
import { readMembers } from "./members.ts";
import { readRelations } from "./relations.ts";
import { joinName, type CustomColumn, type DomainGraph, type Join, type Relation } from "./types.ts";

/** What is known about a domain from outside its document. */
export type Surroundings = Pick<DomainGraph, "peers" | "partial">;

const ALONE: Surroundings = { peers: () => undefined, partial: false };

export function buildGraph(name: string, spec: DomainSpec, document: JsonObject, positions: Positions, surroundings = ALONE): DomainGraph {
  const relations = readRelations(spec, document, positions);
  const members = readMembers(document);
  const { joins, findings } = readJoins(spec.joins ?? {}, relations, members, positions);
  const steps = stepsOf(joins);
  const graph = {
    name,
    spec,
    document,
    positions,
    root: relations.root,
    schemas: relations.schemas,
    joins,
    aliases: new Set([...steps, ...joins].map(({ alias }) => alias)),
    waysTo: waysTo(joins),
    customColumns: customColumnsOf(spec),
    members,
    prefixes: prefixesOf(steps, joins),
    ...surroundings,
  };
  return { ...graph, findings: [...relations.findings, ...findings, ...collisionsIn(graph)] };
}

function waysTo(joins: readonly Join[]): Map<Relation, Join> {
  const ways = new Map<Relation, Join>();
  for (const join of joins) {
    const relation = join.spec.type === "self_join" ? undefined : join.target?.relation;
    const other = relation === undefined ? undefined : ways.get(relation);
    if (relation !== undefined && (other === undefined || joinName(join) < joinName(other))) ways.set(relation, join);
  }
  return ways;
}

/** The joins in between that chains of associations bring along. */
function stepsOf(joins: readonly Join[]): Join[] {
  const steps = new Set<Join>();
  for (const join of joins) for (let at = join.parent; at !== undefined; at = at.parent) if (at.implicit) steps.add(at);
  return [...steps];
}

/** Weakest first, so that a join id wins over the association field of another join. */
function prefixesOf(steps: readonly Join[], joins: readonly Join[]): Map<string, Join> {
  const prefixes = new Map(steps.map((step) => [step.id, step]));
  for (const join of joins) if (join.association?.spec.field) prefixes.set(join.association.spec.field, join);
  for (const join of joins) prefixes.set(join.alias, join);
  for (const join of joins) prefixes.set(join.id, join);
  for (const join of joins) prefixes.set(joinName(join), join);
  return prefixes;
}

/** Old domains keep custom columns in `domain_data`; one of the domain itself wins. */
function customColumnsOf(spec: DomainSpec): Map<string, CustomColumn> {
  const columns = new Map<string, CustomColumn>();
  for (const [id, column] of Object.entries(spec.domain_data?.custom_columns ?? {}))
    columns.set(id, { path: ["domain_data", "custom_columns", id], spec: column });
  for (const [id, column] of Object.entries(spec.custom_columns ?? {})) columns.set(id, { path: ["custom_columns", id], spec: column });
  return columns;
}
