/**
 * golang-migrate and everything that writes its pairs: `000002_add_users.up.sql` with `.down.sql`. Order: the
 * number as a number, so 000010 comes after 000009 and also after 9. A file is sent whole, as one query.
 */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { historyProblem, inFolder, type FoundHistory, type HistoryReader } from "./history.ts";
import { byNumber, duplicateNumbers } from "./numbered-folders.ts";
import { isOtherDatabaseFile, readPairs } from "./pair-files.ts";

const NAME = /^\d+_.*\.(up|down)\.sql$/;

export const golangMigrate: HistoryReader = {
  tool: "golang-migrate",
  recognise: async ({ folders }) =>
    [...folders].flatMap(([folder, names]): readonly FoundHistory[] => {
      const pairs = names.filter((name) => NAME.test(name) && !isOtherDatabaseFile(name));
      return pairs.some((name) => name.endsWith(".up.sql")) ? [{ tool: "golang-migrate", folder, files: pairs.map((name) => inFolder(folder, name)) }] : [];
    }),
  read: async (found, files) => {
    const { scripts, diagnostics } = await readPairs(found, files, byNumber);
    const names = files.folders.get(found.folder) ?? [];
    const others = names.filter((name) => name.endsWith(".sql") && !NAME.test(name));
    const notes: Diagnostic[] = others.map((name) =>
      historyProblem(
        inFolder(found.folder, name),
        "migration-not-taken",
        "golang-migrate does not take this file: its name is not NUMBER_NAME.up.sql",
        "rename it, or move it elsewhere",
        "info",
      ),
    );
    return {
      scripts,
      diagnostics: [
        ...duplicateNumbers(
          "golang-migrate",
          scripts.map((script) => script.file),
        ),
        ...diagnostics,
        ...notes,
      ],
    };
  },
};
