/** CREATE INDEX without CONCURRENTLY. */
import { blocksWriters, does, type HazardRule, whoWaits } from "./rule.ts";

export const indexBuild: HazardRule = {
  code: "index-build",
  why: "CREATE INDEX holds a SHARE lock while it reads and sorts the whole table: readers go on, every insert, update and delete waits.",
  remedy: "CREATE INDEX CONCURRENTLY, outside a transaction; on a partitioned table one partition after the other",
  online: true,
  examine: (touch, step) =>
    touch.work.includes("index") && blocksWriters(touch) && does(step, "create-index") ? `an index is built from every row; ${whoWaits(touch)}` : undefined,
};
