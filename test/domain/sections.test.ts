/** The sections beside source, schemas and joins: each names things of the database or of the domain, and PostgreSQL is asked. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { PGlite } from "@electric-sql/pglite";
import type { JsonObject } from "../../src/model/json.ts";
import { BOOK, LIBRARY, domainOf, elementAt } from "./examples.ts";

const SECTIONS: JsonObject = {
  functions: {
    price_of: { kind: "scalar", sql_name: "price_of", args: [{ name: "book", type: "integer" }], returns: "decimal" },
    books_like: { kind: "table", sql_name: "public.books_like", args: [{ name: "title", type: "string" }], returns: { columns: { id: { type: "integer" } } } },
  },
  query_members: {
    ctes: { late: { source: "loans", query: { select: ["book_id"] }, join: { owner_key: "id", related_key: "book_id" } } },
    unnests: { word: { array_field: "keywords", as: "word" } },
    values: { ranks: { rows: [[1]], columns: ["rank"] } },
  },
  query_library: {
    segments: {
      long: { filters: [["pages", [">", ["param", "least"]]]], parameters: { least: { type: "integer" } } },
      both: { segments: ["long"], filters: [["author.name", "not_null"]] },
    },
    projections: { short: { fields: ["title"], associations: [{ name: "author", fields: ["name"] }] } },
    orderings: { newest: { order_by: [["printed_on", "desc"]] } },
    views: { start: { segments: ["both"], projection: "short", ordering: "newest" } },
  },
  published_views: { shelf: { database_name: "book_list", columns: { heading: {} }, indexes: [{ columns: ["heading"] }], fields: ["title"] } },
  detail_actions: { open: { type: "external_link", required_fields: ["id"], payload: { url_template: "/books/{{id}}/{{ title }}" } } },
  actions: { lend: { selection: { eligibility_field: "title" }, transition: { field: "state", from: "sad", to: "fine" }, execution: { set: { pages: 1 } } } },
  source_relationships: { writer: { source_field: "author_id" } },
  choice_sources: { writers: { value_source: "authors.id", caption_source: "authors.name", source_relationship: "writer" } },
  json_schemas: { meta: { colour: { type: "string" } } },
  writes: {
    operations: { upsert: { enabled: true, fields: ["title"], conflict_targets: ["isbn", "edition"] } },
    fields: { title: { insertable: true } },
    scope: { tenant: { required: true, field: "tenant_id" } },
    constraints: { optimistic_lock: { field: "version" }, foreign_keys: { author_id: { references: { relation: "authors", field: "id" } } } },
    relationships: { loans: { parent_key: "id", child_key: "book_id" } },
    transitions: { state: { sad: ["fine"], fine: [] } },
  },
};

const MORE = `
  ALTER TABLE books ADD isbn text, ADD edition integer, ADD tenant_id integer, ADD version integer, ADD state mood, ADD keywords text[];
  CREATE UNIQUE INDEX books_isbn ON books (isbn, edition);
  CREATE FUNCTION price_of(bigint) RETURNS numeric LANGUAGE sql RETURN 1;
  CREATE FUNCTION books_like(text) RETURNS TABLE (id bigint) LANGUAGE sql BEGIN ATOMIC SELECT 1::bigint; END;
  CREATE VIEW book_list AS SELECT id, secret AS heading FROM books;
`;

let database: PGlite;
beforeAll(async () => {
  database = await PGlite.create();
  await database.exec(LIBRARY);
  await database.exec(MORE);
}, 60_000);
afterAll(() => database.close());

const domain = domainOf({ ...BOOK, ...SECTIONS });
const below = (key: string): string => key.slice("element:Book.".length);

/** Elements that PostgreSQL refuses while a change is made, and that it does not refuse otherwise. */
async function brokenBy(change: string): Promise<string[]> {
  await database.exec(`BEGIN; ${change}`);
  const broken: string[] = [];
  for (const { key, sql } of domain.elements) {
    if (sql === undefined) continue;
    await database.exec("SAVEPOINT probe");
    try {
      await database.query(`EXPLAIN (GENERIC_PLAN) ${sql}`);
    } catch {
      broken.push(below(key));
      await database.exec("ROLLBACK TO SAVEPOINT probe");
    }
  }
  await database.exec("ROLLBACK");
  return broken.filter((key) => !/^(?:source|schemas|joins|default_|required_)/.test(key));
}

describe("sections", () => {
  it("are valid where the database fits, every one of them asked", async () => {
    expect(domain.elements.flatMap(({ key, problem }) => (problem === undefined ? [] : [`${below(key)}: ${problem.message}`]))).toEqual([]);
    expect(await brokenBy("SELECT 1")).toEqual([]);
    expect(domain.diagnostics.filter(({ code }) => code === "domain-section-not-examined")).toEqual([]);
  });

  it.each([
    ["DROP INDEX books_isbn", ['writes.operations.upsert.conflict_targets."isbn,edition"']],
    ["DROP INDEX books_isbn; CREATE INDEX ON books (isbn, edition)", ['writes.operations.upsert.conflict_targets."isbn,edition"']],
    ["DROP FUNCTION price_of(bigint); CREATE FUNCTION price_of(date) RETURNS numeric LANGUAGE sql RETURN 1", ["functions.price_of"]],
    ["DROP FUNCTION books_like(text)", ["functions.books_like"]],
    [
      "DROP VIEW book_list; CREATE VIEW book_list AS SELECT id FROM books",
      ["published_views.shelf.columns.heading", "published_views.shelf.indexes.0.heading"],
    ],
    ["ALTER TYPE mood RENAME VALUE 'sad' TO 'low'", ["actions.lend.transition", "writes.transitions.state"]],
    ["ALTER TABLE books DROP tenant_id, DROP version", ["writes.constraints.optimistic_lock.field", "writes.scope.tenant.field"]],
    ["ALTER TABLE books DROP keywords", ["query_members.unnests.word"]],
    ["ALTER TABLE books DROP meta", ["json_schemas.meta"]],
    ["ALTER TABLE loans RENAME book_id TO book", ["query_members.ctes.late", "writes.relationships.loans.child_key"]],
    ["ALTER TABLE books RENAME printed_on TO printed", ["query_library.orderings.newest"]],
    [
      "ALTER TABLE authors RENAME name TO full_name",
      ["choice_sources.writers.caption_source", "query_library.projections.short", "query_library.segments.both"],
    ],
    ["ALTER TABLE books RENAME pages TO leaves", ["actions.lend.execution.set.pages", "query_library.segments.long"]],
  ])("break by %s", async (change, expected) => {
    expect(await brokenBy(change)).toEqual(expected);
  });

  it("lead to each other by name", () => {
    expect(elementAt(domain, "query_library.views.start").uses).toEqual([
      "element:Book.query_library.orderings.newest",
      "element:Book.query_library.projections.short",
      "element:Book.query_library.segments.both",
    ]);
    expect(elementAt(domain, "choice_sources.writers.source_relationship").uses).toContain("element:Book.source_relationships.writer");
  });

  it.each<[string, JsonObject, string, string]>([
    [
      "a segment nobody wrote",
      { query_library: { segments: { long: {} }, views: { start: { segments: ["lnog"] } } } },
      "domain-unknown-part",
      "did you mean long",
    ],
    ["a field nobody wrote", { detail_actions: { open: { required_fields: ["titel"] } } }, "domain-unknown-field", "did you mean title"],
    ["a text where a map belongs", { functions: { price_of: "price_of" } }, "domain-structure", "should be a map"],
    [
      "a member of a list that is no name",
      { writes: { operations: { insert: { fields: ["title", 7] } } } },
      "domain-structure",
      "writes.operations.insert.fields.1 should be a name",
    ],
    [
      "a key that is no name",
      { writes: { operations: { insert: { conflict_targets: [["isbn", {}]] } } } },
      "domain-structure",
      "conflict_targets.0 should be a name",
    ],
    ["a list where a map belongs", { actions: ["lend"] }, "domain-structure", "should be a map"],
    ["an argument without a type", { functions: { price_of: { args: [{ name: "x" }] } } }, "domain-not-examined", "no type"],
    ["choices of another domain", { choice_sources: { a: { domain: "people" } } }, "domain-not-examined", "people"],
    ["a member the application writes", { query_members: { ctes: { a: {} } } }, "domain-not-examined", "application"],
  ])("%s is said", (_, more, code, words) => {
    const found = domainOf({ ...BOOK, ...more }).diagnostics.filter((one) => one.code === code);
    expect(found.map(({ message }) => message).join("; ")).toContain(words);
  });
});
