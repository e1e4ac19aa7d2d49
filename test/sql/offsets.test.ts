import { beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { byteOffsets, codePointOffset } from "../../src/sql/offsets.ts";
import { loadParser, parseSql } from "../../src/sql/parser.ts";

beforeAll(loadParser);

describe("byteOffsets", () => {
  it("is the inverse of encoding a prefix", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(), (text, at) => {
        const cut = [...text].slice(0, at % ([...text].length + 1)).join("");
        expect(byteOffsets(text)(Buffer.byteLength(cut))).toBe(cut.length);
      }),
    );
  });
});

describe("codePointOffset", () => {
  it.each([
    ["abc", 2, 2],
    ["é日c", 2, 2],
    ["😀x😀y", 1, 2],
    ["😀x😀y", 3, 5],
    ["ab", 9, 2],
    ["ab", -1, 0],
  ])("%s: character %i is unit %i", (text, count, unit) => {
    expect(codePointOffset(text, count)).toBe(unit);
  });
});

describe("parseSql", () => {
  it.each(["select x frm t t2", "-- 😀\nselect '😀é' frm t t2", "select \"日本\", 'ü' frm t t2"])("points at the same word in UTF-16 in %j", (text) => {
    const parsed = parseSql(text);
    expect(parsed).toEqual({ ok: false, error: { message: 'syntax error at or near "t"', offset: text.indexOf("t t2") } });
  });

  it("points at the end for an unfinished statement", () => {
    expect(parseSql("select '😀' from ")).toMatchObject({ ok: false, error: { offset: "select '😀' from ".length } });
  });

  it("ranges of statements are UTF-16, whatever stands before them", () => {
    const text = "select 'é😀'; select \"日\" ; -- 😀\nselect 3";
    const parsed = parseSql(text);
    expect(parsed.ok && parsed.statements.map(({ from, to }) => text.slice(from, to))).toEqual(["select 'é😀'", 'select "日" ', "select 3"]);
  });

  it("a lone surrogate does not shift what follows", () => {
    const parsed = parseSql("select '\ud800'; select 2");
    expect(parsed.ok && parsed.statements[1]?.from).toBe("select '\ud800'; ".length);
  });

  it("says that a NUL character is none of PostgreSQL's, instead of reading half the text", () => {
    expect(parseSql("select 1;\0 drop table t")).toEqual({ ok: false, error: { message: 'invalid byte sequence for encoding "UTF8": 0x00', offset: 9 } });
  });

  it("survives text too deep to parse, and parses the next", () => {
    expect(parseSql(new Array(30_000).fill("select 1").join(" union ")).ok).toBe(false);
    expect(parseSql(`select ${"(".repeat(30_000)}1`).ok).toBe(false);
    expect(parseSql("select 1").ok).toBe(true);
  });
});
