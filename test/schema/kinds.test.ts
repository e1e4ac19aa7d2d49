/** Every kind of object in one change, there and back, with rows in the tables; pg_dump is the judge. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { compareObservations } from "../../src/schema/observation.ts";
import { extractSchema } from "../../src/schema/extract.ts";
import { loadParser } from "../../src/sql/index.ts";
import { planWay } from "../../src/operations/plan-migration.ts";
import { KINDS, type Kind } from "./kinds.ts";
import { openStates } from "./states.ts";

const states = openStates();
beforeAll(() => loadParser());
afterAll(() => states.close());

/** What the two ways leave different, refusals in front. */
async function walk({ from, to, rows = "" }: Omit<Kind, "kind">, count = ""): Promise<{ up: unknown; down: unknown; rows: unknown }> {
  const goal = await states.database(to);
  const [wanted, wantedDump] = [await extractSchema(goal), (await goal.observe?.()) ?? ""];
  await goal.close();
  const shadow = await states.database(from);
  try {
    const [start, startDump] = [await extractSchema(shadow), (await shadow.observe?.()) ?? ""];
    await shadow.exec(`set search_path = public; ${rows}; reset search_path`);
    const there = await planWay(shadow, start, wanted);
    const upDump = (await shadow.observe?.()) ?? "";
    const back = await planWay(shadow, there.reached, start);
    const problems = (way: typeof there): unknown[] =>
      [way.failure, ...way.refused.map(({ error, statement }) => `${error.message}: ${statement.sql}`), ...way.left].filter((one) => one !== undefined);
    return {
      up: [...problems(there), ...compareObservations(wantedDump, upDump)],
      down: [...problems(back), ...compareObservations(startDump, (await shadow.observe?.()) ?? "")],
      rows: count === "" ? [] : await shadow.query(count),
    };
  } finally {
    await shadow.close();
  }
}

/** Refused, with a reason of PostgreSQL, of the planner or of the observer; see bench/kinds. */
const REFUSED = new Set(["column_type_no_cast", "conversion", "domain_base", "enum_rename_value", "foreign_table"]);

it("all kinds at once", async () => {
  const all = KINDS.filter((one) => !REFUSED.has(one.kind));
  const joined = (part: "from" | "to" | "rows"): string => all.map((one) => one[part] ?? "").join(";\n");
  expect(await walk({ from: joined("from"), to: joined("to"), rows: joined("rows") })).toEqual({ up: [], down: [], rows: [] });
});

it("a table becomes a partition, and a partition a table, with their rows", async () => {
  const pair = KINDS.find((one) => one.kind === "partition_attach");
  const count = "select (select count(*) from only public.pa_1)::int as first, (select count(*) from only public.pa_2)::int as second";
  expect(await walk(pair ?? { from: "", to: "" }, count)).toEqual({ up: [], down: [], rows: [{ first: 1, second: 1 }] });
});

it("the observer names what nobody else reads", async () => {
  const to = "create text search parser own (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype)";
  expect(await walk({ from: "", to })).toMatchObject({ up: [{ object: "TEXT SEARCH PARSER public.own" }] });
});
