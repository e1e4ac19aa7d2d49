/**
 * diesel: `migrations/<version>_<name>/up.sql` and `down.sql`, `run_in_transaction = false` in `metadata.toml`.
 * Order: the version without its dashes, as text.
 */
import { parse as parseToml } from "smol-toml";
import { z } from "zod";
import { folderOf, inFolder, nameOfPath, type FoundHistory, type HistoryFiles, type HistoryReader, type MigrationScript } from "./history.ts";
import { compareText } from "./order.ts";
import { groupPackages, readPackages } from "./package-folders.ts";

const VERSIONED = /^\d[\d-]*_.+/;
const metadata = z.object({ run_in_transaction: z.boolean().optional() });

export const diesel: HistoryReader = {
  tool: "diesel",
  recognise: async (files) =>
    [...groupPackages(files, "up.sql", (name, names) => VERSIONED.test(name) && !names.includes("migration.json"))].map(([folder, packages]): FoundHistory => ({
      tool: "diesel",
      folder,
      files: packages.flatMap((path) => (files.folders.get(path) ?? []).map((name) => inFolder(path, name))),
    })),
  read: async (found, files) => {
    const packages = found.files.filter((file) => file.endsWith("/up.sql")).map(folderOf);
    const version = (path: string): string => (nameOfPath(path).split("_")[0] ?? "").replaceAll("-", "");
    const ordered = packages.toSorted((left, right) => compareText(version(left), version(right)) || compareText(left, right));
    const read = await readPackages(ordered, "up.sql", "down.sql", files, (folder) => runsInTransaction(folder, files));
    const setup = dieselLedger(read.scripts);
    return setup === undefined ? read : { ...read, setup };
  },
};

/** Where diesel notes what it has run; made before the first migration. Migrations may name it. */
const LEDGER = "__diesel_schema_migrations";

/** The table itself, where a migration names it. */
export function dieselLedger(scripts: readonly MigrationScript[]): MigrationScript | undefined {
  const [first] = scripts;
  if (first === undefined || !scripts.some(({ up }) => up.includes(LEDGER))) return undefined;
  const up = `create table if not exists ${LEDGER} (version varchar(50) primary key not null, run_on timestamp not null default current_timestamp);`;
  return { name: LEDGER, file: first.file, up, transactional: true };
}

async function runsInTransaction(folder: string, files: HistoryFiles): Promise<boolean> {
  const path = inFolder(folder, "metadata.toml");
  if (!files.paths.includes(path)) return true;
  const read = await files.text(path);
  if (!read.ok) return true;
  try {
    return metadata.safeParse(parseToml(read.text)).data?.run_in_transaction ?? true;
  } catch {
    return true;
  }
}
