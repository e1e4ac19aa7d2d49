/**
 * Migrations written in a programming language. selecto does not run code of a repository: they are named and
 * counted, and there is one remedy: point `schema:` at a dump.
 */
import { folderOf, nameOfPath, type HistoryFiles } from "./history.ts";

export interface CodeMigrations {
  readonly tool: string;
  readonly folder: string;
  readonly count: number;
}

interface Recipe {
  readonly tool: string;
  /** the path of one migration */
  readonly file: RegExp;
  /** a file that must be there too */
  readonly mark?: RegExp;
}

const RECIPES: readonly Recipe[] = [
  { tool: "Rails", file: /(^|\/)db\/(\w+_)?migrate\/\d+_\w+\.rb$/ },
  { tool: "Django", file: /(^|\/)migrations\/\d{4}_\w+\.py$/ },
  { tool: "Alembic", file: /(^|\/)versions\/[^/]+\.py$/, mark: /(^|\/)(alembic\.ini|env\.py)$/ },
  { tool: "Laravel", file: /(^|\/)database\/migrations\/\d{4}_\d{2}_\d{2}_\d+_\w+\.php$/ },
  { tool: "Doctrine", file: /(^|\/)(src\/Migrations|migrations)\/Version\d+\.php$/ },
  { tool: "Entity Framework", file: /(^|\/)Migrations\/\d+_\w+(?<!\.Designer)\.cs$/ },
  { tool: "Liquibase", file: /(^|\/)changelogs?\/[^/]+\.(xml|ya?ml)$|(^|\/)db\.changelog[\w.-]*\.(xml|ya?ml)$/ },
  { tool: "goose (Go)", file: /(^|\/)migrations?\/\d+_\w+(?<!_test)\.go$/ },
  { tool: "JavaScript", file: /(^|\/)migrations?\/[^/]*\d[^/]*(?<!\.d)\.[cm]?[jt]s$/ },
];

/** Code migrations, by tool and folder, the largest first. */
export function findCodeMigrations(files: HistoryFiles): readonly CodeMigrations[] {
  const found = RECIPES.flatMap(({ tool, file, mark }) => {
    if (mark !== undefined && !files.paths.some((path) => mark.test(path))) return [];
    const counts = new Map<string, number>();
    for (const path of files.paths)
      if (file.test(path) && nameOfPath(path) !== "__init__.py") counts.set(folderOf(path), (counts.get(folderOf(path)) ?? 0) + 1);
    return [...counts].map(([folder, count]) => ({ tool, folder, count }));
  });
  return found.toSorted((left, right) => right.count - left.count || (left.folder < right.folder ? -1 : 1));
}

/** The name of the tool and how many: `Ecto, 20 migrations in code`. */
export function describeCode({ tool, count }: CodeMigrations): string {
  return `${tool}, ${count} migration${count === 1 ? "" : "s"} in code`;
}
