/** A column and the values it is said to take: PostgreSQL refuses a label that its enum does not have. */
import { quoteLiteral } from "../../../sql/quote.ts";
import type { DomainElement } from "../../../model/subject.ts";
import type { DomainGraph } from "../../graph/types.ts";
import type { Path } from "../../notations/positions.ts";
import { columnSql, tableAlias } from "../../probe/table-name.ts";
import { makeElement } from "../make-element.ts";
import { columnsStatement, rootTable } from "./parts.ts";

export function stateElement(graph: DomainGraph, path: Path, column: string, states: readonly string[]): DomainElement {
  const table = rootTable(graph);
  const named = columnSql(tableAlias(table), column);
  const usable = states.filter((state) => !state.includes("\0"));
  return makeElement(graph, {
    path,
    kind: "other",
    uses: [graph.root.path],
    write: () => `${columnsStatement(table, [column])}${usable.length === 0 ? "" : ` WHERE ${named} IN (${usable.map(quoteLiteral).join(", ")})`}`,
  });
}
