/**
 * The files of a workspace at one moment, wherever they are: the working tree or a git commit. It knows
 * paths and bytes; it refuses to know what the files mean. Nothing here runs anything a file says.
 */
import type { Diagnostic } from "../model/diagnostic.ts";

/** The bytes of a file, or one finding that says why there are none. */
export type FileRead = { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly problem: Diagnostic };

/** The text of a file, or one finding that says why there is none. */
export type TextRead = { readonly ok: true; readonly text: string; readonly bytes: Uint8Array } | { readonly ok: false; readonly problem: Diagnostic };

export interface FileTree {
  readonly kind: "disk" | "git";
  /** one line: `the working tree`, `commit 3fa2b1` */
  readonly label: string;
  /** full commit id, of a git tree */
  readonly commit?: string;
  /** Paths relative to the workspace with `/`, sorted by code unit. The same answer every time. */
  list(): Promise<readonly string[]>;
  /** What could not be listed: names that are no UTF-8, repositories inside the repository. Known after `list`. */
  problems(): Promise<readonly Diagnostic[]>;
  /** Never throws for a file: what is wrong with it is the `problem`. Links are followed inside the tree only. */
  read(path: string): Promise<FileRead>;
}

/** Files larger than this are reported, not read. A schema dump with all its comments is far below it. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(["node_modules", ".git", ".selecto", "dist"]);

/** Folders of other people's or generated files, skipped alike in the working tree and in commits. */
export function isSkippedPath(path: string): boolean {
  return path.split("/").some((segment) => SKIPPED_FOLDERS.has(segment));
}

export function isSkippedFolder(name: string): boolean {
  return SKIPPED_FOLDERS.has(name);
}

/** A finding about a whole file; it points at its first character. */
export function fileProblem(path: string, code: string, message: string, next: string): { readonly ok: false; readonly problem: Diagnostic } {
  return { ok: false, problem: { code, severity: "error", message, position: { file: path, line: 1, column: 1 }, next } };
}

/** The finding for a file above {@link MAX_FILE_BYTES}. */
export function tooLarge(path: string, size: number): FileRead {
  const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);
  return fileProblem(
    path,
    "file-too-large",
    `the file has ${megabytes(size)} MB; more than ${megabytes(MAX_FILE_BYTES)} MB are not read`,
    "leave its rows out: pg_dump --schema-only",
  );
}

/** Reads a file as UTF-8, without a byte order mark. Bytes that are no UTF-8 are a finding with their line. */
export async function readText(tree: FileTree, path: string): Promise<TextRead> {
  const read = await tree.read(path);
  return read.ok ? decodeText(path, read.bytes) : read;
}

export function decodeText(path: string, bytes: Uint8Array): TextRead {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    return fileProblem(path, "file-not-utf8", "the file is UTF-16, not UTF-8", "save it as UTF-8");
  try {
    return { ok: true, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), bytes };
  } catch {
    const line = firstInvalidLine(bytes);
    const { problem } = fileProblem(path, "file-not-utf8", `line ${line} is not UTF-8`, "save the file as UTF-8");
    return { ok: false, problem: { ...problem, position: { file: path, line, column: 1 } } };
  }
}

function firstInvalidLine(bytes: Uint8Array): number {
  let start = 0;
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(0x0a, start);
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(start, end === -1 ? bytes.length : end));
    } catch {
      return line;
    }
    if (end === -1) return line;
    start = end + 1;
  }
}
