/** Selectors and filters in all their forms, as SQL text. That PostgreSQL takes them is tested in `postgres.test.ts`. */
import { describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../src/model/json.ts";
import { BOOK, domainOf } from "./examples.ts";

/** The statement of the only entry of a list. */
function entry(list: string, value: JsonValue): { sql: string | undefined; problem: string | undefined } {
  const [element] = domainOf({ ...BOOK, [list]: [value] }).elements.filter(({ key }) => key.startsWith(`element:Book.${list}.`));
  return { sql: element?.sql?.replace(/ FROM "books"(?!\.).*?(?= WHERE | ORDER BY | GROUP BY |$)/s, ""), problem: element?.problem?.code };
}

describe("selectors", () => {
  it.each<[JsonValue, string]>([
    ["title", '"books"."title"'],
    [["title", { format: "x" }], '"books"."title"'],
    [["field", "title", "t"], '"books"."title"'],
    [["disambiguated_field", "name", { from: "author" }], '"author"."name"'],
    [["literal", "it's"], "'it''s'"],
    [["literal", 3], "3"],
    [["count"], "count(*)"],
    [["count", "*", ["pages", [">", 3]]], 'count(*) FILTER (WHERE "books"."pages" > 3)'],
    [["count_distinct", "title"], 'count(DISTINCT "books"."title")'],
    [["sum", "pages"], 'sum("books"."pages")'],
    [["func", "date_trunc", [["literal", "month"], "printed_on"]], `date_trunc('month', "books"."printed_on")`],
    [["func", "count", ["title"], { distinct: true }], 'count(DISTINCT "books"."title")'],
    [["concat", ["title", ["literal", " by "], "author.name"]], `concat("books"."title", ' by ', "author"."name")`],
    [["coalesce", "title", ["literal", "?"]], `coalesce("books"."title", '?')`],
    [
      [
        "case",
        [
          [
            ["pages", [">", 100]],
            ["literal", "long"],
          ],
        ],
        ["literal", "short"],
      ],
      `CASE WHEN "books"."pages" > 100 THEN 'long' ELSE 'short' END`,
    ],
    [["cast", "pages", "string"], 'CAST("books"."pages" AS text)'],
    [["multiply", "pages", 2], '("books"."pages" * 2)'],
    [["extract", "printed_on", "year"], 'extract(year FROM "books"."printed_on")'],
    [["to_char", ["printed_on", "YYYY"]], `to_char("books"."printed_on", 'YYYY')`],
    [["raw", "pages * 2 -- twice"], "(pages * 2 -- twice\n)"],
    [["raw", ["pages", [" + ", "1"]]], "(pages + 1\n)"],
    [["custom_sql", "{{a}} || {{ b }}", { a: "title", b: "author.name" }], '("books"."title" || "author"."name"\n)'],
    [
      ["over", ["sum", "pages"], { partition_by: ["author_id"], order_by: [["printed_on", "desc"]] }],
      'sum("books"."pages") OVER (PARTITION BY "books"."author_id" ORDER BY "books"."printed_on" DESC)',
    ],
    [["row", ["id", "title"], "pair"], 'ROW("books"."id", "books"."title")'],
  ])("%j", (selector, sql) => {
    expect(entry("default_selected", selector)).toEqual({ sql: `SELECT ${sql}`, problem: undefined });
  });

  it.each<[JsonValue, string]>([
    [["frobnicate", "title"], "domain-unknown-selector"],
    [["func", "pg_sleep(1); --", []], "domain-unknown-selector"],
    [["raw", "1) FROM books; DROP TABLE books; --"], "domain-raw-sql"],
    [["raw", "1) FROM secrets WHERE (true"], "domain-raw-sql"],
    [["raw", "'open"], "domain-raw-sql"],
    [["raw", "1 /* open"], "domain-raw-sql"],
    [["raw", " "], "domain-raw-sql"],
    [["udf", "score", ["pages"]], "domain-not-examined"],
    [{ $selecto_export: "function", inspect: "#Function<1>" }, "domain-not-examined"],
    [["literal", "a\0b"], "domain-value"],
  ])("%j has no statement", (selector, problem) => {
    expect(entry("default_selected", selector)).toEqual({ sql: undefined, problem });
  });
});

describe("filters", () => {
  const title = '"books"."title"';
  it.each<[JsonValue, string]>([
    [["title", "x"], `${title} = 'x'`],
    [["title", null], `${title} IS NULL`],
    [["title", "not_null"], `${title} IS NOT NULL`],
    [["title", ["a", "b"]], `${title} IN ('a', 'b')`],
    [["title", ["!=", "a"]], `${title} <> 'a'`],
    [["title", ["like", "a%"]], `${title} LIKE 'a%'`],
    [["title", ["contains", "a"]], `${title} LIKE '%a%'`],
    [["title", ["in", ["a"]]], `${title} IN ('a')`],
    [["pages", ["between", 1, 2]], '"books"."pages" BETWEEN 1 AND 2'],
    [["pages", ["ref", "id"]], '"books"."pages" = "books"."id"'],
    [["eq", "title", "a"], `${title} = 'a'`],
    [["is_null", "title"], `${title} IS NULL`],
    [["gt", "pages", ["field", "id"]], '"books"."pages" > "books"."id"'],
    [{ field: "pages", op: ">=", value: 3 }, '"books"."pages" >= 3'],
    [
      [
        "and",
        [
          ["title", "a"],
          [
            "or",
            [
              ["pages", 1],
              ["pages", 2],
            ],
          ],
        ],
      ],
      `(${title} = 'a' AND ("books"."pages" = 1 OR "books"."pages" = 2))`,
    ],
    [["not", ["title", "a"]], `NOT (${title} = 'a')`],
    [["exists", "SELECT 1"], "EXISTS (SELECT 1\n)"],
    [["raw_sql_filter", ["pages ", "> 3"]], "(pages > 3\n)"],
    [["pages", ["subquery", "in", "SELECT 1"]], '"books"."pages" IN (SELECT 1\n)'],
    [["meta.size", [">", 3]], `("books"."meta" ->> 'size')::numeric > 3`],
    [
      [
        ["title", "author.name"],
        ["contains", "a"],
      ],
      `(${title} LIKE '%a%' OR "author"."name" LIKE '%a%')`,
    ],
  ])("%j", (filter, sql) => {
    expect(entry("required_filters", filter)).toEqual({ sql: `SELECT 1 WHERE ${sql}`, problem: undefined });
  });

  it.each<[JsonValue, string]>([
    [3, "domain-unknown-filter"],
    [[], "domain-unknown-filter"],
    [["title"], "domain-unknown-filter"],
    [["and", ["nope", 1]], "domain-unknown-field"],
    [{ field: "title", op: "; drop", value: 1 }, "domain-unknown-operator"],
  ])("%j has no statement", (filter, problem) => {
    expect(entry("required_filters", filter)).toEqual({ sql: undefined, problem });
  });
});

describe("order, group and aggregates", () => {
  it.each<[string, JsonValue, string]>([
    ["default_order_by", "title", 'SELECT 1 ORDER BY "books"."title"'],
    ["default_order_by", ["title", "desc"], 'SELECT 1 ORDER BY "books"."title" DESC'],
    ["default_order_by", ["desc_nulls_last", "title"], 'SELECT 1 ORDER BY "books"."title" DESC NULLS LAST'],
    ["required_order_by", [["sum", "pages"], "desc"], 'SELECT 1 ORDER BY sum("books"."pages") DESC'],
    ["default_group_by", ["printed_on", { format: "YYYY" }], 'SELECT "books"."printed_on" GROUP BY "books"."printed_on"'],
    ["default_group_by", ["rollup", ["title", "pages"]], 'SELECT "books"."title", "books"."pages" GROUP BY "books"."title", "books"."pages"'],
    ["default_aggregate", ["pages", { format: "avg" }], 'SELECT avg("books"."pages")'],
    ["default_aggregate", ["title", { format: "%s" }], 'SELECT "books"."title"'],
  ])("%s %j", (list, value, sql) => {
    expect(entry(list, value).sql).toBe(sql);
  });
});
