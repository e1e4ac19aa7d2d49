/**
 * Which dropped and added tables and columns are renames, by evidence. Tables are paired first, then the
 * columns of tables that stayed or were paired; within a table all together. Decides nothing: a guess is
 * a confidence with reasons.
 */
import { nodeKey, parseNodeKey, type NodeKey } from "../../model/identity.ts";
import { showJson } from "../../model/json.ts";
import { DOUBTFUL, type RenameGuess } from "../../model/rename.ts";
import type { Fact } from "../../model/schema-state.ts";
import { handedDown, handedUp } from "../archive/handed-columns.ts";
import { assign } from "./assign.ts";
import { nameOf, profileOf, tablesOf, type ColumnProfile, type TableFacts } from "./column-profile.ts";
import { probability, reasonsOf, sum, type Finding } from "./evidence.ts";
import { usualWords } from "./name-likeness.ts";
import { compareColumns, type ColumnScene } from "./score-columns.ts";
import { columnSignature, compareTables } from "./score-tables.ts";
import type { TeamEdits } from "./team-edits.ts";

/** Pairs of which somebody said that they are no renames. */
type Denial = (from: NodeKey, to: NodeKey) => boolean;

/**
 * Guesses that are worth a question at least. A table comes before its columns, and keys of columns say the
 * table's new name, so that the renames can be run one after the other.
 */
export function guessRenames(from: readonly Fact[], to: readonly Fact[], edits: TeamEdits, denial: Denial = () => false): RenameGuess[] {
  // a column that passes between a parent and its children keeps its name
  const handed = new Set(
    [...handedDown({ facts: from }, { facts: to }), ...handedUp({ facts: from }, { facts: to })].flatMap((one) => [one.parent, one.child]),
  );
  const isDenied: Denial = (old, now) => handed.has(old) || handed.has(now) || denial(old, now);
  const [before, after] = [tablesOf(from), tablesOf(to)];
  const tables = guessTables(before, after, edits, isDenied);
  const missing = { gone: missingTables(before, after), come: missingTables(after, before) };
  const stayed = [...before.values()].flatMap((old): ColumnsOfTable[] => {
    const guess = tables.find((one) => one.from === old.key);
    const now = after.get(guess?.to ?? old.key);
    return now === undefined ? [] : [{ guess, ...changedColumns(old, now, missing) }];
  });
  const scene = sceneOf(stayed, before, after);
  return stayed.flatMap((one) => [...(one.guess === undefined ? [] : [one.guess]), ...guessColumns(one, { ...scene, edits }, isDenied)]);
}

/** A table on both sides, and the columns that only one of them has. */
interface ColumnsOfTable {
  readonly guess?: RenameGuess | undefined;
  readonly old: TableFacts;
  readonly now: TableFacts;
  readonly gone: readonly ColumnProfile[];
  readonly come: readonly ColumnProfile[];
}

function guessTables(before: ReadonlyMap<string, TableFacts>, after: ReadonlyMap<string, TableFacts>, edits: TeamEdits, isDenied: Denial): RenameGuess[] {
  const gone = [...before.values()].filter((table) => !after.has(table.key));
  const come = [...after.values()].filter((table) => !before.has(table.key));
  if (gone.length === 0 || come.length === 0) return [];
  const frequency = new Map<string, number>();
  for (const column of [...before.values()].flatMap((table) => table.columns)) {
    const signature = columnSignature(column);
    frequency.set(signature, (frequency.get(signature) ?? 0) + 1);
  }
  return pair(gone, come, (old, now) =>
    namespaceOf(old) === namespaceOf(now) && !isDenied(old.key, now.key) ? compareTables(old, now, frequency, edits) : undefined,
  );
}

function changedColumns(old: TableFacts, now: TableFacts, missing: { readonly gone: ReadonlySet<string>; readonly come: ReadonlySet<string> }): ColumnsOfTable {
  const [oldNames, newNames] = [namesOf(old), namesOf(now)];
  const common = new Set(oldNames.filter((name) => newNames.includes(name)));
  const profiles = (table: TableFacts, names: readonly string[], tables: ReadonlySet<string>): ColumnProfile[] => {
    const columns = new Set(names.filter((name) => !common.has(name)));
    return table.columns.filter((column) => columns.has(nameOf(column.key))).map((column) => profileOf(column, table, common, { columns, tables }));
  };
  return { old, now, gone: profiles(old, oldNames, missing.gone), come: profiles(now, newNames, missing.come) };
}

/** What is the same for all tables: which pairs of names come again, which types took the place of others. */
function sceneOf(
  tables: readonly ColumnsOfTable[],
  before: ReadonlyMap<string, TableFacts>,
  after: ReadonlyMap<string, TableFacts>,
): Pick<ColumnScene, "repeats" | "typeReplaced"> {
  const repeats = new Map<string, number>();
  for (const { gone, come } of tables) {
    for (const old of gone)
      for (const now of come) if (old.type === now.type) repeats.set(`${old.name} ${now.name}`, (repeats.get(`${old.name} ${now.name}`) ?? 0) + 1);
  }
  const typesIn = (side: ReadonlyMap<string, TableFacts>) =>
    new Set([...side.values()].flatMap((table) => table.columns.map((column) => showJson(column.payload["type"]))));
  const [oldTypes, newTypes] = [typesIn(before), typesIn(after)];
  return {
    repeats: (from, to) => Math.max(0, (repeats.get(`${from} ${to}`) ?? 0) - 1),
    typeReplaced: (from, to) => from.includes(".") && to.includes(".") && !newTypes.has(from) && !oldTypes.has(to),
  };
}

function guessColumns({ old, now, gone, come }: ColumnsOfTable, common: Omit<ColumnScene, "tables" | "usual">, isDenied: Denial): RenameGuess[] {
  if (gone.length === 0 || come.length === 0) return [];
  const scene = { ...common, tables: [old.name, now.name], usual: usualWords([...new Set([...namesOf(old), ...namesOf(now)])]) };
  const [namespace = "", table = ""] = parseNodeKey(now.key).path;
  return pair(gone, come, (left, right) => (isDenied(left.key, right.key) ? undefined : compareColumns(left, right, scene))).map((guess) => ({
    ...guess,
    from: nodeKey("column", namespace, table, nameOf(guess.from)),
  }));
}

/** Pairs that are somewhat less likely than not are worth a question, too. */
const LEEWAY = 1;

/** The best whole; how sure each pair is comes from what the whole would lose without it. */
function pair<T extends { readonly key: string }>(gone: readonly T[], come: readonly T[], compare: (old: T, now: T) => Finding[] | undefined): RenameGuess[] {
  const findings = gone.map((old) => come.map((now) => compare(old, now)));
  const gains = findings.map((row) => row.map((found) => (found === undefined ? -Infinity : sum(found) + LEEWAY)));
  return assign(gains).flatMap(({ row, column, regret }): RenameGuess[] => {
    const [old, now, found] = [gone[row], come[column], findings[row]?.[column]];
    const confidence = probability(regret - LEEWAY);
    return old === undefined || now === undefined || found === undefined || confidence < DOUBTFUL
      ? []
      : [{ from: old.key, to: now.key, confidence, reasons: reasonsOf(found) }];
  });
}

function namesOf(table: TableFacts): string[] {
  return table.columns.map((column) => nameOf(column.key));
}

function missingTables(here: ReadonlyMap<string, TableFacts>, there: ReadonlyMap<string, TableFacts>): Set<string> {
  return new Set([...here.values()].filter((table) => !there.has(table.key)).map((table) => table.name));
}

function namespaceOf(table: TableFacts): string {
  return parseNodeKey(table.key).path[0] ?? "";
}
