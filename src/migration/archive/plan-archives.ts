/**
 * Chooses how each loss of a change is made good: tables move or are copied, dropped columns and
 * narrowed values are copied by key, sequences keep their position. What has no key stays a loss.
 */
import { groupBy } from "../../model/group-by.ts";
import type { Database } from "../../model/database.ts";
import { nameOf, nodeKey, parseNodeKey, kindOf, type NodeKey } from "../../model/identity.ts";
import type { SchemaState } from "../../model/schema-state.ts";
import type { Loss } from "../losses.ts";
import { keepersOf } from "./handed-columns.ts";
import { columnsOfType, columnsThatHold } from "./labels-in-use.ts";
import { keepColumns } from "./keep-columns.ts";
import { keepPosition, keepRows } from "./keep-rows.ts";
import { keepValues, type Conversion } from "./keep-values.ts";
import type { Kept } from "./kept.ts";
import { canMove, moveTable } from "./move-table.ts";
import { parentOf } from "../../schema/parents.ts";
import { archiveNamespace, openArchive } from "./place.ts";
import { readTable, withFullNames, type TableFacts } from "./table-facts.ts";

export interface ArchivePlan {
  /** copies of values, rows and positions */
  readonly kept: readonly Kept[];
  /** tables that can move, in this order */
  readonly moving: readonly Moving[];
  /** what is lost all the same, and why */
  readonly left: readonly Loss[];
}

interface Moving {
  readonly id: string;
  readonly key: NodeKey;
  readonly table: TableFacts;
}

export interface ArchiveInput {
  /** at FROM, after the renames */
  readonly database: Database;
  readonly from: SchemaState;
  readonly to: SchemaState;
  readonly losses: readonly Loss[];
  /** name of the migration */
  readonly migration: string;
  /** names whose values are not to be kept: `users`, `users.email` */
  readonly without: readonly string[];
  /** tables whose rows are carried over to others, and columns that pass to a parent */
  readonly carried: ReadonlySet<NodeKey>;
  /** the application's, as SQL */
  readonly searchPath?: string | undefined;
}

/** Plans the archive; only reads the shadow. */
export async function planArchives(input: ArchiveInput): Promise<ArchivePlan> {
  const losses = input.losses.filter((loss) => !input.carried.has(loss.key));
  const wanted = losses.filter((loss) => !input.without.some((name) => loss.subject === name || loss.subject.startsWith(`${name}.`)));
  const tables = new Map<NodeKey, TableFacts>();
  for (const key of new Set(wanted.flatMap((loss) => (kindOf(loss.key) === "table" || kindOf(loss.key) === "column" ? [tableKeyOf(loss.key)] : []))))
    tables.set(key, await readTable(input.database, key));
  const names = new Names();
  const copies = [
    ...keepDropped(input, wanted, tables, names),
    ...(await keepNarrowed(input, wanted, tables, names)),
    ...(await keepEnums(input, wanted, names)),
  ];
  const { moving, copied } = await keepTables(input, wanted, tables, names);
  const moved = moving.flatMap(({ key, table }) => [key, ...table.sequences.map((one) => nodeKey("sequence", one.namespace, one.name))]);
  const inHand = new Set([...moved, ...[...copies, ...copied].flatMap((one) => one.keys)]);
  const positions = wanted
    .filter(({ key }) => kindOf(key) === "sequence" && !inHand.has(key))
    .map(({ key, identity }) => keepPosition(input.migration, names.next(), { ...sequenceOf(key), identity: identity === true }));
  const kept = [...copies, ...copied, ...positions];
  const good = new Set([...moved, ...kept.flatMap((one) => one.keys), ...(await unheld(input, wanted))]);
  const left = losses.filter((loss) => !good.has(loss.key) || !wanted.includes(loss));
  return { kept, moving, left: left.map((loss) => explain(loss, wanted.includes(loss))) };
}

/** Ids in the order in which things are kept. */
class Names {
  #count = 0;
  next(): string {
    this.#count++;
    return `a${this.#count}`;
  }
}

function explain(loss: Loss, wanted: boolean): Loss {
  if (!wanted) return loss;
  const kind = kindOf(loss.key);
  if (kind !== "column" && kind !== "type") return loss;
  return { ...loss, text: `${loss.text}: no key finds the rows again`, remedy: keyFirst(kind === "column" ? nameOf(tableKeyOf(loss.key)) : undefined) };
}

/** What keeps the values after all. */
function keyFirst(table: string | undefined): string {
  const where = table === undefined ? "each table with a column of that type" : table;
  return `give ${where} a primary key of columns that stay (id bigint generated always as identity primary key) in a migration of its own first, then this one keeps the values`;
}

function tableKeyOf(key: NodeKey): NodeKey {
  return nodeKey("table", ...parseNodeKey(key).path.slice(0, 2));
}

function sequenceOf(key: NodeKey): { namespace: string; name: string } {
  const [namespace = "", name = ""] = parseNodeKey(key).path;
  return { namespace, name };
}

/** Dropped columns of tables that stay, one archive a table; another for those that tables below it go on with. */
function keepDropped(input: ArchiveInput, wanted: readonly Loss[], tables: ReadonlyMap<NodeKey, TableFacts>, names: Names): Kept[] {
  const present = new Set(input.to.facts.map((fact) => fact.key));
  const gone = wanted.filter(({ key }) => kindOf(key) === "column" && !present.has(key));
  const keepers = new Map(gone.map(({ key }) => [key, keepersOf(key, input.from, input.to)]));
  const together = groupBy(gone, ({ key }) => [tableKeyOf(key), ...(keepers.get(key) ?? [])].join("\n"));
  return [...together.values()].flatMap((losses) => {
    const [{ key: first } = { key: "" }] = losses;
    const tableKey = tableKeyOf(first);
    const table = tables.get(tableKey);
    const key = table === undefined ? undefined : stableKey(input, tableKey, table);
    if (table === undefined || key === undefined) return [];
    const columns = losses.map((loss) => parseNodeKey(loss.key).path.at(-1) ?? "");
    const positions = table.sequences
      .filter((one) => one.identity && columns.some((column) => table.columns.some(({ name, identity }) => name === column && identity)))
      .map((one) => keepPosition(input.migration, names.next(), one));
    return [keepColumns(input.migration, names.next(), tableKey, table, key, columns, keepers.get(first), input.searchPath), ...positions];
  });
}

async function keepNarrowed(input: ArchiveInput, wanted: readonly Loss[], tables: ReadonlyMap<NodeKey, TableFacts>, names: Names): Promise<Kept[]> {
  const after = new Map(input.to.facts.map((fact) => [fact.key, fact]));
  const kept: Kept[] = [];
  for (const { key } of wanted) {
    const type = after.get(key)?.payload["type"];
    const table = tables.get(tableKeyOf(key));
    if (kindOf(key) !== "column" || typeof type !== "string" || table === undefined) continue;
    const rowKey = stableKey(input, tableKeyOf(key), table);
    const column = table.columns.find(({ name }) => name === parseNodeKey(key).path.at(-1));
    if (rowKey === undefined || column === undefined) continue;
    const conversion: Conversion = { column, after: { type, builtin: await isBuiltin(input.database, type) } };
    kept.push(keepValues(input.migration, names.next(), tableKeyOf(key), table, rowKey, conversion));
  }
  return kept;
}

/** PostgreSQL's own type is found without any search_path. */
async function isBuiltin(database: Database, type: string): Promise<boolean> {
  const [row] = await withFullNames(database, () =>
    database.query<{ builtin: boolean | null }>(
      "select (select typnamespace = 'pg_catalog'::regnamespace from pg_type where oid = to_regtype($1)) as builtin",
      [type],
    ),
  );
  return row?.builtin === true;
}

/** A label that goes takes values from every column of the type; only all of them together make it good. */
async function keepEnums(input: ArchiveInput, wanted: readonly Loss[], names: Names): Promise<Kept[]> {
  const after = new Map(input.to.facts.map((fact) => [fact.key, fact]));
  const kept: Kept[] = [];
  for (const { key, labels: removed } of wanted) {
    if (removed === undefined) continue;
    const columns = await columnsOfType(input.database, key);
    const ofType: Kept[] = [];
    const staying = columns.filter((one) => after.has(nodeKey("column", one.namespace, one.relation, one.name)));
    for (const one of staying) {
      const tableKey = nodeKey("table", one.namespace, one.relation);
      const table = await readTable(input.database, tableKey);
      const rowKey = stableKey(input, tableKey, table);
      const column = table.columns.find(({ name }) => name === one.name);
      if (rowKey === undefined || column === undefined) break;
      ofType.push(
        keepValues(input.migration, names.next(), tableKey, table, rowKey, { column, after: { type: column.type, builtin: false }, removed, cause: key }),
      );
    }
    if (ofType.length === staying.length) kept.push(...ofType);
  }
  return kept;
}

/** Enums that lose labels which no column that stays can hold: what goes with a column is that column's loss. */
async function unheld({ database, to }: ArchiveInput, wanted: readonly Loss[]): Promise<NodeKey[]> {
  const after = new Set(to.facts.map(({ key }) => key));
  const found: NodeKey[] = [];
  for (const { key, labels } of wanted) if (labels !== undefined && !(await columnsThatHold(database, key)).some((one) => after.has(one))) found.push(key);
  return found;
}

/** A key whose columns are there before and after, and mean the same. */
function stableKey({ to, losses }: ArchiveInput, tableKey: NodeKey, table: TableFacts): string[] | undefined {
  const present = new Set(to.facts.map((fact) => fact.key));
  const lost = new Set(losses.map((loss) => loss.key));
  const { path } = parseNodeKey(tableKey);
  return table.keys.find((key) => key.every((name) => present.has(nodeKey("column", ...path, name)) && !lost.has(nodeKey("column", ...path, name))));
}

/** Dropped tables: each family (a table with the partitions that go with it) moves, or is copied. */
async function keepTables(
  input: ArchiveInput,
  wanted: readonly Loss[],
  tables: ReadonlyMap<NodeKey, TableFacts>,
  names: Names,
): Promise<{ moving: Moving[]; copied: Kept[] }> {
  const { database, migration } = input;
  const present = new Set(input.to.facts.map((fact) => fact.key));
  const gone = wanted.map((loss) => loss.key).filter((key) => kindOf(key) === "table" && !present.has(key));
  const copied: Kept[] = [];
  const moving: Moving[] = [];
  for (const family of familiesOf(input.from, gone)) {
    const facts = family.flatMap((key) => tables.get(key) ?? []);
    const free = facts.every((table) => !table.inherited) && !comesBackToTakenName(input, family, facts);
    const movable = free && (await allMove(database, facts));
    if (movable) moving.push(...family.flatMap((key) => ({ id: names.next(), key, table: tables.get(key) ?? missing() })));
    else if (facts[0] !== undefined && family[0] !== undefined) {
      copied.push(keepRows(migration, names.next(), family[0], facts[0], family));
      copied.push(...facts[0].sequences.map((one) => keepPosition(migration, names.next(), one)));
    }
  }
  return { moving, copied };
}

export interface Moves {
  readonly moves: readonly Kept[];
  /** the archive's namespaces for them; their own names stay apart as they were */
  readonly namespaces: readonly string[];
}

/** Makes the moves in the shadow: each is planned when those before it are done. */
export async function makeMoves(database: Database, migration: string, moving: readonly Moving[]): Promise<Moves> {
  if (moving.length === 0) return { moves: [], namespaces: [] };
  const spaces = [...new Set(moving.map(({ key }) => parseNodeKey(key).path[0] ?? ""))];
  const namespaces = spaces.map((_space, at) => `${archiveNamespace(migration)}_${at + 1}`);
  await database.exec([...openArchive(migration), ...namespaces.map((name) => `create schema ${name}`)].join(";\n"));
  const [row] = await database.query<{ oids: number[] }>("select array(select name::regclass::oid from unnest($1::text[]) name)::int8[]::int4[] as oids", [
    moving.map(({ table }) => table.sql),
  ]);
  const moves: Kept[] = [];
  for (const { id, key, table } of moving) {
    const namespace = namespaces[spaces.indexOf(parseNodeKey(key).path[0] ?? "")] ?? missing();
    const move = await moveTable(database, migration, id, key, table, namespace, row?.oids ?? []);
    await database.exec(["begin", ...move.keep, "commit"].join(";\n"));
    moves.push(move);
  }
  return { moves, namespaces };
}

function missing(): never {
  throw new Error("a dropped table without facts");
}

async function allMove(database: Database, tables: readonly TableFacts[]): Promise<boolean> {
  for (const table of tables) if (!(await canMove(database, table.sql))) return false;
  return true;
}

/** Each dropped table with the dropped partitions below it, the table first. */
function familiesOf(from: SchemaState, gone: readonly NodeKey[]): NodeKey[][] {
  const parents = new Map(from.facts.filter((fact) => kindOf(fact.key) === "table").map((fact) => [fact.key, parentOf(fact.payload["parentTable"])]));
  const rootOf = (key: NodeKey): NodeKey => {
    const parent = parents.get(key);
    return parent !== undefined && gone.includes(parent) ? rootOf(parent) : key;
  };
  const families = groupBy(gone, rootOf);
  return [...families].map(([root, members]) => [root, ...members.filter((key) => key !== root)]);
}

const RELATIONS = new Set(["table", "view", "materializedView", "index", "sequence", "foreignTable", "type", "domain", "constraint"]);

/** The new schema has taken the name of the table, of an index or of a sequence of its. */
function comesBackToTakenName({ from, to }: ArchiveInput, family: readonly NodeKey[], facts: readonly TableFacts[]): boolean {
  const relation = (key: NodeKey): string => {
    const { path } = parseNodeKey(key);
    return `${path[0] ?? ""}.${path.at(-1) ?? ""}`;
  };
  const own = from.facts.filter(
    (fact) => fact.parent !== undefined && family.includes(fact.parent) && (kindOf(fact.key) === "index" || kindOf(fact.key) === "constraint"),
  );
  const names = new Set([
    ...family.map(relation),
    ...own.map((fact) => relation(fact.key)),
    ...facts.flatMap((table) => table.sequences.map(({ namespace, name }) => `${namespace}.${name}`)),
  ]);
  return to.facts.some((fact) => RELATIONS.has(kindOf(fact.key)) && names.has(relation(fact.key)));
}
