/** The shape of `joins.<id>`, nested at will. One shape for all types: which keys count depends on `type`. */
import { z } from "zod";
import { anything, maybe, name, named, names } from "./values.ts";
import { customColumn, filter } from "./registries.ts";

const JOIN_TYPES = [
  "left",
  "inner",
  "right",
  "full",
  "cross",
  "dimension",
  "star_dimension",
  "snowflake_dimension",
  "hierarchical",
  "tagging",
  "many_to_many",
  "through",
  "self_join",
  "lateral_join",
  "cross_join",
  "full_outer_join",
  "conditional_join",
  "flag",
] as const;

const normalizationJoin = z.looseObject({
  table: name,
  alias: maybe(name),
  key: maybe(name).describe("Column of that table; `id` when left out."),
  foreign_key: maybe(name).describe("Column of the dimension; `<table>_id` when left out."),
});

const onClause = z.looseObject({ left: name, right: name, operator: maybe(z.string()) });

export const join = z
  .looseObject({
    type: maybe(z.enum(JOIN_TYPES)),
    name: maybe(z.string()).describe("How people call it."),
    non_assoc: maybe(z.boolean()).describe("True when the join does not follow an association."),
    alias: maybe(name).describe("SQL alias of self, lateral, cross, full outer and conditional joins."),
    source: maybe(name).describe("Table of a join without association."),
    source_table: maybe(name),
    target_schema: maybe(name).describe("Schema that describes the table of a join without association."),
    owner_key: maybe(name),
    related_key: maybe(name),
    on: maybe(z.array(onClause)),
    fields: named(maybe(z.looseObject({ field: maybe(name), type: maybe(anything), label: maybe(z.string()) }))).describe(
      "Fields the join offers; `field` names the column where it differs.",
    ),
    dimension: maybe(name).describe("dimension: the column that stands for the row."),
    display_field: maybe(name).describe("star_dimension, snowflake_dimension: the column shown for the row; `name` when left out."),
    dimension_key: maybe(name).describe("star_dimension: the column of the parent table that groups."),
    display_fallback: maybe(z.string()),
    normalization_joins: maybe(z.array(normalizationJoin)).describe("snowflake_dimension: the tables the dimension is spread over."),
    hierarchy_type: maybe(z.enum(["adjacency_list", "materialized_path", "closure_table"])),
    id_field: maybe(name).describe("adjacency_list: what parent_field points to; related_key when left out."),
    parent_field: maybe(name).describe("adjacency_list: points to the row above; owner_key when left out."),
    name_field: maybe(name).describe("adjacency_list: the name in the path; `name` when left out."),
    depth_limit: maybe(z.number()),
    path_field: maybe(name).describe("materialized_path: the column with the path; `path` when left out."),
    path_separator: maybe(z.string()),
    closure_table: maybe(name).describe("closure_table: the table of all pairs; `<table>_closure` when left out."),
    ancestor_field: maybe(name),
    descendant_field: maybe(name),
    depth_field: maybe(name).describe("closure_table: `depth` when left out."),
    tag_field: maybe(name).describe("tagging: the column shown for a tag; `name` when left out."),
    join_table: maybe(name).describe("tagging, many to many: the table in between."),
    main_foreign_key: maybe(name).describe("Column of the table in between that points here."),
    tag_foreign_key: maybe(name).describe("Column of the table in between that points there."),
    weight_field: maybe(name).describe("tagging: column of the table in between with the weight."),
    self_key: maybe(name).describe("self_join: `parent_id` when left out."),
    target_key: maybe(name).describe("self_join: `id` when left out."),
    additional_fields: maybe(names),
    left_key: maybe(name),
    right_key: maybe(name),
    lateral_query: maybe(anything).describe("lateral_join: SQL of the sub-select."),
    conditions: maybe(z.array(anything)).describe(
      "conditional_join: [field_comparison, left, operator, right], [date_range, field, from, to], [custom_sql, sql].",
    ),
    param_filters: maybe(anything),
    parameters: maybe(z.array(anything)),
    filters: named(filter),
    custom_filters: named(filter),
    custom_columns: named(customColumn),
    get joins() {
      return named(join).describe("Joins that start at this one.");
    },
  })
  .meta({ id: "join", description: "A join the domain offers. Its id is the id of an association of the table it starts at." });

export type JoinSpec = z.infer<typeof join>;
