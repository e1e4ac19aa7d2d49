import { beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Subject } from "../../src/model/subject.ts";
import { placeIn, readQueries, toSubject } from "../../src/query/index.ts";
import { loadParser } from "../../src/sql/index.ts";

beforeAll(loadParser);

/** The last query of a file. */
function subjectOf(text: string): Subject {
  const query = readQueries([{ path: "q/a.sql", text }]).queries.at(-1);
  if (query === undefined) throw new Error("no query");
  return toSubject(query);
}

/** PostgreSQL's position of a word in the SQL that is asked: characters from 1. */
function positionOf(subject: Subject, word: string): number {
  if (subject.statement.kind !== "ask") throw new Error(`not asked: ${subject.statement.kind}`);
  const at = subject.statement.sql.indexOf(word);
  expect(at).not.toBe(-1);
  return Array.from(subject.statement.sql.slice(0, at)).length + 1;
}

function expectPlaced(text: string, offset: number): void {
  const subject = subjectOf(text);
  const before = text.slice(0, offset).split("\n");
  const place = placeIn(subject, positionOf(subject, "wrong"));
  expect(place.position).toEqual({ file: "q/a.sql", line: before.length, column: (before.at(-1) ?? "").length + 1 });
  expect(subject.text.slice(place.offset, place.offset + 5)).toBe("wrong");
  expect(place.line).toMatch(/^[^\r\n]*wrong[^\r\n]*$/);
}

describe("toSubject", () => {
  it("has the key and label of the query", () => {
    expect(subjectOf("-- name: top.users\nselect 1")).toMatchObject({ key: 'query:"top.users"', kind: "query", label: "query top.users", uses: [] });
  });
});

describe("placeIn", () => {
  it.each([
    ["plain", "-- name: a\nselect 1,\n  «wrong\nfrom t"],
    ["not at the start of its line", "select 0; /* name: b */ select '😀', «wrong"],
    ["characters beyond the BMP", "-- 😀\nselect '😀é', \"日本\", /* 😀 */ «wrong from t"],
    ["CRLF", "-- name: a\r\nselect 1,\r\n  «wrong\r\nfrom t"],
    ["after rewritten parameters", "-- name: a :one\nselect sqlc.arg(a_very_long_name), @b, sqlc.embed(t), @c, «wrong"],
    ["unwrapped", "explain (analyze)\n/* 😀 */ select 1,\n «wrong"],
    ["unwrapped, with parameters around", "-- name: a :one\ncopy (select '😀', sqlc.arg(x), «wrong) to stdout"],
    ["behind a blanked INTO", "select a into temp x from «wrong"],
  ])("finds the word: %s", (_, marked) => {
    expectPlaced(marked.replace("«", ""), marked.indexOf("«"));
  });

  it("finds it behind whatever comes before", () => {
    const pieces = ["@a,", "sqlc.arg(bb) ,", "'😀',", '"é" ,', "sqlc.embed(t),", "-- 😀 @c\n", "/* é */", "\r\n", "$1::int,", "1,"];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces)), fc.array(fc.constantFrom("-- é😀\n", "select @z;", "\n")), (inside, before) => {
        const head = `${before.join("")}-- name: q :one\nselect ${inside.join("")} `;
        expectPlaced(`${head}wrong from t`, head.length);
      }),
    );
  });

  it("the end of the input is the end of the text", () => {
    const subject = subjectOf("-- name: a :one\nselect @a, '😀'  ; -- after");
    expect(placeIn(subject, 99)).toMatchObject({ position: { line: 2, column: 16 }, offset: "select @a, '😀'".length });
  });
});
