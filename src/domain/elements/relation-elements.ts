/** Elements of `source` and of the schemas: the table, its key, each field, and columns named beside the fields. */
import { ectoKey } from "../../model/identity.ts";
import type { DomainElement } from "../../model/subject.ts";
import { resolveReference } from "../graph/reference.ts";
import { joinName, type DomainGraph, type Join, type Relation } from "../graph/types.ts";
import type { Path } from "../notations/positions.ts";
import { fail } from "../probe/draft.ts";
import { fieldSql } from "../probe/field.ts";
import { selectStatement } from "../probe/from-clause.ts";
import { columnSql, tableAlias, tableSql } from "../probe/table-name.ts";
import { schemaModuleOf } from "./schema-module.ts";
import { makeElement } from "./make-element.ts";

/** Keys of a column definition that name another column of the same table. */
const COLUMN_REFERENCES = ["id_field", "display_field", "type_field"] as const;

export function relationElements(graph: DomainGraph, relation: Relation): DomainElement[] {
  const isRoot = relation === graph.root;
  const module = schemaModuleOf(relation);
  const elements: DomainElement[] = [
    makeElement(graph, {
      path: relation.path,
      kind: isRoot ? "source" : "schema",
      label: isRoot ? "" : relation.path.join("."),
      at: [...relation.path, "source_table"],
      ...(module !== undefined && { nodes: [ectoKey(module)] }),
      write: () => `SELECT 1 FROM ${tableSql(relation.table ?? relation.id)}`,
    }),
  ];
  const label = labelOf(graph, relation);
  const way = graph.waysTo.get(relation);
  const uses: readonly Path[] = [relation.path, ...(way === undefined ? [] : [way.path])];
  const column = (path: Path, kind: DomainElement["kind"], name: string, at: Path, text: string): void => {
    elements.push(
      makeElement(graph, {
        path: [...relation.path, ...path],
        kind,
        label: [label, text].filter((part) => part !== "").join("."),
        at,
        uses,
        write: () => columnStatement(relation, name),
      }),
    );
  };

  for (const [field, at] of relation.fields) column(["fields", field], "field", field, at, field);
  const { primary_key, tenant_field } = relation.spec;
  const keys = typeof primary_key === "string" ? [primary_key] : (primary_key ?? []);
  for (const key of keys)
    column(
      keys.length === 1 ? ["primary_key"] : ["primary_key", key],
      "other",
      key,
      [...relation.path, "primary_key"],
      `primary_key${keys.length === 1 ? "" : `.${key}`}`,
    );
  if (typeof tenant_field === "string") column(["tenant_field"], "other", tenant_field, [...relation.path, "tenant_field"], "tenant_field");
  for (const [id, spec] of relation.columns) {
    for (const reference of COLUMN_REFERENCES) {
      const named = spec[reference];
      if (typeof named === "string")
        column(["columns", id, reference], "other", named, [...relation.path, "columns", id, reference], `columns.${id}.${reference}`);
    }
    if (typeof spec.group_by_filter === "string")
      elements.push(...groupFilter(graph, way, [...relation.path, "columns", id, "group_by_filter"], spec.group_by_filter));
    const computed = isRoot && !relation.fields.has(id) ? spec.computed : undefined;
    if (computed) {
      const at = [...relation.path, "columns", id];
      elements.push(
        makeElement(graph, {
          path: at,
          kind: "field",
          label: id,
          content: computed.expression ?? null,
          write: (draft) =>
            computed.expression === undefined || computed.expression === null
              ? fail(draft, { code: "domain-missing-key", message: `computed needs an expression`, next: "Write the expression." })
              : selectStatement(
                  draft,
                  computed.kind === "predicate" ? draft.compile.filter(draft, computed.expression) : draft.compile.selector(draft, computed.expression),
                ),
        }),
      );
    }
  }
  return elements;
}

/** The column alone: what is wrong with the way to the table is the join's business. */
function columnStatement({ table, id }: Relation, column: string): string {
  const name = table ?? id;
  return `SELECT ${columnSql(tableAlias(name), column)} FROM ${tableSql(name)}`;
}

/** Fields of a joined schema are called as people reach them: `customer.email`. */
function labelOf(graph: DomainGraph, relation: Relation): string {
  if (relation === graph.root) return "";
  const join = graph.waysTo.get(relation);
  return join === undefined ? relation.path.join(".") : joinName(join);
}

/** Grouping by a looked-up value filters by a field of the table it was looked up from: usually the key that leads here. */
function groupFilter(graph: DomainGraph, way: Join | undefined, path: Path, name: string): DomainElement[] {
  const scope = way?.parent;
  const isFilter = graph.spec.filters !== undefined && graph.spec.filters !== null && Object.hasOwn(graph.spec.filters, name);
  const isField = resolveReference(graph, name, scope).kind !== "none";
  if (!isField && isFilter) return [];
  const owner = way?.association?.owner;
  const isKey = !isField && way?.association?.spec.owner_key === name;
  return [
    makeElement(graph, {
      path,
      kind: "other",
      ...(scope !== undefined && { scope }),
      write: (draft) => (isKey && owner !== undefined ? columnStatement(owner, name) : selectStatement(draft, fieldSql(draft, name).sql)),
    }),
  ];
}
