/** From any schema to any other and back, by doing: what is reached is what was wanted. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import { planWay } from "../../src/operations/plan-migration.ts";
import { diffSchemas } from "../../src/schema/diff.ts";
import { loadParser } from "../../src/sql/index.ts";
import { openStates } from "../schema/states.ts";
import { LIMIT_MS, MOST_EDITS, RUNS } from "./runs.ts";
import { edits, sqlOfMany } from "./schemas.ts";

const states = openStates();
beforeAll(() => loadParser());
afterAll(() => states.close());

it(
  "law: planned there, planned back; equal schemas have no differences, different ones have some",
  async () => {
    await fc.assert(
      fc.asyncProperty(edits(MOST_EDITS * 4), async (changes) => {
        const before = sqlOfMany(changes.map((one) => one.before));
        const [from, to] = [await states.of(before), await states.of(sqlOfMany(changes.map((one) => one.after)))];
        expect(diffSchemas(from, to).length === 0).toBe(from.fingerprint === to.fingerprint);
        expect(diffSchemas(from, to).filter((change) => change.verb === "alter").length).toBe(
          diffSchemas(to, from).filter((change) => change.verb === "alter").length,
        );
        const database = await states.database(before);
        try {
          const there = await planWay(database, from, to);
          expect({
            left: there.left,
            refused: there.refused.map(({ statement, error }) => `${error.message}: ${statement.sql}`),
            failure: there.failure,
          }).toEqual({ left: [], refused: [], failure: undefined });
          expect(there.reached.fingerprint).toBe(to.fingerprint);
          const back = await planWay(database, there.reached, from);
          expect(back.reached.fingerprint).toBe(from.fingerprint);
        } finally {
          await database.close();
        }
      }),
      { numRuns: RUNS * 2 },
    );
  },
  LIMIT_MS,
);
