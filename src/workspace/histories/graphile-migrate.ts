/**
 * graphile-migrate: `committed/000001-name.sql` in the order of the names, with `--! Previous:` headers and
 * `--! no-transaction`; there is no down. `:PLACEHOLDER` is replaced by the value in `.gmrc`; one that comes
 * from the environment is a role or a database name, and its own name in lower case stands in for it.
 */
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { folderOf, historyProblem, inFolder, nameOfPath, type FoundHistory, type HistoryFiles, type HistoryReader, type MigrationScript } from "./history.ts";
import { replacePlaceholders } from "./placeholders.ts";
import { isBlankSql } from "./sections.ts";

const HEADER = /^--! Previous: /m;
const settingsSchema = z.object({ placeholders: z.record(z.string(), z.string()).optional() });

export const graphileMigrate: HistoryReader = {
  tool: "graphile-migrate",
  recognise: async (files) => {
    const candidates = [...files.folders].filter(([folder]) => nameOfPath(folder) === "committed");
    const found = await Promise.all(
      candidates.map(async ([folder, names]): Promise<FoundHistory | undefined> => {
        const scripts = names.filter((name) => /^\d{6,}[^/]*\.sql$/.test(name)).map((name) => inFolder(folder, name));
        const [first] = scripts;
        const read = first === undefined ? undefined : await files.text(first);
        if (read?.ok !== true || !HEADER.test(read.text)) return undefined;
        const configuration = settingsFile(folder, files);
        return { tool: "graphile-migrate", folder, files: scripts, ...(configuration === undefined ? {} : { configuration }) };
      }),
    );
    return found.filter((one) => one !== undefined);
  },
  read: async (found, files) => {
    const placeholders = await readPlaceholders(found.configuration, files);
    const parts = await Promise.all(found.files.toSorted().map((file) => readFile(file, placeholders, files)));
    const current = await currentNote(folderOf(found.folder), files);
    return { scripts: parts.flatMap((part) => part.scripts), diagnostics: [...parts.flatMap((part) => part.diagnostics), ...current] };
  },
};

function settingsFile(folder: string, files: HistoryFiles): string | undefined {
  for (let at = folder; ; at = folderOf(at)) {
    const found = [".gmrc", ".gmrc.json"].map((name) => inFolder(at, name)).find((path) => files.paths.includes(path));
    if (found !== undefined || at === "") return found;
  }
}

async function readPlaceholders(file: string | undefined, files: HistoryFiles): Promise<ReadonlyMap<string, string>> {
  const known = new Map([
    ["DATABASE_NAME", "database_name"],
    ["DATABASE_OWNER", "database_owner"],
  ]);
  const read = file === undefined ? undefined : await files.text(file);
  if (read?.ok !== true) return known;
  try {
    // JSON5; without its comments the rest is flow YAML.
    const text = read.text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
    for (const [key, value] of Object.entries(settingsSchema.safeParse(parseYaml(text)).data?.placeholders ?? {})) {
      const name = key.replace(/^:/, "");
      known.set(name, value === "!ENV" ? name.toLowerCase() : value);
    }
  } catch {
    // A file that is no JSON5 has no placeholders; the ones in the scripts are then reported by PostgreSQL with their place.
  }
  return known;
}

async function readFile(
  file: string,
  placeholders: ReadonlyMap<string, string>,
  files: HistoryFiles,
): Promise<{ scripts: readonly MigrationScript[]; diagnostics: readonly Diagnostic[] }> {
  const read = await files.text(file);
  if (!read.ok) return { scripts: [], diagnostics: [read.problem] };
  const replaced = replacePlaceholders(
    read.text,
    new RegExp(`:(${[...placeholders.keys()].map((name) => name.replaceAll(/\W/g, "\\$&")).join("|")})\\b`, "g"),
    (name) => placeholders.get(name),
  );
  const transactional = !/^--! no-transaction\b/m.test(read.text);
  return {
    scripts: [
      { name: nameOfPath(file).replace(/\.sql$/, ""), file, up: replaced.text, transactional, ...(replaced.edits.length > 0 ? { edits: replaced.edits } : {}) },
    ],
    diagnostics: [],
  };
}

/** What is still being written is not part of the history. */
async function currentNote(folder: string, files: HistoryFiles): Promise<readonly Diagnostic[]> {
  const paths = files.paths.filter(
    (path) => path === inFolder(folder, "current.sql") || (folderOf(path) === inFolder(folder, "current") && path.endsWith(".sql")),
  );
  const notes = await Promise.all(
    paths.map(async (path) => {
      const read = await files.text(path);
      return read.ok && !isBlankSql(read.text)
        ? [historyProblem(path, "migration-not-committed", "the current migration is not committed yet; it was left out", "graphile-migrate commit", "info")]
        : [];
    }),
  );
  return notes.flat();
}
