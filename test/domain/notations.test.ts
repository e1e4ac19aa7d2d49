/** Files to documents: every value keeps its place, every oddity is reported with one, nothing hangs or crashes. */
import { describe, expect, it } from "@jest/globals";
import { readYaml } from "../../src/domain/notations/yaml.ts";
import type { Path } from "../../src/domain/notations/positions.ts";
import { readDomain } from "../../src/domain/read-domain.ts";

const read = (text: string, path = "domains/order.yaml") => readYaml({ path, text });
const place = (position: { line: number; column: number }): string => `${position.line}:${position.column}`;

describe("positions", () => {
  const text = [
    "name: Order",
    "source:",
    "  fields: [id, 'e mail']",
    '  "source_table":',
    "    orders",
    "joins:",
    "  customer: {type: left,",
    "    joins: {a: {}}}",
    "",
  ].join("\n");
  const cases: [Path, string, string][] = [
    [["name"], "1:1", "1:7"],
    [["source"], "2:1", "3:3"],
    [["source", "fields"], "3:3", "3:11"],
    [["source", "fields", 1], "3:16", "3:16"],
    [["source", "source_table"], "4:3", "5:5"],
    [["joins", "customer", "joins", "a"], "8:13", "8:16"],
    // What is not there points to what lacks it.
    [["source", "columns", "id"], "2:1", "2:1"],
  ];
  it.each(cases)("%j is at %s, its value at %s", (path, key, value) => {
    const { positions } = read(text);
    expect([place(positions.key(path)), place(positions.value(path))]).toEqual([key, value]);
  });

  it("are the same with Windows line ends", () => {
    const windows = read(text.replaceAll("\n", "\r\n")).positions;
    expect(cases.map(([path]) => place(windows.key(path)))).toEqual(cases.map(([, key]) => key));
  });

  it("count columns in UTF-16 units, as editors do", () => {
    expect(place(read("{naïve: 1, 🦊: {x: 2}}").positions.key(["🦊", "x"]))).toBe("1:17");
  });
});

describe("documents", () => {
  it.each([
    ["a: 1\nb: [x, 2.5, true, null, ~]\nc: 'no'", { a: 1, b: ["x", 2.5, true, null, null], c: "no" }],
    ["on: off\nyes: no", { on: "off", yes: "no" }],
    ["1: a\ntrue: b", { "1": "a", true: "b" }],
    ["a: 12345678901234567890\nb: .inf", { a: "12345678901234567890", b: ".inf" }],
    [
      "a: &t {type: integer}\nb: *t\nc: {<<: *t, label: C}\nd: {<<: [{x: 1}, {x: 2, y: 3}]}",
      { a: { type: "integer" }, b: { type: "integer" }, c: { label: "C", type: "integer" }, d: { x: 1, y: 3 } },
    ],
    ["a: &t {type: integer, x: 1}\nc: {x: 2, <<: *t}", { a: { type: "integer", x: 1 }, c: { x: 2, type: "integer" } }],
    ['{\n\t"a": {\n\t\t"b": "\\u00e9\\/\\ud83e\\udd8a"\n\t}\n}', { a: { b: "é/🦊" } }],
    ["\uFEFFa: 1", { a: 1 }],
    ["constructor: {toString: x}", { constructor: { toString: "x" } }],
  ])("%j", (text, expected) => {
    expect(read(text)).toMatchObject({ document: expected, diagnostics: [] });
  });
});

describe("bad files", () => {
  const bomb = [
    "a0: &a0 [x, x, x, x, x, x, x, x, x, x]",
    ...Array.from({ length: 8 }, (_, index) => `a${index + 1}: &a${index + 1} [${Array(10).fill(`*a${index}`).join(", ")}]`),
  ].join("\n");
  it.each([
    ["a tab as indent", "a:\n\tb: 1", "domain-syntax", "2:1"],
    ["an unclosed quote", 'a: 1\nb: "x', "domain-syntax", "2:6"],
    ["bad indentation", "a:\n    b: 1\n  c: 2", "domain-syntax", "3:1"],
    ["nothing", "", "domain-empty", "1:1"],
    ["only a comment", "# soon\n", "domain-empty", "1:1"],
    ["a list", "- a", "domain-not-a-map", "1:1"],
    ["a text", "hello", "domain-not-a-map", "1:1"],
    ["an alias bomb", bomb, "domain-alias-bomb", undefined],
    ["lists without end", "[".repeat(100_000), "domain-too-deep", "1:102"],
    ["deep maps", Array.from({ length: 300 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n"), "domain-too-deep", undefined],
    ["deep keys", "? ".repeat(50_000), "domain-too-deep", undefined],
    ["10 MB", `a: "${"x".repeat(10_000_000)}"`, "domain-file-too-large", "1:1"],
  ])("%s is refused", (_, text, code, position) => {
    const { document, diagnostics } = read(text);
    expect(document).toBeUndefined();
    const found = diagnostics.find((diagnostic) => diagnostic.code === code);
    expect(found).toMatchObject({ severity: "error", position: { file: "domains/order.yaml" } });
    if (position !== undefined && found?.position !== undefined) expect(place(found.position)).toBe(position);
  });

  it.each([
    ["a: 1\na: 2", { a: 2 }, "domain-duplicate-key", "2:1"],
    ["m: {x: 1, x: 2}", { m: { x: 2 } }, "domain-duplicate-key", "1:11"],
    ["a: *b", { a: null }, "domain-unknown-alias", "1:4"],
    ["a: &a [*a]", { a: [null] }, "domain-too-deep", undefined],
    ["? [x, y]\n: 1\nb: 2", { b: 2 }, "domain-odd-key", "1:3"],
    ["__proto__: {x: 1}\nb: 2", { b: 2 }, "domain-odd-key", "1:1"],
    ["a: 1\n---\nb: 2", { a: 1 }, "domain-several-documents", "3:1"],
    ["a: !ruby/object text", { a: "text" }, "domain-yaml-tag", "1:4"],
  ])("%j is read, with a finding", (text, document, code, position) => {
    const reading = read(text);
    expect(reading.document).toEqual(document);
    expect(reading.diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
    if (position !== undefined) expect(reading.diagnostics.map((diagnostic) => diagnostic.position && place(diagnostic.position))).toEqual([position]);
  });
});

describe("notations", () => {
  const source = { source_table: "orders", primary_key: "id", fields: ["id", "totl"], columns: { id: { type: "integer" }, total: { type: "decimal" } } };

  it("read normalized JSON with its envelope, and without", () => {
    const envelope = JSON.stringify(
      { format: "selecto.normalized_domain", format_version: 1, domain_version: "1.2.0", domain: { name: "Order", source } },
      null,
      2,
    );
    const wrapped = readDomain({ path: "domains/order.json", text: envelope });
    const bare = readDomain({ path: "domains/order.json", text: JSON.stringify({ name: "Order", domain_version: "1.2.0", source }) });
    expect(wrapped.domain).toMatchObject({ name: "Order", version: "1.2.0", sourceTable: "orders" });
    expect(wrapped.domain?.elements.map(({ key, sql }) => [key, sql])).toEqual(bare.domain?.elements.map(({ key, sql }) => [key, sql]));
    const line = envelope.split("\n").findIndex((text) => text.includes('"totl"')) + 1;
    expect(wrapped.diagnostics).toMatchObject([
      { code: "domain-field-without-column", position: { line }, message: expect.stringContaining("did you mean total?") },
    ]);
  });

  it("refuse a format of another version", () => {
    const text = JSON.stringify({ format: "selecto.normalized_domain", format_version: 2, domain: { source } });
    expect(readDomain({ path: "x.json", text })).toEqual({ diagnostics: [expect.objectContaining({ code: "domain-format-unknown", severity: "error" })] });
  });

  it("say which endings they know", () => {
    expect(readDomain({ path: "domains/order.constructor", text: "" }).diagnostics).toMatchObject([
      { code: "domain-notation-unknown", position: { file: "domains/order.constructor" } },
    ]);
  });
});
