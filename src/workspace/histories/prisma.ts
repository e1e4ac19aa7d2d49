/**
 * prisma: `migrations/<stamp>_<name>/migration.sql`, in the order of the folders' names; there is no down. The
 * provider stands in `migration_lock.toml`.
 */
import { inFolder, type FoundHistory, type HistoryFiles, type HistoryReader } from "./history.ts";
import { groupPackages, readPackages } from "./package-folders.ts";

export const prisma: HistoryReader = {
  tool: "prisma",
  recognise: async (files) => {
    const groups = [...groupPackages(files, "migration.sql", (_, names) => !names.includes("snapshot.json"))];
    return Promise.all(
      groups.map(async ([folder, packages]): Promise<FoundHistory> => {
        const provider = await providerOf(folder, files);
        const isOther = provider !== undefined && provider !== "postgresql" && provider !== "cockroachdb";
        return { tool: "prisma", folder, files: packages.map((path) => inFolder(path, "migration.sql")), ...(isOther ? { otherDatabase: provider } : {}) };
      }),
    );
  },
  read: (found, files) => {
    const packages = found.files.map((file) => file.slice(0, -"/migration.sql".length)).toSorted();
    return readPackages(packages, "migration.sql", undefined, files, async () => true);
  },
};

async function providerOf(folder: string, files: HistoryFiles): Promise<string | undefined> {
  const path = inFolder(folder, "migration_lock.toml");
  if (!files.paths.includes(path)) return undefined;
  const read = await files.text(path);
  return read.ok ? /^\s*provider\s*=\s*"(\w+)"/m.exec(read.text)?.[1] : undefined;
}
