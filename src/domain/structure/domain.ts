/** The shape of a whole domain: the core of the model in full, everything else kept as it is. */
import { z } from "zod";
import { anything, maybe, name, named } from "./values.ts";
import { join } from "./join.ts";
import { relation, source } from "./relation.ts";
import { customColumn, filter } from "./registries.ts";
import { WORKED_EXAMPLE } from "./worked-example.ts";

const list = maybe(z.array(anything));

export const domain = z
  .looseObject({
    name: maybe(name).describe("How the domain is called, for example Order."),
    version: maybe(z.union([z.string(), z.number()])).describe("Semantic version of what the domain offers, for example 1.4.0."),
    domain_version: maybe(z.union([z.string(), z.number()])).describe("The same, as Elixir domains spell it."),
    schema_version: maybe(z.literal(1)),
    source,
    schemas: named(relation.describe("A table that associations lead to.")),
    joins: named(join).describe("Joins the domain offers, by the id of their association."),
    filters: named(filter),
    custom_columns: named(customColumn),
    required_filters: list.describe("Filters that every query has: [field, value], [field, [operator, value]], [field, not_null], [and, [...]], ..."),
    required_selected: list.describe("Fields that every query selects."),
    required_order_by: list,
    required_group_by: list,
    default_selected: list.describe("Fields selected when nobody says otherwise."),
    default_order_by: list.describe("field, or [field, desc]."),
    default_group_by: list.describe("field, or [field, {format: ...}]."),
    default_aggregate: list.describe("field, or [field, {format: sum}]."),
    pagination: maybe(z.looseObject({ cursor_fields: maybe(z.array(name)) })),
    domain_data: maybe(z.looseObject({ custom_columns: named(customColumn) })),
  })
  .meta({
    title: "Selecto domain",
    description: "What people may ask of a database: tables, fields, joins, filters and defaults under the names they use.",
    examples: [WORKED_EXAMPLE],
  });

export type DomainSpec = z.infer<typeof domain>;
