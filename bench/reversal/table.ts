/** The findings as a table: outcomes by project, and the pairs that are not exact with their reasons. */
import type { Entry } from "./book.ts";

/** Prints one line an outcome; `good` are those that need no reason. */
export function printTable(title: string, found: ReadonlyMap<string, readonly Entry[]>, outcomes: readonly string[], good: readonly string[]): void {
  const count = (entries: readonly Entry[], outcome: string): number => entries.filter((one) => one.outcome === outcome).length;
  const books = new Map([...found].filter(([, entries]) => entries.length > 0));
  const all = [...books.values()].flat();
  if (all.length === 0) return;
  const line = (name: string, cells: readonly (string | number)[], last: readonly string[]): string =>
    `${name.padEnd(30)}${cells.map((cell) => String(cell).padStart(11)).join("")}${last.map((cell) => cell.padStart(9)).join("")}`;
  const share = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
  console.log(`\n${line(title, [...books.keys()], ["all", "share"])}`);
  for (const outcome of outcomes) {
    const sum = count(all, outcome);
    if (sum > 0)
      console.log(
        line(
          `  ${outcome}`,
          [...books.values()].map((entries) => count(entries, outcome)),
          [String(sum), share(sum, all.length)],
        ),
      );
  }
  const isGood = (entry: Entry): boolean => good.includes(entry.outcome);
  const exact = all.filter(isGood).length;
  console.log(
    line(
      "  exact",
      [...books.values()].map((entries) => share(entries.filter(isGood).length, entries.length)),
      [String(exact), share(exact, all.length)],
    ),
  );
  const rows = all.reduce((sum, one) => sum + one.rows, 0);
  const seconds = all.reduce((sum, one) => sum + one.seconds, 0);
  console.log(`  ${all.length} pairs, ${rows.toLocaleString("en")} generated rows compared, ${seconds.toFixed(0)} s`);
  for (const [name, entries] of books)
    for (const { name: migration, outcome, reason } of entries.filter((one) => !isGood(one)))
      console.log(`  ${name} ${migration}: ${outcome}${reason === undefined ? "" : `: ${reason}`}`);
}
