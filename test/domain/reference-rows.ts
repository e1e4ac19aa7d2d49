/** What a domain names of a database, one kind of name after the other; `§` stands where the verdict must point. */

export interface ReferenceRow {
  /** YAML */
  readonly domain: string;
  /** another domain beside it */
  readonly other?: string;
  /** what the schema has beyond {@link SCHEMA} */
  readonly also?: string;
  readonly change: string;
  /** `broken` when left out; then PostgreSQL alone is asked */
  readonly verdict?: "broken" | "changed" | "at-risk";
}

export const SCHEMA = `
  create type mood as enum ('draft', 'sold');
  create table makers (id integer primary key, name text, town text, region_id integer);
  create table regions (id integer primary key, name text);
  create table kinds (id integer primary key, parent_id integer, name text, path text);
  create table kinds_closure (ancestor integer, descendant integer, depth integer);
  create table labels (id integer primary key, name text);
  create table item_labels (item_id integer, label_id integer, weight integer);
  create table parts (id integer primary key, item_id integer, code text, tenant integer, fresh boolean);
  create table items (
    id integer primary key, title text, price numeric, maker_id integer, kind_id integer, parent_id integer, tenant integer, owner_type text, owner_id integer,
    state mood, made_on date, meta jsonb, words tsvector, tags text[], code text
  );
  create unique index items_code on items (code);
`;

interface Parts {
  readonly fields?: string;
  /** below `source`, each line with two spaces in front */
  readonly source?: string;
  readonly schemas?: string;
  readonly more?: string;
}

/** A domain over `items` with the parts that a row is about. */
export function item({ fields = "id", source = "", schemas = "", more = "" }: Parts): string {
  return [
    "name: Item",
    "source:",
    "  source_table: items",
    `  fields: [${fields}]`,
    ...(source === "" ? [] : [source]),
    ...(schemas === "" ? [] : ["schemas:", schemas]),
    ...(more === "" ? [] : [more]),
    "",
  ].join("\n");
}

/** A schema without fields but `id`, so that every other column is only named by what the row is about. */
const schema = (id: string, more = "", fields = "id"): string => `  ${id}: {source_table: ${id}, fields: [${fields}]${more}}`;
const maker = "  associations:\n    maker: {queryable: makers, owner_key: maker_id, related_key: id}";
const kind = "  associations:\n    kind: {queryable: kinds, owner_key: kind_id, related_key: id}";
const labels = (more = ""): string => `  associations:\n    labels: {queryable: labels, owner_key: id, related_key: id${more}}`;
const drop = (column: string): string => `alter table ${column.split(".")[0]} drop column ${column.split(".")[1]}`;

/** A join over the association `maker` with more keys. */
const makerJoin = (join: string): string => item({ source: maker, schemas: schema("makers"), more: `joins:\n  maker: {${join}}` });
const kindJoin = (join: string): string => item({ source: kind, schemas: schema("kinds"), more: `joins:\n  kind: {type: hierarchical, ${join}}` });
const labelJoin = (join: string, association = ""): string =>
  item({ source: labels(association), schemas: schema("labels"), more: `joins:\n  §labels: {${join}}` });

export const REFERENCES: readonly (readonly [string, ReferenceRow])[] = [
  ["source_table, dropped", { domain: "name: Item\nsource:\n  §source_table: labels\n  fields: [§id]\n", change: "drop table labels" }],
  ["source_table, renamed", { domain: "name: Item\nsource:\n  §source_table: labels\n  fields: [§id]\n", change: "alter table labels rename to tags" }],
  [
    "source_table, moved out of the search path",
    { domain: "name: Item\nsource:\n  §source_table: labels\n  fields: [§id]\n", change: "create schema far; alter table labels set schema far" },
  ],
  [
    "source_table, of another kind than said",
    {
      domain: "name: Item\nsource:\n  §source_table: listed\n  source_kind: view\n  fields: [id]\n",
      also: "create view listed as select id from items;",
      change: "drop view listed; create table listed (id integer)",
      verdict: "at-risk",
    },
  ],
  [
    "schemas.*.source_table",
    {
      domain:
        "name: Item\nsource:\n  source_table: items\n  fields: [id]\n  associations:\n    §labels: {queryable: labels, owner_key: id, related_key: id}\nschemas:\n  labels: {§source_table: labels, fields: [§id]}\n",
      change: "drop table labels",
    },
  ],
  ["schemas.*.source_table, reached by nothing", { domain: item({ schemas: schema("labels") }), change: "drop table labels" }],
  ["fields, dropped", { domain: item({ fields: "id, §title" }), change: drop("items.title") }],
  ["fields, renamed", { domain: item({ fields: "id, §title" }), change: "alter table items rename title to heading" }],
  ["fields, of another type", { domain: item({ fields: "id, §title" }), change: "alter table items alter title type bytea using null", verdict: "changed" }],
  ["primary_key", { domain: item({ fields: "title", source: "  §primary_key: code" }), change: drop("items.code") }],
  [
    "primary_key, no longer the key",
    { domain: item({ fields: "title", source: "  §primary_key: id" }), change: "alter table items drop constraint items_pkey", verdict: "at-risk" },
  ],
  ["tenant_field", { domain: item({ source: "  §tenant_field: tenant" }), change: drop("items.tenant") }],
  ["columns.*.id_field", { domain: item({ source: "  columns:\n    id: {§id_field: code}" }), change: drop("items.code") }],
  ["columns.*.display_field", { domain: item({ source: "  columns:\n    id: {§display_field: title}" }), change: drop("items.title") }],
  [
    "columns.*.type_field",
    {
      domain: item({ source: "  columns:\n    owner: {join_mode: polymorphic, §type_field: owner_type, id_field: owner_id}" }),
      change: drop("items.owner_type"),
    },
  ],
  [
    "columns.*.group_by_filter, a field of the parent",
    {
      domain: item({
        fields: "id, §maker_id",
        source: maker.replace("maker:", "§maker:"),
        schemas: "  makers: {source_table: makers, fields: [id, name], columns: {name: {join_mode: lookup, §group_by_filter: maker_id}}}",
        more: "joins:\n  §maker: {type: left}",
      }),
      change: drop("items.maker_id"),
    },
  ],
  [
    "columns.*.computed",
    {
      domain: item({ fields: "§price", source: "  columns:\n    §dear: {type: boolean, computed: {kind: predicate, expression: [gt, price, 100]}}" }),
      change: drop("items.price"),
    },
  ],
  [
    "columns.*.reference",
    {
      domain: item({ source: "  columns:\n    id: {reference: {§value_source: labels.id, §caption_source: labels.name}}", schemas: schema("labels") }),
      change: "alter table labels rename id to key; alter table labels drop name",
    },
  ],
  [
    "columns.*.reference of a schema",
    {
      domain: item({
        source: labels(),
        schemas:
          "  labels: {source_table: labels, fields: [id], columns: {id: {reference: {value_source: makers.id, §caption_source: makers.town}}}}\n" +
          schema("makers"),
      }),
      change: drop("makers.town"),
    },
  ],
  ["associations.*.owner_key", { domain: item({ source: maker.replace("maker:", "§maker:"), schemas: schema("makers") }), change: drop("items.maker_id") }],
  [
    "associations.*.owner_key, of a type that cannot be compared",
    {
      domain: item({ source: maker.replace("maker:", "§maker:"), schemas: schema("makers") }),
      change: "alter table items alter maker_id type text",
    },
  ],
  [
    "associations.*.related_key",
    {
      domain: item({ source: maker.replace("maker:", "§maker:").replace("related_key: id", "related_key: town"), schemas: schema("makers") }).replace(
        "owner_key: maker_id",
        "owner_key: title",
      ),
      change: drop("makers.town"),
    },
  ],
  [
    "associations.*.join_through",
    {
      domain: item({ source: labels(", join_through: item_labels").replace("labels:", "§labels:"), schemas: schema("labels") }),
      change: "alter table item_labels rename to tagged",
    },
  ],
  [
    "associations.*.join_keys",
    {
      domain: item({
        source: labels(", join_through: item_labels, join_keys: [[item_id, id], [label_id, id]]").replace("labels:", "§labels:"),
        schemas: schema("labels"),
      }),
      change: drop("item_labels.label_id"),
    },
  ],
  [
    "associations.*.join_keys, guessed",
    {
      domain: item({ source: labels(", join_through: item_labels").replace("labels:", "§labels:"), schemas: schema("labels") }),
      change: "alter table item_labels rename label_id to l_id",
    },
  ],
  [
    "associations.*.join_through, guessed from a module",
    {
      domain: item({ source: labels(", join_through: MyApp.Store.ItemLabel").replace("labels:", "§labels:"), schemas: schema("labels") }),
      also: "create table item_label (item_id integer, label_id integer);",
      change: "alter table item_label rename to tagged",
    },
  ],
  [
    "associations.*.through, a table",
    {
      domain: item({
        source: labels(", through: {table: item_labels, owner_key: item_id, related_key: label_id}").replace("labels:", "§labels:"),
        schemas: schema("labels"),
      }),
      change: drop("item_labels.item_id"),
    },
  ],
  [
    "associations.*.through, a table with scopes",
    {
      domain: item({
        source: labels(
          ", through: {table: parts, owner_key: item_id, related_key: id, source_scope_key: tenant, through_scope_key: tenant, where: {fresh: true}}",
        ).replace("labels:", "§labels:"),
        schemas: schema("labels"),
      }),
      change: drop("parts.fresh"),
    },
  ],
  [
    "associations.*.through, the scope of the table between",
    {
      domain: item({
        source: labels(", through: {table: parts, owner_key: item_id, related_key: id, source_scope_key: tenant, through_scope_key: tenant}").replace(
          "labels:",
          "§labels:",
        ),
        schemas: schema("labels"),
      }),
      change: drop("parts.tenant"),
    },
  ],
  [
    "associations.*.where",
    {
      domain: item({
        source: "  associations:\n    §parts: {queryable: parts, owner_key: id, related_key: item_id, where: {fresh: true}}",
        schemas: schema("parts"),
      }),
      change: drop("parts.fresh"),
    },
  ],
  [
    "associations.*.target_scope_key",
    {
      domain: item({
        source: "  associations:\n    §parts: {queryable: parts, owner_key: id, related_key: item_id, source_scope_key: tenant, target_scope_key: tenant}",
        schemas: schema("parts"),
      }),
      change: drop("parts.tenant"),
    },
  ],
  ["joins.*.dimension", { domain: makerJoin("type: dimension, §dimension: town"), change: drop("makers.town") }],
  ["joins.*.display_field", { domain: makerJoin("type: star_dimension, §display_field: town"), change: drop("makers.town") }],
  [
    "joins.*.display_field, name by default",
    { domain: makerJoin("type: star_dimension").replace("  maker: {type", "  §maker: {type"), change: drop("makers.name") },
  ],
  ["joins.*.dimension_key", { domain: makerJoin("type: star_dimension, §dimension_key: price"), change: drop("items.price") }],
  [
    "joins.*.normalization_joins",
    {
      domain: makerJoin("type: snowflake_dimension, display_field: name, normalization_joins: [{table: regions, key: id, foreign_key: region_id}]")
        .replace("  maker: {type", "  §maker: {type")
        .replace("display_field", "§display_field"),
      change: drop("makers.region_id"),
    },
  ],
  ["joins.*.id_field", { domain: kindJoin("§id_field: path, §parent_field: name, name_field: name"), change: drop("kinds.path") }],
  ["joins.*.parent_field", { domain: kindJoin("§parent_field: parent_id, name_field: path"), change: drop("kinds.parent_id") }],
  ["joins.*.name_field", { domain: kindJoin("parent_field: parent_id, §name_field: path"), change: drop("kinds.path") }],
  [
    "joins.*.name_field, name by default",
    { domain: kindJoin("parent_field: parent_id").replace("  kind: {type", "  §kind: {type"), change: drop("kinds.name") },
  ],
  ["joins.*.path_field", { domain: kindJoin("hierarchy_type: materialized_path, §path_field: name"), change: drop("kinds.name") }],
  [
    "joins.*.path_field, path by default",
    { domain: kindJoin("hierarchy_type: materialized_path").replace("  kind: {type", "  §kind: {type"), change: drop("kinds.path") },
  ],
  [
    "joins.*.closure_table, by default",
    {
      domain: kindJoin("hierarchy_type: closure_table, ancestor_field: ancestor, descendant_field: descendant").replace("  kind: {type", "  §kind: {type"),
      change: "alter table kinds_closure rename to closure",
    },
  ],
  [
    "joins.*.depth_field, by default",
    {
      domain: kindJoin("hierarchy_type: closure_table, §closure_table: kinds_closure, ancestor_field: ancestor, descendant_field: descendant"),
      change: drop("kinds_closure.depth"),
    },
  ],
  [
    "joins.*.ancestor_field",
    {
      domain: kindJoin("hierarchy_type: closure_table, §closure_table: kinds_closure, ancestor_field: ancestor, descendant_field: descendant"),
      change: drop("kinds_closure.ancestor"),
    },
  ],
  ["joins.*.tag_field, name by default", { domain: labelJoin("type: tagging", ", join_through: item_labels"), change: drop("labels.name") }],
  [
    "joins.*.join_table",
    {
      domain: labelJoin("type: tagging, §tag_field: name, join_table: item_labels").replace("§tag", "§tag"),
      change: "alter table item_labels rename to tagged",
    },
  ],
  ["joins.*.join_table, guessed", { domain: labelJoin("type: tagging, §tag_field: name"), change: "alter table item_labels rename to tagged" }],
  ["joins.*.main_foreign_key, guessed", { domain: labelJoin("type: tagging, §tag_field: name"), change: drop("item_labels.item_id") }],
  ["joins.*.weight_field", { domain: labelJoin("type: tagging, §weight_field: weight").replace("  §labels", "  labels"), change: drop("item_labels.weight") }],
];
