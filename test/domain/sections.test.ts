/** The sections beside source, schemas and joins: each names things of the database or of the domain, and PostgreSQL is asked. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { PGlite } from "@electric-sql/pglite";
import type { JsonObject } from "../../src/model/json.ts";
import type { Domain } from "../../src/model/domain.ts";
import { readDomains } from "../../src/domain/read-domain.ts";
import { BOOK, LIBRARY, domainOf, elementAt, relation } from "./examples.ts";
import { openBareServer } from "../support/bare-server.ts";

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
  co_domains: {
    people: {
      domain: "reader",
      projection: "card",
      segments: ["named"],
      ordering: "by_name",
      search: { fields: ["name"] },
      result: { value_field: "id", label_field: "name", description_fields: ["name"] },
    },
  },
  domain_dependencies: [
    {
      provider: "Reader",
      contract: "directory",
      accepts: "~> 1.2",
      uses: { fields: ["name"], filters: ["named"], query_members: ["ctes.lent"] },
      satisfies: ["named"],
    },
  ],
  rules: {
    schema: "selecto.data_rules.v1",
    definitions: { positive: { version: 1, test: { op: "number.gt", bound: "0" } } },
    normalizers: {},
    bindings: {
      pages: { subject: { scope: "candidate", path: ["pages"] }, rule: { id: "positive", version: 1 } },
      isbn: {
        subject: { scope: "transaction", path: ["title"] },
        rule: { id: "positive", version: 1 },
        native_constraint: { adapter: "postgresql", constraint: "books_isbn_key", category: "unique_violation" },
      },
    },
  },
  imports: {
    contract_version: 1,
    fields: { isbn: { sources: ["column"] }, title: {} },
    actions: { lend: { inputs: {} } },
    key_sets: [{ id: "by_isbn", fields: ["isbn"] }],
  },
  editors: {
    desk: {
      fields: [{ field: "title", label: "Title" }, "price"],
      actions: ["lend"],
      collections: [{ id: "lent", fields: [{ field: "loans.returned" }], order_by: [{ field: "loans.since", direction: "desc" }] }],
    },
  },
  subfilters: { by_author: { field: "author.name" } },
  window_functions: { running: { function: "sum", args: ["price"], partition_by: ["author_id"], order_by: ["printed_on"] } },
  retarget: { default_target: "people" },
  capabilities: { lending: { action: "lend" } },
  events: { lent: { schema_version: 1, data: { id: "integer" } } },
};

/** Another domain of the same workspace. */
const READER: JsonObject = {
  name: "Reader",
  source: relation("people", { id: "integer", name: "string" }),
  filters: { named: { field: "name", type: "string" } },
  query_members: { ctes: { lent: { source: "source", query: { select: ["id"] } } } },
  query_library: {
    segments: { named: { filters: [["name", "not_null"]] } },
    projections: { card: { fields: ["id", "name"] } },
    orderings: { by_name: { order_by: ["name"] } },
  },
  published_views: { directory: { version: "1.4.0", fields: ["name"], filters: ["named"], query_members: ["ctes.lent"], required_filters: ["named"] } },
};

const MORE = `
  ALTER TABLE books ADD isbn text, ADD edition integer, ADD tenant_id integer, ADD version integer, ADD state mood, ADD keywords text[];
  CREATE UNIQUE INDEX books_isbn ON books (isbn, edition);
  ALTER TABLE books ADD CONSTRAINT books_isbn_key UNIQUE (isbn);
  CREATE FUNCTION price_of(bigint) RETURNS numeric LANGUAGE sql RETURN 1;
  CREATE FUNCTION books_like(text) RETURNS TABLE (id bigint) LANGUAGE sql BEGIN ATOMIC SELECT 1::bigint; END;
  CREATE VIEW book_list AS SELECT id, secret AS heading FROM books;
`;

let database: PGlite;
beforeAll(async () => {
  database = await openBareServer();
  await database.exec(LIBRARY);
  await database.exec(MORE);
}, 60_000);
afterAll(() => database.close());

function besideReader(book: JsonObject, reader: JsonObject = READER): Domain {
  const files = [book, reader].map((document, at) => ({ path: `domains/${at}.json`, text: JSON.stringify(document) }));
  const [read] = readDomains(files).readings;
  if (read?.domain === undefined) throw new Error("no domain");
  return read.domain;
}

const domain = besideReader({ ...BOOK, ...SECTIONS });
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
    [
      "ALTER TABLE people RENAME name TO full_name",
      [
        "co_domains.people.result.description_fields.name",
        "co_domains.people.result.label_field",
        "co_domains.people.search.fields.name",
        "domain_dependencies.Reader.directory.0.uses.fields.name",
      ],
    ],
    ["ALTER TABLE books DROP CONSTRAINT books_isbn_key", ["rules.bindings.isbn.native_constraint"]],
    ["ALTER TABLE loans RENAME since TO lent_on", ['editors.desk.collections.lent.order_by."loans.since"']],
    ["ALTER TABLE loans RENAME returned TO back", ['editors.desk.collections.lent.fields."loans.returned"']],
    ["ALTER TABLE books DROP price", ["editors.desk.fields.price", "window_functions.running"]],
    ["ALTER TABLE books DROP keywords", ["query_members.unnests.word"]],
    ["ALTER TABLE books DROP meta", ["json_schemas.meta"]],
    [
      "ALTER TABLE loans RENAME book_id TO book",
      ['editors.desk.collections.lent.fields."loans.returned"', "query_members.ctes.late", "writes.relationships.loans.child_key"],
    ],
    ["ALTER TABLE books RENAME printed_on TO printed", ["query_library.orderings.newest", "window_functions.running"]],
    [
      "ALTER TABLE authors RENAME name TO full_name",
      ["choice_sources.writers.caption_source", "query_library.projections.short", "query_library.segments.both", "subfilters.by_author"],
    ],
    ["ALTER TABLE books RENAME pages TO leaves", ["actions.lend.execution.set.pages", "query_library.segments.long", "rules.bindings.pages.subject.path"]],
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
    [
      "a rule nobody wrote",
      { rules: { definitions: { positive: {} }, bindings: { a: { rule: { id: "postive" } } } } },
      "domain-unknown-part",
      "did you mean positive",
    ],
    [
      "a key set of a field that is not read in",
      { imports: { fields: { title: {} }, key_sets: [{ id: "k", fields: ["titel"] }] } },
      "domain-unknown-part",
      "title",
    ],
    ["an action that no editor can offer", { editors: { desk: { actions: ["lend"] } } }, "domain-unknown-part", "lend is not in actions"],
    ["a schema to turn to that is not there", { retarget: { default_target: "peple" } }, "domain-unknown-part", "did you mean people"],
    [
      "a capability that is not listed",
      { capabilities: { lending: {} }, detail_actions: { open: { capability: "reading" } } },
      "domain-unknown-part",
      "reading is not in capabilities",
    ],
    [
      "a filter of a published view that is not there",
      { published_views: { shelf: { filters: ["named"] } }, filters: { name: { field: "title" } } },
      "domain-unknown-part",
      "named is not in filters; did you mean name?",
    ],
    [
      "a module that is no table's",
      { filters: { title: { option_provider: { type: "enum", schema: "MyApp.Other", field: "kind" } } } },
      "domain-not-examined",
      "MyApp.Other is the module of no table",
    ],
    ["a subfilter of the application", { subfilters: { a: {} } }, "domain-not-examined", "no field that is known here"],
    [
      "a part of another domain that is not read",
      { co_domains: { a: { domain: "people", view: "b" } } },
      "domain-not-examined",
      "no domain people is read here",
    ],
    ["choices of another domain", { choice_sources: { a: { domain: "people" } } }, "domain-not-examined", "people"],
    ["a member the application writes", { query_members: { ctes: { a: {} } } }, "domain-not-examined", "application"],
  ])("%s is said", (_, more, code, words) => {
    const found = domainOf({ ...BOOK, ...more }).diagnostics.filter((one) => one.code === code);
    expect(found.map(({ message }) => message).join("; ")).toContain(words);
  });

  it.each<[string, JsonObject, string, string]>([
    ["a field that is no longer published", { fields: [] }, "domain-not-published", "Reader.directory does not publish the field name"],
    ["a filter that is no longer published", { filters: [] }, "domain-not-published", "does not publish the filter named"],
    ["another version than is accepted", { version: "2.0.0" }, "domain-contract-version", "directory is published as 2.0.0, which is not ~> 1.2"],
    ["a required filter that is not satisfied", { required_filters: ["named", "mine"] }, "domain-required-filter", "requires the filter mine"],
  ])("%s is said of a dependency", (_, change, code, words) => {
    const views = READER["published_views"] as Readonly<Record<string, JsonObject>>;
    const reader = { ...READER, published_views: { directory: { ...views["directory"], ...change } } };
    const found = besideReader({ ...BOOK, ...SECTIONS }, reader).diagnostics.filter((one) => one.code === code);
    expect(found.map(({ message, severity }) => `${severity} ${message}`).join("; ")).toContain(words);
  });

  it("count a contract of another domain as built on it", () => {
    expect(elementAt(domain, "domain_dependencies.Reader.directory.0.uses.filters.named").uses).toEqual([
      "element:Reader.filters.named",
      "element:Reader.published_views.directory",
    ]);
  });
});
