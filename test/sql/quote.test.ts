import { beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { foldIdentifier } from "../../src/sql/identifiers.ts";
import { loadParser, parseSql } from "../../src/sql/parser.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../../src/sql/quote.ts";

beforeAll(loadParser);

const texts = fc.string({ unit: fc.constantFrom("a", "Z", "'", '"', "\\", "é", "😀", "$", "\n", " ", "-", "/", "*", ";"), minLength: 1, maxLength: 12 });

/** The first member of that name anywhere in a parse tree. */
function find(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  for (const [name, member] of Object.entries(value)) {
    const found = name === key && typeof member === "string" ? member : find(member, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

function parsed(sql: string): unknown {
  const result = parseSql(sql);
  expect(result.ok).toBe(true);
  return result.ok ? result.statements.map(({ node }) => node) : undefined;
}

describe("quoting", () => {
  it("an identifier comes back from PostgreSQL's parser as it was", () => {
    fc.assert(fc.property(texts, (name) => expect(find(parsed(`select 1 as ${quoteIdentifier(name)}`), "name")).toBe(name)));
  });

  it("a literal comes back as it was", () => {
    fc.assert(fc.property(texts, (value) => expect(find(parsed(`select ${quoteLiteral(value)}`), "sval")).toBe(value)));
  });

  it("a literal with a backslash means the same with standard_conforming_strings off", () => {
    expect(quoteLiteral("a\\'b")).toBe("E'a\\\\''b'");
  });

  it("joins the parts of a name", () => {
    expect(quoteQualified("public", 'odd "one"')).toBe('"public"."odd ""one"""');
  });

  it.each([() => quoteIdentifier(""), () => quoteIdentifier("a\0"), () => quoteLiteral("\0")])("refuses what PostgreSQL cannot hold", (quote) => {
    expect(quote).toThrow();
  });
});

describe("foldIdentifier", () => {
  it.each([
    ["Users", "users"],
    ["ÀB", "Àb"],
    ['"Users"', "Users"],
    ['"a""b"', 'a"b'],
    ['U&"d\\0061t\\+000061"', "data"],
    ['U&"a\\\\b"', "a\\b"],
    ["x".repeat(70), "x".repeat(63)],
    [`"${"é".repeat(40)}"`, "é".repeat(31)],
  ])("%s is %s", (raw, name) => {
    expect(foldIdentifier(raw)).toBe(name);
  });

  it("folds as PostgreSQL does", () => {
    const words = fc.string({ unit: fc.constantFrom("A", "z", "_", "É", "ß", "Я", "9"), minLength: 1, maxLength: 50 }).map((word) => `q${word}`);
    fc.assert(fc.property(words, (word) => expect(foldIdentifier(word)).toBe(find(parsed(`select 1 as ${word}`), "name"))));
  });
});
