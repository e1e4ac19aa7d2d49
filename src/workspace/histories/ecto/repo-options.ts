/** What the configuration of a repo says about its migrations: `config :app, App.Repo, migration_primary_key: [...]`. */
import { Evaluator } from "../../../elixir/evaluate.ts";
import type { ElixirFile, ElixirModule } from "../../../elixir/modules.ts";
import { atom, nameOf, valueAt, type ElixirValue } from "../../../elixir/value.ts";

export interface RepoOptions {
  /** full name, where the configuration or the code says it */
  readonly name?: string;
  /** keywords, or `false` */
  readonly primaryKey: ElixirValue;
  readonly foreignKey: ElixirValue;
  readonly timestamps: ElixirValue;
  readonly prefix?: string;
  /** the table in which Ecto notes what it has run */
  readonly source: string;
}

const NOWHERE = { file: "", start: 0, end: 0 };
const NONE: ElixirValue = { kind: "list", items: [], ...NOWHERE };

/** Without a word in any configuration. */
export const DEFAULT_OPTIONS: RepoOptions = { primaryKey: NONE, foreignKey: NONE, timestamps: NONE, source: "schema_migrations" };

/** Reads configuration files, later ones winning; `folder` is that of the repo below `priv/`. */
export function readRepoOptions(files: readonly ElixirFile[], folder: string): RepoOptions {
  const all = files.flatMap(settingsIn);
  const settings = all.filter(({ repo }) => folderOfRepo(repo, all) === folder);
  let options = DEFAULT_OPTIONS;
  for (const { repo, keywords } of settings) {
    const value = (key: string, before: ElixirValue): ElixirValue => valueAt(keywords, key) ?? before;
    const prefix = nameOf(valueAt(keywords, "migration_default_prefix")) ?? options.prefix;
    options = {
      name: repo,
      primaryKey: value("migration_primary_key", options.primaryKey),
      foreignKey: value("migration_foreign_key", options.foreignKey),
      timestamps: value("migration_timestamps", options.timestamps),
      source: nameOf(valueAt(keywords, "migration_source")) ?? options.source,
      ...(prefix !== undefined && { prefix }),
    };
  }
  return options;
}

interface Setting {
  readonly repo: string;
  readonly keywords: ElixirValue;
}

/** `MyApp.Repo` keeps its migrations below `priv/repo`, unless `priv:` says where. */
function folderOfRepo(repo: string, settings: readonly Setting[]): string {
  const said = settings.flatMap((one) => (one.repo === repo ? (nameOf(valueAt(one.keywords, "priv")) ?? []) : [])).at(-1);
  return said === undefined ? underscored(repo.slice(repo.lastIndexOf(".") + 1)) : said.replace(/^(.*\/)?priv\//, "").replace(/\/+$/, "");
}

/** `OtherRepo` is `other_repo`. */
export function underscored(name: string): string {
  return name
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

function settingsIn(file: ElixirFile): readonly Setting[] {
  const found: Setting[] = [];
  const module: ElixirModule = {
    file: file.path,
    name: "Config",
    aliases: new Map(),
    attributes: [],
    functions: [],
    macros: [],
    uses: [{ name: "Config", args: [], start: 0 }],
    imports: [],
    body: file.body,
    start: 0,
    end: 0,
  };
  const evaluator = new Evaluator({
    find: () => undefined,
    remote: (_, name, args, at) => {
      const [, repo, keywords] = args;
      if (name !== "config") return undefined;
      if (repo?.kind === "module" && keywords !== undefined) found.push({ repo: repo.name, keywords });
      return atom("ok", at);
    },
  });
  evaluator.body(file.body, evaluator.scopeOf(module), { file: file.path, start: 0, end: 0 });
  return found;
}
