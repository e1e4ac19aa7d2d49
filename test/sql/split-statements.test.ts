import { beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { cutStatements } from "../../src/sql/cut-statements.ts";
import { loadParser } from "../../src/sql/parser.ts";
import { splitStatements } from "../../src/sql/split-statements.ts";

beforeAll(loadParser);

const good = [
  "select ';' as \"a;b\"",
  "select $x$;$x$ /* ; */",
  "create function f() returns int begin atomic select case when true then 1 end; select 2 as end; end",
  "create or replace procedure p() begin atomic; end",
  "create rule r as on insert to t do instead (insert into a values (1); select 2)",
  "do $$ begin; x; end $$",
  "begin",
  "end",
  "select 'é😀'",
  "select t.case, t.end from t",
];
const bad = ["select 1 frm t t2", "selec é", "select (1", "create table t (a int,, b int)"];

describe("splitStatements", () => {
  it("gives the statements back, with exact offsets, however they are joined", () => {
    const joins = fc.constantFrom(";", " ;\n", "; -- c; 'd\n", ";;/* ; */ ;", "\n;\r\n-- é😀\n");
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...good), joins)), (parts) => {
        const text = parts.flat().join("");
        const split = splitStatements(text);
        expect(split.errors).toEqual([]);
        expect(split.statements.map((statement) => statement.text.replace(/\s*\/\*.*\*\/$/, ""))).toEqual(
          parts.map(([statement]) => statement.replace(/\s*\/\*.*\*\/$/, "")),
        );
        for (const { text: statement, offset } of split.statements) expect(text.slice(offset, offset + statement.length)).toBe(statement);
      }),
    );
  });

  it("a bad statement hides no other, and its error has the exact place", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...good, ...bad), { minLength: 1 }), (parts) => {
        const text = parts.join(";\n");
        const { statements, errors } = splitStatements(text);
        expect(statements).toHaveLength(parts.filter((part) => good.includes(part)).length);
        expect(errors.map((error) => error.statement.text)).toEqual(parts.filter((part) => bad.includes(part)));
        for (const { offset, statement } of errors) {
          expect(offset - statement.offset).toBe(
            { "select 1 frm t t2": 13, "selec é": 0, "select (1": 9, "create table t (a int,, b int)": 22 }[statement.text],
          );
        }
      }),
    );
  });

  it("cuts by tokens where PostgreSQL's parser would", () => {
    const text = `${good.join(";\n-- c\n")};`;
    const { statements } = splitStatements(text);
    expect(cutStatements(text).statements.map(({ from, to }) => [from, to])).toEqual(
      statements.map((statement) => [statement.offset, statement.offset + statement.text.length]),
    );
  });

  it("an unterminated quote takes the rest, not what stands before", () => {
    const { statements, errors } = splitStatements("select 1; select 'open; select 2");
    expect(statements).toEqual([{ text: "select 1", offset: 0 }]);
    expect(errors).toEqual([
      { message: 'unterminated quoted string at or near "\'open; select 2"', offset: 17, statement: { text: "select 'open; select 2", offset: 10 } },
    ]);
  });

  it.each(["", " \n", "-- only a comment", ";;"])("%j holds nothing", (text) => {
    expect(splitStatements(text)).toEqual({ statements: [], errors: [] });
  });

  it("keeps the comments before each statement apart from it", () => {
    const text = "-- a\n/* b */ select 1 -- inside\n; -- c\nselect 2 -- d";
    const cut = cutStatements(text);
    const shown = (range: { from: number; to: number }): string => text.slice(range.from, range.to);
    expect(cut.statements.map((statement) => [shown(statement), statement.comments.map(shown)])).toEqual([
      ["select 1", ["-- a", "/* b */"]],
      ["select 2", ["-- c"]],
    ]);
    expect(cutStatements("select 1; -- z").rest).toHaveLength(1);
  });
});
