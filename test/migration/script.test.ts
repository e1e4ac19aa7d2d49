/** Scripts: parse(render(steps)) = steps, whatever the steps say. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { normaliseStep, parseScript, renderScript, withLineFeeds } from "../../src/migration/package/script.ts";
import type { MigrationStep } from "../../src/model/migration.ts";

const sqlOf = (text: string): string => {
  const normal = normaliseStep(text);
  if ("problem" in normal) throw new Error(normal.problem);
  return normal.sql;
};

/** Pieces that are dangerous beside each other. */
const piece = fc.constantFrom(
  "select 1",
  ";",
  "\n",
  "\r\n",
  "-- step 1",
  "-- step 2\n",
  "--! hazard\n",
  "-- note",
  " ",
  "'-- step 2\n'",
  "$$\n-- step 3\n$$",
  '"a\n-- step 4"',
  "/*\n-- step 2\n*/",
  "E'\\'\n'",
  "é\u{1F600}",
  "\u00a0",
  "\t",
  "x",
  "$1",
);
const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
const good = text.filter((candidate) => "sql" in normaliseStep(candidate));

const hazards = fc.array(fc.record({ code: fc.constantFrom("data-loss", "long-lock"), text: fc.string() }), { maxLength: 2 });
const steps = fc
  .array(fc.record({ sql: good, hazards, lock: fc.option(fc.string()), rewrite: fc.boolean() }), { maxLength: 5 })
  .map((list) => list.map((one, index): MigrationStep => ({ n: index + 1, sha256: "", mode: "tx", ...one, sql: sqlOf(one.sql) })));

describe("laws", () => {
  it("normalising twice is normalising once", () => {
    fc.assert(
      fc.property(good, (one) => expect(sqlOf(sqlOf(one))).toBe(sqlOf(one))),
      { numRuns: 1000 },
    );
  });

  it("parse(render(steps)) = steps, with either line ends", () => {
    fc.assert(
      fc.property(steps, fc.array(fc.string(), { maxLength: 3 }), fc.boolean(), (list, header, windows) => {
        const script = renderScript(header, list);
        const read = parseScript(withLineFeeds(windows ? script.replaceAll("\n", "\r\n") : script));
        expect(read.problems).toEqual([]);
        expect(read.steps.map(({ sql }) => sql)).toEqual(list.map(({ sql }) => sql));
        for (const { sql, offset } of read.steps) expect(script.slice(offset, offset + sql.length).slice(0, 5)).toBe(sql.slice(0, 5));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("normaliseStep", () => {
  it.each([
    ["select 1", "select 1;"],
    ["select 1 -- why", "select 1 -- why\n;"],
    ["\n\n--! old line\nselect 1;\n\n", "select 1;"],
    ["select 1\n-- step 2\n;", "select 1\n--  step 2\n;"],
    ["select '\n-- step 2\n';", "select '\n-- step 2\n';"],
  ])("%j", (before, after) => expect(sqlOf(before)).toBe(after));

  it.each([
    ["", "no statement"],
    ["-- only a comment", "no statement"],
    [";;", "no statement"],
    ["select 'open", "not closed"],
    ["select /* open", "not closed"],
    ["select $x$ open", "not closed"],
    ["select '\0'", "cannot hold"],
    ["select '\ud800'", "cannot hold"],
  ])("%j is refused: %s", (before, problem) => {
    expect(normaliseStep(before)).toEqual({ problem: expect.stringContaining(problem) });
  });
});

describe("parseScript", () => {
  it.each([
    ["create table t ();\n", 1, "before the first step"],
    ["-- step 1\nselect 1;\n-- step 3\nselect 3;\n", 3, "step 3 where step 2 is due"],
    ["-- step 1\nselect 1;\n\n-- step 2\n-- nothing\n", 4, "step 2 cannot be read: it holds no statement"],
    ["-- step 1\nselect 'x;\n", 1, "not closed"],
  ])("%j: line %d, %s", (script, line, message) => {
    expect(parseScript(script).problems[0]).toMatchObject({ line, message: expect.stringContaining(message) });
  });

  it("a script of comments has no steps", () => expect(parseScript("-- x: down\n-- irreversible\n")).toEqual({ steps: [], problems: [] }));
});

describe("renderScript", () => {
  it("reads well", () => {
    const script = renderScript(
      ["20261122150200_x: up", "lossy"],
      [
        {
          n: 1,
          sha256: "",
          mode: "tx",
          lock: "access exclusive",
          rewrite: true,
          hazards: [{ code: "data-loss", subject: "users.email", text: "the values\ncannot come back" }],
          sql: "alter table users drop column email;",
        },
        { n: 2, sha256: "", mode: "no-tx", lock: null, rewrite: false, hazards: [], sql: "create index concurrently i on users (id);" },
      ],
    );
    expect(script).toBe(`-- 20261122150200_x: up
-- lossy

-- step 1
--! access exclusive lock, rewrites the table
--! data-loss users.email: the values cannot come back
alter table users drop column email;

-- step 2
--! outside the transaction
create index concurrently i on users (id);
`);
  });
});
