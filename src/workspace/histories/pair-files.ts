/** Pairs of files, `x.up.sql` and `x.down.sql`, in an order that the tool gives. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import {
  historyProblem,
  inFolder,
  nameOfPath,
  type FoundHistory,
  type HistoryFiles,
  type HistoryRead,
  type HistoryReader,
  type MigrationScript,
} from "./history.ts";
import { compareNatural } from "./order.ts";

const POSTGRES_FILE = /\.postgres(ql)?\./;
const OTHER_DATABASE = /\.(mysql|mariadb|sqlite3?|cockroach(db)?|mssql|sqlserver|oracle|clickhouse)\./i;

/** `20191100_x.mysql.up.sql`: one of several databases, and not PostgreSQL. */
export function isOtherDatabaseFile(name: string): boolean {
  return OTHER_DATABASE.test(name);
}

/** Pairs whose names follow no known tool; in natural order. */
export const plainPairs: HistoryReader = {
  tool: "pairs of up and down",
  recognise: async ({ folders }) =>
    [...folders].flatMap(([folder, names]): readonly FoundHistory[] => {
      const pairs = names.filter((name) => /\.(up|down)\.sql$/.test(name) && !isOtherDatabaseFile(name));
      return pairs.some((name) => name.endsWith(".up.sql"))
        ? [{ tool: "pairs of up and down", folder, files: pairs.map((name) => inFolder(folder, name)) }]
        : [];
    }),
  read: (found, files) => readPairs(found, files, compareNatural),
};

/** Reads pairs. A file for PostgreSQL (`x.postgres.up.sql`) stands in for the general one of the same name. */
export async function readPairs(found: FoundHistory, files: HistoryFiles, order: (left: string, right: string) => number): Promise<HistoryRead> {
  const members = new Set(found.files);
  // General files that a file for PostgreSQL replaces.
  const replaced = new Set(found.files.filter((file) => POSTGRES_FILE.test(file)).map((file) => file.replace(POSTGRES_FILE, ".")));
  const ups = found.files.filter((file) => file.endsWith(".up.sql") && !replaced.has(file)).toSorted(order);
  const diagnostics: Diagnostic[] = [];
  const taken = new Set<string>();
  const scripts = await Promise.all(
    ups.map(async (file): Promise<MigrationScript | undefined> => {
      const own = file.replace(/\.up\.sql$/, ".down.sql");
      const downFile = [own, own.replace(/\.postgres(ql)?\.down\.sql$/, ".down.sql")].find((path) => members.has(path));
      if (downFile !== undefined) taken.add(downFile);
      const [up, down] = await Promise.all([files.text(file), downFile === undefined ? undefined : files.text(downFile)]);
      for (const read of [up, down]) if (read !== undefined && !read.ok) diagnostics.push(read.problem);
      if (!up.ok) return undefined;
      const name = nameOfPath(file).replace(/\.up\.sql$/, "");
      return { name, file, up: up.text, transactional: true, ...(down?.ok === true && downFile !== undefined ? { down: down.text, downFile } : {}) };
    }),
  );
  for (const file of found.files) {
    if (file.endsWith(".down.sql") && !taken.has(file) && !replaced.has(file))
      diagnostics.push(historyProblem(file, "migration-without-up", "there is no .up.sql to this .down.sql", "add it, or remove this file", "warning"));
  }
  return { scripts: scripts.filter((script) => script !== undefined), diagnostics };
}
