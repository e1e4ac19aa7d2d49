/** One table to a whole domain document: its fields, what it refers to and consists of, and sensible defaults. */
import type { JsonObject } from "../../../model/json.ts";
import type { NodeKey } from "../../../model/identity.ts";
import type { Table } from "../facts/catalog.ts";
import { defaultsOf, filtersOf, requiredFiltersOf } from "./defaults.ts";
import { linksOf, type Link, type Taken } from "./links.ts";
import { patternsOf, redactedOf, seen, type Material } from "./settings.ts";
import { domainName, fieldType, labelOf } from "./wording.ts";

/** How far references are followed from the table itself. */
const DEPTH = 2;

/** @returns undefined where nothing of the table may be seen */
export function proposeDomain(material: Material, key: NodeKey, name?: string): JsonObject | undefined {
  const table = seen(material, key);
  if (table === undefined) return undefined;
  const schemas = new Map<NodeKey, { id: string; links: readonly Link[] }>();
  const ids = new Set<string>();
  const taken: Taken = new Set(table.columns.map((column) => column.name));
  const links = linksOf(material, table, taken, true);
  const joins = compose(links, 1, [table.key]);

  /** Registers the tables behind the links and nests the joins that lead on. */
  function compose(from: readonly Link[], depth: number, way: readonly NodeKey[]): JsonObject {
    return Object.fromEntries(
      from.map((link): [string, JsonObject] => {
        const target = seen(material, link.target);
        const known = schemas.get(link.target);
        // What was passed on the way is not joined again: joins would lead round.
        const next =
          link.goesOn && depth < DEPTH && target !== undefined && known === undefined
            ? linksOf(material, target, taken, false).filter((one) => !way.includes(one.target))
            : [];
        if (known === undefined && target !== undefined) schemas.set(link.target, { id: schemaId(target), links: next });
        const below = compose(next, depth + 1, [...way, link.target]);
        return [link.id, { ...link.join, ...(next.length > 0 && { joins: below }) }];
      }),
    );
  }

  function schemaId(target: Table): string {
    let id = target.name;
    for (let number = 2; ids.has(id); number++) id = `${target.name}_${number}`;
    ids.add(id);
    return id;
  }

  const associations = (all: readonly Link[]): JsonObject =>
    Object.fromEntries(all.map(({ id, target, association }) => [id, { ...association, queryable: schemas.get(target)?.id ?? target }]));
  const filters = filtersOf(material, table);
  const required = requiredFiltersOf(material, table);
  return {
    name: name ?? domainName(table.name),
    source: relation(material, table, associations(links)),
    schemas: Object.fromEntries(
      [...schemas].flatMap(([target, { id, links: own }]) => {
        const other = seen(material, target);
        return other === undefined ? [] : [[id, relation(material, other, associations(own))]];
      }),
    ),
    joins,
    ...(Object.keys(filters).length > 0 && { filters }),
    ...(required.length > 0 && { required_filters: required }),
    ...defaultsOf(material, table, links),
  };
}

function relation(material: Material, table: Table, associations: JsonObject): JsonObject {
  const redacted = redactedOf(material, table);
  const [tenant] = patternsOf(material, table.key, "tenant").flatMap(({ columns }) => columns["tenant"] ?? []);
  const fields = table.columns.map(({ name }) => name);
  const [key] = table.primaryKey.filter((name) => fields.includes(name));
  return {
    source_table: table.name,
    ...(key !== undefined && { primary_key: key }),
    ...(tenant !== undefined && fields.includes(tenant) && { tenant_field: tenant }),
    fields,
    redact_fields: fields.filter((name) => redacted.has(name)),
    columns: Object.fromEntries(
      table.columns.map((column) => [
        column.name,
        { type: fieldType(column), label: labelOf(column.name), ...(column.comment !== undefined && { description: column.comment.split("\n")[0] ?? "" }) },
      ]),
    ),
    associations,
  };
}
