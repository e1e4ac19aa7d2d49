/** Predictions against declared foreign keys: precision, recall, F1 and how far probabilities can be taken at their word. */
import type { Catalog } from "../../src/domain/generation/facts/catalog.ts";
import type { Join } from "../../src/domain/generation/joins/schema-joins.ts";
import { nameIndex } from "../../src/domain/generation/relationships/name-index.ts";

export interface Prediction {
  /** `table:public.a(b)>table:public.c(d)` */
  readonly key: string;
  readonly probability: number;
  /** what is believed instead where this is not believed */
  readonly covers: readonly Prediction[];
}

export interface Score {
  readonly tables: number;
  readonly truth: number;
  readonly taken: number;
  readonly right: number;
  /** taken and not declared, but there: see `undeclared` */
  readonly undeclared: number;
  /** the same where a guess must be as sure as `domain generate` wants it without being told otherwise */
  readonly sure: { readonly taken: number; readonly right: number; readonly undeclared: number };
  /** each prediction with what it came to, for calibration */
  readonly calls: readonly { readonly probability: number; readonly right: boolean }[];
}

export function truthOf(catalog: Catalog): ReadonlySet<string> {
  return new Set(
    catalog.tables.flatMap((table) => table.foreignKeys.map((key) => `${table.key}(${key.columns.join()})>${key.target}(${key.targetColumns.join()})`)),
  );
}

/**
 * Columns that refer without a foreign key, and somebody says so. What is known of the column itself comes
 * first: where its own foreign keys lead, in the end; then what views, functions and queries join it to. Of a
 * column that nobody says anything about, one of the same name (without the prefix of its table) elsewhere in
 * the schema tells.
 */
export function undeclared(catalog: Catalog, truth: ReadonlySet<string>, joins: readonly Join[]): (key: string) => boolean {
  const { byKey } = nameIndex(catalog);
  const parts = (key: string): readonly [from: string, to: string] => {
    const at = key.indexOf(">");
    return [key.slice(0, at), key.slice(at + 1)];
  };
  const meaning = (key: string): string => {
    const [, table = "", column = "", target = ""] = /^(.*?)\((.*?)\)>(.*)$/.exec(key) ?? [];
    return `${byKey.get(table)?.columns.get(column)?.text ?? column}>${target}`;
  };
  const isKey = ({ table, column }: Join["to"]): boolean => catalog.byKey.get(table)?.uniques.some((key) => key.length === 1 && key[0] === column) ?? false;
  const joined = joins.filter(({ to }) => isKey(to)).map(({ from, to }) => `${from.table}(${from.column})>${to.table}(${to.column})`);
  const known = new Set([...truth, ...joined].map(meaning));
  const declared = new Map<string, string[]>();
  for (const key of truth) {
    const [from, to] = parts(key);
    declared.set(from, [...(declared.get(from) ?? []), to]);
  }
  const isJoined = new Set(joined);
  const joinedFrom = new Set(joined.map((key) => parts(key)[0]));
  const leadsTo = (from: string, to: string, steps: number): boolean =>
    steps > 0 && (declared.get(from) ?? []).some((next) => next === to || leadsTo(next, to, steps - 1));
  return (key) => {
    if (truth.has(key)) return false;
    const [from, to] = parts(key);
    if (declared.has(from)) return leadsTo(from, to, 5);
    return joinedFrom.has(from) ? isJoined.has(key) : known.has(meaning(key));
  };
}

/** From here a guess is likelier than not. */
const LIKELY = 0.5;
/** What `--min-confidence` is unless it is given. */
const DEFAULT = 0.8;

export function scoreOf(catalog: Catalog, truth: ReadonlySet<string>, predictions: readonly Prediction[], isUndeclared: (key: string) => boolean): Score {
  const count = (least: number): Score["sure"] => {
    const taken = predictions.flatMap((one) => (one.probability >= least ? [one] : one.covers)).filter(({ probability }) => probability >= least);
    return {
      taken: taken.length,
      right: taken.filter(({ key }) => truth.has(key)).length,
      undeclared: taken.filter(({ key }) => isUndeclared(key)).length,
    };
  };
  return {
    tables: catalog.tables.length,
    truth: truth.size,
    ...count(LIKELY),
    sure: count(DEFAULT),
    calls: predictions.filter(({ key }) => !isUndeclared(key)).map(({ key, probability }) => ({ probability, right: truth.has(key) })),
  };
}

export function together(scores: readonly Score[]): Score {
  const sum = (pick: (score: Score) => number): number => scores.reduce((total, score) => total + pick(score), 0);
  return {
    tables: sum((one) => one.tables),
    truth: sum((one) => one.truth),
    taken: sum((one) => one.taken),
    right: sum((one) => one.right),
    undeclared: sum((one) => one.undeclared),
    sure: { taken: sum((one) => one.sure.taken), right: sum((one) => one.sure.right), undeclared: sum((one) => one.sure.undeclared) },
    calls: scores.flatMap((one) => one.calls),
  };
}

export function f1(precision: number, recall: number): number {
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}

/** Mean distance between what was said and what came true, in ten bins, each weighed by how much is in it. */
export function calibrationError(calls: Score["calls"]): number {
  const bins = Array.from({ length: 10 }, () => ({ said: 0, true: 0, count: 0 }));
  for (const { probability, right } of calls) {
    const bin = bins[Math.min(9, Math.floor(probability * 10))];
    if (bin === undefined) continue;
    bin.said += probability;
    bin.true += right ? 1 : 0;
    bin.count++;
  }
  return calls.length === 0 ? 0 : bins.reduce((sum, bin) => sum + Math.abs(bin.said - bin.true), 0) / calls.length;
}
