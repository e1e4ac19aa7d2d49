/** A small library database and domains over it, for the tests of this room. */
import type { JsonObject } from "../../src/model/json.ts";
import type { Domain } from "../../src/model/domain.ts";
import type { DomainElement } from "../../src/model/subject.ts";
import { readDomain, type DomainReading } from "../../src/domain/read-domain.ts";

/** JSON is YAML, so documents of tests can be values. */
export function readDocument(document: JsonObject): DomainReading {
  return readDomain({ path: "domains/book.yaml", text: JSON.stringify(document, null, 2) });
}

export function domainOf(document: JsonObject): Domain {
  const { domain, diagnostics } = readDocument(document);
  if (domain === undefined) throw new Error(`no domain: ${JSON.stringify(diagnostics)}`);
  return domain;
}

/** An element by the path of its key, `joins.author`. */
export function elementAt(domain: Domain, path: string): DomainElement {
  const element = domain.elements.find(({ key }) => key === `element:${domain.name}.${path}`);
  if (element === undefined) throw new Error(`no element ${path} among ${domain.elements.map(({ key }) => key).join(", ")}`);
  return element;
}

const columns = (types: Readonly<Record<string, string>>): JsonObject => ({
  fields: Object.keys(types),
  columns: Object.fromEntries(Object.entries(types).map(([field, type]) => [field, { type }])),
});
export const relation = (table: string, types: Readonly<Record<string, string>>, more: JsonObject = {}): JsonObject => ({
  source_table: table,
  primary_key: "id",
  ...columns(types),
  ...more,
});

export const BOOK: JsonObject = {
  name: "Book",
  version: "1.0.0",
  source: relation(
    "books",
    {
      id: "integer",
      title: "string",
      author_id: "integer",
      sequel_id: "integer",
      pages: "integer",
      price: "decimal",
      printed_on: "date",
      meta: "jsonb",
      secret: "string",
    },
    {
      redact_fields: ["secret"],
      associations: {
        author: { queryable: "authors", field: "writer", owner_key: "author_id", related_key: "id" },
        shelf: { queryable: "shelves", owner_key: "shelf_id", related_key: "id" },
        tags: {
          queryable: "tags",
          owner_key: "id",
          related_key: "id",
          join_through: "book_tags",
          join_keys: [
            ["book_id", "id"],
            ["tag_id", "id"],
          ],
        },
        loans: { queryable: "loans", owner_key: "id", related_key: "book_id", where: { returned: false } },
        borrowers: { queryable: "people", through: ["loans", "person"] },
      },
    },
  ),
  schemas: {
    authors: relation(
      "authors",
      { id: "integer", name: "string", born: "date" },
      { associations: { country: { queryable: "countries", owner_key: "country_id", related_key: "id" } } },
    ),
    countries: relation("countries", { id: "integer", name: "string" }),
    shelves: relation("shelves", { id: "integer", parent_id: "integer", name: "string", path: "string" }),
    tags: relation("tags", { id: "integer", name: "string" }),
    loans: relation(
      "loans",
      { id: "integer", book_id: "integer", returned: "boolean" },
      { associations: { person: { queryable: "people", owner_key: "person_id", related_key: "id" } } },
    ),
    people: relation("people", { id: "integer", name: "string" }),
  },
  joins: {
    author: { type: "star_dimension", joins: { country: { type: "dimension", dimension: "name" } } },
    tags: { type: "tagging" },
    borrowers: { type: "left" },
  },
};

export const LIBRARY = `
  CREATE TYPE mood AS ENUM ('sad', 'fine');
  CREATE TABLE countries (id integer PRIMARY KEY, name text, continent_id integer);
  CREATE TABLE continents (id integer PRIMARY KEY, name text);
  CREATE TABLE authors (id integer PRIMARY KEY, name text, born date, country_id integer);
  CREATE TABLE shelves (id integer PRIMARY KEY, parent_id integer, name text, path text);
  CREATE TABLE shelves_closure (ancestor integer, descendant integer, depth integer);
  CREATE TABLE books (id bigint PRIMARY KEY, title text, author_id integer, sequel_id bigint, shelf_id integer, parent_id bigint, pages integer, price numeric, printed_on date, meta jsonb, secret text, mood mood, words tsvector);
  CREATE TABLE tags (id integer PRIMARY KEY, name text);
  CREATE TABLE book_tags (book_id bigint, tag_id integer, weight integer);
  CREATE TABLE people (id integer PRIMARY KEY, name text);
  CREATE TABLE loans (id integer PRIMARY KEY, book_id bigint, person_id integer, returned boolean, since date, until date);
`;
