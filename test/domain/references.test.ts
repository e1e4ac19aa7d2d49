/** Names inside a domain: what they resolve to in every spelling, and what is said about names that lead nowhere. */
import { describe, expect, it } from "@jest/globals";
import type { JsonObject, JsonValue } from "../../src/model/json.ts";
import { BOOK, domainOf, elementAt, readDocument } from "./examples.ts";

const sqlOf = (field: string, more: JsonObject = {}): string | undefined =>
  elementAt(domainOf({ ...BOOK, ...more, default_selected: [field] }), `default_selected.${/[.:(),"\s]/.test(field) ? `"${field}"` : field}`).sql;

const AUTHOR = 'FROM "books" LEFT JOIN "authors" AS "author" ON "books"."author_id" = "author"."id"';
const COUNTRY = `${AUTHOR} LEFT JOIN "countries" AS "country" ON "author"."country_id" = "country"."id"`;
const TAGS =
  'FROM "books" LEFT JOIN "book_tags" AS "selecto_bridge_1" ON "selecto_bridge_1"."book_id" = "books"."id" LEFT JOIN "tags" AS "tags" ON "selecto_bridge_1"."tag_id" = "tags"."id"';

describe("a field", () => {
  it.each([
    ["title", 'SELECT "books"."title" FROM "books"'],
    ["author.name", `SELECT "author"."name" ${AUTHOR}`],
    ["writer.name", `SELECT "author"."name" ${AUTHOR}`],
    ["author[name]", `SELECT "author"."name" ${AUTHOR}`],
    ["author:vip:true.name", `SELECT "author"."name" ${AUTHOR}`],
    ["author_display", `SELECT "author"."name" ${AUTHOR}`],
    ["country.name", `SELECT "country"."name" ${COUNTRY}`],
    ["author.country.name", `SELECT "country"."name" ${COUNTRY}`],
    ["country", `SELECT "country"."name" ${COUNTRY}`],
    ["tags.name", `SELECT "tags"."name" ${TAGS}`],
    ["tags_list", `SELECT "tags"."name" ${TAGS}`],
    [
      "borrowers.name",
      'SELECT "borrowers"."name" FROM "books" LEFT JOIN "loans" AS "loans" ON "books"."id" = "loans"."book_id" AND "loans"."returned" = FALSE LEFT JOIN "people" AS "borrowers" ON "loans"."person_id" = "borrowers"."id"',
    ],
    ["meta.cover.colour", `SELECT ("books"."meta" #>> ARRAY['cover', 'colour']) FROM "books"`],
    ["meta.it's", `SELECT ("books"."meta" ->> 'it''s') FROM "books"`],
  ])("%s", (field, sql) => {
    expect(sqlOf(field)).toBe(sql);
  });

  it("may be a custom column, which may be built on others", () => {
    const custom_columns = { label: { select: ["concat", ["title", "by"]] }, by: { select: ["upper", "author.name"] } };
    expect(sqlOf("label", { custom_columns })).toBe(`SELECT concat("books"."title", upper("author"."name")) ${AUTHOR}`);
  });

  it("of a custom column on a join is looked for in the joined table first", () => {
    const joins = { author: { custom_columns: { initials: { select: ["lower", "name"] } } } };
    expect(sqlOf("author.initials", { joins })).toBe(`SELECT lower("author"."name") ${AUTHOR}`);
  });

  it("uses what it is built on, and nothing else", () => {
    const domain = domainOf({ ...BOOK, default_selected: ["country.name", "pages"] });
    expect(elementAt(domain, 'default_selected."country.name"').uses).toEqual([
      "element:Book.joins.author.joins.country",
      "element:Book.joins.author.joins.country.dimension",
    ]);
    expect(elementAt(domain, "default_selected.pages").uses).toEqual(["element:Book.source.fields.pages"]);
    expect(elementAt(domain, "joins.author.joins.country").uses).toEqual([
      "element:Book.joins.author",
      "element:Book.schemas.authors.associations.country",
      "element:Book.schemas.countries",
    ]);
  });
});

const text = (document: JsonObject): string => JSON.stringify(document, null, 2);
/** Line of the last place where a text stands, from 1. */
const lineOf = (document: JsonObject, part: string): number =>
  text(document)
    .split("\n")
    .findLastIndex((line) => line.includes(part)) + 1;

describe("a name that leads nowhere", () => {
  const source = BOOK["source"] as JsonObject;
  const withAssociation = (association: JsonObject): JsonObject => ({
    ...BOOK,
    source: { ...source, associations: { ...(source["associations"] as JsonObject), author: association } },
  });
  const cases: [string, JsonObject, string, string, string][] = [
    ["a field", { ...BOOK, default_selected: ["titel"] }, "domain-unknown-field", '"titel"', "did you mean title?"],
    ["a field of a join", { ...BOOK, default_selected: ["author.nmae"] }, "domain-unknown-field", '"author.nmae"', "did you mean name?"],
    ["a prefix", { ...BOOK, default_selected: ["autor.name"] }, "domain-unknown-field", '"autor.name"', "did you mean author.name?"],
    ["a joined field without its join", { ...BOOK, default_selected: ["born"] }, "domain-unknown-field", '"born"', "author.born"],
    ["a field a dimension hides", { ...BOOK, default_selected: ["country.id"] }, "domain-unknown-field", '"country.id"', "offers no field id"],
    ["a redacted field", { ...BOOK, default_selected: ["secret"] }, "domain-redacted-field", '"secret"', "redacted"],
    [
      "a schema",
      withAssociation({ queryable: "author", owner_key: "author_id", related_key: "id" }),
      "domain-unknown-schema",
      '"queryable": "author"',
      "did you mean authors?",
    ],
    ["an association", { ...BOOK, joins: { auther: { type: "left" } } }, "domain-unknown-association", '"auther"', "did you mean author?"],
    ["a nested association", { ...BOOK, joins: { author: { joins: { contry: {} } } } }, "domain-unknown-association", '"contry"', "did you mean country?"],
    [
      "a step of a chain",
      { ...BOOK, source: { ...source, associations: { borrowers: { queryable: "people", through: ["loan", "person"] } } }, joins: { borrowers: {} } },
      "domain-unknown-association",
      '"through": [',
      "through names loan",
    ],
    ["a filter", { ...BOOK, filters: { pges: { type: "integer" } } }, "domain-unknown-field", '"pges"', "did you mean pages?"],
    ["a required filter", { ...BOOK, required_filters: [["pges", 3]] }, "domain-unknown-field", '"pges"', "did you mean pages?"],
    [
      "requires_join",
      { ...BOOK, custom_columns: { x: { requires_join: "auhtor", select: "title" } } },
      "domain-unknown-join",
      '"x": {',
      "did you mean author?",
    ],
    ["a column with itself", { ...BOOK, custom_columns: { x: { select: ["upper", ["lower", "x"]] } } }, "domain-circular-column", '"x": {', "built on itself"],
  ];
  it.each(cases)("%s", (_, document, code, where, said) => {
    const { diagnostics, domain } = readDocument(document);
    const found = diagnostics.filter((diagnostic) => diagnostic.code === code);
    // One fault is one error, whatever hangs on it.
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([found[0]]);
    expect(found[0]?.message).toContain(said);
    // `positions` point into the line of the wrong name; a list entry starts one line above its first item.
    const line = lineOf(document, where);
    expect([line, line - 1]).toContain(found[0]?.position?.line);
    // Nothing that is wrong is left out of the count.
    expect(domain?.elements.some(({ problem }) => problem?.code === code || problem?.code === "domain-join-of-broken-join")).toBe(true);
  });

  it("breaks what hangs on it, and says so", () => {
    const domain = domainOf({ ...BOOK, joins: { auther: { joins: { country: {} } } }, default_selected: ["country.name"] });
    expect(elementAt(domain, "joins.auther.joins.country").problem).toMatchObject({ code: "domain-join-of-broken-join" });
    expect(elementAt(domain, 'default_selected."country.name"')).toMatchObject({
      problem: { code: "domain-field-of-broken-join" },
      uses: ["element:Book.joins.auther.joins.country"],
    });
  });
});

describe("what is only noted", () => {
  const codes = (document: JsonObject): string[] => readDocument(document).diagnostics.map(({ code, severity }) => `${severity} ${code}`);
  const schemas = BOOK["schemas"] as JsonObject;
  it.each<[string, JsonObject, string[]]>([
    [
      "a schema nobody leads to",
      { schemas: { ...schemas, stamps: { source_table: "stamps", primary_key: "id", fields: ["id"], columns: { id: { type: "integer" } } } } },
      ["info domain-unused-schema"],
    ],
    [
      "a placeholder of a generator",
      { schemas: { ...schemas, stamps: { source_table: "stampss", primary_key: "id", fields: [], columns: {} } } },
      ["info domain-placeholder-schema"],
    ],
    ["a section that is not examined", { operations: { refund: { steps: ["title"] } } }, ["info domain-section-not-examined"]],
    [
      "a member that the application writes, and a field of it",
      { query_members: { ctes: { recent: { columns: ["id"] } } }, default_selected: ["recent.id"] },
      ["info domain-not-examined", "info domain-not-examined"],
    ],
    [
      "two joins with one id",
      { joins: { author: { joins: { country: {} } }, country: { non_assoc: true, source: "countries" } } },
      ["warning domain-duplicate-join"],
    ],
    ["a join and a query member of one name", { query_members: { values: { author: { rows: [[1]], columns: ["rank"] } } } }, ["warning domain-name-collision"]],
    ["a custom column and a field of one name", { custom_columns: { title: { select: "pages" } } }, ["warning domain-name-collision"]],
    ["a custom column called as the join's own", { custom_columns: { author_display: { select: "title" } } }, ["warning domain-name-collision"]],
    ["a version that is none", { version: "latest" }, ["warning domain-version"]],
    ["a typing error in a key", { requiredfilters: [], default_selcted: ["title"] }, ["warning domain-unknown-key", "warning domain-unknown-key"]],
    ["keys of one's own", { my_team: "books", "x-notes": {} }, []],
    ["a namespace in the table", { source: { ...(BOOK["source"] as JsonObject), source_table: "app.books" } }, ["warning domain-dotted-table"]],
  ])("%s", (_, more, expected) => {
    expect(codes({ ...BOOK, ...more })).toEqual(expected);
  });

  it("is no element when it is no part of the domain", () => {
    const domain = domainOf({ ...BOOK, schemas: { ...schemas, stamps: { source_table: "stampss", primary_key: "id", fields: [], columns: {} } } });
    expect(domain.elements.filter(({ key }) => key.includes("stamps"))).toEqual([]);
  });
});

describe("wrong shapes", () => {
  const source = BOOK["source"] as JsonObject;
  it.each<[string, JsonObject, string, string | undefined]>([
    ["a type of join nobody knows", { ...BOOK, joins: { author: { type: "sideways" } } }, "joins.author.type", "joins.author"],
    ["a list where a map belongs", { ...BOOK, filters: ["title"] }, "filters", "source"],
    ["a number among fields", { ...BOOK, source: { ...source, fields: ["id", 5, "title"] } }, "source.fields[1]", "source.fields.title"],
    [
      "a half normalization join",
      { ...BOOK, joins: { author: { type: "snowflake_dimension", normalization_joins: [{ key: "id" }] } } },
      "joins.author.normalization_joins[0].table",
      "joins.author",
    ],
    ["a text where lists belong", { ...BOOK, default_selected: "title" }, "default_selected", "source"],
  ])("%s costs only that part", (_, document, where, survivor) => {
    const { domain, diagnostics } = readDocument(document);
    const found = diagnostics.find(({ code }) => code === "domain-structure");
    expect(found?.message.startsWith(`${where}: `)).toBe(true);
    expect(domain?.elements.filter(({ problem }) => problem?.code === "domain-structure")).toHaveLength(1);
    if (survivor !== undefined && domain !== undefined) expect(elementAt(domain, survivor).sql).toBeDefined();
  });

  it.each<[string, JsonValue]>([
    ["no source", {}],
    ["a source without table", { source: { fields: ["id"] } }],
    ["a source that is a text", { source: "books" }],
  ])("%s is no domain", (_, document) => {
    const { domain, diagnostics } = readDocument(document as JsonObject);
    expect(domain).toBeUndefined();
    expect(diagnostics[0]).toMatchObject({ code: "domain-structure", severity: "error" });
  });

  it.each<[string, JsonObject]>([
    ["no fields", {}],
    ["fields that are no list", { fields: "id" }],
  ])("a source with %s still has its table", (_, more) => {
    const domain = domainOf({ source: { source_table: "books", ...more } });
    expect(domain.elements.map(({ key, sql, problem }) => [key, sql ?? problem?.code])).toEqual([
      ["element:Book.source", 'SELECT 1 FROM "books"'],
      ["element:Book.source.fields", "domain-structure"],
    ]);
  });

  it.each<[string, string, string, string]>([
    ["a JSON field", "meta", "meta", "joins.meta has the name of the JSON field meta: meta.x is a field of the join, not a key in the JSON"],
    ["another join", "maker", "author", "joins.maker calls its fields author.x, which are those of joins.author"],
  ])("a join may be mistaken for %s", (_, id, field, expected) => {
    const source = BOOK["source"] as JsonObject;
    const associations = { ...(source["associations"] as JsonObject), [id]: { queryable: "people", field, owner_key: "author_id", related_key: "id" } };
    const found = domainOf({ ...BOOK, source: { ...source, associations }, joins: { ...(BOOK["joins"] as JsonObject), [id]: {} } }).diagnostics;
    expect(found.filter(({ code }) => code === "domain-name-collision").map(({ message }) => message)).toEqual([expected]);
  });

  it("columns without a type that are no field are phantoms of an overlay", () => {
    const source = BOOK["source"] as JsonObject;
    const columns = {
      ...(source["columns"] as JsonObject),
      rating: { label: "Rating" },
      taxed: { computed: { kind: "expression", expression: ["field", "price"] } },
    };
    const found = domainOf({ ...BOOK, source: { ...source, columns } }).diagnostics.filter(({ code }) => code === "domain-overlay-phantom");
    expect(found.map(({ message, severity }) => `${severity} ${message}`)).toEqual([
      "warning columns.rating describes a field that the source table of the domain does not offer",
    ]);
  });

  it("keep the places of fields behind a wrong one", () => {
    const document = { ...BOOK, source: { ...source, fields: ["id", 5, "title"] } };
    expect(elementAt(domainOf(document), "source.fields.title").position.line).toBe(
      text(document).slice(0, text(document).indexOf('"title"')).split("\n").length,
    );
  });
});

describe("names", () => {
  it("come from the file where the domain has none", () => {
    const { name: _, ...nameless } = BOOK;
    expect(domainOf(nameless).name).toBe("Book");
  });
});
