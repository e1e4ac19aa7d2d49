/** Query members in statements, run on a real PostgreSQL: the rows are those that Selecto's builder would give. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { PGlite } from "@electric-sql/pglite";
import { compileQuery } from "../../src/domain/query/compile-query.ts";
import { openDomain } from "../../src/domain/query/open-domain.ts";
import type { CompiledQuery, DomainQuery } from "../../src/model/domain-query.ts";
import type { JsonObject, JsonValue } from "../../src/model/json.ts";
import { BOOK, LIBRARY, domainOf, elementAt } from "./examples.ts";
import { openBareServer } from "../support/bare-server.ts";

const source = BOOK["source"] as JsonObject;

const MEMBERS: JsonObject = {
  ctes: {
    lent: {
      source: "loans",
      query: { select: ["book_id", { as: "times", aggregate: "count" }], filter: ["eq", "returned", true], group_by: ["book_id"] },
      join: { owner_key: "id", related_key: "book_id", type: "left" },
    },
    places: {
      kind: "recursive",
      source: "shelves",
      base: { select: ["id", "name", { as: "depth", value: ["literal", 0, "integer"] }], filter: ["is_null", "parent_id"] },
      step: { select: ["id", "name", { as: "depth", value: ["add", ["previous", "depth"], ["literal", 1]] }] },
      step_join: { owner_key: "parent_id", related_key: "id" },
      join: { owner_key: "shelf_id", related_key: "id", type: "inner" },
    },
  },
  values: {
    sizes: {
      rows: [
        [100, "short", 1.5],
        [900, "long", 2],
      ],
      columns: ["pages", "size", "price"],
      join: [
        ["owner_key", "pages"],
        ["related_key", "pages"],
      ],
    },
    spoken: { data: [{ title: "A", language: "it's" }], join: { owner_key: "title", related_key: "title" } },
  },
  subqueries: { coded: { source: "people", query: { select: ["id", "name"] }, type: "inner", on: [{ left: "author_id", right: "id" }] } },
  laterals: {
    newest: {
      source: "loans",
      query: { select: ["id"], order_by: [["id", "desc"]], limit: 1 },
      correlations: { book_id: "id" },
      join_type: "left",
    },
    numbers: { source: ["function", "generate_series", [1, 2]], as: "n", join_type: "inner" },
    letters: { lateral_source: ["function", "string_to_table", ["title", ""]], as: "letter", join_type: "inner" },
  },
  unnests: { word: { array_field: "keywords", as: "tag", ordinality: "place" } },
};

const ROWS = `
  ALTER TABLE books ADD keywords text[];
  INSERT INTO shelves (id, parent_id, name) VALUES (1, NULL, 'hall'), (2, 1, 'left'), (3, 2, 'top');
  INSERT INTO people VALUES (7, 'Ada');
  INSERT INTO books (id, title, pages, shelf_id, author_id, keywords) VALUES (1, 'A', 100, 3, 7, '{x,y}'), (2, 'B', 900, 1, NULL, '{}');
  INSERT INTO loans (id, book_id, returned) VALUES (1, 1, true), (2, 1, true), (3, 1, false), (4, 2, false);
`;

let database: PGlite;
beforeAll(async () => {
  database = await openBareServer();
  await database.exec(LIBRARY);
  await database.exec(ROWS);
}, 60_000);
afterAll(() => database.close());

const document: JsonObject = { ...BOOK, source: { ...source, tenant_field: null }, query_members: MEMBERS };
const NOTHING: DomainQuery = { domain: "Book", select: [], filters: [], group: [], aggregates: [], order: [], parameters: [] };

function compile(select: readonly JsonValue[], more: Partial<DomainQuery> = {}): CompiledQuery {
  const domain = openDomain(domainOf(document));
  if (domain === undefined) throw new Error("the example is no domain");
  return compileQuery(domain, { ...NOTHING, select: select.map((value) => ({ value })), order: [{ value: "id" }], ...more });
}

async function rows({ sql = "", bindings, problems }: CompiledQuery): Promise<unknown[][]> {
  expect(problems).toEqual([]);
  const values = bindings.map((one) => (one.kind === "value" ? one.value : null));
  return (await database.query<unknown[]>(sql, values, { rowMode: "array" })).rows;
}

describe("query members", () => {
  it.each<[string, readonly JsonValue[], Partial<DomainQuery>, unknown[][]]>([
    [
      "a CTE that groups",
      ["title", "lent.times"],
      {},
      [
        ["A", 2],
        ["B", null],
      ],
    ],
    [
      "a recursive CTE",
      ["title", "places.name", "places.depth"],
      {},
      [
        ["A", "top", 2],
        ["B", "hall", 0],
      ],
    ],
    [
      "rows written down",
      ["title", "sizes.size", "sizes.price"],
      {},
      [
        ["A", "short", "1.5"],
        ["B", "long", "2"],
      ],
    ],
    [
      "rows written down as maps",
      ["title", "spoken.language"],
      {},
      [
        ["A", "it's"],
        ["B", null],
      ],
    ],
    ["a subquery", ["title", "coded.name"], {}, [["A", "Ada"]]],
    [
      "a lateral query",
      ["title", "newest.id"],
      {},
      [
        ["A", 3],
        ["B", 4],
      ],
    ],
    [
      "a lateral function",
      ["title", "n.n"],
      {},
      [
        ["A", 1],
        ["A", 2],
        ["B", 1],
        ["B", 2],
      ],
    ],
    [
      "a lateral function of a field",
      ["title", "letter.letter"],
      {},
      [
        ["A", "A"],
        ["B", "B"],
      ],
    ],
    [
      "an array, which leaves out rows without one",
      ["title", "tag", "tag.place"],
      {},
      [
        ["A", "x", 1],
        ["A", "y", 2],
      ],
    ],
    ["a member that is only taken in", ["title"], { members: [{ value: ["u", "word", {}] }] }, [["A"], ["A"]]],
    ["a condition on a member's column", ["title"], { filters: [{ value: ["lent.times", [">", 1]] }] }, [["A"]]],
    [
      "several at once",
      ["lent.times", "places.depth", "sizes.size"],
      {},
      [
        [2, 2, "short"],
        [null, 0, "long"],
      ],
    ],
  ])("%s", async (_, select, more, expected) => {
    expect(await rows(compile(select, more))).toEqual(expected);
  });

  it("bind values, in front of the statement as well", () => {
    const { sql = "", bindings } = compile(["spoken.language"], { filters: [{ value: ["lent.times", 2] }] });
    expect(sql).not.toContain("it's");
    expect(sql).toContain('WITH "lent" ("book_id", "times") AS (SELECT');
    expect(bindings.map((one) => one.kind === "value" && one.value)).toEqual([2, true, "A", "it's"]);
  });

  it("are named where they lead nowhere", () => {
    expect(compile(["lent.tims"]).problems).toMatchObject([
      { kind: "refused", code: "invalid_field", message: "the query member lent has no column tims; did you mean times?" },
    ]);
    expect(compile(["title"], { members: [{ value: ["u", "lend"] }] }).problems).toMatchObject([
      { kind: "refused", code: "unknown_query_member", message: "the domain has no query member lend; did you mean lent?" },
    ]);
    const opaque = openDomain(domainOf({ ...document, query_members: { ctes: { far: { query: { $selecto_export: "function" } } } } }));
    expect(opaque === undefined ? [] : compileQuery(opaque, { ...NOTHING, select: [{ value: "far.x" }] }).problems).toMatchObject([
      { kind: "unread", message: "a function of the application decides what ctes.far selects" },
    ]);
  });

  it("stand behind joins that name them instead of a table", async () => {
    const joined = domainOf({ ...document, joins: { lent: { non_assoc: true, owner_key: "id", related_key: "book_id" } }, default_selected: ["lent.times"] });
    const { sql = "" } = elementAt(joined, 'default_selected."lent.times"');
    expect((await database.query(sql)).rows).toHaveLength(2);
    expect(elementAt(joined, "joins.lent").problem).toBeUndefined();
  });

  it("are built on the schemas that they read", () => {
    expect(compile(["lent.times"]).uses).toEqual([
      "element:Book.query_members.ctes.lent",
      "element:Book.schemas.loans",
      "element:Book.schemas.loans.fields.book_id",
      "element:Book.schemas.loans.fields.returned",
      "element:Book.source.fields.id",
    ]);
  });
});
