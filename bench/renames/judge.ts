/** Guesses against the truth: how many are right, how many wrong, how many are left to ask. */
import { guessRenames } from "../../src/migration/renames/guess.ts";
import { teamEdits } from "../../src/migration/renames/team-edits.ts";
import { nodeKey, parseNodeKey, type NodeKey } from "../../src/model/identity.ts";
import { TAKEN } from "../../src/model/rename.ts";
import type { Fact } from "../../src/model/schema-state.ts";
import type { RenameCase } from "./collect.ts";

export interface Score {
  /** pairs of one dropped and one added thing of a kind in one place: what could be taken for a rename */
  pairs: number;
  truth: number;
  taken: number;
  right: number;
  /** true ones that are asked about */
  asked: number;
  /** asked about, and no rename */
  askedWrongly: number;
  readonly misses: string[];
}

export const score = (): Score => ({ pairs: 0, truth: 0, taken: 0, right: 0, asked: 0, askedWrongly: 0, misses: [] });

export function judge(into: Score, one: RenameCase): void {
  const tables = new Map(one.truth.filter(([key]) => key.startsWith("table:")));
  // A guess of a column speaks of the table by its new name.
  const [old, now] = [new Set(one.from.map((fact) => fact.key)), new Set(one.to.map((fact) => fact.key))];
  // A name that is taken over by something else at once neither goes nor comes.
  const visible = one.truth.filter(([from, to]) => !now.has(tables.has(from) ? from : inRenamedTable(from, tables)) && !old.has(to));
  const truth = new Map(visible.map(([from, to]) => [inRenamedTable(from, tables), to]));
  const guesses = guessRenames(one.from, one.to, teamEdits(one.before ?? [], one.after ?? []));
  into.pairs += pairsIn(one.from, one.to, tables);
  into.truth += truth.size;
  for (const { from, to, confidence, reasons } of guesses) {
    const right = truth.get(from) === to;
    if (confidence >= TAKEN) {
      into.taken++;
      if (right) into.right++;
      else into.misses.push(`wrong ${one.project}/${one.file}: ${from} -> ${to} ${confidence.toFixed(3)} ${reasons.join(", ")}`);
    } else if (right) into.asked++;
    else into.askedWrongly++;
    if (right && confidence < TAKEN) into.misses.push(`asked ${one.project}/${one.file}: ${from} -> ${to} ${confidence.toFixed(3)} ${reasons.join(", ")}`);
  }
  for (const [from, to] of truth)
    if (!guesses.some((guess) => guess.from === from && guess.to === to)) into.misses.push(`missed ${one.project}/${one.file}: ${from} -> ${to}`);
}

function inRenamedTable(key: NodeKey, tables: ReadonlyMap<NodeKey, NodeKey>): NodeKey {
  const [namespace = "", table = "", column] = parseNodeKey(key).path;
  const now = column === undefined ? undefined : tables.get(nodeKey("table", namespace, table));
  return now === undefined ? key : nodeKey("column", ...parseNodeKey(now).path, column ?? "");
}

function pairsIn(from: readonly Fact[], to: readonly Fact[], tables: ReadonlyMap<NodeKey, NodeKey>): number {
  const [before, after] = [new Set(from.map((fact) => inRenamedTable(fact.key, tables))), new Set(to.map((fact) => fact.key))];
  const count = (keys: ReadonlySet<NodeKey>, others: ReadonlySet<NodeKey>): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const key of keys) {
      if (others.has(key) || !/^(?:table|column):/.test(key)) continue;
      const { kind, path } = parseNodeKey(key);
      const place = [kind, ...path.slice(0, -1)].join(".");
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
    return counts;
  };
  const [gone, come] = [count(before, after), count(after, before)];
  return [...gone].reduce((total, [place, number]) => total + number * (come.get(place) ?? 0), 0);
}
