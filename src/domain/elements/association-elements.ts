/** Elements of associations: both keys, the table in between, the chain of a `through`. */
import { quoteIdentifier } from "../../sql/quote.ts";
import type { DomainElement } from "../../model/subject.ts";
import type { Association, DomainGraph, Relation } from "../graph/types.ts";
import { pathText } from "../structure/check-structure.ts";
import { associationCondition, bridgeClauses } from "../probe/association-clause.ts";
import { failOpaque, type Draft } from "../probe/draft.ts";
import { tableAlias, tableSql } from "../probe/table-name.ts";
import { makeElement } from "./make-element.ts";
import { isPlaceholder } from "./reachable-schemas.ts";

/** @param joined relations that some join leads to: an association to an unjoined placeholder says nothing */
export function associationElements(graph: DomainGraph, relation: Relation, joined: ReadonlySet<Relation>): DomainElement[] {
  return [...relation.associations.values()]
    .filter(({ target }) => target === undefined || !isPlaceholder(target) || joined.has(target))
    .map((association) =>
      makeElement(graph, {
        path: association.path,
        kind: "association",
        label: relation === graph.root ? `associations.${association.id}` : association.path.join("."),
        uses: [relation.path, ...(association.target === undefined || association.target === graph.root ? [] : [association.target.path])],
        write: (draft) => statement(draft, association),
      }),
    );
}

function statement(draft: Draft, association: Association): string {
  const { owner, problem } = association;
  if (problem !== undefined) draft.problems.push(problem);
  const name = owner.table ?? owner.id;
  const clauses: string[] = [];
  let fromAlias = tableAlias(name);
  for (const [index, step] of (association.steps ?? [association]).entries()) {
    if (step.target === undefined) break;
    if (step.target.table === undefined) return failOpaque(draft, `${pathText(step.path)} leads to rows written into the domain`);
    // Aliases of its own: an association may lead to its own table, and its id may be the table's name.
    const alias = `selecto_${index + 1}`;
    const target = `${tableSql(step.target.table)} AS ${quoteIdentifier(alias)}`;
    const bridge = bridgeClauses(draft, { association: step, from: fromAlias, to: alias, bridgeAlias: `selecto_bridge_${index + 1}` });
    clauses.push(
      bridge === undefined
        ? `JOIN ${target} ON ${associationCondition(draft, step, fromAlias, alias)}`
        : `JOIN ${bridge.table} ON ${bridge.toOwner} JOIN ${target} ON ${bridge.toTarget}`,
    );
    fromAlias = alias;
  }
  return `SELECT 1 FROM ${tableSql(name)} ${clauses.join(" ")}`;
}
