import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Change } from "../../src/model/change.ts";
import { summariseChanges } from "../../src/report/index.ts";
import { formatDuration } from "../../src/report/migration/duration.ts";
import { formatBytes } from "../../src/report/snapshot/render-upkeep.ts";
import { diffText } from "../../src/report/text/text-diff.ts";
import { alignColumns, displayWidth, wrapText } from "../../src/report/text/width.ts";
import { countOf, cut, formatNumber, joinAnd, pluralOf } from "../../src/report/text/words.ts";
import { dropEmail } from "./made-up.ts";

const add = (key: string, after: Extract<Change, { verb: "add" }>["after"] = {}): Change => ({ verb: "add", key, after });

describe("summariseChanges", () => {
  it.each<[string, Change[], string]>([
    ["nothing", [], ""],
    ["a drop", [dropEmail], "drops column users.email (text, not null)"],
    [
      "a drop, additions and grants",
      [
        ...Array.from({ length: 12 }, (_, at) => add(`acl:(table:public.t${at}).app`)),
        add("column:public.users.a"),
        add("column:public.users.b"),
        add("column:public.users.c"),
        dropEmail,
      ],
      "drops column users.email (text, not null); adds 3 columns; 12 grants",
    ],
    ["a rename", [{ verb: "rename", key: "column:public.users.email", to: "column:public.users.mail" }], "renames column users.email to mail"],
    [
      "two attributes of one column",
      [
        { verb: "alter", key: "column:public.users.age", attribute: "type", before: "integer", after: "bigint" },
        { verb: "alter", key: "column:public.users.age", attribute: "notNull", before: false, after: true },
      ],
      "changes column users.age (type integer -> bigint; nullable -> not null)",
    ],
    [
      "labels of an enum",
      [{ verb: "alter", key: "type:public.mood", attribute: "values", before: ["sad", "ok"], after: ["ok", "happy"] }],
      "changes type mood (adds 'happy'; removes 'sad')",
    ],
    ["a long definition", [{ verb: "alter", key: "view:public.v", attribute: "def", before: "x".repeat(90), after: "y" }], "changes view v (definition)"],
    ["one grant and two comments", [add("acl:(table:public.t).app"), add("comment:(table:public.t)"), add("comment:(table:public.u)")], "1 grant, 2 comments"],
    [
      "drops keep their names among many",
      [
        dropEmail,
        ...Array.from({ length: 58 }, (_, at) => add(`table:public.t${at}`)),
        add("index:public.i"),
        add("policy:public.t.p"),
        add("policy:public.t.q"),
      ],
      "drops column users.email (text, not null); adds 58 tables, 1 index, 2 policies",
    ],
  ])("%s", (_case, changes, words) => {
    expect(summariseChanges(changes)).toBe(words);
  });
});

describe("numbers and nouns", () => {
  it.each([
    [0, "0 queries"],
    [1, "1 query"],
    [1044, "1,044 queries"],
    [1_234_567, "1,234,567 queries"],
  ])("%d", (count, text) => expect(countOf(count, "query")).toBe(text));
  it.each([
    ["materialized view", "materialized views"],
    ["comment on", "comments"],
    ["index", "indexes"],
    ["default privileges", "default privileges"],
  ])("%s", (one, many) => expect(pluralOf(one)).toBe(many));
  it.each([
    [[], ""],
    [["a"], "a"],
    [["a", "b"], "a and b"],
    [["a", "b", "c"], "a, b and c"],
  ])("%j", (parts, text) => expect(joinAnd(parts)).toBe(text));
  it.each([
    [12.4, "12 ms"],
    [999, "999 ms"],
    [1_234, "1.2 s"],
    [59_960, "1 min 0 s"],
    [185_000, "3 min 5 s"],
  ])("%d ms", (ms, text) => expect(formatDuration(ms)).toBe(text));
  it.each([
    [1, "1 byte"],
    [999, "999 bytes"],
    [38_800, "38.8 KB"],
    [6_040_000, "6.0 MB"],
    [1_234_560_000, "1,234.5 MB"],
  ])("%d bytes", (bytes, text) => expect(formatBytes(bytes)).toBe(text));
  it("formatNumber reads back", () => fc.assert(fc.property(fc.nat(), (value) => Number(formatNumber(value).replaceAll(",", "")) === value)));
});

describe("cut", () => {
  it("never hides a single one, and shows and hides all of them together", () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 12 }), fc.boolean(), (list, limit, all) => {
        const { shown, hidden } = cut(list, limit, all);
        expect(shown.length + hidden).toBe(list.length);
        expect(hidden).not.toBe(1);
        expect(shown).toEqual(list.slice(0, shown.length));
        if (all) expect(hidden).toBe(0);
      }),
    );
  });
});

describe("wrapText", () => {
  it("keeps every word and the width, where a word allows it", () => {
    const words = fc.array(fc.stringMatching(/^[a-z日本]{1,14}$/), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(words, fc.integer({ min: 10, max: 60 }), fc.nat(8), (list, width, indent) => {
        const lines = wrapText(list.join(" "), width, indent);
        expect(lines.flatMap((line) => line.trim().split(" "))).toEqual(list);
        for (const line of lines) if (line.trim().includes(" ")) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe("alignColumns", () => {
  it("counts wide characters as terminals do", () => {
    expect(
      alignColumns(
        [
          ["日本", "1", "x"],
          ["abcdef", "22", "y"],
          ["e\u0301", "333", "z"],
        ],
        [1],
      ),
    ).toEqual(["日本      1  x", "abcdef   22  y", "e\u0301       333  z"]);
  });
});

describe("diffText", () => {
  it("shows only what differs, with as much around it as wanted", () => {
    expect(diffText("a\nb\nc\nd\ne\nf\ng", "a\nB\nc\nd\ne\nf\nG", { context: 0 })).toEqual(["- b", "+ B", "- g", "+ G"]);
    expect(diffText("a\nb\nc\nd\ne\nf\ng", "a\nB\nc\nd\ne\nf\nG", { context: 1 })).toEqual(["  a", "- b", "+ B", "  c", "  ...", "  f", "- g", "+ G"]);
  });

  it("counts what it leaves out", () => {
    expect(diffText("", Array.from({ length: 30 }, (_, at) => `${at}`).join("\n"), { context: 0, limit: 5 }).at(-1)).toBe("... 25 more lines (--all)");
  });

  it("is the same for CRLF and for a missing last line break", () => {
    expect(diffText("a\r\nb\r\n", "a\nb", { context: 0 })).toEqual([]);
  });
});
