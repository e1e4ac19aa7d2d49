/** Any other rewrite: SET LOGGED, SET ACCESS METHOD, CLUSTER, VACUUM FULL. */
import { type HazardRule, whoWaits } from "./rule.ts";

export const tableRewrite: HazardRule = {
  code: "table-rewrite",
  why: "PostgreSQL writes the whole table and its indexes anew into new files. It takes as long as copying the table, needs its space once more, and nobody can use the table meanwhile.",
  remedy: "make a new table of the wanted kind, fill it in batches, exchange the names",
  online: false,
  examine: (touch) => (touch.work.includes("rewrite") ? `the whole table is written anew; ${whoWaits(touch)}` : undefined),
};
