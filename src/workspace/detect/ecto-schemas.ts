/**
 * Elixir files that hold Ecto schemas, and those whose macros, types and values they are built from. Decided
 * from words, so that a project of a thousand modules costs one reading; what they mean is decided elsewhere.
 */
import type { HistoryFiles } from "../histories/history.ts";
import { isElixirSource, modulesByLastName, textOf } from "./elixir-sources.ts";
import { isIncidental } from "./path-words.ts";

const SCHEMA = /^\s*(?:use\s+(?:Ecto\.Schema|TypedEctoSchema)\b|(?:typed_)?(?:embedded_)?schema[ (].*\bdo\s*$)/m;
/** What a schema can be built from, beside other schemas. */
const MATERIAL = /\bdefmacrop?\b|\b(?:use|@behaviour) Ecto\.(?:Type|ParameterizedType)\b/;
/** Lines on which a schema names modules whose code runs when it is compiled: what it uses and imports, types of fields, values. */
const NAMING = /^\s*(?:(?:use|import|require)\s|field[ (]|@(?!doc|moduledoc|typedoc|spec|type|impl)\w+\s|.*\bvalues:).*$/gm;
const MODULE = /\b((?:[A-Z]\w*\.)*[A-Z]\w*)(\.[a-z_]\w*)?/g;

/** Files of an Elixir project that hold Ecto schemas; none where there is no mix.exs. */
export async function findEctoSchemas(files: HistoryFiles): Promise<readonly string[]> {
  if (!files.paths.some((path) => /(^|\/)mix\.exs$/.test(path))) return [];
  const paths = files.paths.filter((path) => isElixirSource(path) && path.endsWith(".ex") && !isIncidental(appOf(path)));
  const found = await Promise.all(paths.map(async (path) => ({ path, text: await textOf(files, path) })));
  return found.filter(({ text }) => SCHEMA.test(text)).map(({ path }) => path);
}

/** The folder of the application: what lies below its lib/ is compiled, whatever it is called. */
function appOf(path: string): string {
  return path.split(/(?:^|\/)(?:lib|web)\//)[0] ?? "";
}

/** Files whose macros, types and values are named in these, and in those, and so on. */
export async function ectoNeeded(files: HistoryFiles, from: readonly string[]): Promise<readonly string[]> {
  if (from.length === 0) return [];
  const { texts, owners } = await modulesByLastName(files);
  const needed = new Set(from);
  for (const path of needed) {
    for (const [line] of (texts.get(path) ?? "").matchAll(NAMING))
      for (const [, name = "", call] of line.matchAll(MODULE))
        for (const owner of owners.get(name.slice(name.lastIndexOf(".") + 1)) ?? [])
          if (call !== undefined || MATERIAL.test(texts.get(owner) ?? "")) needed.add(owner);
  }
  return [...needed].filter((path) => !from.includes(path));
}
