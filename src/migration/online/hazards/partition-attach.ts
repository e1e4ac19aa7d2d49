/** ATTACH PARTITION reads the rows of the table that becomes a partition. */
import { blocksWriters, does, type HazardRule, whoWaits } from "./rule.ts";

export const partitionAttach: HazardRule = {
  code: "partition-attach",
  why: "ATTACH PARTITION reads every row of the new partition (and of the default partition) to see that it lies within the bounds, while the table is locked.",
  remedy: "give the table a validated CHECK that says the same as the bounds before it is attached, and drop it afterwards",
  online: false,
  examine: (touch, step) =>
    touch.work.length > 0 && blocksWriters(touch) && does(step, "attach-partition")
      ? `its rows are read for the bounds of the partition; ${whoWaits(touch)}`
      : undefined,
};
