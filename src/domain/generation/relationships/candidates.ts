/** For each column the keys it could refer to, with what speaks for and against each. Decides nothing. */
import type { NodeKey } from "../../../model/identity.ts";
import { joined } from "../facts/words.ts";
import type { Candidate, Features, Surroundings } from "./candidate.ts";
import { circumstances, settled, typeFeatures } from "./circumstances.ts";
import type { NamedColumn, NamedTable, NameHit, NameIndex } from "./name-index.ts";
import { isEnd, isPeopleRole, isSecret, isSelfRole, leadsToItself, soundsLikeSomebody } from "./roles.ts";
import { aboutTables, endsWith, isArchiveOf, isCalled, isSibling, startsWith } from "./table-names.ts";
import { NEVER, typeFamily } from "./type-families.ts";
import type { Feature } from "./weights.ts";

export function candidatesOf(index: NameIndex, source: NamedTable, column: NamedColumn, around: Surroundings): Candidate[] {
  const { table } = source;
  if (NEVER.test(column.column.baseType) || column.column.generated || column.column.values !== undefined) return [];
  const isOwnKey = table.primaryKey.length === 1 && table.primaryKey[0] === column.column.name;
  const found = new Map<string, Candidate>();
  const add: Add = (target, targetColumn, features, joinedBy) => {
    if (targetColumn === undefined || (target === source && (isOwnKey || targetColumn === column))) return;
    // A row in an archive has the key it had before; the row it was is gone.
    if (isOwnKey && isArchiveOf(source, target)) return;
    // Settings are asked for by their names, and no row refers to one.
    if (isSettings(target)) return;
    const types = typeFeatures(column.column, targetColumn.column);
    if (types === undefined) return;
    const key = `${target.table.key} ${targetColumn.column.name}`;
    const before = found.get(key);
    const all = { ...types, ...features };
    const one = before ?? { source, column, target, targetColumn, features: all };
    found.set(key, { ...one, features: strongest(one.features, all), ...(joinedBy !== undefined && { joinedBy }) });
  };
  const done = (): Candidate[] =>
    [...found.values()].map((one) => ({ ...one, features: settled({ ...one.features, ...circumstances(one, isOwnKey, around) }) }));
  byJoins(index, source, column, around, add);
  // The plain key of a table refers to nothing.
  if (column.key.stem.length === 0 || (column.key.suffix === undefined && /^(?:id|uuid|guid|key|code|name)$/.test(column.text))) return done();
  // A token is known to whoever it was given to; two tables of tokens have nothing to do with each other.
  if (column.key.suffix === undefined && typeFamily(column.column) === "text" && isSecret(column.words)) return done();
  // emailaddressid in emailaddress numbers its own rows, also as one part of a longer key.
  if (joined(column.key.stem) === source.text && table.primaryKey.includes(column.column.name)) return done();
  byKeyName(index, source, column, add, isOwnKey);
  const named = byTableName(index, source, column, add);
  if (!isOwnKey && !named) byRole(index, source, column, around, add);
  return done();
}

/** Whatever it is called: a view or a function of the schema joins by it. */
function byJoins({ byKey }: NameIndex, source: NamedTable, column: NamedColumn, { joined: joinedWith }: Surroundings, add: Add): void {
  for (const { table, column: key, by, hub } of joinedWith(source.table.key, column.column.name)) {
    const target = byKey.get(table);
    if (target !== undefined) add(target, target.columns.get(key), { joined: 1, ...(hub && { joinedHub: 1 }) }, by);
  }
}

type Add = (target: NamedTable, column: NamedColumn | undefined, features: Features, joinedBy?: NodeKey) => void;

/** `custkey` names the key `custkey`; `original_language_id` ends with the name of the key `language_id`. */
function byKeyName(index: NameIndex, source: NamedTable, column: NamedColumn, add: Add, isOwnKey: boolean): void {
  const isUnique = source.table.uniques.some((key) => key.length === 1 && key[0] === column.column.name);
  for (const { text, rest } of endings(column)) {
    for (const { table, column: key } of index.withKey(text)) {
      if (table === source && isOwnKey) continue;
      // Titles and hashes are unique, too, and no keys.
      if (column.key.suffix === undefined && table.table.primaryKey[0] !== key.column.name) continue;
      const stem = joined(key.key.stem);
      // chat_id as the key of chat_settings was borrowed from chats; repo_id as that of dirty_repos from repos.
      const owners =
        table.text === stem || joined(table.prefix) === stem
          ? []
          : [...index.meaning(stem), ...index.longFor(stem)].filter(
              (hit) => hit.table !== table && (!table.text.endsWith(stem) || (hit.kind !== "tail" && isOwner(hit.table, key))),
            );
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

/** Whether the key of a table can be what a key elsewhere holds. */
function isOwner(table: NamedTable, key: NamedColumn): boolean {
  const primary = primaryOf(table);
  return primary !== undefined && typeFamily(primary.column) === typeFamily(key.column);
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
      // In chat_file_links, and in chat_runs, a file_id is that of chat_files: the table's own name says so.
      const said = hit.kind === "tail" && (startsWith(source, hit.table) || isSibling(source, hit.table, column.key, rest));
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
    for (const hit of [...index.shortFor(joined(stem.slice(start))), ...longForLast(index, source, stem, start)])
      for (const key of keysFor(hit.table, suffix, column)) add(hit.table, key, { nameShort: 1, ...(start > 0 && { role: 1 }) });
  return false;
}

/** The last word alone is shortened: the app of root_application_id. */
function longForLast(index: NameIndex, source: NamedTable, stem: readonly string[], start: number): readonly NameHit[] {
  return start < stem.length - 1 ? [] : index.longFor(joined(stem.slice(start))).filter(({ table }) => table !== source);
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
  if (isSelfRole(words) || leadsToItself(words, source.words)) add(source, primaryOf(source), { selfRole: 1 });
  const ends = [...source.columns.values()].filter(({ key }) => isEnd(key.stem)).length;
  if (isEnd(words) && (ends > 1 || words[0] === "target")) for (const table of aboutTables(index, source)) add(table, primaryOf(table), { end: 1 });
  const role: Feature | undefined =
    isPeopleRole(column.words) || isPeopleRole(words) ? "peopleRole" : soundsLikeSomebody(words) && column.key.sure ? "somebody" : undefined;
  if (role !== undefined) for (const [rank, table] of people.entries()) add(table, primaryOf(table), { [role]: 1, ...(rank > 0 && { secondPeople: 1 }) });
}

function strongest(a: Features, b: Features): Features {
  const merged: Features = { ...a };
  for (const [name, value] of Object.entries(b) as [Feature, number][]) merged[name] = Math.max(merged[name] ?? 0, value);
  // A whole name without a role beats the same name with one.
  if (((a.role ?? 0) === 0) !== ((b.role ?? 0) === 0)) delete merged.role;
  return merged;
}

/** A key and a value. */
function isSettings({ table, columns }: NamedTable): boolean {
  const [key] = table.primaryKey.length === 1 ? table.primaryKey : [];
  return key !== undefined && /^(?:key|name)$/.test(columns.get(key)?.text ?? "") && [...columns.values()].some(({ text }) => text === "value");
}

function primaryOf({ table, columns }: NamedTable): NamedColumn | undefined {
  return table.primaryKey.length === 1 ? columns.get(table.primaryKey[0] ?? "") : undefined;
}
