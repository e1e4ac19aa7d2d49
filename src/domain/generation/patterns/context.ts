/** What all patterns look at: the tables with what they refer to and what refers to them. */
import type { Pattern, Relationship } from "../../../model/generation.ts";
import type { NodeKey } from "../../../model/identity.ts";
import type { Catalog, Column, Table } from "../facts/catalog.ts";
import { wordsOf } from "../facts/words.ts";

export interface PatternContext {
  readonly catalog: Catalog;
  readonly relationships: readonly Relationship[];
  /** relationships by the table they start at and by the table they lead to */
  readonly from: ReadonlyMap<NodeKey, readonly Relationship[]>;
  readonly to: ReadonlyMap<NodeKey, readonly Relationship[]>;
}

/** One pattern of one table, in a file of its own. */
export type Detector = (table: Table, context: PatternContext) => readonly Pattern[];

/** References below this do not carry a pattern. */
const SURE_ENOUGH = 0.5;

export function patternContext(catalog: Catalog, all: readonly Relationship[]): PatternContext {
  const relationships = all.flatMap((one) => (one.covers === undefined ? [one] : [one, ...one.covers])).filter((one) => one.confidence >= SURE_ENOUGH);
  const group = (pick: (one: Relationship) => NodeKey): Map<NodeKey, Relationship[]> => {
    const found = new Map<NodeKey, Relationship[]>();
    for (const one of relationships) found.set(pick(one), [...(found.get(pick(one)) ?? []), one]);
    return found;
  };
  return { catalog, relationships, from: group((one) => one.table), to: group((one) => one.target) };
}

/** The references of a table by one column each. */
export function singleReferences(table: Table, { from }: PatternContext): readonly Relationship[] {
  return (from.get(table.key) ?? []).filter(({ columns }) => columns.length === 1);
}

export function columnNamed(table: Table, ...names: readonly string[]): Column | undefined {
  const wanted = new Set(names);
  return table.columns.find(({ name }) => wanted.has(wordsOf(name).join("_")));
}

export function keyColumns(table: Table, context: PatternContext): ReadonlySet<string> {
  return new Set([...table.primaryKey, ...(context.from.get(table.key) ?? []).flatMap(({ columns }) => columns)]);
}

export function pattern(
  kind: Pattern["kind"],
  table: Table,
  confidence: number,
  reason: string,
  rest: Partial<Pick<Pattern, "columns" | "others" | "suggestion">> = {},
): Pattern {
  return {
    kind,
    table: table.key,
    columns: rest.columns ?? {},
    others: rest.others ?? [],
    confidence,
    reason,
    ...(rest.suggestion !== undefined && { suggestion: rest.suggestion }),
  };
}

/** The least sure of several. */
export function least(...relationships: readonly Relationship[]): number {
  return relationships.reduce((lowest, { confidence }) => Math.min(lowest, confidence), 1);
}
