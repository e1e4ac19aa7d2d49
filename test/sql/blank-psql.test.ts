import { beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { blankPsql } from "../../src/sql/blank-psql.ts";
import { loadParser } from "../../src/sql/parser.ts";
import { splitStatements } from "../../src/sql/split-statements.ts";

beforeAll(loadParser);

const dump = `\\restrict abc
SET x = 'it''s';
\\connect - owner's
CREATE TABLE "t\\x" (a text DEFAULT E'\\'\\n'); -- keep \\this
COPY public.t (a, b) FROM stdin;
1\t'unbalanced; quote
\\N\t$$ " /* --
\\.

COPY t FROM STDIN WITH (FORMAT csv, DELIMITER E'\\t');
a;b
\\.\r
SELECT $q$ \\. \\connect $q$ /* \\q */;
\\unrestrict abc
`;

describe("blankPsql", () => {
  it("leaves exactly the SQL of a dump", () => {
    const { statements, errors } = splitStatements(blankPsql(dump));
    expect(errors).toEqual([]);
    expect(statements.map(({ text }) => text)).toEqual([
      "SET x = 'it''s'",
      `CREATE TABLE "t\\x" (a text DEFAULT E'\\'\\n')`,
      "COPY public.t (a, b) FROM stdin",
      "COPY t FROM STDIN WITH (FORMAT csv, DELIMITER E'\\t')",
      "SELECT $q$ \\. \\connect $q$",
    ]);
    for (const { text, offset } of statements) expect(dump.slice(offset, offset + text.length)).toBe(text);
  });

  it("keeps every offset and line", () => {
    const parts = [
      "\\q x",
      "\\.",
      "copy t from stdin;",
      "select '\\';",
      "\n",
      "\r\n",
      "'",
      '"',
      "$$",
      "--",
      "/*",
      "*/",
      ";",
      "é😀",
      "\\gset a",
      " ",
      "select 1",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts)), (chosen) => {
        const text = chosen.join("");
        const blanked = blankPsql(text);
        expect(blanked.length).toBe(text.length);
        for (let at = 0; at < text.length; at++) {
          if (blanked[at] === text[at]) continue;
          expect([" ", ";"]).toContain(blanked[at]);
          expect(text[at]).not.toMatch(/[\r\n]/);
        }
      }),
    );
  });

  it.each([
    ["select 1 \\gset p_\nselect 2", ["select 1", "select 2"]],
    ["\\g\nselect 2;", ["select 2"]],
    ["\\if :x\nselect 1;\n\\endif", ["select 1"]],
    ["copy t from stdin;\n1\n2", ["copy t from stdin"]],
    ["copy (select 'from stdin') to stdout; select 2", ["copy (select 'from stdin') to stdout", "select 2"]],
  ])("%j holds %j", (text, statements) => {
    expect(splitStatements(blankPsql(text)).statements.map((statement) => statement.text)).toEqual(statements);
  });

  it("is the same text where there is nothing to blank", () => {
    const text = "select 1; -- from stdin";
    expect(blankPsql(text)).toBe(text);
  });
});
