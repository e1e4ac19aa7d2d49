/** Elements of hierarchical joins: adjacency list, materialized path, closure table. */
import { quoteIdentifier } from "../../sql/quote.ts";
import type { DomainElement } from "../../model/subject.ts";
import { joinName, type DomainGraph, type Join } from "../graph/types.ts";
import { fail, type Draft } from "../probe/draft.ts";
import { selectStatement } from "../probe/from-clause.ts";
import { columnSql, tableAlias, tableSql } from "../probe/table-name.ts";
import { makeElement } from "./make-element.ts";

export function hierarchyElements(graph: DomainGraph, join: Join): DomainElement[] {
  const { spec, target, association } = join;
  if (spec.type !== "hierarchical" || target === undefined) return [];
  const make = (key: string, write: (draft: Draft) => string): DomainElement =>
    makeElement(graph, { path: [...join.path, key], kind: "other", label: `${joinName(join)}.${key}`, uses: [join.path], write });
  const column = (key: string, name: string): DomainElement =>
    make(key, (draft) => {
      draft.joins.add(join);
      return selectStatement(draft, columnSql(join.alias, name));
    });
  const targetKey = association?.spec.related_key ?? "id";
  if (spec.hierarchy_type === "materialized_path") return [column("path_field", spec.path_field ?? "path")];
  if (spec.hierarchy_type === "closure_table") return [make("closure_table", (draft) => closure(draft, join, targetKey))];
  const id = spec.id_field ?? targetKey;
  const parent = spec.parent_field ?? association?.spec.owner_key ?? "parent_id";
  return [column("id_field", id), make("parent_field", () => recursion(target.table, id, parent)), column("name_field", spec.name_field ?? "name")];
}

/** The walk from the top down: it also needs both columns to be comparable. */
function recursion(table: string, id: string, parent: string): string {
  const [name, walk] = [quoteIdentifier(tableAlias(table)), quoteIdentifier("selecto_hierarchy")];
  const [own, up] = [quoteIdentifier(id), quoteIdentifier(parent)];
  const from = `${tableSql(table)} AS ${name}`;
  return (
    `WITH RECURSIVE ${walk} (node) AS (SELECT ${name}.${own} FROM ${from} WHERE ${name}.${up} IS NULL` +
    ` UNION ALL SELECT ${name}.${own} FROM ${from} JOIN ${walk} ON ${name}.${up} = ${walk}.node) SELECT 1 FROM ${walk}`
  );
}

function closure(draft: Draft, join: Join, targetKey: string): string {
  const { spec, target } = join;
  const { ancestor_field, descendant_field } = spec;
  if (typeof ancestor_field !== "string" || typeof descendant_field !== "string") {
    return fail(draft, { code: "domain-missing-key", message: "a closure table needs ancestor_field and descendant_field", next: "Write both keys." });
  }
  draft.joins.add(join);
  const alias = "selecto_closure";
  const table = spec.closure_table ?? `${target?.table ?? join.id}_closure`;
  const condition = `${columnSql(alias, descendant_field)} = ${columnSql(join.alias, targetKey)}`;
  return selectStatement(
    draft,
    `${columnSql(alias, ancestor_field)}, ${columnSql(alias, spec.depth_field ?? "depth")}`,
    `JOIN ${tableSql(table)} AS ${quoteIdentifier(alias)} ON ${condition}`,
  );
}
