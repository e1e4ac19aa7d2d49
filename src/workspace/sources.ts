/**
 * The texts a state is made of, as plain values, with one hash over all of them: the key under which a
 * loaded state is cached. Everything that could not be read is in it too, as findings.
 */
import { createHash } from "node:crypto";
import { loadElixir } from "../elixir/grammar.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { hashOf } from "../model/hash.ts";
import type { SqlOrigin, TextEdit } from "../model/position.ts";
import type { QueryDialect } from "../model/subject.ts";
import { readText, type FileTree, type TextRead } from "./file-tree.ts";
import type { FoundHistory, HistoryRead } from "./histories/history.ts";
import { historyFiles, readerOf } from "./histories/readers.ts";
import { keepLines, lineOf } from "./histories/sections.ts";
import type { SavedViewLayout, SchemaPart, WorkspaceLayout } from "./layout.ts";

/** SQL to run, in order. Lines and columns of `text` are those of the file, after `edits` are undone. */
export interface SchemaScript {
  readonly file: string;
  readonly text: string;
  /** the migration's name; absent for schema files */
  readonly name?: string;
  /** the tool runs the script as one transaction; true for schema files */
  readonly transactional: boolean;
  readonly edits?: readonly TextEdit[];
  /** where the parts of a text are said that was made from code */
  readonly origins?: readonly SqlOrigin[];
  /** statements that fail are told, and the rest goes on */
  readonly tolerant?: boolean;
}

export interface QueryText {
  readonly path: string;
  readonly text: string;
  readonly dialect?: QueryDialect;
}

export interface SavedViewSources extends Pick<SavedViewLayout, "contexts" | "components" | "live"> {
  /** by path */
  readonly texts: readonly { readonly path: string; readonly text: string }[];
}

export interface WorkspaceSources {
  readonly schema: {
    /** `history`: the scripts build on each other and must run in this order; `none`: there is no schema source */
    readonly mode: "files" | "history" | "none";
    readonly tool?: string;
    readonly scripts: readonly SchemaScript[];
  };
  /** by path; each file once */
  readonly queries: readonly QueryText[];
  /** by path */
  readonly domains: readonly { readonly path: string; readonly text: string }[];
  /** files of Ecto schemas and what they are built from, by path */
  readonly ecto: readonly { readonly path: string; readonly text: string }[];
  /** files of domain queries, by path */
  readonly domainQueries: readonly { readonly path: string; readonly text: string }[];
  readonly savedViews: SavedViewSources;
  /** the layout's own, and every file that could not be read */
  readonly diagnostics: readonly Diagnostic[];
  /** SHA-256 over all that is handed out, in order */
  readonly sourceHash: string;
}

const QUERY_NAME = /^\s*--\s*name\s*:/;

/** Reads everything a layout names. Never throws for a file. */
export async function readSources(tree: FileTree, layout: WorkspaceLayout): Promise<WorkspaceSources> {
  const files = historyFiles(await tree.list(), (path) => readText(tree, path));
  const dialects = new Map<string, QueryDialect | undefined>();
  for (const folder of layout.queries) for (const path of folder.files) if (!dialects.has(path)) dialects.set(path, folder.dialect);
  const parts = layout.schema?.parts ?? [];
  const histories = parts.flatMap((part) => (part.kind === "history" && part.history.files.length > 0 ? [part.history.tool] : []));

  const [scripts, queryReads, domainReads, ectoReads, storedReads, viewReads] = await Promise.all([
    Promise.all(
      parts.filter((part) => part.kind === "files" || part.history.files.length > 0).map((part) => readPart(part, files, (path) => dialects.has(path))),
    ),
    readAll([...dialects.keys()].toSorted(), files.text),
    readDomainTexts(tree, layout.domains),
    readDomainTexts(tree, layout.ecto),
    readAll(layout.domainQueries, files.text),
    readAll(layout.savedViews.files, files.text),
  ]);
  const schemaFiles = new Set(parts.flatMap((part) => (part.kind === "files" ? part.files : [])));
  const queries = queryReads.texts.map(({ path, text }): QueryText => {
    const dialect = dialects.get(path);
    return { path, text: schemaFiles.has(path) ? withoutSchema(text) : text, ...(dialect === undefined ? {} : { dialect }) };
  });
  const dumps = new Set(parts.flatMap((part) => (part.kind === "history" ? (part.history.dump ?? []) : [])));
  const schema = {
    mode: parts.length === 0 ? ("none" as const) : histories.length > 0 ? ("history" as const) : ("files" as const),
    ...(histories[0] === undefined ? {} : { tool: histories[0] }),
    // A dump below a history is loaded like one that stands alone: what fails is told.
    scripts: uniqueScripts(scripts.flatMap((part) => part.scripts)).map((script) => (dumps.has(script.file) ? { ...script, tolerant: true } : script)),
  };
  const diagnostics = uniqueDiagnostics([
    ...layout.diagnostics,
    ...scripts.flatMap((part) => part.diagnostics),
    ...queryReads.problems,
    ...domainReads.problems,
    ...ectoReads.problems,
    ...storedReads.problems,
    ...viewReads.problems,
  ]);
  const { contexts, components, live } = layout.savedViews;
  const savedViews = { contexts, ...(components !== undefined && { components }), ...(live !== undefined && { live }), texts: viewReads.texts };
  const texts = { schema, queries, domains: domainReads.texts, ecto: ectoReads.texts, domainQueries: storedReads.texts, savedViews, diagnostics };
  return { ...texts, sourceHash: hashSources(texts) };
}

/** The texts of files of domains or Ecto schemas; the grammar of Elixir is ready where one of them needs it. Never throws for a file. */
export async function readDomainTexts(
  tree: FileTree,
  paths: readonly string[],
): Promise<{ texts: readonly { path: string; text: string }[]; problems: readonly Diagnostic[] }> {
  if (paths.some((path) => /\.(?:exs?|livemd)$/.test(path))) await loadElixir();
  return readAll(paths, (path) => readText(tree, path));
}

/** The migrations of a history with their down scripts, for those who verify or apply them. */
export async function readMigrations(tree: FileTree, history: FoundHistory): Promise<HistoryRead> {
  const files = historyFiles(await tree.list(), (path) => readText(tree, path));
  return readerOf(history.tool).read(history, files);
}

async function readPart(
  part: SchemaPart,
  files: ReturnType<typeof historyFiles>,
  isQuery: (path: string) => boolean,
): Promise<{ scripts: readonly SchemaScript[]; diagnostics: readonly Diagnostic[] }> {
  if (part.kind === "files") {
    const { texts, problems } = await readAll(part.files, files.text);
    return {
      scripts: texts.map(({ path, text }) => ({ file: path, text: isQuery(path) ? withoutQueries(text) : text, transactional: true })),
      diagnostics: problems,
    };
  }
  const { setup, scripts, diagnostics } = await readerOf(part.history.tool).read(part.history, files);
  return {
    scripts: [...(setup === undefined ? [] : [setup]), ...scripts].map(({ file, up, name, transactional, edits, origins, tolerant }) => ({
      file,
      text: up,
      name,
      transactional,
      ...(edits !== undefined && { edits }),
      ...(origins !== undefined && { origins }),
      ...(tolerant !== undefined && { tolerant }),
    })),
    diagnostics,
  };
}

async function readAll(
  paths: readonly string[],
  text: (path: string) => Promise<TextRead>,
): Promise<{ texts: readonly { path: string; text: string }[]; problems: readonly Diagnostic[] }> {
  const reads = await Promise.all(paths.map(async (path) => ({ path, read: await text(path) })));
  return {
    texts: reads.flatMap(({ path, read }) => (read.ok ? [{ path, text: read.text }] : [])),
    problems: reads.flatMap(({ read }) => (read.ok ? [] : [read.problem])),
  };
}

/** sqlc lets one file hold tables and, below them, named queries. */
function withoutQueries(text: string): string {
  const first = lineOf(text, QUERY_NAME);
  return first === undefined ? text : keepLines(text, (_, index) => index + 1 < first);
}

function withoutSchema(text: string): string {
  const first = lineOf(text, QUERY_NAME);
  return first === undefined ? text : keepLines(text, (_, index) => index + 1 >= first);
}

function uniqueScripts(scripts: readonly SchemaScript[]): readonly SchemaScript[] {
  const seen = new Set<string>();
  return scripts.filter((script) => {
    const key = `${script.file}\n${script.name ?? ""}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}

/** Sorted by place, each once: readers work side by side, the answer must not show it. */
function uniqueDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const keyed = new Map(
    diagnostics.map((one) => [[one.position?.file ?? "", String(one.position?.line ?? 0).padStart(9, "0"), one.code, one.message].join("\n"), one]),
  );
  return [...keyed].toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([, one]) => one);
}

/** Every text goes in with its length, so that no two different inputs read alike. */
function hashSources({ schema, queries, domains, ecto, domainQueries, savedViews, diagnostics }: Omit<WorkspaceSources, "sourceHash">): string {
  const hash = createHash("sha256");
  const add = (...texts: readonly string[]): void => {
    for (const text of texts) {
      const bytes = Buffer.from(text, "utf8");
      hash.update(`${bytes.length}:`).update(bytes);
    }
  };
  add("schema", schema.mode, schema.tool ?? "", String(schema.scripts.length));
  for (const script of schema.scripts)
    add(script.file, script.text, script.name ?? "", String(script.transactional), JSON.stringify([script.edits ?? [], script.origins ?? []]));
  add("queries", String(queries.length));
  for (const query of queries) add(query.path, query.text, query.dialect ?? "");
  add("domains", String(domains.length));
  for (const domain of domains) add(domain.path, domain.text);
  add("ecto", String(ecto.length));
  for (const file of ecto) add(file.path, file.text);
  add(
    "stored",
    String(domainQueries.length),
    String(savedViews.texts.length),
    savedViews.components ?? "",
    hashOf((savedViews.live ?? []).map(({ table, rows }) => [table, rows])),
  );
  for (const one of [...domainQueries, ...savedViews.texts]) add(one.path, one.text);
  for (const [context, domain] of Object.entries(savedViews.contexts).toSorted(([a], [b]) => (a < b ? -1 : 1))) add(context, domain);
  add("findings");
  for (const one of diagnostics) if (one.severity === "error") add(one.code, one.message, one.position?.file ?? "");
  return hash.digest("hex");
}
