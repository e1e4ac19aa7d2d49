/** The shape of `source` and `schemas.<id>`: one table with its fields, and how it leads to others. */
import { z } from "zod";
import { anything, columnType, maybe, name, named, names } from "./values.ts";

export const column = z
  .looseObject({
    type: maybe(columnType),
    label: maybe(z.string()).describe("How people call the field."),
    description: maybe(z.string()),
    format: maybe(anything).describe("How values are shown, for example currency."),
    hidden: maybe(z.boolean()),
    id: maybe(name).describe("The id stored queries name this field by, when it is not the field's own name."),
    schema: maybe(anything).describe("For a JSON column: its keys, each with a type."),
    computed: maybe(z.looseObject({ kind: maybe(z.string()), expression: maybe(anything) })).describe(
      "Not a column of the table: an expression over root fields.",
    ),
    id_field: maybe(name).describe("Column of the same table that identifies the value."),
    display_field: maybe(name).describe("Column of the same table that is shown for the value."),
    type_field: maybe(name).describe("Column of the same table that says what a polymorphic id points to."),
    group_by_filter: maybe(name).describe("Field or filter that a click on a group filters by."),
  })
  .meta({ id: "column", description: "What is known about one field beyond its name." });

const throughTable = z.looseObject({
  table: name,
  owner_key: maybe(name),
  related_key: maybe(name),
  target_key_cast: maybe(name),
  through_scope_key: maybe(name).describe("Column in between that must equal source_scope_key here and target_scope_key there."),
  source_scope_key: maybe(name),
  target_scope_key: maybe(name),
  where: named(anything).describe("Columns in between and the value each must have."),
});

export const association = z
  .looseObject({
    queryable: maybe(name).describe("Id of the schema this leads to; `source` for the root."),
    field: maybe(name).describe("Prefix of its fields in stored queries; the association's id when left out."),
    owner_key: maybe(name).describe("Column of this table."),
    related_key: maybe(name).describe("Column of the other table."),
    cardinality: maybe(z.enum(["one", "many"])),
    through: maybe(z.union([names, throughTable])).describe("A chain of association ids, or the table in between with its keys."),
    join_through: maybe(name).describe("Many to many: the table in between."),
    join_keys: maybe(z.union([z.array(z.tuple([name, name])), z.record(z.string(), name)])).describe(
      "Many to many: [[column in between, column here], [column in between, column there]].",
    ),
    source_scope_key: maybe(name).describe("Column here that must equal target_scope_key, for example a tenant."),
    target_scope_key: maybe(name).describe("Column there that must equal source_scope_key."),
    where: named(anything).describe("Columns of the other table and the value each must have."),
  })
  .meta({ id: "association", description: "A way to another table." });

export const relation = z.looseObject({
  source_table: maybe(name).describe("Table, view or materialized view."),
  values: maybe(z.array(anything)).describe("Rows written here instead of a table."),
  source_kind: maybe(z.enum(["table", "view", "materialized_view"])),
  readonly: maybe(z.boolean()),
  primary_key: maybe(z.union([name, names])).describe("Column that identifies a row."),
  fields: maybe(names).describe("Columns of the table that the domain offers; a field has the name of its column."),
  redact_fields: maybe(names).describe("Fields nobody may select."),
  columns: named(column).describe("Type and label of each field."),
  associations: named(association).describe("Ways to other tables, by id."),
  tenant_field: maybe(name).describe("Column that limits rows to one tenant."),
});

export const source = relation
  .extend({
    source_table: name.describe("Table, view or materialized view."),
    fields: names.describe("Columns of the table that the domain offers; a field has the name of its column."),
  })
  .describe("The table the domain is about.");

export type ColumnSpec = z.infer<typeof column>;
export type AssociationSpec = z.infer<typeof association>;
export type RelationSpec = z.infer<typeof relation>;
