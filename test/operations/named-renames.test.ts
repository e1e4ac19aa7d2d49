/** Renames by flag: the order in which they can run, the names they take, and what is refused before anything runs. Pure. */
import { describe, expect, it } from "@jest/globals";
import type { Fact } from "../../src/model/schema-state.ts";
import type { Loss } from "../../src/migration/losses.ts";
import { readDenied, readRenames } from "../../src/operations/named-renames.ts";
import { readWithoutArchive } from "../../src/operations/without-archive.ts";

const table = (name: string, ...columns: readonly string[]): Fact[] => [
  { key: `table:public.${name}`, payload: {} },
  ...columns.map((column): Fact => ({ key: `column:public.${name}.${column}`, parent: `table:public.${name}`, payload: {} })),
];
const FROM = { facts: [...table("users", "id", "name"), ...table("orders", "id")] };
const TO = { facts: [...table("people", "id", "full_name"), ...table("orders", "id", "note")] };
const sqlOf = (...texts: readonly string[]): string[] => readRenames(texts, FROM, TO, ["public"]).map(({ sql }) => sql);

describe("readRenames", () => {
  it.each([[["users:people", "users.name:users.full_name"]], [["users.name:full_name", "users:people"]], [["people.name:people.full_name", "users:people"]]])(
    "the table first, its columns by either name: %s",
    (texts) => {
      expect(sqlOf(...texts)).toEqual(['alter table "public"."users" rename to "people"', 'alter table "public"."people" rename column "name" to "full_name"']);
    },
  );

  it.each([
    ["an old name that is not there", ["usr:people"], { code: "rename-unknown", next: "--rename users:people" }],
    ["a new name that is not declared", ["users:persons"], { code: "rename-unknown", next: "--rename users:people" }],
    ["a column into another table", ["users.name:people.full_name"], { next: "--rename users:people --rename users.name:people.full_name" }],
    ["a name that is taken", ["users:orders"], { code: "flag-without-effect" }],
    ["two new names", ["users:people", "public.users:persons"], { message: "--rename is given twice for users: people and persons" }],
    ["no pair", ["users"], { code: "usage" }],
  ])("refuses %s", (_name, texts, expected) => {
    expect(() => sqlOf(...texts)).toThrow(expect.objectContaining(expected));
  });
});

it("the same rename given again is harmless", () => {
  expect(sqlOf("users:people", "public.users:people")).toHaveLength(1);
});

describe("readDenied", () => {
  it("refuses what --rename says the contrary of", () => {
    const renames = readRenames(["users:people"], FROM, TO, ["public"]);
    const said = { message: expect.stringContaining("--rename users:people and --no-rename users") };
    expect(() => readDenied(["users"], FROM, TO, ["public"], renames)).toThrow(expect.objectContaining(said));
  });

  it("takes what goes or comes, and refuses the rest", () => {
    expect(readDenied(["users.name", "people"], FROM, TO, ["public"])).toEqual(["column:public.users.name", "table:public.people"]);
    expect(() => readDenied(["orders.id"], FROM, TO, ["public"])).toThrow(expect.objectContaining({ code: "flag-without-effect" }));
    expect(() => readDenied(["users.nam"], FROM, TO, ["public"])).toThrow(expect.objectContaining({ next: "--no-rename users.name" }));
  });
});

it("--no-archive takes what is lost, a table for its columns, and refuses the rest", () => {
  const losses: Loss[] = [{ subject: "users.name", key: "column:public.users.name", text: "" }];
  const read = (name: string): string[] => readWithoutArchive([name], losses, FROM, ["public"]);
  expect([read("users.name"), read('"users"'), read("USERS.NAME")]).toEqual([["users.name"], ["users"], ["users.name"]]);
  expect(() => read("orders")).toThrow(expect.objectContaining({ code: "flag-without-effect" }));
  expect(() => read("users.nme")).toThrow(expect.objectContaining({ next: "--no-archive users.name" }));
});
