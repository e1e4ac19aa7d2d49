/** What goes in comes out: documents in Elixir and JSON, and edits of their files in place. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { loadElixir } from "../../src/elixir/grammar.ts";
import type { JsonObject, JsonValue } from "../../src/model/json.ts";
import { editDocument } from "../../src/domain/notations/edit-document.ts";
import { readElixirDomains } from "../../src/domain/notations/elixir.ts";
import { DOMAIN } from "../../src/domain/notations/elixir/spelling.ts";
import { writeValue } from "../../src/domain/notations/elixir/write-value.ts";

beforeAll(loadElixir);

const SOURCE: JsonObject = {
  source_table: "books",
  primary_key: "id",
  fields: ["id", "title"],
  columns: { id: { type: "integer" }, title: { type: "string" }, tags: { type: ["array", "string"] } },
};
const name = fc.oneof(
  fc.constantFrom("name", "nil", "do", "a b", "PG-13", "Über", "x?", "#{x}", "columns", "joins", "type"),
  fc.string({ unit: "grapheme", maxLength: 6 }).filter((text) => text !== "" && text !== "__proto__"),
);
const text = fc.oneof(fc.constantFrom("nil", "true", "#{a}", 'q"\\', "line\nbreak", "é", ":a"), fc.string({ unit: "grapheme", maxLength: 8 }));
const value: fc.Arbitrary<JsonValue> = fc.letrec<{ any: JsonValue }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    text,
    fc.boolean(),
    fc.constant(null),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }).map((one) => (one === 0 ? 0 : one)),
    fc.array(tie("any"), { maxLength: 4 }),
    fc.dictionary(name, tie("any"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).any;
const document = fc
  .dictionary(name, value, { maxKeys: 5, noNullPrototype: true })
  .map((rest): JsonObject => ({ ...rest, name: "Book", source: SOURCE, default_order_by: [["title", "desc"]] }));

const moduleOf = (one: JsonObject): string => `defmodule Shop.BookDomain do\n  # kept: é\n  def domain do\n    ${writeValue(one, DOMAIN, 4)}\n  end\nend\n`;
const textIn = (path: string, written: string, from: JsonObject, to: JsonObject): string => {
  const made = editDocument({ path, text: written }, from, to);
  return "problem" in made ? made.problem : (made.files[0]?.text ?? written);
};
const documentsOf = (written: string) => readElixirDomains([{ path: "a.ex", text: written }]).map((one) => one.document);

describe("Elixir", () => {
  it("a document that is written and read is the same", () => {
    fc.assert(
      fc.property(document, (one) => expect(documentsOf(moduleOf(one))).toEqual([one])),
      { numRuns: 150 },
    );
  });

  it("an edited file says the new document, and keeps its comments", () => {
    fc.assert(
      fc.property(document, document, (from, to) => {
        const edited = textIn("a.ex", moduleOf(from), from, to);
        expect(edited).toContain("# kept: é");
        expect(documentsOf(edited)).toEqual([to]);
      }),
      { numRuns: 100 },
    );
  });
});

const WRITTEN = `defmodule Shop.BookDomain do
  @types %{id: :integer}
  def domain do
    %{
      # who
      :name => "Book", # the name
      :source => %{
        source_table: "books", # where
        fields: [:id,   :title], columns: %{id: %{type: @types[:id]}, title: %{type: :string}}
      },
      :joins => %{} # none
    }
  end
end
`;
const BOOK = {
  name: "Book",
  source: { source_table: "books", fields: ["id", "title"], columns: { id: { type: "integer" }, title: { type: "string" } } },
  joins: {},
};

it.each<[string, JsonObject, string, string]>([
  ["a scalar", { ...BOOK, name: "Tome" }, '"Book"', '"Tome"'],
  ["an atom of a list", { ...BOOK, source: { ...BOOK.source, fields: ["id", "heading"] } }, "[:id,   :title]", "[:id,   :heading]"],
  ["a list that grows", { ...BOOK, source: { ...BOOK.source, fields: ["id", "title", "pages"] } }, "[:id,   :title]", "[:id, :title, :pages]"],
  ["a key", { ...BOOK, source: { ...BOOK.source, columns: { id: { type: "integer" }, heading: { type: "string" } } } }, "title: %{", "heading: %{"],
  ["a new entry", { ...BOOK, filters: { x: 1 } }, ":joins => %{}", ':joins => %{},\n      :filters => %{"x" => 1}'],
  ["an entry that goes", { name: "Book", source: BOOK.source }, ",\n      :joins => %{} #", " #"],
])("%s of an Elixir file is edited in place, all around it stays", (_, to, before, after) => {
  expect(documentsOf(WRITTEN)).toEqual([BOOK]);
  expect(WRITTEN.split(before)).toHaveLength(2);
  expect(textIn("a.ex", WRITTEN, BOOK, to)).toBe(WRITTEN.replace(before, () => after));
});

it("what cannot be edited in place says where and why", () => {
  const text = WRITTEN.replace('"Book"', 'label("a")').replace("  def domain", '  defp label(x), do: x <> "b"\n  def domain');
  const [from] = documentsOf(text);
  expect(from).toMatchObject({ name: "ab" });
  expect(editDocument({ path: "a.ex", text }, from ?? {}, { ...from, name: "c" })).toMatchObject({ problem: expect.stringMatching(/^a\.ex/) });
  expect(editDocument({ path: "a.ex", text: WRITTEN }, { name: "other" }, {})).toMatchObject({ problem: "no domain in a.ex says that document" });
});

describe("JSON", () => {
  it.each([
    [0, false],
    [2, false],
    [4, true],
  ])("an edited file says the new document: indent %i, in an envelope: %s", (indent, inEnvelope) => {
    const wrap = (one: JsonObject) => (inEnvelope ? { format: "selecto.normalized_domain", format_version: 1, domain: one } : one);
    fc.assert(
      fc.property(document, document, (from, to) => {
        expect(JSON.parse(textIn("a.json", JSON.stringify(wrap(from), null, indent), from, to))).toEqual(wrap(to));
      }),
      { numRuns: 60 },
    );
  });
});
