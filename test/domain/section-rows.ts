/** What the registries, lists and sections of a domain name, one after the other; `§` stands where the verdict must point. */
import { item, type ReferenceRow } from "./reference-rows.ts";

const drop = (column: string): string => `alter table ${column.split(".")[0]} drop column ${column.split(".")[1]}`;
const MAKER = "  associations:\n    maker: {queryable: makers, owner_key: maker_id, related_key: id}";
const PARTS = "  associations:\n    parts: {queryable: parts, owner_key: id, related_key: item_id}";
const MAKERS = "  makers: {source_table: makers, fields: [id]}";
const PART = "  parts: {source_table: parts, fields: [id, item_id, §code]}";
const KEYS = "join: {owner_key: id, related_key: item_id}";
/** A line of the domain beside a field `title`, which breaks with its column. */
const beside = (more: string): string => item({ fields: "id, §title", more });
const joined = (join: string): string => item({ source: MAKER, schemas: MAKERS, more: `joins:\n  maker: {${join}}` });
const unlinked = (join: string): string => item({ more: `joins:\n  makers: {non_assoc: true, ${join}}` });

const OTHER = [
  "name: Maker",
  "source: {source_table: makers, fields: [id, name]}",
  "filters: {named: {field: name}}",
  "query_library: {projections: {card: {fields: [name]}}}",
  "published_views: {list: {version: 1.0.0, fields: [name], filters: [named]}}",
  "",
].join("\n");

export const SECTIONS: readonly (readonly [string, ReferenceRow])[] = [
  [
    "joins.*.fields of a join without association",
    { domain: unlinked("owner_key: maker_id, fields: {town: {§}}").replace("{town: {§}}", "{§town: {}}"), change: drop("makers.town") },
  ],
  [
    "joins.*.fields.*.field",
    { domain: unlinked("owner_key: maker_id, fields: {place: {field: town}}").replace("place:", "§place:"), change: drop("makers.town") },
  ],
  [
    "joins.*.fields of an association, which is only written down",
    { domain: joined("fields: {§place: {field: town}}"), change: drop("makers.town"), verdict: "at-risk" },
  ],
  ["joins.*.source of an association, which is only written down", { domain: joined("§source: regions"), change: "drop table regions", verdict: "at-risk" }],
  [
    "joins.*.on of an association, which is only written down",
    {
      domain: joined("§on: [{left: maker_id, right: town}]"),
      also: "alter table makers alter town type integer using 0;",
      change: drop("makers.town"),
      verdict: "at-risk",
    },
  ],
  [
    "joins.*.source of a join without association",
    { domain: item({ more: "joins:\n  §made: {non_assoc: true, source: makers, owner_key: maker_id}" }), change: "drop table makers" },
  ],
  [
    "joins.*.on of a join without association",
    { domain: unlinked("on: [{left: maker_id, right: region_id}]").replace("makers:", "§makers:"), change: drop("makers.region_id") },
  ],
  [
    "joins.*.owner_key and related_key, id by default",
    { domain: unlinked("owner_key: maker_id").replace("makers:", "§makers:"), change: "alter table makers rename id to key" },
  ],
  ["joins.*.param_filters", { domain: unlinked("owner_key: maker_id, param_filters: {§town: x}"), change: drop("makers.town") }],
  ["joins.*.filters", { domain: joined("filters: {town: {type: string}}").replace("{town", "{§town"), change: drop("makers.town") }],
  ["joins.*.self_key", { domain: item({ more: "joins:\n  §above: {type: self_join, self_key: parent_id}" }), change: drop("items.parent_id") }],
  ["joins.*.left_key", { domain: joined("type: full_outer_join, left_key: kind_id").replace("maker: {type", "§maker: {type"), change: drop("items.kind_id") }],
  [
    "joins.*.lateral_query",
    {
      domain: item({ more: 'joins:\n  §last: {type: lateral_join, lateral_query: "select fresh from parts where parts.item_id = items.id"}' }),
      change: drop("parts.fresh"),
    },
  ],
  [
    "joins.*.conditions",
    {
      domain: joined("type: conditional_join, conditions: [[field_comparison, maker_id, =, region_id]]").replace("maker: {type", "§maker: {type"),
      change: drop("makers.region_id"),
    },
  ],
  ["custom_columns.*.field", { domain: item({ more: "custom_columns:\n  §search: {field: words}" }), change: drop("items.words") }],
  ["custom_columns.*.select", { domain: beside("custom_columns:\n  §loud: {select: [upper, title]}"), change: drop("items.title") }],
  [
    "custom_columns.*.select, raw SQL",
    { domain: item({ more: 'custom_columns:\n  §loud: {select: [raw, "upper(selecto_root.title)"]}' }), change: drop("items.title") },
  ],
  [
    "custom_columns.*.select, SQL with placeholders",
    { domain: beside("custom_columns:\n  §loud: {select: [custom_sql, 'upper({{what}})', {what: title}]}"), change: drop("items.title") },
  ],
  [
    "custom_columns.*.select, a subquery",
    { domain: item({ more: 'custom_columns:\n  §many: {select: [subquery, ["select count(fresh)", " from parts"], []]}' }), change: drop("parts.fresh") },
  ],
  ["custom_columns.*.requires_select", { domain: beside("custom_columns:\n  §link: {requires_select: [title]}"), change: drop("items.title") }],
  ["custom_columns.*.group_by_filter", { domain: beside("custom_columns:\n  link: {select: id, §group_by_filter: title}"), change: drop("items.title") }],
  [
    "custom_columns.*.group_by_filter_select",
    { domain: beside("custom_columns:\n  link: {select: id, §group_by_filter_select: [title, id]}"), change: drop("items.title") },
  ],
  ["custom_columns in domain_data", { domain: item({ more: "domain_data: {custom_columns: {§search: {field: words}}}" }), change: drop("items.words") }],
  ["filters.*.field", { domain: beside("filters:\n  named: {§field: title}"), change: drop("items.title") }],
  ["filters.*, by its id", { domain: beside("filters:\n  §title: {type: string}"), change: drop("items.title") }],
  [
    "filters.*.option_provider, by the module of a schema",
    {
      domain: item({
        schemas: MAKERS.replace("fields", "schema_module: MyApp.Store.Maker, fields"),
        source: MAKER,
        more: "filters:\n  id: {option_provider: {type: enum, schema: MyApp.Store.Maker, §field: town}}",
      }),
      change: drop("makers.town"),
    },
  ],
  [
    "filters.*.option_provider, by the name of a table",
    {
      domain: item({ more: "filters:\n  id: {option_provider: {type: enum, schema: Elixir.MyApp.Item, §field: state}}" }),
      change: "alter type mood rename value 'sold' to 'gone'",
      verdict: "at-risk",
    },
  ],
  [
    "columns.*.option_provider",
    { domain: item({ source: "  columns:\n    id: {option_provider: {type: enum, schema: MyApp.Item, §field: state}}" }), change: drop("items.state") },
  ],
  ["default_selected", { domain: beside("default_selected: [id, §title]"), change: drop("items.title") }],
  ["default_order_by", { domain: beside("default_order_by: [§[title, desc]]"), change: drop("items.title") }],
  ["default_group_by", { domain: beside("default_group_by: [§[title, {format: YYYY}]]"), change: drop("items.title") }],
  ["default_aggregate", { domain: item({ fields: "id, §price", more: "default_aggregate: [§[price, {format: sum}]]" }), change: drop("items.price") }],
  [
    "default_aggregate, of a type that has no sum",
    { domain: item({ fields: "id, ¶price", more: "default_aggregate: [§[price, {format: sum}]]" }), change: "alter table items alter price type text" },
  ],
  ["default_graph_x_axis", { domain: beside("§default_graph_x_axis: title"), change: drop("items.title") }],
  ["default_map_popup_field", { domain: beside("§default_map_popup_field: title"), change: drop("items.title") }],
  ["required_filters", { domain: beside("required_filters: [§[title, not_null]]"), change: drop("items.title") }],
  ["required_order_by", { domain: beside("required_order_by: [§title]"), change: drop("items.title") }],
  ["required_selected", { domain: beside("required_selected: [§title]"), change: drop("items.title") }],
  ["required_group_by", { domain: beside("required_group_by: [§title]"), change: drop("items.title") }],
  ["pagination.cursor_fields", { domain: beside("pagination: {cursor_fields: [§title]}"), change: drop("items.title") }],
  [
    "functions.*.sql_name",
    {
      domain: item({ more: "functions:\n  §twice: {kind: scalar, sql_name: twice, args: [{name: a, type: integer}]}" }),
      also: "create function twice(bigint) returns bigint language sql return $1 * 2;",
      change: "drop function twice(bigint)",
    },
  ],
  [
    "functions.*.overloads",
    {
      domain: item({ more: "functions:\n  twice: {sql_name: twice, args: [{type: integer}], overloads: [§{args: [{type: string}]}]}" }),
      also: "create function twice(bigint) returns bigint language sql return $1 * 2; create function twice(text) returns text language sql return $1 || $1;",
      change: "drop function twice(text)",
    },
  ],
  [
    "functions.*.database.requires",
    {
      domain: item({ more: "functions:\n  shout: {sql_name: upper, args: [{type: string}], database: {requires: [§citext]}}" }),
      also: "create extension citext;",
      change: "drop extension citext",
      verdict: "broken",
    },
  ],
  [
    "query_members.ctes.*.query.select",
    {
      domain: item({ schemas: PART, more: `query_members: {ctes: {§coded: {source: parts, query: {select: [item_id, code]}, ${KEYS}}}}` }),
      change: drop("parts.code"),
    },
  ],
  [
    "query_members.ctes.*.query.filter",
    {
      domain: item({ schemas: PART, more: `query_members: {ctes: {§coded: {source: parts, query: {select: [item_id], filter: [is_null, code]}, ${KEYS}}}}` }),
      change: drop("parts.code"),
    },
  ],
  [
    "query_members.ctes.*.query.group_by, aggregates and order_by",
    {
      domain: item({
        schemas: PART,
        more: `query_members: {ctes: {§coded: {source: parts, query: {select: [item_id, {as: last, aggregate: max, field: code}], group_by: [item_id], order_by: [item_id]}, ${KEYS}}}}`,
      }),
      change: drop("parts.code"),
    },
  ],
  [
    "query_members.ctes.*.join.owner_key",
    {
      domain: item({
        schemas: PART,
        more: `query_members: {ctes: {§coded: {source: parts, query: {select: [item_id]}, join: {§owner_key: parent_id, related_key: item_id}}}}`,
      }).replace("§code", "code"),
      change: drop("items.parent_id"),
    },
  ],
  [
    "query_members.ctes.*.step_join",
    {
      domain: item({
        schemas: "  kinds: {source_table: kinds, fields: [id]}",
        more: `query_members: {ctes: {§tree: {kind: recursive, source: kinds, base: {select: [id]}, step: {select: [id]}, step_join: {owner_key: parent_id, related_key: id}, join: {owner_key: kind_id, related_key: id}}}}`,
      }),
      change: drop("kinds.parent_id"),
    },
  ],
  [
    "query_members.laterals.*.correlations",
    {
      domain: item({
        schemas: PART,
        more: `query_members: {laterals: {§newest: {source: parts, query: {select: [id], limit: 1}, correlations: {tenant: id}}}}`,
      }).replace("§code", "code"),
      change: drop("parts.tenant"),
    },
  ],
  ["query_members.unnests.*.array_field", { domain: item({ more: "query_members: {unnests: {§tag: {array_field: tags}}}" }), change: drop("items.tags") }],
  [
    "a column of a query member",
    {
      domain: item({
        schemas: PART,
        more: `query_members: {ctes: {§coded: {source: parts, query: {select: [item_id, code]}, ${KEYS}}}}\ndefault_selected: [§coded.code]`,
      }),
      change: drop("parts.code"),
    },
  ],
  ["query_library.segments", { domain: beside("query_library: {segments: {§named: {filters: [[title, not_null]]}}}"), change: drop("items.title") }],
  ["query_library.projections", { domain: beside("query_library: {projections: {§named: {fields: [title]}}}"), change: drop("items.title") }],
  ["query_library.orderings", { domain: beside("query_library: {orderings: {§named: {order_by: [[title, asc]]}}}"), change: drop("items.title") }],
  [
    "published_views.*.database_name",
    {
      domain: item({ more: "published_views: {list: {§database_name: item_list}}" }),
      also: "create view item_list as select id from items;",
      change: "drop view item_list",
    },
  ],
  ["published_views.*.fields", { domain: beside("published_views: {list: {fields: [§title]}}"), change: drop("items.title") }],
  [
    "published_views.*.indexes",
    {
      domain: item({ more: "published_views: {list: {database_name: item_list, indexes: [§{columns: [id]}]}}" }),
      also: "create materialized view item_list as select id from items;",
      change: "drop materialized view item_list; create materialized view item_list as select id as key from items",
    },
  ],
  ["detail_actions.*.required_fields", { domain: beside("detail_actions: {open: {required_fields: [§title]}}"), change: drop("items.title") }],
  [
    "detail_actions.*.payload.url_template",
    { domain: beside("detail_actions: {open: {payload: {§url_template: '/items/{{title}}'}}}"), change: drop("items.title") },
  ],
  [
    "source_relationships.*.source_field",
    {
      domain: item({ more: "source_relationships: {made_by: {target_domain: Maker, §source_field: maker_id, target_field: id}}" }),
      other: OTHER,
      change: drop("items.maker_id"),
    },
  ],
  [
    "source_relationships.*.target_field",
    {
      domain: item({ more: "source_relationships: {made_by: {target_domain: Maker, source_field: maker_id, §target_field: name}}" }),
      other: OTHER,
      change: drop("makers.name"),
    },
  ],
  [
    "choice_sources.*.label_field",
    { domain: item({ more: "choice_sources: {makers: {domain: Maker, value_field: id, §label_field: name}}" }), other: OTHER, change: drop("makers.name") },
  ],
  [
    "co_domains.*.search.fields",
    { domain: item({ more: "co_domains: {makers: {domain: Maker, projection: card, search: {fields: [§name]}}}" }), other: OTHER, change: drop("makers.name") },
  ],
  [
    "domain_dependencies.*.uses.fields",
    { domain: item({ more: "domain_dependencies: [{provider: Maker, contract: list, uses: {fields: [§name]}}]" }), other: OTHER, change: drop("makers.name") },
  ],
  ["writes.operations.*.fields", { domain: item({ more: "writes: {operations: {update: {fields: [§title]}}}" }), change: drop("items.title") }],
  [
    "writes.operations.*.conflict_targets",
    { domain: item({ more: "writes: {operations: {upsert: {§conflict_targets: [code]}}}" }), change: "drop index items_code" },
  ],
  [
    "writes.operations.insert, a column that must have a value",
    { domain: item({ more: "writes: {operations: {§insert: {fields: [id]}}}" }), change: "alter table items add kept boolean not null", verdict: "at-risk" },
  ],
  ["writes.fields", { domain: item({ more: "writes: {fields: {§title: {updatable: true}}}" }), change: drop("items.title") }],
  ["writes.fields.* in columns", { domain: item({ source: "  columns:\n    title: {§write: {updatable: true}}" }), change: drop("items.title") }],
  ["writes.scope.tenant", { domain: item({ more: "writes: {scope: {tenant: {§field: tenant}}}" }), change: drop("items.tenant") }],
  [
    "writes.constraints.optimistic_lock",
    { domain: item({ more: "writes: {constraints: {optimistic_lock: {§field: parent_id}}}" }), change: drop("items.parent_id") },
  ],
  [
    "writes.constraints.foreign_keys.*.references",
    {
      domain: item({ more: "writes: {constraints: {foreign_keys: {maker_id: {references: {relation: makers, §field: region_id}}}}}" }),
      change: drop("makers.region_id"),
    },
  ],
  [
    "writes.constraints.foreign_keys.*.references.relation",
    { domain: item({ more: "writes: {constraints: {foreign_keys: {maker_id: {references: {§relation: makers}}}}}" }), change: "drop table makers" },
  ],
  [
    "writes.relationships.*.child_key",
    {
      domain: item({ source: PARTS, schemas: "  parts: {source_table: parts, fields: [id]}", more: "writes: {relationships: {parts: {§child_key: code}}}" }),
      change: drop("parts.code"),
    },
  ],
  [
    "writes.relationships.*.identity_fields",
    {
      domain: item({
        source: PARTS,
        schemas: "  parts: {source_table: parts, fields: [id]}",
        more: "writes: {relationships: {parts: {identity_fields: [§code]}}}",
      }),
      change: drop("parts.code"),
    },
  ],
  [
    "writes.transitions",
    { domain: item({ more: "writes: {transitions: {§state: {draft: [sold]}}}" }), change: "alter type mood rename value 'sold' to 'gone'" },
  ],
  ["actions.*.execution.set", { domain: item({ more: "actions: {sell: {execution: {set: {§title: x}}}}" }), change: drop("items.title") }],
  ["actions.*.preconditions", { domain: beside("actions: {sell: {preconditions: [§{field: title}]}}"), change: drop("items.title") }],
  ["imports.fields", { domain: item({ more: "imports: {fields: {§title: {}}}" }), change: drop("items.title") }],
  [
    "editors.*.collections",
    {
      domain: item({
        source: PARTS,
        schemas: "  parts: {source_table: parts, fields: [id]}",
        more: "editors: {desk: {collections: [{id: all, fields: [§parts.code]}]}}",
      }),
      change: drop("parts.code"),
    },
  ],
  [
    "rules.bindings",
    { domain: beside("rules: {definitions: {some: {}}, bindings: {a: {subject: {§path: [title]}, rule: {id: some}}}}"), change: drop("items.title") },
  ],
  ["raw_sql_filter", { domain: item({ more: 'required_filters: [§[raw_sql_filter, "selecto_root.title is not null"]]' }), change: drop("items.title") }],
  ["exists", { domain: item({ more: 'required_filters: [§[exists, "select fresh from parts"]]' }), change: drop("parts.fresh") }],
];
