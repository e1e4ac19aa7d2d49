/** Flags that name columns: how a name is read, and what each of them refuses alike. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Fact } from "../../src/model/schema-state.ts";
import { flagWord, readColumnFlag } from "../../src/operations/column-flags.ts";
import { loadParser } from "../../src/sql/index.ts";

beforeAll(loadParser);

const column = (key: string, table: string): Fact => ({ key, parent: table, payload: {} });
const FACTS = [
  column("column:public.users.tags", "table:public.users"),
  column("column:auth.users.tags", "table:auth.users"),
  column('column:"we;rd"."t=1"."co l"', 'table:"we;rd"."t=1"'),
  column('column:public.users."a.b"', "table:public.users"),
  column("column:public.seen.tags", "view:public.seen"),
];
const read = (...pairs: readonly (readonly [string, string])[]): [string, string][] => [
  ...readColumnFlag("--using", pairs, { facts: FACTS }, ["public", "auth"]),
];

describe("readColumnFlag", () => {
  it.each([
    ["users.tags", "column:public.users.tags"],
    ["USERS.tags", "column:public.users.tags"],
    ["auth.users.tags", "column:auth.users.tags"],
    ['"auth".users."tags"', "column:auth.users.tags"],
    ['"we;rd"."t=1"."co l"', 'column:"we;rd"."t=1"."co l"'],
    ["we;rd.t=1.co l", 'column:"we;rd"."t=1"."co l"'],
    ['users."a.b"', 'column:public.users."a.b"'],
  ])("%s", (name, key) => {
    expect(read([name, "tags"])).toEqual([[key, "tags"]]);
  });

  it.each([
    ["a name that is only like one", [["user.tags", "1"]], { code: "column-unknown", why: "the nearest name is users.tags", next: "--using users.tags=..." }],
    ["a column of a view", [["seen.tags", "1"]], { code: "column-unknown" }],
    ["a table", [["users", "1"]], { code: "column-unknown" }],
    [
      "one given twice, by two names",
      [
        ["users.tags", "1"],
        ["public.users.tags", "2"],
      ],
      { code: "flag-twice", message: "--using is given twice for users.tags: 1 and 2" },
    ],
    ["two statements", [["users.tags", "1); drop table users; select (1"]], { code: "usage", why: "it is more than one statement" }],
    ["no SQL", [["users.tags", "1 +"]], { code: "usage", message: "--using users.tags: that is no SQL expression" }],
  ] as const)("%s", (_name, pairs, expected) => {
    expect(() => read(...pairs)).toThrow(expect.objectContaining(expected));
  });
});

it("the same given again is harmless", () => {
  expect(read(["users.tags", "1"], ["public.users.tags", " 1"])).toHaveLength(1);
});

it("is shown as a shell takes it", () => {
  expect(flagWord("--using", "column:public.users.tags", "string_to_array(tags, ',')")).toBe(`--using "users.tags=string_to_array(tags, ',')"`);
  expect(flagWord("--fill", 'column:"we;rd"."t=1"."co l"')).toBe(`--fill '"we;rd"."t=1"."co l"=...'`);
});
