/** What a run of the benchmark has found so far, one line a pair, so that it goes on where it was stopped. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

export interface Entry {
  /** of the migration */
  readonly name: string;
  readonly outcome: string;
  readonly reason?: string;
  readonly rows: number;
  readonly seconds: number;
}

export class Book {
  readonly #file: string;
  readonly #entries: Map<string, Entry>;

  /** @param again outcomes that are to be found anew; everything where it is undefined */
  constructor(folder: string, name: string, again: (entry: Entry) => boolean) {
    mkdirSync(folder, { recursive: true });
    this.#file = join(folder, `${name}.jsonl`);
    const lines = existsSync(this.#file) ? readFileSync(this.#file, "utf8").split("\n") : [];
    const found = lines.flatMap((line): Entry[] => (line.endsWith("}") ? [entryOf(line)] : []));
    // a later line about the same pair counts; the last one may have been cut off by a kill
    this.#entries = new Map(found.map((entry) => [entry.name, entry]));
    for (const entry of this.#entries.values()) if (again(entry)) this.#entries.delete(entry.name);
    if (this.#entries.size === 0) rmSync(this.#file, { force: true });
  }

  add(entry: Entry): void {
    this.#entries.set(entry.name, entry);
    appendFileSync(this.#file, `${JSON.stringify(entry)}\n`);
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  get entries(): readonly Entry[] {
    return [...this.#entries.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }
}

function entryOf(line: string): Entry {
  return JSON.parse(line) as Entry;
}
