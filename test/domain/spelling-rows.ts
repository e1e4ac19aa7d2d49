/** A field of a domain in each spelling that a reference may have; `§` stands where the verdict must point. */
import { item, type ReferenceRow } from "./reference-rows.ts";

/** Two joins deep, the first with another prefix than its id, and a chain over two associations. */
const deep = (entry: string, more = ""): string =>
  item({
    fields: "id, meta",
    source: [
      "  columns: {id: {}, meta: {type: jsonb}}",
      "  associations:",
      "    maker: {queryable: makers, field: made_by, owner_key: maker_id, related_key: id}",
      "    shared: {queryable: regions, through: [parts, owner]}",
      "    parts: {queryable: parts, owner_key: id, related_key: item_id}",
    ].join("\n"),
    schemas: [
      "  makers: {source_table: makers, fields: [id, §town], columns: {id: {}, town: {id: place}}, associations: {region: {queryable: regions, owner_key: region_id, related_key: id}}}",
      "  regions: {source_table: regions, fields: [id, name]}",
      "  parts: {source_table: parts, fields: [id, code], associations: {owner: {queryable: regions, owner_key: tenant, related_key: id}}}",
    ].join("\n"),
    more: `joins:\n  maker: {type: left, joins: {region: {type: left}}}\n  shared: {type: left}\n${more}${more === "" ? "" : "\n"}default_selected: [§${entry}]`,
  });

const TOWN = "alter table makers drop column town";
const town = (entry: string): ReferenceRow => ({ domain: deep(entry), change: TOWN });
const NAME = "alter table regions drop column name";
const region = (entry: string): ReferenceRow => ({
  domain: deep(entry).replace("[id, §town]", "[id, town]").replace("fields: [id, name]", "fields: [id, §name]"),
  change: NAME,
});
const meta = (entry: string): ReferenceRow => ({
  domain: deep(entry).replace("§town", "town").replace("id, meta", "id, §meta"),
  change: "alter table items drop column meta",
});
const code = (entry: string): ReferenceRow => ({
  domain: deep(entry).replace("§town", "town").replace("[id, code]", "[id, §code]"),
  change: "alter table parts drop column code",
});
const plain = (list: string, entry: string, fields = "id, §title"): ReferenceRow => ({
  domain: item({ fields, more: `${list}: [§${entry}]` }),
  change: "alter table items drop column title",
});
const select = (entry: string): ReferenceRow => plain("required_selected", entry);
const filter = (entry: string): ReferenceRow => plain("required_filters", entry);

export const SPELLINGS: readonly (readonly [string, ReferenceRow])[] = [
  ["join.field", town("maker.town")],
  ["association field.field", town("made_by.town")],
  ["join[field], as of old", town("'maker[town]'")],
  ["the id of a column", town("maker.place")],
  [
    "the id of a column of the source",
    {
      domain: item({ fields: "id, §title", source: "  columns: {id: {}, title: {id: heading}}", more: "default_selected: [§heading]" }),
      change: "alter table items drop column title",
    },
  ],
  ["join:parameter.field", town("'maker:true.town'")],
  ["join:parameters.field", town("\"maker:7:'a.b'.town\"")],
  ["the whole path", region("maker.region.name")],
  ["the whole path with the prefix of an association", region("made_by.region.name")],
  ["the last join", region("region.name")],
  ["a step of a chain", code("parts.code")],
  ["the end of a chain", region("shared.name")],
  ["a key in JSON", meta("meta.colour.shade")],
  ["a tuple: field", select("[field, title, heading]")],
  ["a tuple: qualified_field", town("[qualified_field, maker.town]")],
  ["a tuple: disambiguated_field", town("[disambiguated_field, town, {from: maker}]")],
  ["count", select("[count, title]")],
  ["count of rows under a filter", select("[count, '*', [title, x]]")],
  ["an aggregate under a filter", select("[sum, id, [title, x]]")],
  ["func", select("[func, UPPER, [title]]")],
  ["func with a filter", select("[func, count, [id], {filter: [title, x]}]")],
  ["concat", select("[concat, [title, [literal, x]]]")],
  ["case", select("[case, [[[title, x], id]], id]")],
  [
    "extract",
    { domain: item({ fields: "id, §made_on", more: "required_selected: [§[extract, made_on, year]]" }), change: "alter table items drop column made_on" },
  ],
  [
    "to_char",
    { domain: item({ fields: "id, §made_on", more: "required_selected: [§[to_char, [made_on, YYYY]]]" }), change: "alter table items drop column made_on" },
  ],
  [
    "bucket",
    { domain: item({ fields: "id, §price", more: "required_selected: [§[bucket, price, {ranges: '0-5'}]]" }), change: "alter table items drop column price" },
  ],
  ["unnest", { domain: item({ fields: "id, §tags", more: "required_selected: [§[unnest, tags]]" }), change: "alter table items drop column tags" }],
  ["string_agg", select("[string_agg, title, ', ']")],
  ["row", select("[row, [id, title], pair]")],
  ["over", select("[over, [count, id], {partition_by: [title], order_by: [id]}]")],
  ["window, ordered", select("[window, [count, id], {order_by: [[title, desc]]}]")],
  ["an order with its direction first", plain("required_order_by", "[desc_nulls_last, title]")],
  ["rollup", plain("required_group_by", "[rollup, [id, title]]")],
  ["a filter with a value", filter("[title, x]")],
  ["a filter with an operator", filter("[title, [like, x]]")],
  ["a filter between", filter("[title, [between, a, b]]")],
  [
    "a filter by another field",
    { domain: item({ fields: "id, code, §title", more: "required_filters: [§[code, [ref, title]]]" }), change: "alter table items drop column title" },
  ],
  [
    "a filter by a subquery",
    {
      domain: item({ more: "required_filters: [§[id, [subquery, in, select item_id from parts where fresh]]]" }),
      change: "alter table parts drop column fresh",
    },
  ],
  [
    "a filter by any of a subquery",
    {
      domain: item({ more: "required_filters: [§[id, '>', [subquery, any, select item_id from parts where fresh]]]" }),
      change: "alter table parts drop column fresh",
    },
  ],
  ["and, or, not", filter("[or, [[id, 1], [not, [and, [[title, x]]]]]]")],
  ["a filter over several fields", plain("required_filters", "[[code, title], [text_search, x]]", "id, code, §title")],
  [
    "an array operator in front",
    { domain: item({ fields: "id, §tags", more: "required_filters: [§[array_contains, tags, [x]]]" }), change: "alter table items drop column tags" },
  ],
  ["a filter as a map", filter("{field: title, op: '=', value: x}")],
  ["a filter of a contract", filter("[eq, title, x]")],
  ["a filter that asks for nothing", filter("[is_null, title]")],
];
