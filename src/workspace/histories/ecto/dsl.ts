/** The functions of `Ecto.Migration`, called on the recorder. Knows what each takes and gives, not when it is called. */
import { atom, entriesOf, nameOf, valueAt, type ElixirValue, type Entry, type Origin } from "../../../elixir/value.ts";
import { NotReadable, type ColumnChange, type Dropped, type Executed, type Table } from "./commands.ts";
import type { Recorder } from "./recorder.ts";
import type { RepoOptions } from "./repo-options.ts";
import { columnTypeOf, constraintOf, constraintStruct, formerType, indexOf, indexStruct, kindOf, referenceStruct, tableOf, tableStruct } from "./structs.ts";
import { keywords, known, nameIn, option, textIn } from "./values.ts";

export interface Migration {
  readonly recorder: Recorder;
  readonly repo: RepoOptions;
  readonly direction: "up" | "down";
  /** the text of a file; throws {@link NotReadable} while it is not there */
  readonly readFile: (path: string, at: Origin) => ElixirValue;
}

type Operation = (migration: Migration, args: readonly ElixirValue[], at: Origin) => ElixirValue;

/** Functions of Ecto.Migration that change the schema or send SQL. */
export const CHANGING: ReadonlySet<string> = new Set([
  "create",
  "create_if_not_exists",
  "alter",
  "drop",
  "drop_if_exists",
  "rename",
  "execute",
  "execute_file",
  "add",
  "add_if_not_exists",
  "modify",
  "remove",
  "remove_if_exists",
  "timestamps",
]);

/** @returns `undefined` for what is no function of Ecto.Migration. @throws NotReadable */
export function callMigration(migration: Migration, name: string, args: readonly ElixirValue[], at: Origin): ElixirValue | undefined {
  return OPERATIONS[name]?.(migration, args, at);
}

/** `create table(...) do` and `alter table(...) do`: `inside` records the columns. */
export function withColumns(migration: Migration, kind: string, value: ElixirValue | undefined, at: Origin, inside: () => void): ElixirValue {
  const { recorder } = migration;
  const table = tableOf(value, migration.repo, at);
  recorder.open(kind === "alter" ? "alter" : "create", table, kind === "create_if_not_exists", at);
  try {
    if (kind !== "alter") addKey(migration, table, at);
    inside();
  } finally {
    recorder.close();
  }
  return value ?? atom("nil", at);
}

function addKey({ recorder }: Migration, { primaryKey }: Table, at: Origin): void {
  if (primaryKey === false) return;
  known(primaryKey);
  const name = option(primaryKey, "name");
  const rest = keywords(primaryKey).filter((item) => item.kind === "tuple" && !["name", "type", "primary_key"].includes(nameOf(item.items[0]) ?? ""));
  const key: ElixirValue = { kind: "tuple", items: [atom("primary_key", at), atom("true", at)], ...at };
  recorder.column({
    action: "add",
    name: name === undefined ? "id" : nameIn(name, "name:", at),
    ...columnTypeOf(option(primaryKey, "type") ?? atom("bigserial", at), at),
    options: { kind: "list", items: [key, ...rest], ...at },
    typed: true,
    at,
  });
}

const column =
  (action: ColumnChange["action"]): Operation =>
  ({ recorder }, [name, type, given], at) => {
    const removes = action === "remove" || action === "remove-if-exists";
    const options: ElixirValue = given ?? { kind: "list", items: [], ...at };
    keywords(options);
    const from = action === "modify" ? formerType(options, at) : undefined;
    const column = { action, name: nameIn(name, "the name of the column", at), options, at };
    if (type === undefined && removes) recorder.column({ ...column, type: atom("nil", at), typed: false });
    else recorder.column({ ...column, ...columnTypeOf(type, at), typed: true, ...(from !== undefined && { from }) });
    return atom("ok", at);
  };

const create =
  (ifNotExists: boolean): Operation =>
  (migration, [what], at) => {
    const { recorder, repo } = migration;
    const kind = kindOf(known(what));
    if (what?.kind !== "map" || kind === undefined) throw new NotReadable("what is to be created is no table, index or constraint", what ?? at);
    if (kind === "index") recorder.record({ kind: "create-index", index: indexOf(what, repo), ifNotExists, at });
    else if (kind === "constraint") {
      const constraint = constraintOf(what, repo);
      if ((constraint.check === undefined) === (constraint.exclude === undefined)) throw new NotReadable("a constraint has either check: or exclude:", what);
      if (ifNotExists) throw new NotReadable("Ecto has no create_if_not_exists for constraints", at);
      recorder.record({ kind: "create-constraint", constraint, at });
    } else withColumns(migration, ifNotExists ? "create_if_not_exists" : "create", what, at, () => undefined);
    return what;
  };

const drop =
  (ifExists: boolean): Operation =>
  ({ recorder, repo }, [what, options], at) => {
    const mode = option(options, "mode");
    recorder.record({ kind: "drop", what: dropped(what, repo, at), ifExists, cascade: nameOf(mode) === "cascade", at });
    return what ?? atom("nil", at);
  };

function dropped(what: ElixirValue | undefined, repo: RepoOptions, at: Origin): Dropped {
  const kind = kindOf(known(what));
  if (what?.kind !== "map" || kind === undefined || kind === "reference")
    throw new NotReadable("what is to be dropped is no table, index or constraint", what ?? at);
  if (kind === "index") return { kind, index: indexOf(what, repo) };
  return kind === "constraint" ? { kind, constraint: constraintOf(what, repo) } : { kind, table: tableOf(what, repo, at) };
}

const rename: Operation = ({ recorder, repo }, [what, second, third], at) => {
  const to = known(valueAt(third ?? second, "to"));
  const kind = kindOf(known(what));
  if (kind === "index" && what?.kind === "map") recorder.record({ kind: "rename-index", index: indexOf(what, repo), to: nameIn(to, "to:", at), at });
  else if (third === undefined) recorder.record({ kind: "rename-table", table: tableOf(what, repo, at), to: tableOf(to, repo, at), at });
  else recorder.record({ kind: "rename-column", table: tableOf(what, repo, at), from: nameIn(second, "the column", at), to: nameIn(to, "to:", at), at });
  return what ?? atom("nil", at);
};

const execute: Operation = ({ recorder }, [up, down], at) => {
  recorder.record({ kind: "execute", up: executed(up, at), ...(down !== undefined && { down: executed(down, at) }), at });
  return atom("ok", at);
};

function executed(value: ElixirValue | undefined, at: Origin): Executed {
  known(value);
  if (value?.kind === "function") return value;
  if (value?.kind === "string") return value;
  return { kind: "string", text: textIn(value, "what is executed", at), file: at.file, start: at.start, end: at.end };
}

const executeFile: Operation = (migration, paths, at) =>
  execute(
    migration,
    paths.map((path) => migration.readFile(textIn(path, "the path", at), at)),
    at,
  );

/** Repo options first, then those that are given. */
const timestamps: Operation = (migration, [given], at) => {
  const merged = new Map<string, Entry>();
  for (const source of [migration.repo.timestamps, given])
    for (const entry of source === undefined ? [] : (keywords(source), entriesOf(source) ?? [])) merged.set(nameOf(entry.key) ?? "", entry);
  const rest: ElixirValue = {
    kind: "list",
    items: [...merged].flatMap(([key, { key: name, value }]) =>
      ["type", "inserted_at", "updated_at"].includes(key) ? [] : [{ kind: "tuple" as const, items: [name, value], ...at }],
    ),
    ...at,
  };
  const options: ElixirValue = merged.has("null")
    ? rest
    : { ...rest, items: [...rest.items, { kind: "tuple", items: [atom("null", at), atom("false", at)], ...at }] };
  for (const field of ["inserted_at", "updated_at"]) {
    const name = known(merged.get(field)?.value) ?? atom(field, at);
    if (name.kind === "atom" && name.name === "false") continue;
    column("add")(migration, [name, merged.get("type")?.value ?? atom("naive_datetime", at), options], at);
  }
  return atom("ok", at);
};

const OPERATIONS: Readonly<Record<string, Operation>> = {
  table: (_, args, at) => tableStruct(args, at),
  index: (_, args, at) => indexStruct(args, false, at),
  unique_index: (_, args, at) => indexStruct(args, true, at),
  constraint: (_, args, at) => constraintStruct(args, at),
  references: ({ repo }, args, at) => referenceStruct(args, repo, at),
  fragment: (_, [text], at) => ({ kind: "tuple", items: [atom("fragment", at), text ?? atom("nil", at)], ...at }),
  create: create(false),
  create_if_not_exists: create(true),
  drop: drop(false),
  drop_if_exists: drop(true),
  rename,
  execute,
  execute_file: executeFile,
  add: column("add"),
  add_if_not_exists: column("add-if-not-exists"),
  modify: column("modify"),
  remove: column("remove"),
  remove_if_exists: column("remove-if-exists"),
  timestamps,
  flush: ({ recorder }, _, at) => {
    recorder.flush(at);
    return atom("ok", at);
  },
  direction: ({ direction }, _, at) => atom(direction, at),
  repo: ({ repo }, _, at) => ({ kind: "module", name: repo.name ?? "Repo", ...at }),
  prefix: (_, __, at) => atom("nil", at),
};
