import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { canonicalText } from "../../src/sql/canonical-text.ts";
import { significantTokens, textOf } from "../../src/sql/lexer.ts";

describe("canonicalText", () => {
  it.each([
    ["select  a,b -- c\n from/* x */t ;", "select a , b from t ;"],
    ["select 'a  b', \"c  d\", $$ e  -- f $$", "select 'a  b' , \"c  d\" , $$ e  -- f $$"],
    ["a=-1", "a = - 1"],
    ["", ""],
  ])("%j is %j", (text, canonical) => {
    expect(canonicalText(text)).toBe(canonical);
  });

  it("keeps the tokens, and is its own canonical text", () => {
    const pieces = ["a", "'b  c'", "E'\\''", '"d"', "$$ $$", "1", "1.5", "$1", "-", "=", "@", "::", "(", ")", " ", "\n", "-- c\n", "/* d */", ","];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces)), (parts) => {
        const text = parts.join("");
        const shown = (sql: string): string[] => significantTokens(sql).map((token) => textOf(sql, token));
        const canonical = canonicalText(text);
        expect(shown(canonical)).toEqual(shown(text));
        expect(canonicalText(canonical)).toBe(canonical);
      }),
    );
  });
});
