/** The shapes of `filters.<id>` and `custom_columns.<id>`, on the domain and on its joins. */
import { z } from "zod";
import { anything, maybe, name, names } from "./values.ts";

export const filter = z
  .looseObject({
    name: maybe(z.string()).describe("How people call it."),
    type: maybe(anything).describe("Type of the values to compare with."),
    field: maybe(name).describe("Field to filter by; the filter's id when left out."),
    description: maybe(z.string()),
    apply: maybe(anything).describe("A function of the application: what it does cannot be examined."),
    options: maybe(anything),
    default: maybe(anything),
  })
  .meta({ id: "filter", description: "Something people can filter by." });

export const customColumn = z
  .looseObject({
    name: maybe(z.string()).describe("How people call it."),
    type: maybe(anything),
    field: maybe(name).describe("Column of the table, also one that `fields` does not list."),
    select: maybe(anything).describe("Field, or a selector such as [coalesce, [nick, name]] or [raw, SQL]."),
    requires_select: maybe(z.union([names, z.record(z.string(), anything)])).describe("Fields the column is computed from."),
    requires_join: maybe(name).describe("Join the column needs."),
    group_by_filter: maybe(name).describe("Field or filter that a click on a group filters by."),
    group_by_filter_select: maybe(anything).describe("[field shown, field that identifies]."),
  })
  .meta({ id: "custom_column", description: "A column the domain adds to those of its tables." });

export type FilterSpec = z.infer<typeof filter>;
export type CustomColumnSpec = z.infer<typeof customColumn>;
