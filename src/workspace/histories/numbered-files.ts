/**
 * Numbered .sql files without any mark in a folder called migrations (sqlx, supabase and many home-made
 * runners). Order: the number as a number, then the name.
 */
import { inFolder, nameOfPath, type FoundHistory, type HistoryReader, type MigrationScript } from "./history.ts";
import { byNumber, isNumberedScript } from "./numbered-folders.ts";

const TOOL = "numbered files";
const FOLDER = /migrat|^(patches|upgrades|changes|changesets|deltas|evolutions)$/i;

export const numberedFiles: HistoryReader = {
  tool: TOOL,
  recognise: async ({ folders }) =>
    [...folders].flatMap(([folder, names]): readonly FoundHistory[] => {
      const scripts = names.filter(isNumberedScript).map((name) => inFolder(folder, name));
      return scripts.length > 0 && folder.split("/").some((part) => FOLDER.test(part)) ? [{ tool: TOOL, folder, files: scripts }] : [];
    }),
  read: async (found, files) => {
    const reads = await Promise.all(found.files.toSorted(byNumber).map(async (file) => ({ file, read: await files.text(file) })));
    const scripts = reads.flatMap(({ file, read }): readonly MigrationScript[] =>
      read.ok ? [{ name: nameOfPath(file).replace(/\.sql$/i, ""), file, up: read.text, transactional: true }] : [],
    );
    return { scripts, diagnostics: reads.flatMap(({ read }) => (read.ok ? [] : [read.problem])) };
  },
};
