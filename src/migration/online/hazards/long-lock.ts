/** Whatever else takes as long as the table is large while somebody has to wait. */
import { blocksWriters, type HazardRule, whoWaits } from "./rule.ts";

export const longLock: HazardRule = {
  code: "long-lock",
  why: "The step does work that grows with the table while it holds a lock that others wait for; and whoever comes later queues behind them.",
  remedy: "do the work in a step of its own under a weaker lock, or at a quiet hour with a short lock_timeout",
  online: false,
  examine: (touch) =>
    touch.work.length > 0 && blocksWriters(touch)
      ? `${touch.work.includes("index") ? "an index is built from every row" : "every row is read"}; ${whoWaits(touch)}`
      : undefined,
};
