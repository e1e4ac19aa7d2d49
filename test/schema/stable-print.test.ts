/** Both prints of one expression are one text, and nothing else changes; PostgreSQL says what its two prints are. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openEmbedded } from "../../src/database/embedded/open.ts";
import type { Database } from "../../src/model/database.ts";
import { stablePrint } from "../../src/schema/stable-print.ts";

describe("stablePrint", () => {
  it.each([
    [
      "((s)::text = ANY ((ARRAY['a'::character varying, 'b''x, ]'::character varying])::text[]))",
      "((s)::text = ANY (ARRAY[('a'::character varying)::text, ('b''x, ]'::character varying)::text]))",
    ],
    ["s::text = ANY (ARRAY['a'::character varying, t.b]::text[])", "s::text = ANY (ARRAY['a'::character varying::text, t.b::text])"],
    ["f(ARRAY['a'::character varying])::text[]", "f(ARRAY['a'::character varying])::text[]"],
    ["x = ANY (ARRAY[1, 2])", "x = ANY (ARRAY[1, 2])"],
    ["ARRAY[]::text[]", "ARRAY[]::text[]"],
    ["(ARRAY[ARRAY[1], ARRAY[2]])::bigint[]", "(ARRAY[ARRAY[1], ARRAY[2]])::bigint[]"],
    ["'ARRAY[' || x", "'ARRAY[' || x"],
  ])("%s", (text, stable) => {
    expect(stablePrint(text)).toBe(stable);
    expect(stablePrint(stable)).toBe(stable);
  });
});

describe("PostgreSQL's prints", () => {
  let database: Database;
  beforeAll(async () => {
    database = await openEmbedded();
  });
  afterAll(() => database.close());

  it.each([
    "s in ('a', 'b')",
    "s not in ('a', 'it''s [odd], ')",
    "s in ('a', upper(s))",
    "s = any (array['a', s]::varchar[])",
    "n in (1, 2) and s like any (array['a%', 'b%'])",
    "m in ('x', 'y') or s in ('a', 'b') and s::char(3) in ('u', 'v')",
  ])("%s reads back as the same", async (condition) => {
    const print = async (text: string): Promise<string> => {
      await database.exec(
        `drop table if exists t cascade; drop type if exists mood; create type mood as enum ('x', 'y'); create table t (s varchar(20), n bigint, m mood, constraint c check (${text})); create view v as select * from t where ${text}`,
      );
      const [row] = await database.query<{ one: string; two: string; three: string }>(
        "select pg_get_expr(conbin, conrelid) as one, pg_get_expr(conbin, conrelid, true) as two, pg_get_viewdef('v'::regclass) as three from pg_constraint where conname = 'c'",
      );
      return stablePrint(JSON.stringify([row?.one, row?.two, row?.three]));
    };
    const first = await print(condition);
    const [again = ""] = JSON.parse(first) as string[];
    expect(await print(again)).toBe(first);
  });
});
