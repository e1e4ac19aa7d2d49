/**
 * From any schema to any other and back with rows in its tables: what is proved brings every row back, and what
 * is not proved says why. `RUNS=500 SEED=random` for a long look.
 */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import { lossesOf } from "../../src/migration/losses.ts";
import { composePackage } from "../../src/migration/package/package.ts";
import { proveMigration } from "../../src/migration/proof.ts";
import { rowProblems } from "../../src/migration/rows/problems.ts";
import { composeDraft } from "../../src/operations/compose-migration.ts";
import { planKeptWays } from "../../src/operations/plan-kept-ways.ts";
import type { PlannedWay } from "../../src/operations/plan-migration.ts";
import { diffSchemas } from "../../src/schema/diff.ts";
import { restoreShadow } from "../../src/operations/restore-shadow.ts";
import { extractSchema } from "../../src/schema/extract.ts";
import { loadParser } from "../../src/sql/index.ts";
import { openStates } from "../schema/states.ts";
import { LIMIT_MS, RUNS } from "./runs.ts";
import { model, sqlOf } from "./schemas.ts";

const states = openStates();
beforeAll(() => loadParser());
afterAll(() => states.close());

/** Reasons that are the rows' own: a new column, or one that takes NULL no more, has no value for those that are there. */
const NEEDS_VALUE = /fails: 23502 /;

it(
  "law: up = TO, down = FROM, every row that is not named as lost is back, also after changes in between",
  async () => {
    let rows = 0;
    await fc.assert(
      fc.asyncProperty(model, model, fc.boolean(), async (before, after, drop) => {
        const to = await states.of(sqlOf(after));
        const database = await states.database(sqlOf(before));
        const context = `${sqlOf(before)}\n=>\n${sqlOf(after)}`;
        try {
          const from = await extractSchema(database);
          if (from.fingerprint === to.fingerprint) return;
          const losses = await lossesOf(diffSchemas(from, to), from, database);
          const require = (way: PlannedWay, where: string): PlannedWay => {
            expect([where, way.left, way.failure, context]).toEqual([where, [], undefined, context]);
            return way;
          };
          const migration = "20260101000000_x";
          const ways = await planKeptWays({
            shadow: database,
            from,
            to,
            losses,
            migration,
            without: drop ? losses.map(({ subject }) => subject) : [],
            require,
          });
          const draft = composeDraft({ migration, to: { domains: [] }, toolVersion: "test" }, { from, to, ways, renames: [], previous: undefined });
          const result = await proveMigration({ shadow: database, extract: extractSchema, restore: restoreShadow, to }, composePackage(draft));
          rows += result.proof?.rows ?? 0;
          const problems = result.rows === undefined ? [] : rowProblems(result.rows);
          expect([result.legs.filter((leg) => !leg.equal), context]).toEqual([[], context]);
          expect([problems.filter((problem) => !NEEDS_VALUE.test(problem)), context]).toEqual([[], context]);
          expect([result.proved, context]).toEqual([problems.length === 0, context]);
        } finally {
          await database.close();
        }
      }),
      { numRuns: RUNS },
    );
    if (RUNS > 20) expect(rows).toBeGreaterThan(0);
  },
  LIMIT_MS,
);
