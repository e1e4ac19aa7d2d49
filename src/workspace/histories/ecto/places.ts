/** Where Ecto projects keep what belongs to their migrations: folders, configuration, and which database a repo speaks to. */
import { folderOf, inFolder, isBelow, nameOfPath, type FoundHistory, type HistoryFiles } from "../history.ts";
import { underscored } from "./repo-options.ts";

const FOLDER = /(?:^|\/)priv\/([\w-]+)\/migrations$/;
const NUMBERED = /^\d+_.+\.exs$/;
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/:(myxql|mariaex)\b|Adapters\.(MyXQL|MySQL)\b/, "mysql"],
  [/:(ecto_sqlite3|sqlite_ecto2|exqlite)\b|Adapters\.(SQLite3|Exqlite)\b/, "sqlite"],
  [/:tds\b|Adapters\.Tds\b/, "mssql"],
  [/:(ecto_ch|clickhouse_ecto)\b|Adapters\.(ClickHouse|Clickhouse)\b/, "clickhouse"],
];

/** The folder of the repo below `priv/`: `repo` for `priv/repo/migrations`. */
export function repoFolder(folder: string): string {
  return FOLDER.exec(folder)?.[1] ?? "repo";
}

/** The folder that mix is run in for these migrations: that of the application. */
export function applicationOf(folder: string): string {
  return folder.replace(/(?:^|\/)priv\/[\w-]+\/migrations$/, "");
}

/** All folders of migrations with their files, `priv/repo` before others. */
export async function findEcto(files: HistoryFiles): Promise<readonly FoundHistory[]> {
  const folders = new Map<string, string[]>();
  for (const path of files.paths) {
    if (!NUMBERED.test(nameOfPath(path)) || /(^|\/)(deps|_build)\//.test(path)) continue;
    const folder = folderAbove(path);
    if (folder !== undefined) folders.set(folder, [...(folders.get(folder) ?? []), path]);
  }
  const found = await Promise.all(
    [...folders].map(async ([folder, members]): Promise<FoundHistory> => {
      const other = await otherDatabase(folder, files);
      const dump = inFolder(folderOf(folder), "structure.sql");
      return {
        tool: "Ecto",
        folder,
        files: members,
        applyWith: "mix ecto.migrate",
        ...(files.paths.includes(dump) ? { dump } : {}),
        ...(other === undefined ? {} : { otherDatabase: other }),
      };
    }),
  );
  const isOwn = ({ folder }: FoundHistory): boolean => repoFolder(folder) === "repo";
  return found.toSorted((left, right) => Number(isOwn(right)) - Number(isOwn(left)));
}

function folderAbove(path: string): string | undefined {
  for (let folder = folderOf(path); folder !== ""; folder = folderOf(folder)) if (FOLDER.test(folder)) return folder;
  return undefined;
}

/** By the repo's own adapter, else by the drivers that mix.exs names, where PostgreSQL's is none of them. */
async function otherDatabase(folder: string, files: HistoryFiles): Promise<string | undefined> {
  const application = applicationOf(folder);
  const repo = `${repoFolder(folder)}.ex`;
  const modules = files.paths.filter((path) => nameOfPath(path) === repo && isBelow(path, application) && /(^|\/)lib\//.test(path));
  for (const text of await Promise.all(modules.map((path) => textOf(path, files)))) {
    const adapter = /\buse\s+Ecto\.Repo\b[\s\S]*?\badapter:\s*([\w.]+)/.exec(text)?.[1];
    if (adapter !== undefined) return OTHERS.find(([pattern]) => pattern.test(adapter))?.[1];
  }
  for (let at = application; ; at = folderOf(at)) {
    const mix = inFolder(at, "mix.exs");
    const text = files.paths.includes(mix) ? await textOf(mix, files) : "";
    if (/:postgrex\b/.test(text)) return undefined;
    const other = OTHERS.find(([pattern]) => pattern.test(text));
    if (other !== undefined) return other[1];
    if (at === "") return undefined;
  }
}

async function textOf(path: string, files: HistoryFiles): Promise<string> {
  const read = await files.text(path);
  return read.ok ? read.text : "";
}

/** Configuration that can say something about these migrations, the weakest first. */
export function configurationOf(folder: string, files: HistoryFiles): readonly string[] {
  const application = applicationOf(folder);
  const places = [...new Set(["", application])].filter((place) => isBelow(`${application}/x`, place));
  const known = new Set(files.paths);
  return places
    .flatMap((place) => ["config.exs", "prod.exs", "runtime.exs"].map((name) => inFolder(place, `config/${name}`)))
    .filter((path) => known.has(path));
}

/** Files in which a module may stand, by Elixir's way to name them: `App.Some.Name` in `some/name.ex`. */
export function filesOfModule(name: string, folder: string, files: HistoryFiles): readonly string[] {
  const words = name.split(".").map(underscored);
  const last = words.at(-1) ?? "";
  const candidates = files.paths.filter((path) => {
    const file = nameOfPath(path);
    return (file === `${last}.ex` || file === `${last}.exs`) && /(^|\/)(lib|priv)\//.test(path) && !/(^|\/)(deps|_build|test)\//.test(path);
  });
  const tail = words.slice(1).join("/");
  const application = applicationOf(folder);
  const rank = (path: string): number => Number(!path.includes(tail)) + Number(!isBelow(path, application));
  return candidates.toSorted((left, right) => rank(left) - rank(right)).slice(0, MOST_CANDIDATES);
}

const MOST_CANDIDATES = 4;
