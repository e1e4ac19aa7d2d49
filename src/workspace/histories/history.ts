/**
 * What a migration history is to selecto, whichever tool wrote it: an ordered list of SQL scripts. Each
 * tool has one small file here that knows its names, order and syntax; nothing here runs SQL.
 */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { SqlOrigin, TextEdit } from "../../model/position.ts";
import type { TextRead } from "../file-tree.ts";

export type { SqlOrigin } from "../../model/position.ts";

/** One migration. Lines and columns of `up` and `down` are those of the file: what belongs to the other is blank. */
export interface MigrationScript {
  /** as the tool calls it: `000002_add_users`, `V1.1__init` */
  readonly name: string;
  /** file of `up` */
  readonly file: string;
  readonly up: string;
  /** replacements made in `up` (placeholders); they lead back to the file */
  readonly edits?: readonly TextEdit[];
  /** absent when the tool has none or the team wrote none */
  readonly down?: string;
  readonly downFile?: string;
  /** of statements that the tool makes from code: where each is said; lines and columns of the text are then its own */
  readonly origins?: readonly SqlOrigin[];
  readonly downOrigins?: readonly SqlOrigin[];
  /** why there is no `down`, with its place */
  readonly noWay?: string;
  /** parts of the code that could not be read, each with its place; of `down` only where there is a way back */
  readonly notRead?: { readonly up: readonly string[]; readonly down: readonly string[] };
  /** it stands on something that was not read: statements that fail are told, and the rest goes on */
  readonly tolerant?: boolean;
  /** the tool applies the whole script or nothing of it; false where the script says so or manages its own transactions */
  readonly transactional: boolean;
}

/** A place where a tool keeps its migrations. */
export interface FoundHistory {
  readonly tool: string;
  /** folder, relative to the workspace; empty for the workspace itself */
  readonly folder: string;
  /** every file that belongs to it, scripts and undo scripts, in path order */
  readonly files: readonly string[];
  /** the tool's own configuration, where it has one */
  readonly configuration?: string;
  /** migrations written in a programming language; they cannot be read */
  readonly code?: readonly string[];
  /** the command of the tool that applies them, where its name does not say it */
  readonly applyWith?: string;
  /** a dump of the schema that the tool keeps beside them */
  readonly dump?: string;
  /** why this is no history of PostgreSQL: `mysql` */
  readonly otherDatabase?: string;
}

export interface HistoryRead {
  readonly scripts: readonly MigrationScript[];
  /** what the tool makes for itself before the first of them */
  readonly setup?: MigrationScript;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a reader may look at. Texts are kept, so that asking twice costs nothing. */
export interface HistoryFiles {
  readonly paths: readonly string[];
  /** names of the files directly in a folder, by folder */
  readonly folders: ReadonlyMap<string, readonly string[]>;
  readonly text: (path: string) => Promise<TextRead>;
}

export interface HistoryReader {
  readonly tool: string;
  /** Where this tool keeps migrations here; reads as few files as it can. */
  recognise(files: HistoryFiles): Promise<readonly FoundHistory[]>;
  /** The scripts in the order in which the tool applies them. */
  read(found: FoundHistory, files: HistoryFiles): Promise<HistoryRead>;
}

/** Joins a folder (possibly empty) and a name. */
export function inFolder(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

/** The folder of a path, empty for the top. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? "" : path.slice(0, slash);
}

/** The last part of a path. */
export function nameOfPath(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** True when `path` lies in `folder` at any depth. */
export function isBelow(path: string, folder: string): boolean {
  return folder === "" || path.startsWith(`${folder}/`);
}

/** A finding about one file of a history. */
export function historyProblem(file: string, code: string, message: string, next: string, severity: Diagnostic["severity"] = "error", line = 1): Diagnostic {
  return { code, severity, message, position: { file, line, column: 1 }, next };
}
