/**
 * The joint decision. For every column the keys it could refer to and "none of them" share one
 * probability; then columns of the same name look at each other, and everything is weighed again.
 */
import type { Catalog } from "../facts/catalog.ts";
import { joinedKeys } from "../joins/joined-keys.ts";
import type { Candidate, Features } from "./candidate.ts";
import { candidatesOf } from "./candidates.ts";
import { nameIndex, type NamedColumn, type NamedTable, type NameIndex } from "./name-index.ts";
import { peopleRank } from "./roles.ts";
import { typeFamily } from "./type-families.ts";
import { WEIGHTS, type Feature, type Weights } from "./weights.ts";

export interface Weighed extends Candidate {
  /** that the column refers to this key, given all others it could refer to */
  readonly probability: number;
}

export interface ColumnChoice {
  readonly table: NamedTable;
  readonly column: NamedColumn;
  /** the likeliest first */
  readonly options: readonly Weighed[];
}

/** Columns of one name and kind of type are asked to agree. */
const nameKey = ({ text, column }: NamedColumn): string => `${text} ${typeFamily(column)}`;
const targetKey = ({ target, targetColumn }: Candidate): string => `${target.table.key} ${targetColumn.column.name}`;

const ROUNDS = 2;

export function weighColumns(catalog: Catalog, weights: Weights = WEIGHTS): { choices: readonly ColumnChoice[]; index: NameIndex } {
  const index = nameIndex(catalog);
  const around = { people: peopleTables(index), madeKeys: hasMadeKeys(index), joined: joinedKeys(catalog) };
  const declared = declaredByName(index);
  let choices = index.tables.flatMap((table) =>
    [...table.columns.values()].flatMap((column): ColumnChoice[] => {
      const candidates = candidatesOf(index, table, column, around).map((one) => {
        const times = declared.get(nameKey(column))?.get(targetKey(one)) ?? 0;
        return times > 0 ? { ...one, features: { ...one.features, declaredElsewhere: 1 } } : one;
      });
      return candidates.length === 0 ? [] : [weigh(table, column, candidates, weights)];
    }),
  );
  for (let round = 0; round < ROUNDS; round++) choices = agree(choices, weights);
  return { choices, index };
}

function weigh(table: NamedTable, column: NamedColumn, candidates: readonly Candidate[], weights: Weights): ColumnChoice {
  const scored = candidates.map((candidate) => ({ candidate, odds: Math.exp(score(candidate.features, weights)) }));
  const sum = scored.reduce((total, { odds }) => total + odds, 1);
  const options = scored
    .map(({ candidate, odds }): Weighed => ({ ...candidate, probability: odds / sum }))
    .toSorted((a, b) => b.probability - a.probability || (targetKey(a) < targetKey(b) ? -1 : 1));
  return { table, column, options };
}

function score(features: Features, weights: Weights): number {
  let total = weights.bias;
  for (const [name, value] of Object.entries(features) as [Feature, number][]) total += weights[name] * value;
  return total;
}

/** What columns of one name lead to on the whole becomes evidence for each of them. */
function agree(choices: readonly ColumnChoice[], weights: Weights): ColumnChoice[] {
  const sums = new Map<string, { columns: number; byTarget: Map<string, number> }>();
  for (const { column, options } of choices) {
    const entry = sums.get(nameKey(column)) ?? { columns: 0, byTarget: new Map<string, number>() };
    sums.set(nameKey(column), entry);
    entry.columns++;
    for (const option of options) entry.byTarget.set(targetKey(option), (entry.byTarget.get(targetKey(option)) ?? 0) + option.probability);
  }
  return choices.map(({ table, column, options }) => {
    const entry = sums.get(nameKey(column));
    const others = (entry?.columns ?? 1) - 1;
    if (entry === undefined || others === 0) return { table, column, options };
    const most = Math.max(...[...entry.byTarget].map(([, sum]) => sum));
    const again = options.map((option): Candidate => {
      const elsewhere = ((entry.byTarget.get(targetKey(option)) ?? 0) - option.probability) / others;
      const strength = Math.max(0, elsewhere) * (others / (others + 1));
      const best = (entry.byTarget.get(targetKey(option)) ?? 0) >= most - 1e-9;
      // Not for a table's own key: what others call parent leads to each own table.
      const features: Features = {
        ...option.features,
        agreement: strength,
        disagreement: best || option.features.self === 1 || option.features.joinedHub === 1 ? 0 : 1 - strength,
      };
      return { ...option, features };
    });
    return weigh(table, column, again, weights);
  });
}

/** How often a declared foreign key leads from a column of a name to a key. */
function declaredByName(index: NameIndex): Map<string, Map<string, number>> {
  const found = new Map<string, Map<string, number>>();
  for (const { table, columns } of index.tables) {
    for (const { columns: from, target, targetColumns } of table.foreignKeys) {
      const column = columns.get(from[0] ?? "");
      if (from.length !== 1 || column === undefined) continue;
      const counts = found.get(nameKey(column)) ?? new Map<string, number>();
      found.set(nameKey(column), counts);
      const key = `${target} ${targetColumns[0] ?? ""}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return found;
}

/** Whether most tables number their rows themselves: then a key without values of its own has them from elsewhere. */
function hasMadeKeys(index: NameIndex): boolean {
  const keys = index.tables.flatMap(({ table, columns }) => {
    const [name] = table.primaryKey.length === 1 ? table.primaryKey : [];
    const column = columns.get(name ?? "")?.column;
    return column !== undefined && ["integer", "uuid"].includes(typeFamily(column)) ? [column.ownValues] : [];
  });
  return keys.length > 0 && keys.filter(Boolean).length >= MOST_KEYS * keys.length;
}

const MOST_KEYS = 0.7;

/** Tables that people may be in, the likeliest first: by name, then by how many columns name them. */
function peopleTables(index: NameIndex): NamedTable[] {
  const named = new Map<NamedTable, number>();
  for (const { columns } of index.tables)
    for (const { key } of columns.values())
      if (key.suffix !== undefined)
        for (const hit of index.meaning(key.stem.join(""))) if (hit.kind !== "tail") named.set(hit.table, (named.get(hit.table) ?? 0) + 1);
  return index.tables
    .filter((table) => peopleRank(table.words) !== undefined && table.table.primaryKey.length === 1)
    .toSorted((a, b) => peopleScore(b, named) - peopleScore(a, named) || (a.table.key < b.table.key ? -1 : 1))
    .slice(0, 3);
}

function peopleScore(table: NamedTable, named: ReadonlyMap<NamedTable, number>): number {
  return Math.log2(1 + (named.get(table) ?? 0)) - (peopleRank(table.words) ?? 9) - (table.words.length - 1);
}
