/**
 * Asking again for a lock that somebody else holds. A step waits a short while only, because everybody who comes
 * later queues behind it; then it lets them pass and comes back.
 */
import { StepFailed } from "./transaction.ts";

export interface LockRetry {
  /** how often at most, the first time included */
  readonly attempts: number;
  /** milliseconds before the second attempt; doubled each time, up to ten seconds */
  readonly firstPauseMs: number;
}

export const NO_LOCK_RETRY: LockRetry = { attempts: 1, firstPauseMs: 0 };

const LOCK_NOT_AVAILABLE = "55P03";
const LONGEST_PAUSE_MS = 10_000;

/**
 * Runs `work` until it gets its locks.
 *
 * @param onWait before each pause
 * @throws whatever `work` threw last
 */
export async function retryingLocks<T>(
  work: () => Promise<T>,
  retry: LockRetry,
  signal: AbortSignal | undefined,
  onWait: (attempt: number, pauseMs: number) => void,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const isBusy = error instanceof StepFailed && error.error.sqlstate === LOCK_NOT_AVAILABLE;
      if (!isBusy || attempt >= retry.attempts || signal?.aborted === true) throw error;
      const pause = Math.min(retry.firstPauseMs * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
      onWait(attempt, pause);
      await pauseFor(pause, signal);
    }
  }
}

function pauseFor(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener("abort", done, { once: true });
  });
}
