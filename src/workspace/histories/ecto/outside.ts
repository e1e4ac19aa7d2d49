/**
 * What migrations call beside Ecto.Migration: repos, files, psql, the application's settings. SQL that is sent
 * through a repo is sent at once; what a repo reads or writes are rows, and nothing is known of them.
 */
import { atom, mapOf, nameOf, unread, type ElixirValue, type Entry, type Origin } from "../../../elixir/value.ts";
import type { Migration } from "./dsl.ts";
import { known, textIn } from "./values.ts";

const QUERIES = new Set(["query", "query!", "query_many", "query_many!"]);
const BLOCKS = new Set(["transaction", "checkout", "transact", "with_dynamic_repo"]);
/** What a connection needs. In the shadow there is none, so that the words only fill their places. */
const CONNECTION = { database: "database", username: "postgres", password: "password", hostname: "localhost", port: "5432" };

/** Whether a module is a repo, by its name. */
export function isRepo(module: string): boolean {
  return /(^|\.)\w*Repo\w*$/.test(module);
}

/**
 * @param settle called with values that stand for rows
 * @returns `undefined` for what is nothing of this
 */
export function callOutside(
  migration: Migration,
  module: string,
  name: string,
  args: readonly ElixirValue[],
  at: Origin,
  settle: (value: ElixirValue) => void,
): ElixirValue | undefined {
  const rows = (reason: string): ElixirValue => {
    const value = unread(reason, at);
    settle(value);
    return value;
  };
  if (QUERIES.has(name) && (isRepo(module) || module === "Ecto.Adapters.SQL")) {
    const [sql, parameters] = module === "Ecto.Adapters.SQL" ? args.slice(1) : args;
    send(migration, sql, parameters, at);
    return rows("what a query gives is known to the database only");
  }
  if (isRepo(module)) {
    const block = args.find((one) => one.kind === "function");
    if (BLOCKS.has(name) && block?.kind === "function")
      return { kind: "tuple", items: [atom("ok", at), block.apply(block.arity === 0 ? [] : [moduleValue(module, at)])], ...at };
    return name === "config" && args.length === 0 ? connection(at) : rows("rows of a database are not known");
  }
  switch (`${module}.${name}`) {
    case "File.read!":
      return migration.readFile(textIn(args[0], "the path", at), at);
    case "File.read":
      return { kind: "tuple", items: [atom("ok", at), migration.readFile(textIn(args[0], "the path", at), at)], ...at };
    case "Application.app_dir":
      return { kind: "string", text: args[1] === undefined ? "." : textIn(args[1], "the path", at), ...at };
    case ":code.priv_dir":
      return { kind: "string", text: "priv", ...at };
    case "File.cwd!":
      return { kind: "string", text: ".", ...at };
    case "System.cmd":
      return runProgram(migration, args, at);
    case "Kernel.raise":
    case "Mix.raise":
      return undefined;
    default:
      return /^(IO|Logger|Mix\.Shell\.IO|:logger)$/.test(module) ? atom("ok", at) : undefined;
  }
}

function moduleValue(name: string, at: Origin): ElixirValue {
  return { kind: "module", name, ...at };
}

/** SQL with parameters changes rows: PostgreSQL takes none in a definition. */
function send({ recorder }: Migration, sql: ElixirValue | undefined, parameters: ElixirValue | undefined, at: Origin): void {
  known(sql);
  const isBound = parameters !== undefined && !(parameters.kind === "list" && parameters.items.length === 0);
  const text = textIn(sql, "the query", at);
  if (isBound && /\$\d/.test(text)) return;
  recorder.send(sql?.kind === "string" ? sql : { kind: "string", text, file: at.file, start: at.start, end: at.end });
}

function connection(at: Origin): ElixirValue {
  const entries = Object.entries(CONNECTION).map(([key, text]): Entry => ({ key: atom(key, at), value: { kind: "string", text, ...at } }));
  return mapOf(entries, at, [unread("the settings of the connection are not known", at)]);
}

/** `psql -f FILE`, alone or in a line for the shell: the file is sent. Other programs are not known. */
function runProgram(migration: Migration, [program, list]: readonly ElixirValue[], at: Origin): ElixirValue | undefined {
  const words = list?.kind === "list" ? [program, ...list.items] : [program];
  if (words.some((word) => word?.kind !== "string")) return undefined;
  const line = words.map((word) => nameOf(word) ?? "").join(" ");
  const file = /(?:^|[\s/;&])psql\s.*?(?:-f|--file)[=\s]*["']?([^\s"';&]+)/s.exec(line)?.[1];
  if (file === undefined) return undefined;
  const text = migration.readFile(file, at);
  if (text.kind === "string") migration.recorder.send(text);
  return {
    kind: "tuple",
    items: [
      { kind: "string", text: "", ...at },
      { kind: "number", text: "0", ...at },
    ],
    ...at,
  };
}
