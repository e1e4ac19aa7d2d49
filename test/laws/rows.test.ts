/**
 * From any schema to any other and back with rows in its tables, many changes at once: it is proved, every row
 * comes back. `RUNS=500 SEED=random` for a long look.
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
import { fillLosses } from "../../src/operations/fill-columns.ts";
import { diffSchemas } from "../../src/schema/diff.ts";
import { restoreShadow } from "../../src/operations/restore-shadow.ts";
import { extractSchema } from "../../src/schema/extract.ts";
import { loadParser } from "../../src/sql/index.ts";
import { fillsFor } from "../schema/fills.ts";
import { openStates } from "../schema/states.ts";
import { LIMIT_MS, MOST_EDITS, RUNS } from "./runs.ts";
import { edits, editsOfTables, sqlOfMany } from "./schemas.ts";

const states = openStates();
beforeAll(() => loadParser());
afterAll(() => states.close());

it(
  "law: up = TO, down = FROM, every row that is not named as lost is back, also after changes in between",
  async () => {
    let rows = 0;
    let tried = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.oneof({ weight: 3, arbitrary: editsOfTables(MOST_EDITS) }, { weight: 1, arbitrary: edits(3) }),
        fc.boolean(),
        async (changes, drop) => {
          const [before, after] = [sqlOfMany(changes.map((one) => one.before)), sqlOfMany(changes.map((one) => one.after))];
          const to = await states.of(after);
          const database = await states.database(before);
          const context = `${before}\n=>\n${after}`;
          try {
            const from = await extractSchema(database);
            if (from.fingerprint === to.fingerprint) return;
            const fills = fillsFor(from, to);
            const losses = [...(await lossesOf(diffSchemas(from, to), from, database)), ...fillLosses(from, fills)];
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
              fills,
              migration,
              without: drop ? losses.map(({ subject }) => subject) : [],
              require,
            });
            const draft = composeDraft({ migration, to: { domains: [] }, toolVersion: "test", fills }, { from, to, ways, renames: [], previous: undefined });
            const result = await proveMigration({ shadow: database, extract: extractSchema, restore: restoreShadow, to }, composePackage(draft));
            rows += result.proof?.rows ?? 0;
            tried += changes.length;
            const problems = result.rows === undefined ? [] : rowProblems(result.rows);
            expect([result.legs.filter((leg) => !leg.equal), context]).toEqual([[], context]);
            expect([problems, context]).toEqual([[], context]);
            expect([result.proved, context]).toEqual([true, context]);
          } finally {
            await database.close();
          }
        },
      ),
      { numRuns: RUNS },
    );
    if (RUNS > 20) expect(rows).toBeGreaterThan(tried);
  },
  LIMIT_MS,
);
