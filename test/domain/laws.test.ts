/** What holds for every domain: the order of a file is irrelevant, and so is its spelling. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { stringify } from "yaml";
import type { JsonObject, JsonValue } from "../../src/model/json.ts";
import type { DomainElement } from "../../src/model/subject.ts";
import { readDomain } from "../../src/domain/read-domain.ts";
import { WORKED_EXAMPLE } from "../../src/domain/structure/worked-example.ts";
import { domain as shape } from "../../src/domain/structure/domain.ts";
import { BOOK, domainOf } from "./examples.ts";

const RICH: JsonObject = {
  ...BOOK,
  filters: { title: { type: "string" }, long: { field: "pages", type: "integer" } },
  custom_columns: { loud: { select: ["upper", "author.name"] }, both: { select: ["concat", ["loud", "tags.name"]] } },
  required_filters: [
    ["title", "not_null"],
    ["pages", [">", 3]],
    ["pages", ["<", 9]],
  ],
  default_selected: ["title", "author_display", "borrowers.name", "both"],
  default_order_by: [["printed_on", "desc"], "loud"],
};

/** The same value with the keys of every map, and the entries of the given lists, in another order. */
function shuffled(value: JsonValue, random: () => number): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => shuffled(item, random));
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).map(([key, member]): [string, JsonValue] => {
    const inner = shuffled(member ?? null, random);
    return [key, Array.isArray(inner) && /^(?:fields|default_|required_)/.test(key) ? shuffle(inner, random) : inner];
  });
  return Object.fromEntries(shuffle(entries, random));
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, rank: random() }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

const placeless = ({ position, ...rest }: DomainElement) => ({ ...rest, file: position.file });
const essence = (document: JsonValue) => domainOf(document as JsonObject).elements.map(placeless);

describe("laws", () => {
  it("the order of keys and of lists changes no element", () => {
    const expected = essence(RICH);
    expect(expected.length).toBeGreaterThan(50);
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (stream) => {
        expect(essence(shuffled(RICH, () => stream.next().value))).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it("YAML and JSON are the same domain", () => {
    const yaml = readDomain({ path: "domains/book.yaml", text: stringify(RICH) });
    expect(yaml.domain?.elements.map(placeless)).toEqual(essence(RICH));
    expect(yaml.domain?.document).toEqual(RICH);
  });

  it("every element has a key of its own, a place in the file, and either a statement or a reason", () => {
    const { elements } = domainOf({ ...RICH, default_group_by: ["nope"], joins: { ...(RICH["joins"] as JsonObject), nowhere: {} } });
    expect(new Set(elements.map(({ key }) => key)).size).toBe(elements.length);
    for (const element of elements) {
      expect((element.sql === undefined) !== (element.problem === undefined)).toBe(true);
      expect(element.position.line).toBeGreaterThan(0);
      expect(element.uses).not.toContain(element.key);
    }
  });

  it("no document makes the reader throw", () => {
    const junk = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.string({ maxLength: 6 }),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom("field", "type", "through", "joins", "x", "queryable", "select", "source_table"), tie("value"), { maxKeys: 4 }),
      ),
    })).value;
    const key = fc.constantFrom(...Object.keys(RICH), "pagination", "domain_data", "query_members", "functions");
    fc.assert(
      fc.property(key, fc.constantFrom("", "author", "tags", "title"), junk, (where, below, value) => {
        const old = RICH[where];
        const merged = below !== "" && typeof old === "object" && old !== null && !Array.isArray(old) ? { ...old, [below]: value } : value;
        const { domain, diagnostics } = readDomain({ path: "x.yaml", text: JSON.stringify({ ...RICH, [where]: merged }) });
        expect(domain !== undefined || diagnostics.some(({ severity }) => severity === "error")).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe("the published example", () => {
  it("is a domain without any finding", () => {
    expect(shape.safeParse(WORKED_EXAMPLE).success).toBe(true);
    const { domain, diagnostics } = readDomain({ path: "domains/order.yaml", text: stringify(WORKED_EXAMPLE) });
    expect(diagnostics).toEqual([]);
    expect(domain).toMatchObject({ name: "Order", version: "1.0.0", sourceTable: "orders" });
    expect(domain?.elements.filter(({ sql }) => sql === undefined)).toEqual([]);
  });
});
