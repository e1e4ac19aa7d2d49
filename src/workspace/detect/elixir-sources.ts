/** The sources of an Elixir application and which modules they define, from their words alone. */
import type { HistoryFiles } from "../histories/history.ts";

const MODULE = /^\s*defmodule\s+([A-Z][\w.]*)/gm;

/** Below some `lib/` (`web/` of old Phoenix). */
export function isElixirSource(path: string): boolean {
  return /(^|\/)(lib|web)\/.*\.ex(\.eex)?$/.test(path) && !isOthers(path);
}

/** Dependencies and builds are others' or no part of the application. */
export function isOthers(path: string): boolean {
  return /(^|\/)(deps|_build|node_modules)\//.test(path);
}

/** Texts of all sources, and the files that define a module whose name ends so. */
export async function modulesByLastName(files: HistoryFiles): Promise<{ texts: ReadonlyMap<string, string>; owners: ReadonlyMap<string, readonly string[]> }> {
  const texts = new Map(
    await Promise.all(
      files.paths.filter((path) => isElixirSource(path) && path.endsWith(".ex")).map(async (path) => [path, await textOf(files, path)] as const),
    ),
  );
  const owners = new Map<string, string[]>();
  for (const [path, text] of texts)
    for (const [, name = ""] of text.matchAll(MODULE)) {
      const last = name.slice(name.lastIndexOf(".") + 1);
      owners.set(last, [...(owners.get(last) ?? []), path]);
    }
  return { texts, owners };
}

export async function textOf(files: HistoryFiles, path: string): Promise<string> {
  const read = await files.text(path);
  return read.ok ? read.text : "";
}
