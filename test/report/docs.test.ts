/** Documentation and pictures: what is hostile stays text, what is broken is marked, names find their pages. */
import { describe, expect, it } from "@jest/globals";
import type { BookDomain, DomainBook } from "../../src/model/domain-book.ts";
import { renderDiagram, renderMarkdownDocs, renderSite, renderWrittenDocs } from "../../src/report/index.ts";
import { plain } from "./made-up.ts";

const position = { file: "domains/x.yaml", line: 3, column: 5 };
const field = (name: string, more: object = {}) => ({
  name,
  element: `element:X.source.fields.${name}`,
  computed: false,
  type: "text",
  columns: [`column:public.x.${name}`],
  position,
  queries: [],
  ...more,
});

function domain(name: string, more: Partial<BookDomain> = {}): BookDomain {
  return {
    name,
    file: "domains/x.yaml",
    relations: [{ id: "source", table: "x", primaryKey: ["id"], fields: [field("id"), field("email")], redacted: ["secret"] }],
    joins: [],
    filters: [],
    customColumns: [],
    requiredFilters: [],
    defaultSelected: [],
    queries: [],
    versions: [],
    faults: 0,
    elements: 2,
    ...more,
  };
}

const bookOf = (...domains: readonly BookDomain[]): DomainBook => ({ origin: "the working tree", domains, queries: [], unread: [], engine: "PostgreSQL 18.6" });
const HOSTILE = `<script>alert("1")</script>&'`;

describe("the site", () => {
  it("shows hostile names as text, in pages and pictures", () => {
    const book = bookOf(
      domain(HOSTILE, {
        description: HOSTILE,
        relations: [{ id: "source", table: HOSTILE, primaryKey: [], fields: [field(HOSTILE, { label: HOSTILE, problem: HOSTILE })], redacted: [HOSTILE] }],
      }),
      domain("Other"),
    );
    for (const { path, text } of renderSite(book)) if (path.endsWith(".html")) expect(text).not.toMatch(/<script>alert|onerror/);
    for (const { text } of renderMarkdownDocs(book)) expect(text.replaceAll(/`[^`]*`/g, "")).not.toContain("<script>");
    expect(renderDiagram(book, "svg")).not.toContain("<script>alert");
  });

  it("gives every domain a page of its own, whatever it is called", () => {
    const names = ["Order", "order", "../../etc", "Ördnung", "index", "日本"];
    const pages = renderSite(bookOf(...names.map((name) => domain(name)))).map(({ path }) => path);
    expect(new Set(pages).size).toBe(pages.length);
    for (const path of pages) expect(path).toMatch(/^[a-z0-9-]+\.(?:html|css|js)$/);
  });

  it("finds fields, joins and queries by their names and tables, and every hit is there", () => {
    const join = {
      id: "items",
      element: "element:X.joins.items",
      label: "Things",
      from: "x",
      to: "items",
      keys: [["id", "x_id"]] as const,
      columns: [],
      position,
    };
    const query = { name: "top", position: { file: "q.sql", line: 1, column: 1 }, text: "select 1 <2", results: [], domains: ["X"] };
    const pages = renderSite({ ...bookOf(domain("X", { joins: [join] })), queries: [query] });
    const text = (path: string): string => pages.find((page) => page.path === path)?.text ?? "";
    const index = JSON.parse(text("index.js").replace(/^window\.SELECTO_INDEX = |;\n$/g, "")) as { name: string; page: string; text: string }[];
    const find = (word: string): string[] => index.filter((one) => one.text.includes(word)).map(({ name }) => name);
    expect(find("things")).toEqual(["X.items"]);
    expect(find("q.sql")).toEqual(["top"]);
    expect(find("email")).toEqual(["X.email"]);
    for (const { page } of index) {
      const [path = "", anchor] = page.split("#");
      expect(text(path)).not.toBe("");
      if (anchor !== undefined) expect(text(path)).toContain(`id="${decodeURIComponent(anchor)}"`);
    }
    expect(text("queries.html")).toContain("<pre>select 1 &lt;2</pre>");
  });

  it("tells what each version changed, the newest first, hostile names as text", () => {
    const change = {
      verb: "remove",
      kind: "field",
      name: HOSTILE,
      bump: "major",
      deploy: "application first",
      why: "stored queries may name the field",
    } as const;
    const versions = [
      { version: "2.1.0", changes: [{ ...change, verb: "alter", name: "a", trait: "type", before: "integer", after: "decimal", bump: "minor" }], guide: [] },
      {
        version: "2.0.0",
        migration: "20260102000000_b",
        changes: [change],
        guide: [
          { kind: "field", before: "gone", after: "other", todo: `write other for ${HOSTILE}`, deploy: "expand, then contract" },
          { kind: "filter", before: "old", todo: "take it out", deploy: "application first" },
        ],
      },
      { version: null, migration: "20260101000000_a", changes: [], guide: [] },
    ] as const;
    const book = bookOf(domain("X", { versions }));
    const pages = [...renderSite(book), ...renderMarkdownDocs(book)].filter(({ path }) => path.startsWith("domain-x.")).map(({ text }) => text);
    expect(pages).toHaveLength(2);
    for (const text of pages) {
      const places = [
        "In the working tree, in no migration yet",
        "field a: type integer -",
        "20260102000000_b",
        "gone field",
        "From no version to 2.0.0",
        "Neither can be deployed first",
        "because of the first line.",
        "take it out",
        "20260101000000_a",
        "The first that is kept",
      ];
      expect(places.map((word) => text.indexOf(word)).toSorted((a, b) => a - b)).toEqual(places.map((word) => text.indexOf(word)));
      expect(text.indexOf(places[0] ?? "")).toBeGreaterThan(0);
      expect(text).not.toContain("<script>alert");
    }
  });

  it("needs nothing from elsewhere", () => {
    for (const { text } of renderSite(bookOf(domain("X")))) expect(text.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:/);
  });

  it("says what could not be read or compiled", () => {
    const book = { ...bookOf(domain("X", { faults: 1 })), unread: ["domains/broken.yaml"] };
    expect(renderSite(book)[0]?.text).toContain("domains/broken.yaml");
    expect(renderWrittenDocs(book, "docs", renderSite(book), plain)).toContain("not read: domains/broken.yaml");
    expect(renderMarkdownDocs(book)[1]?.text).toContain("**1 of 2 elements not compiled**");
  });
});

describe("pictures", () => {
  const customer = { id: "customer", element: "e", from: "x", to: "users", keys: [], cardinality: "one" as const, columns: [], position };
  const withJoin = domain("X", {
    relations: [
      { id: "source", table: "x", primaryKey: ["id"], fields: [field("id"), field("gone", { problem: "42703" })], redacted: [] },
      { id: "customer", table: "users", primaryKey: ["id"], fields: [field("customer.id", { type: "character varying(50)" })], redacted: [] },
    ],
    joins: [customer, { ...customer, id: "tags", to: "tags", through: "x_tags" }],
  });

  it("Mermaid: a domain by its joins", () => {
    expect(renderDiagram({ domains: [withJoin] }, "mermaid")).toBe(
      [
        "erDiagram",
        '  e1["X (x)"] {',
        "    text id PK",
        '    text gone "does not compile"',
        "  }",
        '  e2["customer (users)"] {',
        "    character_varying_50 id PK",
        "  }",
        '  e3["tags"] {',
        "  }",
        '  e1 }o--|| e2 : "customer"',
        '  e1 }o--o{ e3 : "tags"',
        "",
      ].join("\n"),
    );
  });

  it("several domains by their tables, in any order alike", () => {
    const users = domain("User", { relations: [{ id: "source", table: "users", primaryKey: ["id"], fields: [field("email")], redacted: [] }] });
    const text = renderDiagram({ domains: [withJoin, users] }, "mermaid");
    expect(text).toContain('["User (users)"] {\n    character_varying_50 id PK\n    text email\n  }');
    expect(renderDiagram({ domains: [withJoin, users] }, "svg")).toBe(renderDiagram({ domains: [withJoin, users] }, "svg"));
  });

  it("a box with many fields says how many more there are", () => {
    const fields = Array.from({ length: 40 }, (_unused, at) => field(`f${at}`));
    expect(renderDiagram({ domains: [domain("X", { relations: [{ id: "source", table: "x", primaryKey: [], fields, redacted: [] }] })] }, "svg")).toContain(
      "27 more",
    );
  });
});
