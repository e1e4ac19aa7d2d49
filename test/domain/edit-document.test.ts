/** Files with another document in them: what differs is written, everything else stays. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { editDocument } from "../../src/domain/notations/edit-document.ts";
import type { DomainFile } from "../../src/domain/notations/notation.ts";
import type { JsonObject } from "../../src/model/json.ts";

const TEXT = `# who orders what
name: Order # by hand
version: 1.0.0

source:
  source_table: orders
  fields: [id, total]     # in this order
  columns:
    id: { type: integer }
    total: { type: decimal, format: currency }

# joins are few
joins:
  customer: { name: "Customer", type: left }
  items:
    type: left
`;
const DOCUMENT = parse(TEXT) as JsonObject;
// oxlint-disable-next-line typescript/no-explicit-any -- an example is edited by its own names
type Loose = Record<string, any>;
const edited = (change: (document: Loose) => void, path = "domains/order.yaml", text = TEXT): string | undefined => {
  const to = structuredClone<Loose>(DOCUMENT);
  change(to);
  return textIn({ path, text }, DOCUMENT, to);
};
const textIn = (file: DomainFile, from: JsonObject, to: JsonObject): string | undefined => {
  const made = editDocument(file, from, to);
  return "files" in made ? (made.files[0]?.text ?? file.text) : undefined;
};

describe("editDocument", () => {
  it.each<[string, (document: Loose) => void, (text: string) => string]>([
    ["a version", (to) => (to.version = "1.1.0"), (text) => text.replace("1.0.0", "1.1.0")],
    [
      "a field",
      (to) => {
        to.source.fields.push("note");
        to.source.columns.note = { type: "string" };
      },
      (text) => text.replace("[id, total]", "[id, total, note]").replace("currency }\n", "currency }\n    note: { type: string }\n"),
    ],
    ["less", (to) => delete to.source.columns.total, (text) => text.replace("    total: { type: decimal, format: currency }\n", "")],
    [
      "a scalar in a map of one line",
      (to) => (to.joins.customer.type = "inner"),
      (text) => text.replace('{ name: "Customer", type: left }', "{ name: Customer, type: inner }"),
    ],
    ["a scalar", (to) => (to.joins.items.type = "a: b"), (text) => text.replace("    type: left\n", '    type: "a: b"\n')],
    ["a section at the end", (to) => (to.filters = { mine: { name: "Mine" } }), (text) => `${text}filters:\n  mine:\n    name: Mine\n`],
    [
      "something in the last section and another one behind it",
      (to) => {
        to.joins.late = { type: "left" };
        to.filters = {};
      },
      (text) => `${text}  late: { type: left }\nfilters: {}\n`,
    ],
    ["a section gone", (to) => delete to.joins, (text) => text.slice(0, text.indexOf("joins:"))],
  ])("%s", (_what, change, expected) => {
    expect(edited(change)).toBe(expected(TEXT));
  });

  it("says the new document whatever changed, in YAML of any style and in JSON", () => {
    const word = fc.oneof(fc.constantFrom("a", "b: c", "- d", "#", "", "1", "null", "x, y", "[z"), fc.string());
    const value = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        word,
        fc.integer(),
        fc.boolean(),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(word, tie("value"), { maxKeys: 3 }),
      ),
    })).value;
    const document = fc.dictionary(word, value, { minKeys: 1, maxKeys: 4 }).map((one) => JSON.parse(JSON.stringify(one)) as JsonObject);
    fc.assert(
      fc.property(document, document, fc.constantFrom<"flow" | "block">("flow", "block"), (from, to, style) => {
        for (const text of [stringify(from), stringify(from, { collectionStyle: style, flowCollectionPadding: false })]) {
          const written = textIn({ path: "a.yaml", text }, from, to);
          expect(parse(written ?? "")).toEqual(to);
        }
        expect(JSON.parse(textIn({ path: "a.json", text: JSON.stringify(from) }, from, to) ?? "")).toEqual(to);
      }),
    );
  });

  it("leaves alone what others write", () => {
    const more = (to: Loose): unknown => (to["joins"] = {});
    expect(edited(more, "lib/order.txt", "order")).toBeUndefined();
    expect(edited(more, "a.json", '{"format": "selecto.normalized_domain"}')).toBeUndefined();
  });
});
