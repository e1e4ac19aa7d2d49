import { beforeAll, describe, expect, it } from "@jest/globals";
import { withPins } from "../../src/operations/pinned-queries.ts";
import { readQueries } from "../../src/query/index.ts";
import { loadParser } from "../../src/sql/index.ts";
import { storedQueries, type StoredInput } from "../../src/operations/stored-queries.ts";
import type { JsonValue } from "../../src/model/json.ts";
import type { Query } from "../../src/model/subject.ts";
import { BOOK, domainOf } from "../domain/examples.ts";
import { EXPORTED_V1, EXPORTED_V2 } from "../query/terms.ts";

const domains = [domainOf(BOOK)];

function stored(records: JsonValue, more: Partial<StoredInput> = {}): readonly Query[] {
  const savedViews = [{ path: "views.json", text: JSON.stringify(records) }];
  return storedQueries({ domainQueries: [], savedViews, contexts: { "/books": "Book" }, ...more }, domains).queries;
}

const view = (name: string, params: JsonValue, context = "/books"): JsonValue => ({ name, context, params });

beforeAll(loadParser);

describe("stored queries", () => {
  it("are compiled from the domain behind their page", () => {
    const [query] = stored([view("a", { view_mode: "detail", selected: ["title"], filters: [["u", "filters", { filter: "pages", comp: ">", value: "7" }]] })]);
    expect(query).toMatchObject({
      name: "a (/books)",
      sql: 'SELECT "books"."title" FROM "books" WHERE "books"."pages" > $1',
      statement: { kind: "ask" },
      parameters: [{ number: 1 }],
    });
  });

  it("are unknown where nobody says which domain is meant, or the shape is not known", () => {
    expect(stored([view("a", { view_mode: "detail", selected: ["id"] }, "/elsewhere"), { odd: 1 }]).map(({ name, statement }) => [name, statement])).toEqual([
      ["a (/elsewhere)", { kind: "unknown", reason: "no domain is known for the page /elsewhere: savedViews.contexts" }],
      ["record 1", { kind: "unknown", reason: "its shape is not known here" }],
    ]);
  });

  it("are refused at the place of the field that the domain does not have", () => {
    expect(stored([view("a", { view_mode: "detail", selected: ["title", "gone"] })])[0]?.statement).toMatchObject({
      kind: "refused",
      sqlstate: "invalid_field",
      position: { file: "views.json", line: 1 },
    });
  });

  it("lose a condition silently with old components", () => {
    const records = [view("a", { view_mode: "detail", selected: ["id"], filters: { 0: { filter: "gone", comp: "=", value: "1" } } })];
    expect(stored(records)[0]?.statement.kind).toBe("refused");
    expect(stored(records, { components: "0.4.12" })[0]).toMatchObject({ statement: { kind: "ask" }, stored: { skipped: [{}] } });
  });

  it("keep values and packed content of a live database out of every text", () => {
    const rows = [
      view("a", { view_mode: "detail", selected: ["id"], filters: { 0: { filter: "title", comp: "=", value: "hush" } } }),
      { name: "b", context: "/books", snapshot_blob: "hush" },
    ];
    const { queries } = storedQueries(
      { domainQueries: [], savedViews: [], live: [{ table: "public.saved_views", rows }], contexts: { "/books": "Book" } },
      domains,
    );
    expect(queries.map(({ name }) => name)).toEqual(["a (/books)", "exported view b (/books)"]);
    expect(JSON.stringify(queries)).not.toContain("hush");
    expect(JSON.stringify(stored([rows[1] ?? null]))).not.toContain("hush");
  });

  it("of exported views run the copy of the domain that they carry, whatever became of the domain", () => {
    const exported = (blob: JsonValue): JsonValue => ({ name: "old", path: "/books", public_id: "p", snapshot_blob: blob });
    const hex = `\\x${Buffer.from(EXPORTED_V2, "base64").toString("hex")}`;
    const none = (records: JsonValue): readonly Query[] =>
      storedQueries({ domainQueries: [], savedViews: [{ path: "v.json", text: JSON.stringify(records) }], contexts: {} }, []).queries;
    const sql =
      'SELECT "books"."title", "author"."name" AS "author.name" FROM "books" LEFT JOIN "authors" AS "author" ON "books"."author_id" = "author"."id" WHERE "books"."title" IS NOT NULL AND "books"."pages" > $1';
    for (const blob of [EXPORTED_V1, hex]) {
      const [query] = none([exported(blob)]);
      expect(query).toMatchObject({ name: "exported view old (/books)", sql, statement: { kind: "ask" }, position: { file: "v.json", line: 1, column: 2 } });
      expect(JSON.stringify(query)).not.toContain("CANARY");
    }
    const unread = [null, 7, "%", "AAAA", EXPORTED_V1.slice(0, 200), "g3QAAAABdwd2ZXJzaW9uYQM="].map((blob) => none([exported(blob)])[0]?.statement);
    expect(unread.map((statement) => statement?.kind === "unknown" && statement.reason)).toEqual([
      "it comes without the frozen copy of its domain that it runs: snapshot_blob",
      "its snapshot_blob is neither hexadecimal nor base64: export the view again to have it examined",
      "its snapshot_blob is neither hexadecimal nor base64: export the view again to have it examined",
      "its snapshot_blob cannot be read, it is no term of Erlang: export the view again to have it examined",
      "its snapshot_blob cannot be read, its compressed part is damaged: export the view again to have it examined",
      "its snapshot_blob is of a version that is not known here: export the view again to have it examined",
    ]);
  });

  it("take in query members, those of a saved view as well", () => {
    const late = { source: "loans", query: { select: ["book_id"] }, join: { owner_key: "id", related_key: "book_id", type: "inner" } };
    const withMember = [domainOf({ ...BOOK, query_members: { ctes: { late } } })];
    const read = (savedViews: JsonValue, text: string): readonly Query[] =>
      storedQueries(
        {
          domainQueries: [{ path: "q/a.query.yaml", text }],
          savedViews: [{ path: "views.json", text: JSON.stringify(savedViews) }],
          contexts: { "/books": "Book" },
        },
        withMember,
      ).queries;
    const ctes = (name: string): JsonValue => [view(name, { view_mode: "detail", selected: ["title"], ctes: [["u", name, {}]] })];
    const sql =
      'WITH "late" ("book_id") AS (SELECT "late_source"."book_id" FROM "loans" AS "late_source") SELECT "books"."title" FROM "books" INNER JOIN "late" AS "late" ON "late"."book_id" = "books"."id"';
    expect(read(ctes("late"), "domain: Book\nselect: [title]\nmembers: [late]\n").map((query) => query.sql)).toEqual([sql, sql]);
    expect(read(ctes("lost"), "domain: Book\nselect: [title]\n")[1]?.statement).toMatchObject({ kind: "refused", sqlstate: "unknown_query_member" });
  });

  it("hold a query file to the versions it is meant for", () => {
    const file = (domain: string): Query | undefined =>
      storedQueries({ domainQueries: [{ path: "q/a.query.yaml", text: `domain: ${domain}\nselect: [title]\n` }], savedViews: [], contexts: {} }, domains)
        .queries[0];
    expect(file("Book@^1.0")).toMatchObject({ name: "a", statement: { kind: "ask" } });
    expect(file("Book@^2.0")?.statement).toMatchObject({
      kind: "refused",
      sqlstate: "domain_version",
      reason: "it is meant for Book ^2.0, and the domain is 1.0.0",
    });
    expect(file("Magazine")?.statement).toMatchObject({ kind: "refused", sqlstate: "unknown_domain" });
  });

  it("are held to the versions they are meant for when they are SQL as well", () => {
    const statementOf = (comment: string): unknown => withPins(readQueries([{ path: "q.sql", text: `${comment}\nselect 1` }]).queries, domains)[0]?.statement;
    expect(statementOf("-- domain: Book@^1.0")).toMatchObject({ kind: "ask" });
    const refused = { kind: "refused", sqlstate: "domain_version", position: { file: "q.sql", line: 1, column: 1 } };
    expect(statementOf("-- domain: Book@^2")).toEqual({ ...refused, reason: "it is meant for Book ^2, and the domain is 1.0.0" });
    expect(statementOf("-- domain: Book@newest")).toEqual({ ...refused, reason: "it is meant for Book newest, which is no range of versions" });
    expect(statementOf("-- domain: Magazine@1")).toMatchObject({ kind: "refused", sqlstate: "unknown_domain" });
  });
});
