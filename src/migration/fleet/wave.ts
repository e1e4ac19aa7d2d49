/**
 * In which order the tenants of a fleet get their turn: canaries first and one by one, then several at
 * a time. Knows nothing of what a turn is.
 */
export interface WaveOptions<T> {
  /** tenants that go alone and first; one that fails ends the wave whatever `continueOnError` says */
  readonly canaries: number;
  /** turns at the same time after that */
  readonly parallel: number;
  /** go on with the others when one that is no canary fails */
  readonly continueOnError: boolean;
  /** no tenant gets its turn after an abort; those that have it end by themselves */
  readonly signal?: AbortSignal | undefined;
  /** @returns whether it went well; never throws */
  readonly turn: (tenant: T, canary: boolean) => Promise<boolean>;
}

/** Gives each tenant its turn until one fails. Resolves when no turn is running any more. */
export async function runWave<T>(tenants: readonly T[], options: WaveOptions<T>): Promise<void> {
  const { canaries, parallel, continueOnError, signal, turn } = options;
  const queue = [...tenants];
  for (const canary of queue.splice(0, canaries)) {
    if (signal?.aborted === true || !(await turn(canary, true))) return;
  }
  let stopped = false;
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (stopped || signal?.aborted === true) return;
      if (!(await turn(next, false)) && !continueOnError) stopped = true;
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, queue.length) }, worker));
}
