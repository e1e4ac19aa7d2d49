/**
 * Runs what takes long first, so that no core is idle at the end. Jest knows durations from earlier runs; of a file
 * that has not run here it knows none and takes its size. Files that start many databases are small, so their
 * folders stand for what they take.
 */
import TestSequencer from "@jest/test-sequencer";

/** Parts of paths, and milliseconds that a file there takes. */
const GUESSES = [
  ["/test/cases.test.", 150_000],
  ["/test/cli/", 60_000],
  ["/test/readme.test.", 50_000],
  ["/test/migration/archive/", 50_000],
  ["/test/server/", 30_000],
  ["/test/laws/", 30_000],
  ["/test/schema/", 15_000],
  ["/test/migration/", 15_000],
  ["/test/operations/", 15_000],
];
const expected = ({ path, duration }) => duration ?? GUESSES.find(([part]) => path.includes(part))?.[1] ?? 1000;

export default class LongestFirst extends TestSequencer {
  /** @override */
  sort(tests) {
    // oxlint-disable-next-line unicorn/no-array-sort -- the method is jest's, not an array's
    return super.sort(tests).toSorted((a, b) => expected(b) - expected(a));
  }
}
