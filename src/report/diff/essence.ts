/** The difference in one small table: kinds by verb. Objects are counted, not attributes. */
import type { Change } from "../../model/change.ts";
import { kindOf } from "../../model/identity.ts";
import type { StateDiff, TextChange } from "../../model/state-diff.ts";
import { asides, isAside, kindRank } from "../summarise-changes.ts";
import { safeText } from "../text/safe-text.ts";
import { formatNumber, kindWords, pluralOf } from "../text/words.ts";

const VERBS = ["add", "drop", "alter", "rename"] as const;
const HEAD = ["", "added", "dropped", "changed", "renamed"];

/** Rows with a head; columns without a number are left out. Empty when nothing of that sort differs. */
export function essenceTable(diff: StateDiff): string[][] {
  const rows = [...kindRows(diff.schema), ...textRow("domain", diff.domains), ...textRow("query", diff.queries)];
  if (rows.length === 0) return [];
  const used = HEAD.map((_word, at) => at === 0 || rows.some((row) => row[at] !== ""));
  return [HEAD, ...rows].map((row) => row.filter((_cell, at) => used[at]));
}

/** What the table leaves out: grants, comments, order of columns. */
export function essenceRest(diff: StateDiff): string[] {
  return [
    ...asides(diff.schema),
    ...(diff.reordered.length > 0
      ? [`${formatNumber(diff.reordered.length)} ${diff.reordered.length === 1 ? "relation" : "relations"} with columns in another order`]
      : []),
  ];
}

export function isEmptyDiff(diff: StateDiff): boolean {
  return diff.schema.length + diff.reordered.length + diff.domains.length + diff.queries.length === 0;
}

function kindRows(changes: readonly Change[]): string[][] {
  const kinds = new Map<string, Map<string, Set<string>>>();
  for (const change of changes) {
    if (isAside(change)) continue;
    const verbs = kinds.get(kindOf(change.key)) ?? new Map<string, Set<string>>();
    kinds.set(kindOf(change.key), verbs.set(change.verb, (verbs.get(change.verb) ?? new Set()).add(change.key)));
  }
  return [...kinds]
    .toSorted(([a], [b]) => kindRank(a) - kindRank(b) || (a < b ? -1 : 1))
    .map(([kind, verbs]) => [safeText(kindWords(kind, 2)), ...VERBS.map((verb) => cell(verbs.get(verb)?.size ?? 0))]);
}

function textRow(word: string, changes: readonly TextChange[]): string[][] {
  if (changes.length === 0) return [];
  return [[pluralOf(word), ...VERBS.map((verb) => cell(changes.filter((change) => change.verb === verb).length))]];
}

function cell(count: number): string {
  return count === 0 ? "" : formatNumber(count);
}
