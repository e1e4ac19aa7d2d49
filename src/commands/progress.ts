/** One line of progress on stderr, on a terminal only; erased when the answer comes. */
const WIDTH = 24;

export class Progress {
  readonly #enabled: boolean;

  constructor(enabled: boolean) {
    this.#enabled = enabled;
  }

  /** @param done how many of `total` are finished */
  show(done: number, total: number, what: string): void {
    if (!this.#enabled) return;
    const filled = total === 0 ? WIDTH : Math.round((done / total) * WIDTH);
    process.stderr.write(`\r\u001B[2K${"#".repeat(filled)}${".".repeat(WIDTH - filled)} ${done}/${total} ${what}`);
  }

  clear(): void {
    if (this.#enabled) process.stderr.write("\r\u001B[2K");
  }
}
