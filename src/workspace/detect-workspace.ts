/**
 * Decides what of a workspace is what. The configuration wins; without one the order is: sqlc's own
 * configuration, the SQL migrations of a tool, schema files and dumps, selecto's packages. Migrations in
 * code are named and counted. What else was seen is said.
 */
import type { Diagnostic } from "../model/diagnostic.ts";
import type { LoadedConfig } from "./config/load.ts";
import { dumpNotes, schemaOfDump, withoutDumped } from "./detect/dumped-migrations.ts";
import { findElixirDomains, modulesNeeded } from "./detect/elixir-domains.ts";
import { ectoNeeded, findEctoSchemas } from "./detect/ecto-schemas.ts";
import { findHistories } from "./detect/find-histories.ts";
import { findQueryFolders } from "./detect/find-queries.ts";
import { findSchemaFiles, type SchemaFiles } from "./detect/find-schema-files.ts";
import { isIncidental } from "./detect/path-words.ts";
import { findPgtyped } from "./detect/pgtyped.ts";
import { readPattern, selectPaths } from "./detect/select-paths.ts";
import { findSqlc, type SqlcProject } from "./detect/sqlc.ts";
import { readText, type FileTree } from "./file-tree.ts";
import { describeCode, findCodeMigrations } from "./histories/code-migrations.ts";
import { isBelow, type FoundHistory, type HistoryFiles } from "./histories/history.ts";
import { historyFiles } from "./histories/readers.ts";
import { plural, shorten, type QueryFolder, type SavedViewLayout, type SchemaPart, type SchemaSource, type WorkspaceLayout } from "./layout.ts";

const SQL = [".sql"];
const DOMAIN_FILES = [".yaml", ".yml", ".json", ".ex", ".ex.eex", ".livemd"];
const DOMAIN_QUERIES = [".query.yaml", ".query.yml", ".query.json"];
const DUMP = "pg_dump --schema-only --no-owner --file schema.sql, then schema: schema.sql in selecto.config.yaml";

interface Surroundings {
  readonly files: HistoryFiles;
  readonly histories: readonly FoundHistory[];
  readonly loaded: LoadedConfig | undefined;
  readonly diagnostics: Diagnostic[];
}

/** What a tree holds, by its configuration or by what is there. Reads only what it must to decide. */
export async function detectWorkspace(tree: FileTree, loaded?: LoadedConfig): Promise<WorkspaceLayout> {
  const files = historyFiles(await tree.list(), (path) => readText(tree, path));
  const around: Surroundings = { files, histories: await findHistories(files), loaded, diagnostics: [...(await tree.problems())] };
  const sqlc = await findSqlc(files);
  around.diagnostics.push(...sqlc.diagnostics);
  const [project] = sqlc.projects;
  const packages = ownPackages(around);
  const configured = loaded?.config.schema;

  const named = configured === undefined ? undefined : schemaOfPatterns(around, list(configured), "schema");
  const chosen =
    configured !== undefined
      ? { schema: named === undefined ? undefined : await withoutDumped(named, files), also: [] }
      : project !== undefined && loaded === undefined
        ? { schema: schemaOfPatterns(around, project.schema, undefined), also: await otherSources(around, project.otherSchemas, sqlc.projects.slice(1)) }
        : await chooseSchema(around, packages);
  if (chosen.schema !== undefined) around.diagnostics.push(...(await dumpNotes(chosen.schema, around.histories, files)));
  const taken = takenFiles(around, chosen.schema);
  const queries = await chooseQueries(around, project, taken);
  const origin = loaded?.file ?? (project === undefined ? "what is here" : project.file);
  return {
    origin,
    configured: loaded !== undefined,
    ...(chosen.schema === undefined ? {} : { schema: chosen.schema }),
    queries,
    domains: await chooseDomains(around),
    ecto: await chooseEcto(around),
    domainQueries: chooseDomainQueries(around),
    savedViews: chooseSavedViews(around),
    ...(packages === undefined ? {} : { packages }),
    also: chosen.also,
    diagnostics: around.diagnostics,
  };
}

function list(value: string | readonly string[]): readonly string[] {
  return typeof value === "string" ? [value] : value;
}

/** The packages of the configured folder, or of the most believable one. */
function ownPackages({ histories, loaded }: Surroundings): FoundHistory | undefined {
  const folder = (loaded?.config.migrations ?? "migrations").replace(/^\.\//, "").replace(/\/+$/, "");
  const own = histories.filter((found) => found.tool === "selecto");
  return (
    own.find((found) => found.folder === folder) ?? (loaded?.config.migrations === undefined ? own.find((found) => !isIncidental(found.folder)) : undefined)
  );
}

/** Files, folders and globs that someone named. A folder that is a tool's history is replayed as that tool does. */
function schemaOfPatterns(around: Surroundings, patterns: readonly string[], key: string | undefined): SchemaSource | undefined {
  const parts = patterns.flatMap((written): readonly SchemaPart[] => {
    const pattern = readPattern(written);
    const folder = pattern?.text === "." ? "" : pattern?.text;
    const history =
      pattern?.literal === true ? around.histories.find((found) => found.folder === folder || onlyBelow(around.histories, found, folder ?? "")) : undefined;
    if (history !== undefined) {
      reportCode(around, history);
      return [{ kind: "history", history }];
    }
    const selected = pattern === undefined ? [] : selectPaths(around.files.paths, pattern, SQL).filter((path) => !path.endsWith(".down.sql"));
    if (selected.length === 0) around.diagnostics.push(nothingThere(around, key, written, pattern === undefined));
    return selected.length === 0 ? [] : [{ kind: "files", files: selected }];
  });
  return parts.length === 0 ? undefined : { label: shorten(patterns), parts };
}

function onlyBelow(histories: readonly FoundHistory[], found: FoundHistory, folder: string): boolean {
  return isBelow(found.folder, folder) && folder !== "" && histories.filter((other) => isBelow(other.folder, folder)).length === 1;
}

function nothingThere({ loaded }: Surroundings, key: string | undefined, written: string, isOutside: boolean): Diagnostic {
  const position = key === undefined ? undefined : loaded?.positionOf(key.split("."));
  return {
    code: isOutside ? "path-outside-workspace" : "path-without-files",
    severity: "error",
    message: isOutside
      ? `${JSON.stringify(written)} leads out of the workspace; it was not read`
      : `${JSON.stringify(written)} matches no file; files that git ignores do not count`,
    ...(position === undefined ? {} : { position }),
    next: `mend ${key === undefined ? "the path" : `${key} in ${loaded?.file ?? "the configuration"}`}`,
  };
}

/** Without a word from anyone: a tool's SQL migrations, then schema files, then own packages. */
async function chooseSchema(around: Surroundings, packages: FoundHistory | undefined): Promise<{ schema: SchemaSource | undefined; also: readonly string[] }> {
  const foreign = around.histories.filter((found) => found.tool !== "selecto" && found.otherDatabase === undefined);
  const histories = foreign.filter((found) => !isIncidental(found.folder));
  const inHistory = new Set(around.histories.flatMap((found) => found.files));
  const seen = await findSchemaFiles(around.files, (path) => inHistory.has(path), histories.length === 0);
  const plain = seen.filter((found) => !found.files.every(isIncidental));
  const code = findCodeMigrations(around.files).filter((found) => !isIncidental(found.folder));

  const whole = histories.filter((found) => found.code === undefined);
  const [file] = plain;
  // With a configuration that names no schema, the packages say what it is.
  const ownFirst = around.loaded !== undefined ? packages : undefined;
  const history = ownFirst ?? whole[0] ?? (file === undefined ? (histories[0] ?? packages) : undefined);
  const others = (taken: string): readonly string[] =>
    [
      ...[...histories, ...(packages === undefined ? [] : [packages])].map((found) => ({
        label: found.folder,
        text: `${labelOf(found.folder)} (${found.tool})`,
      })),
      ...plain.map((found) => ({ label: found.label, text: found.label })),
      ...[...foreign.map((found) => found.folder), ...seen.map((found) => found.label)].filter(isIncidental).map((label) => ({ label, text: labelOf(label) })),
      ...around.histories.flatMap((found) =>
        found.otherDatabase === undefined ? [] : [{ label: found.folder, text: `${labelOf(found.folder)} (${found.otherDatabase})` }],
      ),
      ...code.map((found) => ({ label: found.folder, text: `${labelOf(found.folder)} (${describeCode(found)})` })),
    ].flatMap(({ label, text }) => (label === taken ? [] : [text]));

  if (history !== undefined) {
    reportCode(around, history);
    const schema: SchemaSource =
      history.dump === undefined
        ? { label: labelOf(history.folder), parts: [{ kind: "history", history }] }
        : await schemaOfDump(history, history.dump, around.files);
    return { schema, also: others(schema.label === history.dump ? history.dump : history.folder).filter((text) => text !== history.dump) };
  }
  if (file !== undefined) return { schema: fromFiles(file), also: others(file.label) };
  for (const found of code) {
    around.diagnostics.push({
      code: "migrations-in-code",
      severity: "error",
      message: `${labelOf(found.folder)} holds ${describeCode(found)}; selecto does not run code of a repository`,
      next: DUMP,
    });
  }
  return { schema: undefined, also: others("\n") };
}

function labelOf(folder: string): string {
  return folder === "" ? "." : folder;
}

function fromFiles(found: SchemaFiles): SchemaSource {
  return { label: found.label, parts: [{ kind: "files", files: found.files }] };
}

/** A history of which a part is code cannot be replayed as a whole. */
function reportCode(around: Surroundings, history: FoundHistory): void {
  const [first] = history.code ?? [];
  if (first === undefined) return;
  around.diagnostics.push({
    code: "migrations-in-code",
    severity: "error",
    message: `${plural(history.code?.length ?? 0, "migration")} of ${labelOf(history.folder)} (${history.tool}) are code and were left out, the first is ${first}`,
    position: { file: first, line: 1, column: 1 },
    next: DUMP,
  });
}

/** Further schemas that sqlc or other sqlc files name. */
async function otherSources(around: Surroundings, otherSchemas: readonly string[], projects: readonly SqlcProject[]): Promise<readonly string[]> {
  const further = projects.filter((project) => !isIncidental(project.file)).map((project) => project.file);
  const other = around.histories.flatMap((found) =>
    found.otherDatabase === undefined || isIncidental(found.folder) ? [] : [`${labelOf(found.folder)} (${found.otherDatabase})`],
  );
  return [...otherSchemas, ...further, ...other];
}

function takenFiles({ histories }: Surroundings, schema: SchemaSource | undefined): ReadonlySet<string> {
  const ofSchema = schema?.parts.flatMap((part) => (part.kind === "files" ? part.files : [])) ?? [];
  return new Set([...histories.flatMap((found) => found.files), ...ofSchema]);
}

async function chooseQueries(around: Surroundings, project: SqlcProject | undefined, taken: ReadonlySet<string>): Promise<readonly QueryFolder[]> {
  const configured = around.loaded?.config.queries;
  if (configured !== undefined) {
    const settings = typeof configured === "string" || Array.isArray(configured) ? { paths: configured } : configured;
    const ignored = list(settings.ignore ?? []).flatMap((written) => readPattern(written) ?? []);
    const patterns = list(settings.paths ?? "queries");
    return patterns
      .flatMap((written) => queryFolder(around, written, "queries", settings.dialect))
      .map((folder) => ({ ...folder, files: folder.files.filter((path) => !ignored.some((pattern) => pattern.matches(path))) }));
  }
  if (project !== undefined && project.queries.length > 0 && around.loaded === undefined)
    return project.queries.flatMap((written) => queryFolder(around, written, undefined, "sqlc"));
  const pgtyped = await findPgtyped(around.files);
  around.diagnostics.push(...pgtyped.diagnostics);
  const typed = pgtyped.projects.map((one): QueryFolder => ({ label: one.label, files: one.files.filter((path) => !taken.has(path)), dialect: "pgtyped" }));
  const inTyped = new Set(typed.flatMap((folder) => folder.files));
  const loose = await findQueryFolders(around.files, (path) => taken.has(path) || inTyped.has(path));
  return [...typed, ...loose].filter((folder) => folder.files.length > 0);
}

function queryFolder(around: Surroundings, written: string, key: string | undefined, dialect: QueryFolder["dialect"]): readonly QueryFolder[] {
  const pattern = readPattern(written);
  const selected = pattern === undefined ? [] : selectPaths(around.files.paths, pattern, SQL);
  if (pattern === undefined || selected.length === 0) {
    if (pattern === undefined || selectPaths(around.files.paths, pattern, DOMAIN_QUERIES).length === 0)
      around.diagnostics.push(nothingThere(around, key, written, pattern === undefined));
    return [];
  }
  return [{ label: pattern.text, files: selected, ...(dialect === undefined ? {} : { dialect }) }];
}

/** Below the configured folders; without any in folders called `queries`. */
function chooseDomainQueries({ files, loaded }: Surroundings): readonly string[] {
  const configured = loaded?.config.queries;
  const written = typeof configured === "object" && !Array.isArray(configured) ? configured.paths : configured;
  const found =
    written === undefined
      ? files.paths.filter((path) => DOMAIN_QUERIES.some((ending) => path.endsWith(ending)) && !isIncidental(path) && /(^|\/)queries\//.test(path))
      : list(written).flatMap((one) => {
          const pattern = readPattern(one);
          return pattern === undefined ? [] : selectPaths(files.paths, pattern, DOMAIN_QUERIES);
        });
  return [...new Set(found)].toSorted();
}

function chooseSavedViews(around: Surroundings): SavedViewLayout {
  const { paths, contexts, components } = around.loaded?.config.savedViews ?? {};
  const files = list(paths ?? []).flatMap((written) => {
    const pattern = readPattern(written);
    const selected = pattern === undefined ? [] : selectPaths(around.files.paths, pattern, [".json"]);
    if (selected.length === 0) around.diagnostics.push(nothingThere(around, "savedViews.paths", written, pattern === undefined));
    return selected;
  });
  return { files: [...new Set(files)].toSorted(), contexts: contexts ?? {}, ...(components !== undefined && { components }) };
}

async function chooseDomains(around: Surroundings): Promise<readonly string[]> {
  const configured = around.loaded?.config.domains;
  const selected = list(configured ?? "domains").flatMap((written) => {
    const pattern = readPattern(written);
    const paths = pattern === undefined ? [] : selectPaths(around.files.paths, pattern, DOMAIN_FILES);
    if (configured !== undefined && paths.length === 0) around.diagnostics.push(nothingThere(around, "domains", written, pattern === undefined));
    return paths;
  });
  const modules = configured === undefined ? await findElixirDomains(around.files) : selected.filter((path) => path.endsWith(".ex"));
  const needed = modules.length === 0 ? [] : await modulesNeeded(around.files, modules);
  return [...new Set([...selected, ...modules, ...needed])].toSorted();
}

/** Files of Ecto schemas, and those that their macros and types stand in. */
async function chooseEcto(around: Surroundings): Promise<readonly string[]> {
  const configured = around.loaded?.config.ecto ?? true;
  if (configured === false) return [];
  const selected =
    configured === true
      ? await findEctoSchemas(around.files)
      : list(configured).flatMap((written) => {
          const pattern = readPattern(written);
          const paths = pattern === undefined ? [] : selectPaths(around.files.paths, pattern, [".ex", ".exs"]);
          if (paths.length === 0) around.diagnostics.push(nothingThere(around, "ecto", written, pattern === undefined));
          return paths;
        });
  return [...new Set([...selected, ...(await ectoNeeded(around.files, selected))])].toSorted();
}
