/**
 * Elixir files that hold Selecto domains, and those they call: overlays, parts of domains. Decided from
 * words, so that a project of a thousand modules costs one reading; what they mean is decided elsewhere.
 */
import type { HistoryFiles } from "../histories/history.ts";
import { isElixirSource, isOthers, modulesByLastName, textOf } from "./elixir-sources.ts";
import { isIncidental } from "./path-words.ts";

const DOMAIN = /\bsource_table:|"source_table"\s*=>|\buse Selecto\.Domain\.Registry\b/;

/** Notebooks hold domains as well. */
function mayHold(path: string): boolean {
  return isElixirSource(path) || (path.endsWith(".livemd") && !isOthers(path));
}

/** Files of an Elixir project that hold domains; none where there is no mix.exs. */
export async function findElixirDomains(files: HistoryFiles): Promise<readonly string[]> {
  if (!files.paths.some((path) => /(^|\/)mix\.exs$/.test(path))) return [];
  const found = await Promise.all(
    files.paths.filter((path) => mayHold(path) && !isIncidental(path)).map(async (path) => ({ path, text: await textOf(files, path) })),
  );
  return found.filter(({ text }) => DOMAIN.test(text) && !isSchemaLibrary(text)).map(({ path }) => path);
}

/** Code that works on domains names the key too, but holds none: there it stands outside of a map of fields. */
function isSchemaLibrary(text: string): boolean {
  return !/\bsource:\s|"source"\s*=>|Registry\b/.test(text);
}

/** Files whose modules are named in these, and in those, and so on. */
export async function modulesNeeded(files: HistoryFiles, from: readonly string[]): Promise<readonly string[]> {
  const { texts, owners } = await modulesByLastName(files);
  const needed = new Set(from);
  for (const path of needed) {
    // Only what is called gives a part of a domain: `Overlays.Order.overlay()`.
    for (const [, name = ""] of (texts.get(path) ?? "").matchAll(/\b([A-Z]\w*)\.[a-z_]\w*/g))
      for (const owner of owners.get(name) ?? []) if (givesData(texts.get(owner) ?? "")) needed.add(owner);
  }
  return [...needed].filter((path) => !from.includes(path));
}

/** Overlays and modules with maps; not every context and every schema that a domain names. */
function givesData(text: string): boolean {
  return /\buse Selecto\.Config\.OverlayDSL\b/.test(text) || (/%\{/.test(text) && !/\buse Ecto\.Schema\b|\buse GenServer\b|\bimport Ecto\.Query\b/.test(text));
}
