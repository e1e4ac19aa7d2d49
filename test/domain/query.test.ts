import { describe, expect, it } from "@jest/globals";
import { compileQuery } from "../../src/domain/query/compile-query.ts";
import { openDomain } from "../../src/domain/query/open-domain.ts";
import type { CompiledQuery, DomainQuery } from "../../src/model/domain-query.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { BOOK, domainOf } from "./examples.ts";

const NOTHING: DomainQuery = { domain: "Book", select: [], filters: [], group: [], aggregates: [], order: [], parameters: [] };

function compile(query: Partial<DomainQuery>, document: JsonObject = {}, isLenient = false): CompiledQuery {
  const domain = openDomain(domainOf({ ...BOOK, ...document }));
  if (domain === undefined) throw new Error("the example is no domain");
  return compileQuery(domain, { ...NOTHING, ...query }, { isLenient, leavesOutGroups: isLenient });
}

const values = (...list: readonly DomainQuery["select"][number]["value"][]): DomainQuery["select"] =>
  list.map((value, index) => ({ value, at: ["select", index] }));

describe("compileQuery", () => {
  it("joins only what a part needs, as LEFT JOIN, and binds values", () => {
    const compiled = compile({
      select: values("title", "author.country.name"),
      filters: [{ value: ["pages", [">", 100]] }, { join: "or", members: [{ value: ["title", "x"] }, { value: ["title", ["in", ["y", "z"]]] }] }],
      order: values(["title", "desc"]),
      limit: 5,
    });
    expect(compiled.sql).toBe(
      'SELECT "books"."title", "country"."name" AS "author.country.name" FROM "books" LEFT JOIN "authors" AS "author" ON "books"."author_id" = "author"."id" LEFT JOIN "countries" AS "country" ON "author"."country_id" = "country"."id" WHERE "books"."pages" > $1 AND ("books"."title" = $2 OR "books"."title" IN ($3, $4)) ORDER BY "books"."title" DESC LIMIT 5',
    );
    expect(compiled.bindings).toEqual([100, "x", "y", "z"].map((value) => ({ kind: "value", value })));
    expect(compiled.uses).toContain("element:Book.joins.author.joins.country");
  });

  it("has the domain's required filters in every query, and its defaults where nothing is chosen", () => {
    const document = { required_filters: [["price", [">", 0]]], default_selected: ["title"], required_order_by: ["id"] };
    expect(compile({}, document).sql).toBe('SELECT "books"."title" FROM "books" WHERE "books"."price" > $1 ORDER BY "books"."id"');
    expect(compile({ standsAlone: true, select: values("id") }, document).sql).toBe('SELECT "books"."id" FROM "books" WHERE "books"."price" > $1');
  });

  it("groups, aggregates, and sorts by the name of a result", () => {
    const { sql } = compile({
      group: [{ value: "author.name", alias: "who" }],
      aggregates: [{ value: ["sum", "price"], alias: "sum" }],
      order: values(["sum", "desc"]),
      rollup: true,
    });
    expect(sql).toBe(
      'SELECT "author"."name" AS "who", sum("books"."price") AS "sum" FROM "books" LEFT JOIN "authors" AS "author" ON "books"."author_id" = "author"."id" GROUP BY ROLLUP ("author"."name") ORDER BY "sum" DESC',
    );
  });

  it("leads every part back to its document", () => {
    const { sql = "", origins } = compile({ select: values("id", "title") });
    expect(origins.map(({ from, to, at }) => [sql.slice(from, to), at])).toEqual([
      ['"books"."id"', ["select", 0]],
      ['"books"."title"', ["select", 1]],
    ]);
  });

  it("refuses what is redacted, unknown, or taken from people, and tells where", () => {
    expect(compile({ select: values("title", "secret", "nope") }).problems).toMatchObject([
      { role: "select", kind: "refused", code: "invalid_field", at: ["select", 1] },
      { role: "select", kind: "refused", code: "invalid_field", at: ["select", 2] },
    ]);
    const source = BOOK["source"] as JsonObject;
    const columns = {
      ...(source["columns"] as JsonObject),
      title: { type: "string", sortable: false },
      price: { type: "decimal", aggregate_functions: ["sum"] },
    };
    const document = { source: { ...source, columns } };
    expect(compile({ select: values("title"), order: values("title") }, document).problems).toMatchObject([{ code: "field_not_sortable" }]);
    expect(compile({ aggregates: values(["avg", "price"]) }, document).problems).toMatchObject([{ code: "invalid_aggregate_function" }]);
    expect(compile({ aggregates: values(["sum", "price"]) }, document).problems).toEqual([]);
  });

  it("refuses comparisons that the domain does not list", () => {
    const source = BOOK["source"] as JsonObject;
    const columns = { ...(source["columns"] as JsonObject), pages: { type: "integer", comparators: ["eq", ">", "in", "is_null"] } };
    const faults = (value: DomainQuery["select"][number]["value"]): string[] =>
      compile({ select: values("id"), filters: [{ value }] }, { source: { ...source, columns } }).problems.map(({ code, message }) => `${code}: ${message}`);
    for (const allowed of [
      ["pages", 7],
      ["pages", ["=", 7]],
      ["pages", ["gt", 7]],
      ["pages", [7, 8]],
      ["pages", null],
    ])
      expect(faults(allowed)).toEqual([]);
    expect(faults(["pages", ["<", 7]])).toEqual(["invalid_comparator: pages cannot be compared with <: the domain lists other comparisons"]);
    expect(faults(["pages", "not_null"])).toHaveLength(1);
  });

  it("does as old components do where they are in use: groups of a graph go silently, what is withdrawn is not looked at", () => {
    const source = BOOK["source"] as JsonObject;
    const columns = { ...(source["columns"] as JsonObject), title: { type: "string", groupable: false } };
    const document = { source: { ...source, columns } };
    const query = { group: values("title", "gone"), aggregates: values(["count", "id"]) };
    expect(compile(query, document).problems.map(({ code }) => code)).toEqual(["field_not_groupable", "invalid_field", "invalid_field"]);
    const old = compile(query, document, true);
    expect(old.sql).toBe('SELECT "books"."title", count("books"."id") FROM "books" GROUP BY "books"."title"');
    expect(old.skipped).toMatchObject([{ role: "group", message: expect.stringContaining("gone") }]);
  });

  it("leaves a condition on an unknown field out where old components do", () => {
    const query = { select: values("id"), filters: [{ value: ["gone", 1] }, { value: ["pages", 2] }] };
    expect(compile(query).problems).toMatchObject([{ role: "filter", code: "invalid_field" }]);
    const old = compile(query, {}, true);
    expect(old.sql).toBe('SELECT "books"."id" FROM "books" WHERE "books"."pages" = $1');
    expect(old.bindings).toEqual([{ kind: "value", value: 2 }]);
    expect(old.skipped).toHaveLength(1);
  });

  it("takes a filter of the registry by its id, unless only the application knows what it does", () => {
    const filters = { cheap: { field: "price" }, odd: { apply: { $selecto_export: "function" } } };
    expect(compile({ select: values("id"), filters: [{ value: ["cheap", ["<", 5]] }] }, { filters }).sql).toContain('"books"."price" < $1');
    expect(compile({ filters: [{ value: ["odd", 1] }] }, { filters }).problems).toMatchObject([{ kind: "unread", code: "filter_function" }]);
  });

  it("uses segments and views of the query library with their parameters", () => {
    const query_library = {
      segments: {
        long: { filters: [["gt", "pages", ["param", "least"]]], parameters: { least: { type: "integer", default: 300 } } },
        loop: { segments: ["loop"] },
      },
      projections: { short: { fields: ["title"], associations: [{ name: "author", fields: ["name"] }] } },
      orderings: { newest: { order_by: [["printed_on", "desc"]] } },
      views: { shelf: { segments: ["long"], projection: "short", ordering: "newest" } },
    };
    const taken = compile({ library: { view: "shelf", segments: [], parameters: { least: 500 } } }, { query_library });
    expect(taken.sql).toContain('WHERE "books"."pages" > $1 ORDER BY "books"."printed_on" DESC');
    expect(taken.bindings).toEqual([{ kind: "value", value: 500 }]);
    const wrong = compile({ library: { segments: ["loop", "none"], parameters: { what: 1 } } }, { query_library });
    expect(wrong.problems.map(({ code }) => code)).toEqual(["circular_segment", "unknown_segment", "unknown_parameter"]);
  });

  it("combines segments by all of Selecto's operators, and refuses what Selecto refuses", () => {
    const groups = (operator: string, ...segments: string[]) => {
      const library = {
        segments: {
          a: { filters: [["pages", [">", 5]]] },
          b: {
            filters: [
              ["title", "x"],
              ["pages", [">", 7]],
            ],
          },
          free: {},
        },
      };
      const all = { ...library, segments: { ...library.segments, both: { segment_groups: [{ operator, segments }] } } };
      const { sql, problems } = compile({ library: { segments: ["both"], parameters: {} } }, { query_library: all });
      return sql?.split(" WHERE ")[1] ?? (problems.map(({ code }) => code).join() || "no condition");
    };
    expect([groups("and", "a", "b"), groups("or", "a", "b"), groups("not", "a"), groups("nor", "a", "b"), groups("xor", "a", "b")]).toEqual([
      '"books"."pages" > $1 AND "books"."title" = $2 AND "books"."pages" > $3',
      '("books"."pages" > $1 OR ("books"."title" = $2 AND "books"."pages" > $3))',
      'NOT ("books"."pages" > $1)',
      'NOT (("books"."pages" > $1 OR ("books"."title" = $2 AND "books"."pages" > $3)))',
      '(("books"."pages" > $1 OR ("books"."title" = $2 AND "books"."pages" > $3)) AND NOT (("books"."pages" > $4 AND ("books"."title" = $5 AND "books"."pages" > $6))))',
    ]);
    expect([groups("or", "a", "free"), groups("not", "a", "b"), groups("nor", "free"), groups("most", "a"), groups("or", "none")]).toEqual([
      "no condition",
      "segment_groups",
      "segment_groups",
      "segment_groups",
      "unknown_segment",
    ]);
  });

  it("gives an open parameter one number, and an array where a list is asked for", () => {
    const compiled = compile({
      select: values("id"),
      filters: [{ value: ["pages", ["param", "n"]] }, { value: ["id", ["in", ["param", "ids"]]] }, { value: ["pages", ["<", ["param", "n"]]] }],
    });
    expect(compiled.sql).toContain('WHERE "books"."pages" = $1 AND "books"."id" = ANY ($2) AND "books"."pages" < $1');
    expect(compiled.bindings).toEqual([
      { kind: "parameter", name: "n" },
      { kind: "parameter", name: "ids" },
    ]);
  });

  it("never splices a value", () => {
    const evil = "'; drop table books; --";
    const { sql, bindings } = compile({ select: values("id"), filters: [{ value: ["title", ["contains", evil]] }] });
    expect(sql).not.toContain("drop");
    expect(bindings).toEqual([{ kind: "value", value: `%${evil}%` }]);
  });
});
