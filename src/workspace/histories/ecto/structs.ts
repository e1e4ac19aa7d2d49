/** `table`, `index`, `constraint`, `references`: the structs of Ecto.Migration as values, and back to the parts of commands. */
import { atom, mapOf, mergeMaps, nameOf, valueAt, withEntry, type ElixirMap, type ElixirValue, type Entry, type Origin } from "../../../elixir/value.ts";
import { NotReadable, type ColumnType, type Constraint, type Index, type Reference, type Table } from "./commands.ts";
import type { RepoOptions } from "./repo-options.ts";
import { given, keywords, known, literalFlag, nameIn, option, quoted, textIn } from "./values.ts";

const NAMES = {
  table: "Ecto.Migration.Table",
  index: "Ecto.Migration.Index",
  constraint: "Ecto.Migration.Constraint",
  reference: "Ecto.Migration.Reference",
} as const;
type StructName = keyof typeof NAMES;

/** What options a struct takes; others Ecto refuses. */
const FIELDS: Readonly<Record<StructName, readonly string[]>> = {
  table: ["prefix", "comment", "primary_key", "engine", "options", "modifiers", "name"],
  index: ["prefix", "name", "unique", "concurrently", "using", "include", "only", "nulls_distinct", "where", "comment", "options"],
  constraint: ["prefix", "check", "exclude", "comment", "validate", "name"],
  reference: ["name", "prefix", "column", "type", "on_delete", "on_update", "validate", "with", "match"],
};

/** A struct with its fields and the options that were given. */
function structOf(name: StructName, fields: Readonly<Record<string, ElixirValue>>, options: ElixirValue | undefined, at: Origin): ElixirMap {
  const given = options === undefined ? [] : keywords(options);
  let entries: Entry[] = Object.entries(fields).map(([key, value]) => ({ key: atom(key, at), value }));
  // The first of two equal keys would win, as in Keyword.get; struct! lets the last one win.
  for (const item of given) {
    const [key, value] = item.kind === "tuple" ? item.items : [];
    if (key === undefined || value === undefined) continue;
    const field = nameOf(key) ?? "";
    if (!FIELDS[name].includes(field)) throw new NotReadable(`Ecto does not know the option ${field}:`, key);
    entries = withEntry(entries, { key, value });
  }
  return { ...mapOf(entries, at), struct: NAMES[name] };
}

export function tableStruct([name, options]: readonly ElixirValue[], at: Origin): ElixirMap {
  return structOf("table", { name: { kind: "string", text: nameIn(name, "the name of the table", at), ...at } }, options, at);
}

export function indexStruct([table, columns, options]: readonly ElixirValue[], unique: boolean, at: Origin): ElixirMap {
  known(columns);
  const list: ElixirValue = columns?.kind === "atom" ? { kind: "list", items: [columns], ...at } : (columns ?? atom("nil", at));
  const fields = { table: { kind: "string" as const, text: nameIn(table, "the name of the table", at), ...at }, columns: list };
  return structOf("index", unique ? { ...fields, unique: atom("true", at) } : fields, options, at);
}

export function constraintStruct([table, name, options]: readonly ElixirValue[], at: Origin): ElixirMap {
  const text = (value: ElixirValue | undefined, what: string): ElixirValue => ({ kind: "string", text: nameIn(value, what, at), ...at });
  return structOf("constraint", { table: text(table, "the name of the table"), name: text(name, "the name of the constraint") }, options, at);
}

export function referenceStruct([table, options]: readonly ElixirValue[], repo: RepoOptions, at: Origin): ElixirMap {
  const type = option(repo.primaryKey.kind === "list" ? repo.primaryKey : undefined, "type");
  const own = structOf("reference", { table: { kind: "string", text: nameIn(table, "the name of the table", at), ...at } }, options, at);
  const defaults = structOf("reference", type === undefined ? {} : { type }, repo.foreignKey, at);
  // A prefix of the configuration is not taken: only the one that is given counts.
  return mergeMaps({ ...defaults, entries: defaults.entries.filter(({ key }) => nameOf(key) !== "prefix") }, own);
}

function isStruct(value: ElixirValue | undefined, name: StructName): value is ElixirMap {
  return value?.kind === "map" && value.struct === NAMES[name];
}

/** The struct's kind, where it is one of these. */
export function kindOf(value: ElixirValue | undefined): StructName | undefined {
  return (Object.keys(NAMES) as StructName[]).find((name) => isStruct(value, name));
}

function field(struct: ElixirMap, key: string): ElixirValue | undefined {
  const value = known(valueAt(struct, key));
  return value?.kind === "atom" && value.name === "nil" ? undefined : value;
}

function name(struct: ElixirMap, key: string): string | undefined {
  const value = field(struct, key);
  return value === undefined ? undefined : nameIn(value, `${key}:`, struct);
}

function text(struct: ElixirMap, key: string): string | undefined {
  const value = field(struct, key);
  return value === undefined ? undefined : value.kind === "atom" ? value.name : textIn(value, `${key}:`, struct);
}

function asPrefix(struct: ElixirMap, repo: RepoOptions): { prefix?: string } {
  const prefix = name(struct, "prefix") ?? repo.prefix;
  return prefix === undefined ? {} : { prefix };
}

/** A key with its value, or nothing. */
function maybe<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  const made: Partial<Record<K, string>> = {};
  if (value !== undefined) made[key] = value;
  return made;
}

export function tableOf(value: ElixirValue | undefined, repo: RepoOptions, at: Origin): Table {
  known(value);
  if (!isStruct(value, "table")) throw new NotReadable("this is no table", value ?? at);
  const key = field(value, "primary_key") ?? atom("true", at);
  const isPlain = key.kind === "atom" && key.name === "true";
  const primaryKey = isPlain ? repo.primaryKey : key;
  return {
    name: name(value, "name") ?? "",
    ...asPrefix(value, repo),
    ...maybe("comment", text(value, "comment")),
    ...maybe("options", text(value, "options")),
    ...maybe("modifiers", text(value, "modifiers")),
    primaryKey: primaryKey.kind === "atom" && primaryKey.name === "false" ? false : primaryKey,
  };
}

const DIRECTIONS: Readonly<Record<string, string>> = {
  asc: " ASC",
  asc_nulls_first: " ASC NULLS FIRST",
  asc_nulls_last: " ASC NULLS LAST",
  desc: " DESC",
  desc_nulls_first: " DESC NULLS FIRST",
  desc_nulls_last: " DESC NULLS LAST",
};

export function indexOf(value: ElixirMap, repo: RepoOptions): Index {
  const table = name(value, "table") ?? "";
  const columns = known(valueAt(value, "columns"));
  if (columns?.kind !== "list") throw new NotReadable("the columns of the index are no list", columns ?? value);
  const include = field(value, "include");
  const distinct = field(value, "nulls_distinct");
  const unique = literalFlag(field(value, "unique"), false);
  if (distinct !== undefined && !unique) throw new NotReadable("Ecto takes nulls_distinct: only for unique indexes", distinct);
  return {
    table,
    name: name(value, "name") ?? indexName(table, columns.items),
    ...asPrefix(value, repo),
    columns: columns.items.map(indexColumn),
    include: include === undefined ? [] : include.kind === "list" ? include.items.map(plainColumn) : [plainColumn(include)],
    unique,
    concurrently: literalFlag(field(value, "concurrently"), false),
    only: literalFlag(field(value, "only"), false),
    ...(distinct !== undefined && { nullsDistinct: literalFlag(distinct, true) }),
    ...maybe("using", text(value, "using")),
    ...maybe("where", text(value, "where")),
    ...maybe("options", text(value, "options")),
    ...maybe("comment", text(value, "comment")),
  };
}

function plainColumn(column: ElixirValue): string {
  known(column);
  return column.kind === "string" ? column.text : quoted(nameIn(column, "a column of the index", column), column);
}

function indexColumn(column: ElixirValue): string {
  if (column.kind !== "tuple") return plainColumn(column);
  const [direction, inner] = column.items;
  const order = DIRECTIONS[nameIn(direction, "the direction", column)];
  if (order === undefined || inner === undefined) throw new NotReadable("Ecto does not know this direction of an index", column);
  return plainColumn(inner) + order;
}

/** `table_column_column_index`: what is no letter, digit or `_` becomes `_`, byte by byte, and none is left at the end of a part. */
function indexName(table: string, columns: readonly ElixirValue[]): string {
  const part = (value: ElixirValue): string => {
    if (value.kind === "tuple" && value.items[1] !== undefined) return part(value.items[1]);
    return cleaned(nameIn(value, "a column of the index", value));
  };
  return [cleaned(table), ...columns.map(part), "index"].join("_");
}

function cleaned(word: string): string {
  return word.replaceAll(/[^A-Za-z0-9_]/gu, (character) => "_".repeat(Buffer.byteLength(character))).replace(/_+$/, "");
}

export function constraintOf(value: ElixirMap, repo: RepoOptions): Constraint {
  const [check, exclude] = [text(value, "check"), text(value, "exclude")];
  return {
    name: name(value, "name") ?? "",
    table: name(value, "table") ?? "",
    ...asPrefix(value, repo),
    ...maybe("check", check),
    ...maybe("exclude", exclude),
    ...maybe("comment", text(value, "comment")),
    validate: literalFlag(field(value, "validate"), true),
  };
}

const ON_DELETE: Readonly<Record<string, string>> = {
  nothing: "",
  nilify_all: " ON DELETE SET NULL",
  default_all: " ON DELETE SET DEFAULT",
  delete_all: " ON DELETE CASCADE",
  restrict: " ON DELETE RESTRICT",
};
const ON_UPDATE: Readonly<Record<string, string>> = {
  nothing: "",
  nilify_all: " ON UPDATE SET NULL",
  update_all: " ON UPDATE CASCADE",
  restrict: " ON UPDATE RESTRICT",
};

function referenceOf(value: ElixirMap): Reference {
  const prefix = given({ kind: "list", items: pairs(value), file: value.file, start: value.start, end: value.end }, "prefix");
  const others = field(value, "with");
  const match = name(value, "match");
  const validate = literalFlag(field(value, "validate"), true);
  return {
    table: name(value, "table") ?? "",
    ...(prefix === undefined ? {} : { prefix: prefix.kind === "atom" && prefix.name === "nil" ? null : nameIn(prefix, "prefix:", value) }),
    ...maybe("name", name(value, "name")),
    column: name(value, "column") ?? "id",
    type: field(value, "type") ?? atom("bigserial", value),
    with: others === undefined ? [] : keywords(others).map((item) => pairOf(item)),
    clauses: [
      match === undefined ? "" : ` MATCH ${match.toUpperCase()}`,
      onDelete(field(value, "on_delete")),
      ON_UPDATE[name(value, "on_update") ?? "nothing"] ?? refused("on_update", value),
      validate ? "" : " NOT VALID",
    ].join(""),
  };
}

function pairs(value: ElixirMap): ElixirValue[] {
  return value.entries.map(({ key, value: held }) => ({ kind: "tuple", items: [key, held], file: key.file, start: key.start, end: held.end }));
}

function pairOf(item: ElixirValue): readonly [string, string] {
  const [left, right] = item.kind === "tuple" ? item.items : [];
  return [nameIn(left, "a column of with:", item), nameIn(right, "a column of with:", item)];
}

function onDelete(value: ElixirValue | undefined): string {
  if (value?.kind === "tuple") {
    const [what, columns] = value.items;
    const action = { nilify: "SET NULL", default: "SET DEFAULT" }[nameOf(what) ?? ""];
    if (action === undefined || columns?.kind !== "list") return refused("on_delete", value);
    return ` ON DELETE ${action} (${columns.items.map(plainColumn).join(",")})`;
  }
  return value === undefined ? "" : (ON_DELETE[nameOf(value) ?? "?"] ?? refused("on_delete", value));
}

function refused(key: string, at: Origin): never {
  throw new NotReadable(`Ecto does not know this value of ${key}:`, at);
}

/** What a column is to be: a type, or what `references` gives. */
export function columnTypeOf(value: ElixirValue | undefined, at: Origin): ColumnType {
  const type = known(value);
  if (type === undefined) throw new NotReadable("the type is missing", at);
  return isStruct(type, "reference") ? { type, reference: referenceOf(type) } : { type };
}

/** The type of `from:` with its options. */
export function formerType(options: ElixirValue, at: Origin): (ColumnType & { readonly options?: ElixirValue }) | undefined {
  const from = option(options, "from");
  if (from === undefined) return undefined;
  const [type, more] = from.kind === "tuple" ? from.items : [];
  if (more?.kind === "list") return { ...columnTypeOf(type, at), options: more };
  return columnTypeOf(from, at);
}
