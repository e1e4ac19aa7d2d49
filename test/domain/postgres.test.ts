/** Every kind of element on a real PostgreSQL: it is valid where the schema fits, and only there. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { PGlite } from "@electric-sql/pglite";
import type { JsonObject, JsonValue } from "../../src/model/json.ts";
import type { Domain } from "../../src/model/domain.ts";
import { loadParser, parseSql } from "../../src/sql/parser.ts";
import { BOOK, LIBRARY, domainOf, elementAt, relation } from "./examples.ts";
import { openBareServer } from "../support/bare-server.ts";

let database: PGlite;
beforeAll(async () => {
  await loadParser();
  database = await openBareServer();
  await database.exec(LIBRARY);
}, 60_000);
afterAll(() => database.close());

/** SQLSTATE and message by the path of the element, of the elements PostgreSQL refuses to prepare or plan. */
async function refused(domain: Domain): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { key, sql } of domain.elements) {
    if (sql === undefined) continue;
    expect(parseSql(sql)).toMatchObject({ ok: true, statements: [{ kind: "SelectStmt" }] });
    try {
      await database.describeQuery(sql);
      await database.query(`EXPLAIN (GENERIC_PLAN) ${sql}`);
    } catch (error) {
      found[key.slice(`element:${domain.name}.`.length)] = error instanceof Error ? error.message : "?";
    }
  }
  return found;
}

const source = BOOK["source"] as JsonObject;
const schemas = BOOK["schemas"] as JsonObject;
const associations = source["associations"] as JsonObject;

/** Each join alone, with columns it must read: dropping one of them must break it. */
const JOINS: readonly [string, string, JsonObject, readonly string[]][] = [
  ["left", "author", { type: "left" }, ["authors.id", "books.author_id"]],
  [
    "inner with nested dimension",
    "author",
    { type: "inner", joins: { country: { type: "dimension", dimension: "name" } } },
    ["countries.name", "authors.country_id", "countries.id"],
  ],
  ["star dimension", "author", { type: "star_dimension", dimension_key: "author_id" }, ["authors.name", "books.author_id"]],
  ["star dimension with display field", "author", { type: "star_dimension", display_field: "born" }, ["authors.born"]],
  [
    "snowflake dimension",
    "author",
    { type: "snowflake_dimension", display_field: "name", normalization_joins: [{ table: "Countries", alias: "land", key: "id", foreign_key: "country_id" }] },
    ["countries.id", "authors.country_id", "authors.name"],
  ],
  ["adjacency list", "shelf", { type: "hierarchical", parent_field: "parent_id" }, ["shelves.parent_id", "shelves.name", "shelves.id"]],
  ["materialized path", "shelf", { type: "hierarchical", hierarchy_type: "materialized_path" }, ["shelves.path"]],
  [
    "closure table",
    "shelf",
    { type: "hierarchical", hierarchy_type: "closure_table", ancestor_field: "ancestor", descendant_field: "descendant" },
    ["shelves_closure.ancestor", "shelves_closure.descendant", "shelves_closure.depth", "shelves.id"],
  ],
  [
    "tagging with keys",
    "tags",
    { type: "tagging", tag_field: "name", join_table: "book_tags", main_foreign_key: "book_id", tag_foreign_key: "tag_id", weight_field: "weight" },
    ["book_tags.book_id", "book_tags.tag_id", "book_tags.weight", "tags.name"],
  ],
  ["many to many with guessed keys", "tags", { type: "left" }, ["book_tags.book_id", "book_tags.tag_id"]],
  ["tagging with everything guessed", "tags", { type: "tagging" }, ["book_tags.book_id", "book_tags.tag_id", "tags.name"]],
  ["through a chain", "borrowers", { type: "left" }, ["loans.book_id", "loans.person_id", "loans.returned", "people.id"]],
  ["through a table", "readers", { type: "left" }, ["loans.book_id", "loans.person_id"]],
  ["self join", "sequel", { type: "self_join", self_key: "sequel_id", target_key: "id", additional_fields: ["title"] }, ["books.sequel_id", "books.title"]],
  ["self join with defaults", "parent", { type: "self_join" }, ["books.parent_id"]],
  [
    "lateral join",
    "last_loan",
    { type: "lateral_join", alias: "latest", lateral_query: "SELECT l.since FROM loans l WHERE l.book_id = books.id ORDER BY l.since DESC LIMIT 1" },
    ["loans.since"],
  ],
  ["cross join", "all_tags", { type: "cross_join", source: "tags", alias: "t", fields: { name: { type: "string" } } }, ["tags.name"]],
  ["full outer join", "author", { type: "full_outer_join", left_key: "author_id", right_key: "id" }, ["books.author_id", "authors.id"]],
  [
    "conditional join",
    "loans",
    {
      type: "conditional_join",
      conditions: [
        ["field_comparison", "id", "=", "book_id"],
        ["date_range", "printed_on", "loans.since", "2026-01-01"],
        ["custom_sql", "loans.returned"],
      ],
    },
    ["loans.book_id", "loans.since", "loans.returned", "books.printed_on"],
  ],
  [
    "without association, by keys",
    "printers",
    { non_assoc: true, source: "people", owner_key: "author_id", related_key: "id", fields: { called: { field: "name" } }, param_filters: { name: "x" } },
    ["people.id", "people.name", "books.author_id"],
  ],
  [
    "without association, by conditions",
    "people",
    {
      non_assoc: true,
      on: [
        { left: "books.author_id", right: "id", operator: "=" },
        { left: "title", right: "people.name", operator: "!=" },
      ],
    },
    ["people.id", "people.name", "books.title"],
  ],
  [
    "with filters and custom columns",
    "author",
    { filters: { born: { type: "date" } }, custom_columns: { age: { select: ["raw", "age(author.born)"] }, land: { field: "country_id" } } },
    ["authors.born", "authors.country_id"],
  ],
];

function bookWith(id: string, join: JsonObject, guessed = false): Domain {
  const tags = { queryable: "tags", owner_key: "id", related_key: "id", ...(guessed ? {} : { join_through: "book_tags" }) };
  const readers = { queryable: "people", through: { table: "loans", owner_key: "book_id", related_key: "person_id" }, owner_key: "id", related_key: "id" };
  // Only what the join needs, so that a dropped column is the join's own.
  const bare: JsonObject = { ...source, fields: ["id", "title"], redact_fields: [], associations: { ...associations, tags, readers } };
  const thin = Object.fromEntries(Object.entries(schemas).map(([key, schema]) => [key, { ...(schema as JsonObject), fields: [], columns: {} }]));
  return domainOf({ name: "Book", source: bare, schemas: { ...thin, loans: schemas["loans"] ?? null }, joins: { [id]: join } });
}

describe("joins", () => {
  it.each(JOINS)("%s: every statement is valid", async (name, id, join) => {
    const domain = bookWith(id, join, name.endsWith("everything guessed"));
    expect(domain.elements.filter(({ problem }) => problem !== undefined).map(({ key, problem }) => [key, problem])).toEqual([]);
    expect(await refused(domain)).toEqual({});
  });

  it.each(JOINS.flatMap(([name, id, join, columns]) => columns.map((column): [string, string, JsonValue, string] => [name, column, join, id])))(
    "%s needs %s",
    async (name, column, join, id) => {
      const domain = bookWith(id, join as JsonObject, name.endsWith("everything guessed"));
      const [table, attribute] = column.split(".");
      await database.exec(`BEGIN; ALTER TABLE ${table} RENAME COLUMN ${attribute} TO gone`);
      const broken: string[] = [];
      for (const { key, sql } of domain.elements.filter(({ key: at }) => at.startsWith("element:Book.joins."))) {
        await database.exec("SAVEPOINT one");
        await database.describeQuery(sql ?? "").catch(() => broken.push(key));
        await database.exec("ROLLBACK TO one");
      }
      await database.exec("ROLLBACK");
      expect(broken).not.toEqual([]);
    },
  );

  it.each<[string, JsonObject, string]>([
    ["dimension", { type: "dimension" }, "joins.author.dimension"],
    ["snowflake_dimension", { type: "snowflake_dimension" }, "joins.author.normalization_joins"],
    ["closure_table", { type: "hierarchical", hierarchy_type: "closure_table" }, "joins.author.closure_table"],
    ["conditional_join", { type: "conditional_join" }, "joins.author"],
  ])("%s without what it needs has no statement for that", (_, join, path) => {
    expect(elementAt(bookWith("author", join), path).problem?.code).toBe("domain-missing-key");
  });
});

describe("a whole domain", () => {
  const domain = domainOf({
    ...BOOK,
    filters: {
      title: { type: "string" },
      long: { field: "pages", type: "integer" },
      colour: { field: "meta.colour", type: "integer" },
      printed_on: { type: "utc_datetime" },
      vip: { apply: { $selecto_export: "function" } },
    },
    custom_columns: {
      words: { field: "words" },
      loud: { requires_join: "author", select: ["upper", "author.name"] },
      ago: { select: ["raw", "now() - selecto_root.printed_on"], requires_select: ["printed_on"], group_by_filter: "long" },
    },
    required_filters: [["title", "not_null"]],
    default_selected: ["title", "author_display", "country", "tags_list", "ago"],
    default_order_by: [["printed_on", "desc"], "loud"],
    default_group_by: ["author.name"],
    default_aggregate: [["pages", { format: "sum" }]],
    default_graph_x_axis: "printed_on",
    pagination: { cursor_fields: ["id"] },
  });

  it("is valid where the schema fits", async () => {
    expect(await refused(domain)).toEqual({});
    expect(domain.elements.flatMap(({ label, problem }) => (problem === undefined ? [] : [[label, problem.code]]))).toEqual([
      ["Book.filters.vip", "domain-not-examined"],
    ]);
  });

  it("breaks exactly in what hangs on a column", async () => {
    await database.exec("ALTER TABLE authors RENAME COLUMN name TO full_name");
    const broken = await refused(domain);
    await database.exec("ALTER TABLE authors RENAME COLUMN full_name TO name");
    expect(Object.keys(broken).toSorted()).toEqual([
      "custom_columns.loud",
      'default_group_by."author.name"',
      "default_order_by.loud",
      "default_selected.author_display",
      "joins.author.display_field",
      "schemas.authors.fields.name",
    ]);
  });

  it("breaks where a comparison no longer fits the type", async () => {
    await database.exec("ALTER TABLE books ALTER COLUMN pages TYPE text");
    const broken = await refused(domain);
    await database.exec("ALTER TABLE books ALTER COLUMN pages TYPE integer USING pages::integer");
    expect(Object.keys(broken).toSorted()).toEqual(["default_aggregate.pages", "filters.long"]);
  });

  it("takes an enum as a text", async () => {
    const moody = domainOf({
      name: "Book",
      source: relation("books", { mood: "string" }),
      filters: { mood: { type: "string" } },
      required_filters: [["mood", ["!=", "sad"]]],
    });
    expect(await refused(moody)).toEqual({});
    const wrong = domainOf({ name: "Book", source: relation("books", { mood: "string" }), required_filters: [["mood", "angry"]] });
    expect(await refused(wrong)).toEqual({ "required_filters.mood": 'invalid input value for enum mood: "angry"' });
  });
});

describe("hostile names", () => {
  const names = [
    'quo"te',
    "with space",
    "UPPER",
    "ünïcödé 🦊",
    "it's",
    "a.b",
    "$1",
    "select",
    "--",
    "x".repeat(63),
    "constructor",
    "semi;colon",
    "back\\slash",
  ];
  it("stay names", async () => {
    const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
    const table = 'Ödd "table"; --';
    const other = `${"t".repeat(62)}é`.slice(0, 62);
    await database.exec(
      `CREATE TABLE ${quoted(table)} (${names.map((name) => `${quoted(name)} text`).join(", ")}); CREATE TABLE ${quoted(other)} (${names.map((name) => `${quoted(name)} text`).join(", ")});`,
    );
    const fields = Object.fromEntries(names.map((name) => [name, "string"]));
    const ways = Object.fromEntries(names.map((name) => [name, { queryable: "other", owner_key: name, related_key: name, where: { [name]: 'it\'s \\ "x"' } }]));
    const domain = domainOf({
      name: 'Ödd "domain".x',
      source: relation(table, fields, { associations: ways, primary_key: names }),
      schemas: { other: relation(other, fields, { primary_key: names }) },
      joins: Object.fromEntries(names.map((name) => [name, { type: "star_dimension", display_field: name }])),
      filters: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
      default_selected: [...names, ...names.map((name) => `${name}.${name}`)],
      required_filters: names.map((name) => [name, name]),
    });
    expect(domain.elements.filter(({ problem }) => problem !== undefined)).toEqual([]);
    expect(await refused(domain)).toEqual({});
    expect(domain.elements.length).toBeGreaterThan(names.length * 9);
  });
});
