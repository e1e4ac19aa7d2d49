/** What goes into a notation comes out of it: same notation, and across them; base and overlay together and apart. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { loadElixir } from "../../src/elixir/grammar.ts";
import { alignEmpties, normalText } from "../../src/domain/notations/align.ts";
import { editDocument } from "../../src/domain/notations/edit-document.ts";
import { editLayers } from "../../src/domain/notations/edit-layers.ts";
import { overlayModulePath } from "../../src/domain/notations/elixir/write-module.ts";
import { layDocuments } from "../../src/domain/notations/overlay.ts";
import { documentFor, writeDocument, writeLayers, type NotationName } from "../../src/domain/notations/write-document.ts";
import { readDomains } from "../../src/domain/read-domain.ts";
import type { JsonObject, JsonValue } from "../../src/model/json.ts";

beforeAll(loadElixir);

const MODULE = "Shop.SelectoDomains.BookDomain";
const PATHS: Readonly<Record<NotationName, string>> = { yaml: "book.yaml", json: "book.json", elixir: "lib/book_domain.ex" };

const name = fc.constantFrom("id", "title", "price", "type", "joins", "kind", "Odd name", "end", "a?", "fields");
const text = fc.oneof(
  fc.constantFrom("id", "desc", "asc", "eq", "in", "not", "count", "nil", "#{a}", 'q"\\', "a: b", "é", "Elixir.A.B", "not_null", "<<"),
  fc.string({ unit: "grapheme", maxLength: 5 }),
);
const value: fc.Arbitrary<JsonValue> = fc.letrec<{ any: JsonValue }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.boolean(),
    fc.constant(null),
    fc.integer({ min: -9, max: 9 }),
    fc.array(tie("any"), { maxLength: 3 }),
    fc.dictionary(name, tie("any"), { maxKeys: 3, noNullPrototype: true }),
  ),
})).any;
const column = fc.record(
  { type: fc.constantFrom<JsonValue>("integer", "string", ["array", "string"]), label: fc.string({ unit: "grapheme", maxLength: 5 }) },
  { noNullPrototype: true },
);
const columns = fc.dictionary(fc.constantFrom("id", "title", "price"), column, { noNullPrototype: true });
const filters = fc.dictionary(fc.constantFrom("mine", "open"), fc.record({ name: text, field: fc.constantFrom("id", "title") }, { noNullPrototype: true }), {
  noNullPrototype: true,
});
const names = fc.uniqueArray(fc.constantFrom("id", "title", "price"));

/** Domains with what Selecto knows, at the places where it looks, and with anything anywhere. */
const document: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      version: fc.constantFrom("1.0.0", "2.1.0"),
      filters: fc.oneof(filters, value),
      default_order_by: fc.array(fc.oneof(text, fc.tuple(text, text))),
      required_filters: fc.array(fc.oneof(fc.tuple(text, value), value)),
      default_selected: fc.array(value),
      custom_columns: fc.dictionary(name, fc.record({ select: value }, { noNullPrototype: true }), { noNullPrototype: true }),
      joins: fc.dictionary(name, fc.record({ type: text, join_keys: fc.array(fc.tuple(text, text)), fields: value }, { noNullPrototype: true }), {
        noNullPrototype: true,
      }),
      query_library: value,
      functions: value,
      more: value,
    },
    { requiredKeys: [], noNullPrototype: true },
  )
  .chain((rest) =>
    fc
      .record({ fields: names, columns }, { noNullPrototype: true })
      .map((source): JsonObject => ({ name: "Book", ...(rest as JsonObject), source: { source_table: "books", ...source } })),
  );
const overlay: fc.Arbitrary<JsonObject> = fc.record(
  { columns, filters, redact_fields: names, default_selected: names },
  { requiredKeys: [], noNullPrototype: true },
);

const documentOf = (...files: readonly { path: string; text: string }[]): JsonObject => readDomains(files).readings[0]?.domain?.document ?? {};
const textOf = (notation: NotationName, one: JsonObject): string => writeDocument(notation, documentFor(notation, one), MODULE);

describe("a notation", () => {
  it.each<NotationName>(["yaml", "json", "elixir"])("%s gives back what went in, and the same text again", (notation) => {
    fc.assert(
      fc.property(document, (one) => {
        const written = textOf(notation, one);
        const read = documentOf({ path: PATHS[notation], text: written });
        expect(read).toEqual(documentFor(notation, one));
        expect(textOf(notation, read)).toBe(written);
      }),
      { numRuns: 120 },
    );
  });

  it("says the same as any other", () => {
    fc.assert(
      fc.property(document, fc.shuffledSubarray<NotationName>(["yaml", "json", "elixir"], { minLength: 2 }), (one, way) => {
        const last = way.reduce((now, notation) => documentOf({ path: PATHS[notation], text: textOf(notation, now) }), one);
        expect(normalText(last)).toBe(normalText(one));
        expect(documentFor("yaml", last)).toEqual(one);
      }),
      { numRuns: 60 },
    );
  });
});

describe("a domain with what is laid over it", () => {
  it.each<NotationName>(["yaml", "json", "elixir"])("in %s is the same together and apart", (notation) => {
    fc.assert(
      fc.property(document, overlay, (base, above) => {
        const texts = writeLayers(notation, documentFor(notation, base), above, MODULE);
        const path = PATHS[notation];
        const over = notation === "elixir" ? overlayModulePath(path) : path.replace(/(\.\w+)$/, ".overlay$1");
        const files = [{ path, text: texts.base }, ...(texts.overlay === undefined ? [] : [{ path: over, text: texts.overlay }])];
        const whole = Object.keys(above).length === 0 ? documentFor(notation, base) : layDocuments(documentFor(notation, base), above);
        expect(normalText(documentOf(...files))).toBe(normalText(whole));
      }),
      { numRuns: 60 },
    );
  });

  it("says what an edit asks for, in whatever file", () => {
    fc.assert(
      fc.property(overlay, document, overlay, (above, base, wish) => {
        const layers = { base, overlay: above };
        const to = layDocuments(base, wish);
        const edited = editLayers(layers, to);
        if (edited !== undefined) expect(layDocuments(edited.base, edited.overlay)).toEqual(to);
        // Unasked nothing moves.
        expect(editLayers(layers, layDocuments(base, above))).toEqual(layers);
      }),
    );
  });

  it("is edited in the file that holds the value", () => {
    const base = {
      path: "order.yaml",
      text: "name: Order # ours\nsource:\n  source_table: orders\n  fields: [id, total]\n  columns: { id: { type: integer }, total: { type: decimal } }\n",
    };
    const over = { path: "order.overlay.yaml", text: "# by hand\ncolumns:\n  total: { label: Sum } # not Total\nredact_fields: [id]\n" };
    const to: JsonObject = {
      name: "Order",
      source: {
        source_table: "orders",
        fields: ["id", "total"],
        columns: { id: { type: "bigint" }, total: { type: "decimal", label: "All" } },
        redact_fields: ["id", "total"],
      },
    };
    expect(editDocument(base, documentOf(base, over), to, [over])).toEqual({
      files: [
        { path: base.path, text: base.text.replace("integer", "bigint").concat("  redact_fields:\n    - id\n    - total\n") },
        { path: over.path, text: over.text.replace("label: Sum", "label: All") },
      ],
    });
  });
});

it("empty sections come and go with the manner of the file", () => {
  expect(alignEmpties({ a: 1, filters: {}, source: { x: [] } }, { a: 2, joins: {}, source: { y: [] } })).toEqual({ a: 2, filters: {}, source: { x: [] } });
  expect(normalText({ version: "1.0.0", joins: {}, a: null })).toBe(normalText({ domain_version: "1.0.0", source: {} }));
});
