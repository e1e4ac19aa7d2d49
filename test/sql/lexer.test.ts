import { beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { scanSync } from "libpg-query";
import { loadParser } from "../../src/sql/parser.ts";
import { nextToken, significantTokens, textOf, tokenize } from "../../src/sql/lexer.ts";

beforeAll(loadParser);

const pieces = [
  "'a'",
  "'it''s'",
  "E'\\'x'",
  "e'a\\\\'",
  "U&'d'",
  'U&"d"',
  "B'1'",
  "x'f'",
  "N'n'",
  '"q""r"',
  "$$b$$",
  "$t$ 'x' $t$",
  "$1",
  "$12",
  "'",
  '"',
  "$$",
  "select",
  "From",
  "é",
  "日本",
  "a$1",
  "_x",
  "user",
  "1",
  "1.5",
  ".5",
  "1.",
  "1..2",
  "0x1F",
  "1e5",
  "1_000",
  "::",
  ":=",
  "=>",
  "..",
  ".",
  ",",
  "(",
  ")",
  "[",
  "]",
  ";",
  ":",
  "@",
  "<@",
  "@>",
  "@@",
  "?",
  "?|",
  "||",
  "-",
  "+",
  "*",
  "/",
  "<",
  ">",
  "=",
  "<=",
  "<>",
  "!=",
  "~*",
  "%",
  "^",
  "#",
  "&",
  "|",
  "`",
  "->>",
  "-- c\n",
  "--",
  "/* c */",
  "/* a /* b */ c */",
  "/*",
  "*/",
  " ",
  "\n",
  "\t",
  "\r\n",
  "{",
  "}",
  "\\",
  "$",
];

describe("tokenize", () => {
  it("cuts every text as PostgreSQL's own scanner does", () => {
    let compared = 0;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 12 }), (parts) => {
        const text = parts.join("");
        // PostgreSQL joins literals over line comments; libpg-query's scanner, which hands comments out, does not.
        fc.pre(!/'\s*--/.test(text));
        const bytes = Buffer.from(text);
        const units = (byte: number): number => bytes.subarray(0, byte).toString().length;
        let scanned: { start: number; end: number }[];
        try {
          scanned = scanSync(text).tokens;
        } catch {
          return; // an unterminated quote: PostgreSQL's scanner gives no tokens at all
        }
        compared++;
        expect(tokenize(text).map(({ from, to }) => [from, to])).toEqual(scanned.map(({ start, end }) => [units(start), units(end)]));
      }),
      { numRuns: 3000 },
    );
    expect(compared).toBeGreaterThan(1000);
  });

  it("never fails and leaves nothing but white space between tokens", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(fc.constantFrom(...pieces)).map((parts) => parts.join("")),
          fc.string({ unit: "binary" }),
        ),
        (text) => {
          let end = 0;
          for (const token of tokenize(text)) {
            expect(token.to).toBeGreaterThan(token.from);
            expect(text.slice(end, token.from)).toMatch(/^[ \t\n\v\f\r]*$/);
            end = token.to;
          }
          expect(text.slice(end)).toMatch(/^[ \t\n\v\f\r]*$/);
        },
      ),
    );
  });

  it.each([
    ["'open", "string"],
    ["E'open\\'", "string"],
    ['"open', "quoted"],
    ["$a$ open $b$", "string"],
    ["/* open /* */", "comment"],
  ])("takes %s to the end and says that it is not closed", (text, kind) => {
    expect(tokenize(text)).toEqual([{ kind, from: 0, to: text.length, closed: false }]);
  });

  it("joins literals across a line break and keeps the escapes of the first", () => {
    const text = "select E'a' -- why\n 'b\\'c' , 'x' 'y'";
    expect(significantTokens(text).map((token) => textOf(text, token))).toEqual(["select", "E'a' -- why\n 'b\\'c'", ",", "'x'", "'y'"]);
  });

  it("has no token after the end", () => {
    expect(nextToken("a \n", 1)).toBeUndefined();
  });
});
