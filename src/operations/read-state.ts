/** From a state reference to what is needed to build and ask that state. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { openHistory } from "../history/open.ts";
import { SelectoError } from "../model/error.ts";
import { hashOf, sha256 } from "../model/hash.ts";
import { formatPosition } from "../model/position.ts";
import type { SchemaState } from "../model/schema-state.ts";
import type { StateOrigin } from "../model/snapshot.ts";
import type { SchemaScript } from "../schema/load.ts";
import { loadConfig, type LoadedConfig } from "../workspace/config/load.ts";
import { detectWorkspace } from "../workspace/detect-workspace.ts";
import { decodeText, type FileTree } from "../workspace/file-tree.ts";
import { openGitTree } from "../workspace/git-tree.ts";
import type { WorkspaceLayout } from "../workspace/layout.ts";
import { readSources, type WorkspaceSources } from "../workspace/sources.ts";
import type { StateReference } from "../workspace/state-reference.ts";
import { packagesRecipe, readPackagesOf } from "./migration-states.ts";
import { readLiveSchema } from "./live-schema.ts";
import type { Session } from "./session.ts";
import { withPresentViews } from "./live-saved-views.ts";
import { contentsOf } from "./state-contents.ts";
import { lazySource, type SchemaRecipe, type StateSource } from "./state-source.ts";

/**
 * Reads a state.
 *
 * @throws SelectoError when there is nothing to read it from
 */
export async function readState(session: Session, reference: StateReference): Promise<StateSource> {
  switch (reference.kind) {
    case "files":
      return readWorkingTree(session);
    case "migrations":
      return fromLayout(session.tree, packagesOnly(session), (label) => ({ kind: "migrations", text: `migrations (${label})` }));
    case "git":
      return readCommit(session, reference.ref);
    case "path":
      return readPath(session, reference.path);
    case "recent":
      return readSnapshot(session, reference.back === 0 ? "latest" : `@{${reference.back}}`);
    case "named":
      return readNamed(session, reference.name);
    case "database":
    case "environment":
      return readDatabase(session, reference);
    case "version":
      throw new SelectoError({
        code: "state-version",
        what: `version ${reference.version} of ${reference.domain} is no state`,
        why: "what the migrations keep of a version is its document; a state has a schema and queries as well",
        next: `selecto domain version show ${reference.domain}@${reference.version}`,
      });
  }
}

async function readWorkingTree(session: Session): Promise<StateSource> {
  const { layout } = session;
  if (layout.schema === undefined && layout.packages === undefined) throw noSchemaSource(session);
  const source = layout.schema === undefined ? packagesOnly(session) : layout;
  return fromLayout(session.tree, source, (label) => ({ kind: "files", text: `the working tree (${label})` }));
}

function noSchemaSource({ layout, loaded }: Session): SelectoError {
  const what = "there is no schema to read";
  const place = loaded?.positionOf(["schema"]);
  const fault = layout.diagnostics.find(
    (one) => one.severity === "error" && one.position !== undefined && one.position.file === place?.file && one.position.line === place.line,
  );
  if (place !== undefined)
    return new SelectoError({
      code: "no-schema-source",
      what,
      why: `${formatPosition(place)} ${fault?.message ?? "names no SQL file"}`,
      next: fault?.next ?? "name the file or folder that holds the schema",
    });
  const seen =
    loaded === undefined
      ? "no schema file, no migrations and no configuration were found here"
      : `${loaded.file} names no schema, and no migrations were found here`;
  return new SelectoError({ code: "no-schema-source", what, why: seen, next: "add schema.sql, or name it with schema: in selecto.config.yaml" });
}

/** The replay of the packages; the queries and domains stay those of the working tree. */
function packagesOnly(session: Session): WorkspaceLayout {
  const { layout } = session;
  if (layout.packages !== undefined) return { ...layout, schema: { label: layout.packages.folder, parts: [{ kind: "history", history: layout.packages }] } };
  if (layout.schema?.parts.some((part) => part.kind === "history") === true) return layout;
  throw new SelectoError({
    code: "no-migrations",
    what: "there are no migrations to replay",
    why: `no packages were found in ${session.loaded?.config.migrations ?? "migrations"}/`,
    next: "selecto migrate generate",
  });
}

async function readCommit(session: Session, ref: string): Promise<StateSource> {
  const tree = await openGitTree(session.folder, ref);
  const loaded = (await configOf(tree)) ?? session.loaded;
  const detected = withPresentViews(await detectWorkspace(tree, loaded), session.layout);
  const layout =
    detected.schema === undefined && detected.packages !== undefined
      ? { ...detected, schema: { label: detected.packages.folder, parts: [{ kind: "history" as const, history: detected.packages }] } }
      : detected;
  return fromLayout(tree, layout, () => ({ kind: "git", text: tree.label, ...(tree.commit !== undefined && { commit: tree.commit }) }));
}

/** What is wrong with the configuration of a commit must not be looked for in the working tree. */
async function configOf(tree: FileTree): Promise<LoadedConfig | undefined> {
  try {
    return await loadConfig(tree);
  } catch (error) {
    if (!(error instanceof SelectoError)) throw error;
    throw new SelectoError(
      {
        code: error.code,
        what: `${tree.label}: ${error.message}`,
        why: error.why,
        next: "name another commit: --from git:REF, or --base REF of selecto check",
      },
      { cause: error },
    );
  }
}

async function fromLayout(tree: FileTree, layout: WorkspaceLayout, origin: (label: string) => StateOrigin): Promise<StateSource> {
  const sources = await readSources(tree, layout);
  return lazySource(
    {
      origin: origin(layout.schema?.label ?? "no schema"),
      recipe: await recipeOf(tree, layout, sources),
      files: filesIn(sources),
      inputHash: sources.sourceHash,
    },
    () => contentsOf(sources),
  );
}

async function recipeOf(tree: FileTree, layout: WorkspaceLayout, sources: WorkspaceSources): Promise<SchemaRecipe> {
  const [part, ...others] = layout.schema?.parts ?? [];
  // Packages of ours run with the settings that they were proved with.
  if (part?.kind === "history" && part.history.tool === "selecto" && others.length === 0)
    return packagesRecipe(await readPackagesOf(tree, part.history.folder));
  const { mode, scripts } = sources.schema;
  return { kind: mode === "history" ? mode : "files", scripts };
}

function filesIn(sources: WorkspaceSources): string[] {
  return [
    ...sources.schema.scripts.map((script) => script.file),
    ...sources.queries.map((query) => query.path),
    ...sources.domains.map((domain) => domain.path),
    ...sources.ecto.map((file) => file.path),
    ...sources.domainQueries.map((query) => query.path),
    ...sources.savedViews.texts.map((view) => view.path),
  ];
}

/** A .sql file or a folder of them as the schema; queries and domains are the working tree's. */
async function readPath(session: Session, path: string): Promise<StateSource> {
  const scripts = await readScripts(resolve(session.folder, path), path);
  const sources = await readSources(session.tree, session.layout);
  const inputHash = hashOf([sources.sourceHash, ...scripts.flatMap((script) => [script.file, script.text])]);
  return lazySource({ origin: { kind: "files", text: path }, recipe: { kind: "files", scripts }, files: filesIn(sources), inputHash }, () =>
    contentsOf(sources),
  );
}

async function readScripts(absolute: string, shown: string): Promise<SchemaScript[]> {
  const entry = await stat(absolute).catch(() => undefined);
  if (entry === undefined)
    throw new SelectoError({
      code: "state-path-missing",
      what: `cannot read ${shown}`,
      why: "there is no such file or folder",
      next: "name a .sql file, a folder of them, or another state",
    });
  if (!entry.isDirectory()) return [await readScript(absolute, shown)];
  const entries = await readdir(absolute, { withFileTypes: true });
  const names = entries.flatMap((one) => (one.name.endsWith(".sql") && !one.isDirectory() ? [one.name] : [])).toSorted();
  if (names.length === 0)
    throw new SelectoError({
      code: "state-path-empty",
      what: `there is no .sql file in ${shown}`,
      why: "a folder as a state consists of schema files",
      next: "name another folder or a file",
    });
  return Promise.all(names.map((name) => readScript(join(absolute, name), `${shown.replace(/\/$/, "")}/${name}`)));
}

async function readScript(absolute: string, file: string): Promise<SchemaScript> {
  const bytes = await readFile(absolute).catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    throw new SelectoError({
      code: "state-path-unreadable",
      what: `cannot read ${file}`,
      why: `the operating system refused it${code}`,
      next: "name a .sql file that can be read",
    });
  });
  const read = decodeText(file, bytes);
  if (!read.ok)
    throw new SelectoError({ code: read.problem.code, what: `cannot read ${file}`, why: read.problem.message, next: read.problem.next ?? "save it as UTF-8" });
  return { file, text: read.text };
}

/** A snapshot; a folder of that name where the history has none. */
async function readNamed(session: Session, name: string): Promise<StateSource> {
  try {
    return await readSnapshot(session, name);
  } catch (error) {
    if (!(error instanceof SelectoError) || error.code !== "snapshot-unknown") throw error;
    const entry = await stat(resolve(session.folder, name)).catch(() => undefined);
    if (entry?.isDirectory() !== true) throw error;
    return readPath(session, name);
  }
}

async function readSnapshot(session: Session, reference: string): Promise<StateSource> {
  const history = await openHistory(session.historyFile);
  try {
    const stored = history.resolve(reference);
    const snapshot = history.get(stored.id);
    if (snapshot === undefined)
      throw new SelectoError({
        code: "history-missing-state",
        what: `the snapshot ${reference} is not whole`,
        why: "its state is missing in the history",
        next: "selecto snapshot fsck",
      });
    const { schema, queries, domains, ectoSchemas = [], diagnostics } = snapshot;
    return {
      origin: { ...snapshot.origin, kind: "history", text: `snapshot ${stored.label ?? stored.id.slice(0, 10)} (${snapshot.origin.text})` },
      recipe: { kind: "facts", state: schema },
      files: [],
      queries,
      domains,
      ectoSchemas,
      diagnostics,
      inputHash: sha256(`snapshot\n${stored.root}`),
    };
  } finally {
    history.close();
  }
}

async function readDatabase(session: Session, reference: Extract<StateReference, { kind: "database" | "environment" }>): Promise<StateSource> {
  const { state, text } = await readLiveSchema(session, reference);
  return databaseSource(session, state, text);
}

/** The schema of a live database as a state; queries and domains are the working tree's. */
export async function databaseSource(session: Session, state: SchemaState, text: string): Promise<StateSource> {
  const sources = await readSources(session.tree, session.layout);
  return lazySource(
    {
      origin: { kind: "database", text },
      recipe: { kind: "facts", state },
      files: filesIn(sources),
      inputHash: hashOf([sources.sourceHash, state.orderedFingerprint]),
    },
    () => contentsOf(sources),
  );
}
