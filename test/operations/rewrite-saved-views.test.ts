import { describe, expect, it } from "@jest/globals";
import { planRewrite, type RewriteInput } from "../../src/operations/rewrite-saved-views.ts";
import { BOOK, domainOf } from "../domain/examples.ts";

const text = `[{"name": "A", "context": "/books", "params": {"view_mode": "detail", "selected": [["u", "writer.name", {"field": "writer.name"}], ["u", "title", {}]],
  "filters": {"0": {"filter": "author.name", "value": "author.name", "comp": "="}}}}]
`;

function input(column: string, more: Partial<RewriteInput> = {}): RewriteInput {
  return {
    renames: [{ from: `column:public.${column}`, oldName: "name", newName: "called" }],
    domains: [domainOf(BOOK)],
    views: { texts: [{ path: "v.json", text }], contexts: { "/books": "Book" } },
    schema: { facts: [] },
    namespaces: ["public"],
    taken: true,
    ...more,
  };
}

describe("planRewrite", () => {
  it("finds a column in every spelling and changes nothing but its name", () => {
    const plan = planRewrite(input("authors.name"));
    expect(plan?.places.map(({ from, to, position }) => `${position.line}:${position.column} ${from} > ${to}`)).toEqual([
      "1:90 writer.name > writer.called",
      "1:115 writer.name > writer.called",
      "2:31 author.name > author.called",
    ]);
    expect(plan?.files).toEqual([
      { path: "v.json", text: text.replaceAll('"writer.name"', '"writer.called"').replace('"filter": "author.name"', '"filter": "author.called"') },
    ]);
  });

  it("says nothing of columns that no stored query can name", () => {
    expect(planRewrite(input("publishers.name"))).toBeUndefined();
    expect(planRewrite(input("authors.name", { views: { texts: [{ path: "v.json", text }], contexts: {} } }))).toBeUndefined();
  });

  it("makes a step for each table of stored queries that the schema has", () => {
    const facts = ["params", "context"].map((name) => ({ key: `column:public.saved_views.${name}`, payload: {} }));
    const plan = planRewrite(input("authors.name", { views: { texts: [], contexts: { "/books": "Book" } }, schema: { facts } }));
    expect(plan?.tables).toEqual(["public.saved_views"]);
    expect(plan?.up[0]).toContain("('/books', 'author.name', 'author.called')");
    expect(plan?.down[0]).toContain("('/books', 'author.called', 'author.name')");
  });
});
