/** Every way in which a stored query may write a column of a table: bare, and behind each prefix of a join. */
import { tableAlias } from "../probe/table-name.ts";
import type { OpenDomain } from "./open-domain.ts";

/**
 * Prefixes with which fields of a table are written in a domain; `""` for the root. Holds whether the domain
 * knows the column by its old or by its new name already.
 *
 * @param table the relation's own name, without its namespace
 */
export function prefixesOf({ graph }: OpenDomain, table: string): string[] {
  const isTable = (name: string | undefined): boolean => name !== undefined && tableAlias(name) === table;
  return [
    ...(isTable(graph.root.table) ? [""] : []),
    ...[...graph.prefixes].filter(([, join]) => isTable(join.target?.table)).map(([prefix]) => `${prefix}.`),
  ].toSorted();
}

/** A name that is no field of the table: the id of a filter or of a custom column. */
export function isOwnName({ graph, filters }: OpenDomain, name: string): boolean {
  return !graph.root.fields.has(name) && (graph.customColumns.has(name) || typeof filters.get(name)?.field === "string");
}
