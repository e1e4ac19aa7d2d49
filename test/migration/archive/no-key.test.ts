/** A table without a key: what it loses is said with what helps, and that helps. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { loadParser } from "../../../src/sql/index.ts";
import { openRoundTrip, type RoundTrip } from "./round-trip.ts";

let trip: RoundTrip;
beforeAll(async () => {
  await loadParser();
  trip = await openRoundTrip();
});
afterAll(() => trip.close());

const TYPE = "create type m as enum ('a', 'b');";

it("names a key as the remedy, which keeps the values", async () => {
  const bare = await trip.generate(`${TYPE} create table t (c text, d text, e m)`, "create type m as enum ('a'); create table t (c int, e m)");
  expect(bare.manifest.class).toBe("lossy");
  const losses = bare.up.flatMap(({ hazards }) => hazards.filter(({ code }) => code === "data-loss"));
  const [key = ""] = /id bigint [a-z ]+ key/.exec(losses[0]?.remedy ?? "") ?? [];
  expect(losses.map(({ subject, remedy }) => `${subject}: ${remedy?.replace(key, "KEY")}`).toSorted()).toEqual([
    "m: give each table with a column of that type a primary key of columns that stay (KEY) in a migration of its own first, then this one keeps the values",
    "t.c: give t a primary key of columns that stay (KEY) in a migration of its own first, then this one keeps the values",
    "t.d: give t a primary key of columns that stay (KEY) in a migration of its own first, then this one keeps the values",
  ]);
  const keyed = await trip.generate(`${TYPE} create table t (c text, d text, e m, ${key})`, `create type m as enum ('a'); create table t (c int, e m, ${key})`);
  expect(keyed.manifest.class).toBe("lossless-with-archive");
});
