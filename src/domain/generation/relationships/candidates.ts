/** For each column the keys it could refer to, with what speaks for and against each. Decides nothing. */
import type { Column } from "../facts/catalog.ts";
import { isPlural, joined } from "../facts/words.ts";
import type { Feature } from "./weights.ts";
import type { NamedColumn, NamedTable, NameHit, NameIndex } from "./name-index.ts";
import { isEnd, isForeignWord, isPeopleRole, isSelfRole, soundsLikeSomebody } from "./roles.ts";

export type Features = Partial<Record<Feature, number>>;

export interface Candidate {
  readonly source: NamedTable;
  readonly column: NamedColumn;
  readonly target: NamedTable;
  readonly targetColumn: NamedColumn;
  readonly features: Features;
}

type TypeFamily = "integer" | "text" | "uuid" | "other";

const INTEGERS = new Set(["smallint", "integer", "bigint"]);
const TEXTS = new Set(["text", "character varying", "character", "citext", "public.citext"]);

export function typeFamily({ baseType }: Pick<Column, "baseType">): TypeFamily {
  if (INTEGERS.has(baseType) || baseType === "numeric") return "integer";
  if (TEXTS.has(baseType)) return "text";
  return baseType === "uuid" ? "uuid" : "other";
}

/** Types of columns that identify nothing. */
const NEVER = /^(?:boolean|date|time|timestamp|interval|json|jsonb|bytea|real|double|tsvector|point|geometry|geography|money|xml)|\[\]$/;

/** What the columns of the whole schema add up to, beside the names themselves. */
export interface Surroundings {
  readonly people: readonly NamedTable[];
}

export function candidatesOf(index: NameIndex, source: NamedTable, column: NamedColumn, around: Surroundings): Candidate[] {
  const { table } = source;
  if (NEVER.test(column.column.baseType) || column.column.generated || column.column.values !== undefined) return [];
  const isOwnKey = table.primaryKey.length === 1 && table.primaryKey[0] === column.column.name;
  const found = new Map<string, Candidate>();
  const add = (target: NamedTable, targetColumn: NamedColumn | undefined, features: Features): void => {
    if (targetColumn === undefined || (target === source && (isOwnKey || targetColumn === column))) return;
    const types = typeFeatures(column.column, targetColumn.column);
    if (types === undefined) return;
    const key = `${target.table.key} ${targetColumn.column.name}`;
    const before = found.get(key);
    const all = { ...types, ...features };
    found.set(key, before === undefined ? { source, column, target, targetColumn, features: all } : { ...before, features: strongest(before.features, all) });
  };
  // The plain key of a table refers to nothing.
  if (column.key.stem.length === 0 || (column.key.suffix === undefined && /^(?:id|uuid|guid|key|code|name)$/.test(column.text))) return [];
  // emailaddressid in emailaddress numbers its own rows, also as one part of a longer key.
  if (joined(column.key.stem) === source.text && table.primaryKey.includes(column.column.name)) return [];
  byKeyName(index, source, column, add, isOwnKey);
  const named = byTableName(index, source, column, add);
  if (!isOwnKey && !named) byRole(index, source, column, around, add);
  return [...found.values()].map((one) => ({ ...one, features: { ...one.features, ...circumstances(one, isOwnKey) } }));
}

type Add = (target: NamedTable, column: NamedColumn | undefined, features: Features) => void;

/** `custkey` names the key `custkey`; `original_language_id` ends with the name of the key `language_id`. */
function byKeyName(index: NameIndex, source: NamedTable, column: NamedColumn, add: Add, isOwnKey: boolean): void {
  const isUnique = source.table.uniques.some((key) => key.length === 1 && key[0] === column.column.name);
  for (const { text, rest } of endings(column)) {
    for (const { table, column: key } of index.withKey(text)) {
      if (table === source && isOwnKey) continue;
      // Titles and hashes are unique, too, and no keys.
      if (column.key.suffix === undefined && table.table.primaryKey[0] !== key.column.name) continue;
      const stem = joined(key.key.stem);
      // chat_id as the key of chat_settings was borrowed from chats.
      const owners = table.text.endsWith(stem) || joined(table.prefix) === stem ? [] : index.meaning(stem).filter((hit) => hit.table !== table);
      const borrowed = owners.length > 0;
      // ... unless all tables of a kind share one key, and this one is about the other.
      const shared = owners.some((hit) => primaryOf(hit.table)?.text === key.text);
      const between = shared && (startsWith(source, table) || endsWith(source, table));
      const home = !borrowed && key.key.stem.length > 0 && isCalled(table, stem);
      add(table, key, {
        keyName: 1,
        ...(home && { keyHome: 1 }),
        ...(borrowed && !between && { keyBorrowed: 1 }),
        ...(rest > 0 && { role: 1 }),
        ...(isUnique && !home && { ownUnique: 1 }),
        ...(between && { sharedKey: 1 }),
      });
    }
  }
}

/** A key is at home in the table it is named after: `customer_id` in customers. */
function isCalled(table: NamedTable, stem: string): boolean {
  return table.text === stem || table.text.startsWith(stem) || table.text.endsWith(stem) || joined(table.prefix) === stem;
}

/** order_items and orders: the second is what the first is about. */
function startsWith(source: NamedTable, target: NamedTable): boolean {
  return source !== target && target.text.length > 2 && source.text.length > target.text.length && source.text.startsWith(target.text);
}

/** A bridge is named after both ends: product_vendor and vendor. */
function endsWith(source: NamedTable, target: NamedTable): boolean {
  return source !== target && target.text.length > 3 && source.text.length > target.text.length && source.text.endsWith(target.text);
}

const STRENGTHS: Readonly<Record<NameHit["kind"], Feature>> = { whole: "nameWhole", prefix: "nameWhole", tail: "nameTail", short: "nameShort" };

/** `user_id` names users, `job_id` the table whose name ends with jobs, `dept_id` what dept is short for. @returns whether a table's whole name matched */
function byTableName(index: NameIndex, source: NamedTable, column: NamedColumn, add: Add): boolean {
  const { stem, suffix } = column.key;
  const starts = stem.length === 1 ? cuts(stem[0] ?? "") : stem.map((_, start) => ({ text: joined(stem.slice(start)), rest: start }));
  const isUuid = typeFamily(column.column) === "uuid";
  for (const { text, rest } of starts) {
    // Without a word for key, units_on_order is a number and not an order.
    if (suffix === undefined && rest > 0 && !isUuid) break;
    const hits = index.meaning(text).flatMap((hit) => keysFor(hit.table, suffix, column).map((key) => ({ hit, key })));
    const tails = hits.filter(({ hit }) => hit.kind === "tail").length;
    for (const { hit, key } of hits) {
      // customer_id in dim_customer is what customers are called elsewhere.
      if (hit.table === source && rest === 0) continue;
      // One word of four says little, and a word that ends many names says less.
      // In chat_file_links a file_id is that of chat_files: the table's own name says so.
      const said = hit.kind === "tail" && startsWith(source, hit.table);
      const strength = hit.kind === "tail" && hit.table.words.length > 2 * (stem.length - rest) ? 0.6 : 1;
      add(hit.table, key, {
        [STRENGTHS[said ? "whole" : hit.kind]]: said ? 1 : strength,
        ...(rest > 0 && { role: 1 }),
        ...(hit.kind === "tail" && !said && tails > 1 && { severalTails: Math.log2(tails) }),
        ...(hit.kind === "tail" && !said && isAboutColumn(source, column) && { aboutColumn: 1 }),
      });
    }
    // The longest name is what was meant.
    if (hits.length > 0) return rest === 0 && hits.some(({ hit }) => hit.kind !== "tail");
  }
  if (suffix === undefined) return false;
  for (let end = stem.length - 1; end > 0; end--)
    for (const hit of index.meaning(joined(stem.slice(0, end))))
      if (hit.kind === "whole") for (const key of keysFor(hit.table, suffix, column)) add(hit.table, key, { nameHead: 1 });
  for (const start of stem.keys())
    for (const hit of index.shortFor(joined(stem.slice(start))))
      for (const key of keysFor(hit.table, suffix, column)) add(hit.table, key, { nameShort: 1, ...(start > 0 && { role: 1 }) });
  return false;
}

/** api_key_key_id beside api_key: it says something about that column. */
function isAboutColumn(source: NamedTable, column: NamedColumn): boolean {
  const { stem } = column.key;
  return [...source.columns.values()].some(
    ({ words }) => words.length < stem.length && words.length > 0 && !(words.length === 1 && stem.length > 2) && words.every((word, at) => word === stem[at]),
  );
}

/** Names without separators are cut at every place: `billtoaddress` ends with address. */
function cuts(word: string): { text: string; rest: number }[] {
  const found = [{ text: joined([word]), rest: 0 }];
  for (let at = 1; at <= word.length - 5; at++) found.push({ text: joined([word.slice(at)]), rest: at });
  return found;
}

/** The ends of a name that could be the name of a key. */
function endings({ words, text }: NamedColumn): { text: string; rest: number }[] {
  if (words.length > 1) return words.map((_, start) => ({ text: joined(words.slice(start)), rest: start }));
  const found = [{ text, rest: 0 }];
  for (let at = 1; at <= text.length - 6; at++) found.push({ text: text.slice(at), rest: at });
  return found;
}

/** The one-column keys of a table that a column with this suffix can mean: the primary key, and a unique column that is called like the suffix. */
function keysFor({ table, columns, text }: NamedTable, suffix: string | undefined, { key }: NamedColumn): NamedColumn[] {
  const single = table.uniques.filter((unique) => unique.length === 1).map(([name]) => columns.get(name ?? ""));
  const [primary] = table.primaryKey.length === 1 ? table.primaryKey : [];
  return single.filter((candidate): candidate is NamedColumn => {
    if (candidate === undefined) return false;
    const called = suffix !== undefined && (candidate.text === suffix || (candidate.key.suffix === suffix && joined(candidate.key.stem) === text));
    return called || (candidate.column.name === primary && (suffix === undefined || key.sure));
  });
}

function byRole(index: NameIndex, source: NamedTable, column: NamedColumn, { people }: Surroundings, add: Add): void {
  const words = column.key.stem;
  if (isSelfRole(words)) add(source, primaryOf(source), { selfRole: 1 });
  const ends = [...source.columns.values()].filter(({ key }) => isEnd(key.stem)).length;
  if (isEnd(words) && (ends > 1 || words[0] === "target")) for (const table of aboutTables(index, source)) add(table, primaryOf(table), { end: 1 });
  const role: Feature | undefined =
    isPeopleRole(column.words) || isPeopleRole(words) ? "peopleRole" : soundsLikeSomebody(words) && column.key.sure ? "somebody" : undefined;
  if (role !== undefined) for (const [rank, table] of people.entries()) add(table, primaryOf(table), { [role]: 1, ...(rank > 0 && { secondPeople: 1 }) });
}

/** The table with the longest name that this one's name begins with: manifests for manifest_references. */
function aboutTables(index: NameIndex, source: NamedTable): NamedTable[] {
  for (let end = source.words.length - 1; end > 0; end--) {
    const hits = index.meaning(joined(source.words.slice(0, end))).filter(({ kind, table }) => kind !== "tail" && table !== source);
    if (hits.length > 0) return hits.map(({ table }) => table);
  }
  return [];
}

function primaryOf({ table, columns }: NamedTable): NamedColumn | undefined {
  return table.primaryKey.length === 1 ? columns.get(table.primaryKey[0] ?? "") : undefined;
}

function typeFeatures(source: Column, target: Column): Features | undefined {
  if (source.baseType === target.baseType)
    return { sameType: 1, ...(typeFamily(source) === "uuid" && { uuid: 1 }), ...(typeFamily(source) === "text" && { text: 1 }) };
  const family = typeFamily(source);
  return family !== "other" && family === typeFamily(target) ? (family === "text" ? { text: 1 } : {}) : undefined;
}

function strongest(a: Features, b: Features): Features {
  const merged: Features = { ...a };
  for (const [name, value] of Object.entries(b) as [Feature, number][]) merged[name] = Math.max(merged[name] ?? 0, value);
  // A whole name without a role beats the same name with one.
  if (((a.role ?? 0) === 0) !== ((b.role ?? 0) === 0)) delete merged.role;
  return merged;
}

/** What does not depend on how the name matched. */
function circumstances({ source, column, target, targetColumn, features }: Candidate, isOwnKey: boolean): Features {
  const { table } = source;
  const name = column.column.name;
  const shared = sharedStart(source.words, target.words);
  const kinds = ["type", "kind"].map((word) => joined([...column.key.stem, word]));
  const polymorphic = kinds.some((kind) => kind !== column.text && source.texts.has(kind));
  return {
    ...(column.key.sure && { keyWord: 1 }),
    ...(column.key.suffix === undefined &&
      features.peopleRole === undefined &&
      features.selfRole === undefined &&
      features.keyHome === undefined && { noKeyWord: 1 }),
    ...(column.key.suffix === undefined && isPlural(column.words.at(-1) ?? "") && { plural: 1 }),
    ...(column.column.ownValues && { ownValues: 1 }),
    ...(target.table.primaryKey.length === 1 && target.table.primaryKey[0] === targetColumn.column.name ? { primary: 1 } : {}),
    ...(table.indexes.some(([first]) => first === name) && { indexed: 1 }),
    ...(table.namespace === target.table.namespace && { sameNamespace: 1 }),
    ...(source === target && features.selfRole === undefined && !isSelfRole(column.key.stem.slice(0, 1)) && { self: 1 }),
    ...(shared > 0 && source !== target && { sharedStart: Math.min(2, shared) }),
    ...(startsWith(source, target) && { about: 1 }),
    ...(isForeignWord(column.words) && { foreignWord: 1 }),
    ...(polymorphic && { typeBeside: 1 }),
    ...(isOwnKey && { ownKey: 1 }),
  };
}

function sharedStart(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < a.length && count < b.length && a[count] === b[count]) count++;
  return count;
}
