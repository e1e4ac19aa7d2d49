/** Every shape in which Selecto's components store a query. */
import { describe, expect, it } from "@jest/globals";
import { editJson, readJson, readQueryFile, readStored, type StoredItem } from "../../src/query/index.ts";
import type { JsonValue } from "../../src/model/json.ts";

function one(record: JsonValue): StoredItem {
  const [item, ...more] = readStored(record);
  if (item === undefined || more.length > 0) throw new Error("one record was expected");
  return item;
}

describe("saved views", () => {
  const current = {
    name: "Long",
    context: "/books",
    params: {
      view_mode: "detail",
      filters: [
        ["s1", "filters", "OR"],
        ["f1", "s1", { filter: "pages", comp: ">", value: "100" }],
        ["f2", "s1", { filter: "title", comp: "STARTS", value: "A" }],
        ["f3", "filters", { filter: "author.name", comp: "IN", value: "x, y" }],
      ],
      views: {
        detail: { selected: [["u1", "title", {}]], order_by: [["u2", "pages", { dir: "desc" }]], per_page: "30" },
        aggregate: { group_by: [["u3", "author.name", { field: "author.name", uuid: "u3" }]], aggregate: [["u4", "price", { format: "sum", alias: "total" }]] },
        graph: {},
      },
    },
  };

  it("hold one query per view, the ones that are not shown as latent", () => {
    const item = one(current);
    expect(item.unread).toEqual([]);
    expect(item.parts.map(({ view, latent }) => [view, latent])).toEqual([
      ["detail", false],
      ["aggregate", true],
    ]);
    expect(item.parts[0]?.query).toMatchObject({ select: [{ value: "title" }], order: [{ value: ["pages", "desc"] }] });
    expect(item.parts[1]?.query).toMatchObject({ group: [{ value: "author.name" }], aggregates: [{ value: ["sum", "price"], alias: "total" }], rollup: true });
    expect(item.parts[0]?.query.filters).toEqual([
      {
        join: "or",
        members: [
          { value: ["pages", [">", "100"]], at: ["params", "filters", 1, 2, "filter"] },
          { value: ["title", ["starts_with", "A"]], at: ["params", "filters", 2, 2, "filter"] },
        ],
      },
      { value: ["author.name", ["in", ["x", "y"]]], at: ["params", "filters", 3, 2, "filter"] },
    ]);
  });

  it("say where each field stands, copies too", () => {
    expect(
      one(current)
        .fields.filter(({ field }) => field === "author.name")
        .map(({ at }) => at.join(".")),
    ).toEqual(["params.filters.3.2.filter", "params.views.aggregate.group_by.0.1", "params.views.aggregate.group_by.0.2.field"]);
  });

  it("are read in the form of an address, in the order of their index", () => {
    const item = one({
      name: "Old",
      context: "/books",
      params: {
        view_mode: "graph",
        x_axis: { b: { field: "title", index: "1" }, a: { field: "author.name", index: "0" } },
        y_axis: { 0: { field: "id", function: "count", alias: "n" } },
        selected: { 0: { field: "id", index: "0" } },
        filters: { 0: { filter: "pages", value: "5", comp: "=" } },
      },
    });
    expect(item.parts.map(({ view, latent }) => [view, latent])).toEqual([
      ["detail", true],
      ["graph", false],
    ]);
    expect(item.parts[1]?.query).toMatchObject({ group: [{ value: "author.name" }, { value: "title" }], aggregates: [{ value: ["count", "id"], alias: "n" }] });
  });

  it("keep what they cannot tell as unread", () => {
    const reasons = (params: JsonValue): string[] => one({ name: "x", context: "/", params }).unread.map(({ reason }) => reason);
    expect(reasons({ view_mode: "globe", views: { globe: { spin: true } } })).toEqual([
      "it shows the view globe, of which nothing is stored that is known here",
    ]);
    expect(reasons({ view_mode: "detail", selected: { 0: { fild: "id" } } })[0]).toBe("an entry names no field");
    expect(reasons({ view_mode: "detail", selected: ["id"], filters: [["u", "filters", { filter: "id", comp: "NEARBY" }]] })).toEqual([
      "the comparison NEARBY of the condition on id is not known",
    ]);
    expect(reasons({ view_mode: "aggregate", views: { aggregate: { group_by: [["u", "id", {}]], aggregate: [["u", "id", { format: "median" }]] } } })).toEqual([
      "the aggregate function of id is not known",
    ]);
  });
});

describe("other stored queries", () => {
  it("are told apart by their shape", () => {
    const kinds = readStored({
      saved_views: [{ name: "a", context: "/x", params: { view_mode: "detail", selected: ["id"] } }],
      saved_view_configs: [{ name: "b", context: "/x", view_type: "detail", params: { detail: { selected: [["u", "id", {}]] } } }],
      filter_sets: [{ name: "c", domain: "/x", filters: { u: { filter: "id", comp: "=", value: "1" } } }],
      exported_views: [{ name: "d", context: "/x", snapshot_blob: "g3QAAAAB", public_id: "p" }],
      bookmarks: [{ url: "https://shop.example/x?view_mode=detail&selected[k0][field]=id&selected[k0][index]=0" }],
      intents: [{ name: "f", domain: "Book", select: ["id"], filters: [{ field: "pages", op: ">", value: 3 }], sort: [["id", "desc"]] }],
      what: [{ name: "g", colour: "green" }],
    });
    expect(kinds.map(({ kind, name, context, parts, unread }) => [kind, name, context, parts.length, unread.length])).toEqual([
      ["saved view", "a", "/x", 1, 0],
      ["view configuration", "b", "/x", 1, 0],
      ["filter set", "c", "/x", 1, 0],
      ["exported view", "d", "/x", 0, 1],
      ["bookmark", "/x", "/x", 1, 0],
      ["intent", "f", undefined, 1, 0],
      ["saved view", "g", undefined, 0, 1],
    ]);
    expect(JSON.stringify(kinds)).not.toContain("g3QAAAAB");
  });

  it("are read from the export of a filter set", () => {
    expect(one({ version: "1.0", filter_set: { name: "s", domain: "/x", filters: {} } })).toMatchObject({ kind: "filter set", name: "s", context: "/x" });
  });
});

describe("JSON documents", () => {
  const text = '{\n  "a": [1,\n    {"b": "x"}]\n}\n';

  it("know the place of a value, or of the nearest above", () => {
    const { position } = readJson("v.json", text);
    expect(position(["a", 1, "b"])).toEqual({ file: "v.json", line: 3, column: 11 });
    expect(position(["a", 1, "nope"])).toEqual({ file: "v.json", line: 3, column: 5 });
  });

  it("are edited in place", () => {
    expect(
      editJson(text, [
        { at: ["a", 1, "b"], value: "long" },
        { at: ["a", 0], value: 22 },
        { at: ["none"], value: 1 },
      ]),
    ).toBe('{\n  "a": [22,\n    {"b": "long"}]\n}\n');
  });

  it("tell what is wrong with them", () =>
    expect(readJson("v.json", '{"a": }').fault).toEqual({ message: "value expected", position: { file: "v.json", line: 1, column: 7 } }));
});

describe("query files", () => {
  it("hold one query, or a list of them", () => {
    const { items, diagnostics } = readQueryFile(
      "queries/long.query.yaml",
      "domain: Book@^1.2\nselect: [title, {field: [sum, price], as: total}]\nfilter:\n  - [pages, ['>', [param, least]]]\nparameters: {least: integer}\nlimit: 3\n",
    );
    expect(diagnostics).toEqual([]);
    expect(items).toMatchObject([
      {
        name: "long",
        query: {
          domain: "Book",
          version: "^1.2",
          select: [{ value: "title" }, { value: ["sum", "price"], alias: "total" }],
          parameters: [{ name: "least", type: "integer" }],
          limit: 3,
        },
      },
    ]);
    expect(readQueryFile("q/two.query.json", '[{"domain": "A"}, {"name": "own", "domain": "B"}]').items.map(({ name }) => name)).toEqual(["two_1", "own"]);
  });

  it("say what is wrong, and where", () => {
    const faults = (text: string): string[] =>
      readQueryFile("q.query.yaml", text).diagnostics.map(({ message, position }) => `${position?.line}:${position?.column} ${message}`);
    expect(faults("domain: A\nselekt: [a]\n")).toEqual(["1:1 the query: it knows no selekt"]);
    expect(faults("domain: A\nlimit: many\n")).toEqual(["2:8 limit: expected number, received string"]);
    expect(faults("domain: [\n")[0]).toMatch(/^2:1 /);
  });
});
