/** How Elixir spells what a document says: by its place, and by what it is. */
import { expect, it } from "@jest/globals";
import { DOMAIN } from "../../src/domain/notations/elixir/spelling.ts";
import { writeKey, writeValue } from "../../src/domain/notations/elixir/write-value.ts";
import type { JsonObject } from "../../src/model/json.ts";

it.each<[JsonObject, string]>([
  [
    { name: "type", source: { source_table: "orders", primary_key: "id", fields: ["id", "Odd name"] } },
    '%{name: "type", source: %{source_table: "orders", primary_key: :id, fields: [:id, :"Odd name"]}}',
  ],
  [
    { source: { columns: { tags: { type: ["array", "string"], label: "Tags", format: "YYYY-MM" } } } },
    '%{source: %{columns: %{tags: %{type: {:array, :string}, label: "Tags", format: "YYYY-MM"}}}}',
  ],
  [{ source: { schema_module: "Elixir.MyApp.Store.Film" } }, "%{source: %{schema_module: MyApp.Store.Film}}"],
  [
    {
      source: {
        associations: {
          tags: {
            join_through: "order_tags",
            join_keys: [
              ["order_id", "id"],
              ["tag_id", "id"],
            ],
          },
        },
      },
    },
    '%{source: %{associations: %{tags: %{join_through: "order_tags", join_keys: [order_id: :id, tag_id: :id]}}}}',
  ],
  [
    { source: { associations: { all: { through: ["a", "b"], where: { kind: "x" } } } } },
    "%{source: %{associations: %{all: %{through: [:a, :b], where: %{kind: :x}}}}}",
  ],
  [
    { joins: { a: { type: "star_dimension", display_field: "name", on: [{ left: "a_id", right: "id" }] } } },
    '%{joins: %{a: %{type: :star_dimension, display_field: :name, on: [%{left: "a_id", right: "id"}]}}}',
  ],
  [{ default_order_by: ["name", ["placed_at", "desc"], ["desc", "total"]] }, '%{default_order_by: ["name", {"placed_at", :desc}, {:desc, "total"}]}'],
  [{ default_aggregate: [["total", { format: "sum" }]] }, '%{default_aggregate: [{"total", %{"format" => "sum"}}]}'],
  [
    { default_selected: ["id", ["concat", ["first", ["literal", " "], "last"]], ["count"]] },
    '%{default_selected: ["id", {:concat, ["first", {:literal, " "}, "last"]}, {:count}]}',
  ],
  [
    {
      required_filters: [
        ["status", "open"],
        ["total", [">=", 1]],
        ["deleted_at", null],
        [
          "or",
          [
            ["a", "not_null"],
            ["b", ["in", ["x", "y"]]],
          ],
        ],
        ["eq", "a", true],
      ],
    },
    '%{required_filters: [{"status", "open"}, {"total", {">=", 1}}, {"deleted_at", nil}, {:or, [{"a", :not_null}, {"b", {:in, ["x", "y"]}}]}, {:eq, "a", true}]}',
  ],
  [
    { filters: { mine: { type: "string", field: "type", option_provider: { type: "enum", schema: "Elixir.A.B", field: "kind" } } } },
    '%{filters: %{"mine" => %{type: :string, field: "type", option_provider: %{type: :enum, schema: A.B, field: :kind}}}}',
  ],
  [
    { custom_columns: { full: { select: ["concat", ["a", "b"]], requires_select: ["a", ["raw", "1"]] } } },
    '%{custom_columns: %{"full" => %{select: {:concat, ["a", "b"]}, requires_select: ["a", {:raw, "1"}]}}}',
  ],
  [
    { functions: { near: { kind: "table", args: [{ name: "at", type: "geometry", source: "value" }], returns: { columns: { id: { type: "integer" } } } } } },
    '%{functions: %{"near" => %{kind: :table, args: [%{name: :at, type: :geometry, source: :value}], returns: %{columns: %{id: %{type: :integer}}}}}}',
  ],
  [
    { query_library: { segments: { open: { filters: [["total", [">", ["param", "least"]]]], parameters: { least: { type: "decimal" } } } } } },
    '%{query_library: %{segments: %{open: %{filters: [{"total", {">", {:param, :least}}}], parameters: %{least: %{type: :decimal}}}}}}',
  ],
  [
    { source: { columns: { data: { schema: { color: { type: "string", enum: ["red"] } } }, other: { schema: "stub" } } } },
    '%{source: %{columns: %{data: %{schema: %{"color" => %{type: :string, enum: ["red"]}}}, other: %{schema: :stub}}}}',
  ],
  [
    {
      query_members: {
        unnests: { tag: { array_field: "tags", join: [["owner_key", "id"]] } },
        laterals: { days: { source: ["function", "generate_series", [1, 3]] } },
      },
    },
    '%{query_members: %{unnests: %{tag: %{array_field: "tags", join: [owner_key: :id]}}, laterals: %{days: %{source: {:function, :generate_series, [1, 3]}}}}}',
  ],
  [{ unknown: { deep: ["a", ["b", 1.5, true, null]], "an odd key": "#{x}" } }, '%{unknown: %{deep: ["a", ["b", 1.5, true, nil]], "an odd key": "\\#{x}"}}'],
])("%j", (document, text) => {
  expect(writeValue(document, DOMAIN, -1000)).toBe(text);
});

it("breaks what does not fit into a line, as the formatter does", () => {
  const fields = Array.from({ length: 12 }, (_, index) => `a_long_name_${index}`);
  expect(writeValue({ source: { fields } }, DOMAIN, 0)).toBe(
    `%{\n  source: %{\n    fields: [\n${fields.map((one) => `      :${one}`).join(",\n")}\n    ]\n  }\n}`,
  );
});

it("writes no atom that cannot be one", () => {
  const long = "x".repeat(256);
  expect(writeValue({ [long]: 1, b: 2 }, DOMAIN, -1000)).toBe(`%{"${long}" => 1, "b" => 2}`);
  expect([writeKey("sortable?"), writeKey("PG-13"), writeKey("Title"), writeKey("end")]).toEqual(["sortable?:", '"PG-13":', "Title:", "end:"]);
});
