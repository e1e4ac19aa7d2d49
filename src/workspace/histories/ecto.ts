/**
 * Ecto: `priv/repo/migrations/<version>_<name>.exs`, code that is read and never run. Order: the version as a
 * number. Before the first migration stands the table in which Ecto notes what it has run.
 */
import { loadElixir } from "../../elixir/grammar.ts";
import { readElixir, type ElixirFile, type ElixirModule } from "../../elixir/modules.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { lineAndColumn } from "../../model/position.ts";
import { configurationOf, applicationOf, filesOfModule, findEcto, repoFolder } from "./ecto/places.ts";
import type { Unknown } from "./ecto/recorder.ts";
import { readRepoOptions, type RepoOptions } from "./ecto/repo-options.ts";
import { isMigration, isTransactional, runDown, runUp, type Surroundings, type WayRun } from "./ecto/run-migration.ts";
import { scriptText } from "./ecto/script-text.ts";
import { qualified, quoted } from "./ecto/values.ts";
import {
  historyProblem,
  isBelow,
  nameOfPath,
  type FoundHistory,
  type HistoryFiles,
  type HistoryRead,
  type HistoryReader,
  type MigrationScript,
} from "./history.ts";
import { byNumber, duplicateNumbers } from "./numbered-folders.ts";

const WHAT_TO_DO = "write the value out, or dump the schema: mix ecto.dump, and keep structure.sql beside the migrations";
/** Rounds in which modules and files that were missed are brought. */
const MAX_ROUNDS = 8;

export const ecto: HistoryReader = {
  tool: "Ecto",
  recognise: findEcto,
  read: readEcto,
};

async function readEcto(found: FoundHistory, files: HistoryFiles): Promise<HistoryRead> {
  await loadElixir();
  const workspace = new Workspace(found, files);
  const repo = await workspace.options();
  const ordered = found.files.toSorted(byNumber);
  const diagnostics: Diagnostic[] = [...duplicateNumbers("Ecto", ordered), ...notTaken(found, files)];
  const scripts: MigrationScript[] = [];
  let isWhole = true;
  for (const file of ordered) {
    const read = await readMigration(file, workspace, repo);
    diagnostics.push(...read.diagnostics);
    isWhole &&= read.isWhole;
    // What stands on something that was not read may fail: it is told, and the rest goes on.
    if (read.script !== undefined) scripts.push(isWhole ? read.script : { ...read.script, tolerant: true });
  }
  const [first] = ordered;
  return { scripts, diagnostics, ...(first !== undefined && { setup: notedIn(repo, first) }) };
}

/** The table of Ecto itself. */
function notedIn(repo: RepoOptions, file: string): MigrationScript {
  const up = `CREATE TABLE IF NOT EXISTS ${qualified(repo.prefix, repo.source)} (${quoted("version")} bigint, ${quoted("inserted_at")} timestamp(0), PRIMARY KEY (${quoted("version")}));`;
  return { name: repo.source, file, up, transactional: true };
}

interface ReadMigration {
  readonly script?: MigrationScript;
  readonly isWhole: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

async function readMigration(file: string, workspace: Workspace, repo: RepoOptions): Promise<ReadMigration> {
  const source = await workspace.load(file);
  if (source === undefined) return { isWhole: false, diagnostics: await workspace.problems(file) };
  if (source.diagnostics.length > 0) return { isWhole: false, diagnostics: source.diagnostics };
  const module = source.modules.find(isMigration);
  if (module === undefined)
    return {
      isWhole: false,
      diagnostics: [historyProblem(file, "migration-without-up", "there is no module with up or change; Ecto refuses the file", "write def change")],
    };
  const up = await workspace.run(source, module, repo, runUp);
  const down = await workspace.run(source, module, repo, runDown);
  if (up === undefined) return { isWhole: false, diagnostics: [] };
  const textOf = (path: string): string => workspace.textOf(path);
  const forward = scriptText(up.statements, file, textOf);
  const back = down === undefined || down.noWay !== undefined || down.unknowns.length > 0 ? undefined : scriptText(down.statements, file, textOf);
  const place = (one: Unknown): string => `${one.at.file}:${lineAndColumn(textOf(one.at.file), one.at.start).line}: ${one.reason}`;
  const ofPackage = [...up.unknowns, ...(down?.unknowns ?? [])].find((one) => one.ofPackage !== undefined);
  const why = down?.noWay ?? ofPackage;
  const noWay = why === undefined ? undefined : place(why);
  const own = (unknowns: readonly Unknown[]): readonly string[] => unknowns.filter((one) => one.ofPackage === undefined).map(place);
  const notRead = { up: own(up.unknowns), down: noWay === undefined ? own(down?.unknowns ?? []) : [] };
  return {
    isWhole: up.unknowns.length === 0,
    diagnostics: up.unknowns.map((one) => notReadProblem(one, textOf)),
    script: {
      name: nameOfPath(file).replace(/\.exs$/, ""),
      file,
      up: forward.text,
      origins: forward.origins,
      transactional: isTransactional(module),
      ...(back !== undefined && { down: back.text, downFile: file, downOrigins: back.origins }),
      ...(noWay !== undefined && { noWay }),
      ...(notRead.up.length + notRead.down.length > 0 && { notRead }),
    },
  };
}

function notReadProblem({ reason, at, ofPackage }: Unknown, textOf: (path: string) => string): Diagnostic {
  const position = { file: at.file, ...lineAndColumn(textOf(at.file), at.start) };
  return ofPackage === undefined
    ? { code: "migration-not-read", severity: "error", message: `this part of the migration was not read: ${reason}`, position, next: WHAT_TO_DO }
    : {
        code: "migration-of-package",
        severity: "warning",
        message: reason,
        position,
        next: `dump the schema to have the tables of ${ofPackage}: mix ecto.dump`,
      };
}

/** Files with a number that Ecto does not take for migrations. */
function notTaken(found: FoundHistory, files: HistoryFiles): readonly Diagnostic[] {
  return files.paths
    .filter((path) => isBelow(path, found.folder) && /^\d+_.+\.(ex|exs\.eex|ex\.eex)$/.test(nameOfPath(path)))
    .map((path) =>
      historyProblem(path, "migration-not-taken", "Ecto does not take this file: its name does not end in .exs", "rename it, or move it elsewhere", "info"),
    );
}

/** Files of the workspace as Elixir, brought when they are missed. */
class Workspace {
  readonly #files = new Map<string, ElixirFile>();
  readonly #texts = new Map<string, string>();
  /** module names and paths that were looked for */
  readonly #sought = new Set<string>();
  readonly #missing = new Set<string>();

  constructor(
    readonly found: FoundHistory,
    readonly files: HistoryFiles,
  ) {}

  textOf(path: string): string {
    return this.#texts.get(path) ?? "";
  }

  async problems(path: string): Promise<readonly Diagnostic[]> {
    const read = await this.files.text(path);
    return read.ok ? [] : [read.problem];
  }

  async load(path: string): Promise<ElixirFile | undefined> {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const read = await this.files.text(path);
    if (!read.ok) return undefined;
    this.#texts.set(path, read.text);
    const file = readElixir({ path, text: read.text });
    this.#files.set(path, file);
    return file;
  }

  async options(): Promise<RepoOptions> {
    const read = await Promise.all(configurationOf(this.found.folder, this.files).map((path) => this.load(path)));
    return readRepoOptions(
      read.filter((file) => file !== undefined),
      repoFolder(this.found.folder),
    );
  }

  /** Runs a way until nothing is missed any more that can be brought. */
  async run(
    source: ElixirFile,
    module: ElixirModule,
    repo: RepoOptions,
    way: (module: ElixirModule, around: Surroundings) => WayRun | undefined,
  ): Promise<WayRun | undefined> {
    for (let round = 1; ; round++) {
      this.#missing.clear();
      const ran = way(module, { repo, find: (name) => this.#find(name, source), readFile: (path) => this.#readFile(path) });
      if (this.#missing.size === 0 || round === MAX_ROUNDS) return ran;
      await Promise.all([...this.#missing].map((missed) => this.#bring(missed)));
    }
  }

  #find(name: string, source: ElixirFile): ElixirModule | undefined {
    const own = source.modules.find((one) => one.name === name);
    if (own !== undefined) return own;
    if (!this.#sought.has(name)) {
      this.#missing.add(name);
      return undefined;
    }
    for (const file of this.#files.values()) {
      const module = file.modules.find((one) => one.name === name);
      if (module !== undefined) return module;
    }
    return undefined;
  }

  #readFile(path: string): { readonly path: string; readonly text: string } | null | undefined {
    const inside = this.#inside(path);
    const text = this.#texts.get(inside);
    if (text !== undefined) return { path: inside, text };
    if (this.#sought.has(`/${inside}`)) return null;
    this.#missing.add(`/${inside}`);
    return undefined;
  }

  /** Relative paths start at the application. */
  #inside(path: string): string {
    const parts: string[] = [];
    for (const part of (path.startsWith("/") ? path : `${applicationOf(this.found.folder)}/${path}`).split("/")) {
      if (part === "..") parts.pop();
      else if (part !== "" && part !== ".") parts.push(part);
    }
    return parts.join("/");
  }

  async #bring(missed: string): Promise<void> {
    this.#sought.add(missed);
    if (!missed.startsWith("/")) {
      await Promise.all(filesOfModule(missed, this.found.folder, this.files).map((path) => this.load(path)));
      return;
    }
    const path = missed.slice(1);
    const read = this.files.paths.includes(path) ? await this.files.text(path) : undefined;
    if (read?.ok === true) this.#texts.set(path, read.text);
  }
}
