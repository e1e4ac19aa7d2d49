/**
 * The working tree as a file tree. In a git work tree: what is tracked or could be added (untracked, not
 * ignored); elsewhere: every file below the folder. Links that leave the folder are never followed.
 */
import { lstat, readdir, readFile, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import type { Diagnostic } from "../model/diagnostic.ts";
import { SelectoError } from "../model/error.ts";
import { fileProblem, isSkippedFolder, isSkippedPath, MAX_FILE_BYTES, tooLarge, type FileRead, type FileTree } from "./file-tree.ts";
import { runGit, splitNames } from "./git/run-git.ts";

interface Listing {
  readonly paths: readonly string[];
  readonly problems: readonly Diagnostic[];
}

/** A process may often hold no more than 256 files open; callers ask for thousands at once. */
const MAX_OPEN_FILES = 64;

/**
 * Opens a folder.
 *
 * @throws SelectoError `workspace-missing` when it is no readable folder
 */
export async function openDiskTree(folder: string): Promise<FileTree> {
  const root = await realpath(folder).catch(() => undefined);
  const isFolder = root !== undefined && (await stat(root)).isDirectory();
  if (!isFolder) {
    throw new SelectoError({
      code: "workspace-missing",
      what: `cannot open the workspace ${folder}`,
      why: "there is no such folder, or it may not be read",
      next: "go to the folder of your project, or name it",
    });
  }
  let listing: Promise<Listing> | undefined;
  const listOnce = (): Promise<Listing> => (listing ??= listFiles(root));
  const inTurn = limitTo(MAX_OPEN_FILES);
  return {
    kind: "disk",
    label: "the working tree",
    list: async () => (await listOnce()).paths,
    problems: async () => (await listOnce()).problems,
    read: (path) => inTurn(() => readInside(root, path)),
  };
}

async function listFiles(root: string): Promise<Listing> {
  const [known, deleted] = await Promise.all([runGit(root, ["ls-files", "-co", "--exclude-standard", "-z"]), runGit(root, ["ls-files", "-d", "-z"])]);
  if (!known.ok || !deleted.ok) return walk(root);
  const { names, unreadable } = splitNames(known.stdout);
  // A folder that the repository around it ignores is a workspace of its own.
  if (names.length === 0 && (await runGit(root, ["check-ignore", "-q", "."])).ok) return walk(root);
  const gone = new Set(splitNames(deleted.stdout).names);
  const paths = new Set<string>();
  const problems: Diagnostic[] = unreadable.map(unreadableName);
  for (const name of names) {
    if (isSkippedPath(name) || gone.has(name)) continue;
    if (name.endsWith("/"))
      problems.push({
        code: "repository-inside",
        severity: "info",
        message: `${name} is a git repository of its own; it was not read`,
        next: `run selecto in ${name}`,
      });
    else paths.add(name);
  }
  return { paths: [...paths].toSorted(), problems };
}

async function walk(root: string): Promise<Listing> {
  const paths: string[] = [];
  const problems: Diagnostic[] = [];
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const visit = async (folder: string): Promise<void> => {
    const entries = await readdir(join(root, folder), { withFileTypes: true, encoding: "buffer" }).catch(() => undefined);
    if (entries === undefined) {
      problems.push({
        code: "folder-unreadable",
        severity: "error",
        message: `the folder ${folder} may not be read`,
        next: "give yourself the right to read it",
      });
      return;
    }
    for (const entry of entries) {
      let name: string;
      try {
        name = strict.decode(entry.name);
      } catch {
        problems.push(unreadableName(folder + entry.name.toString("utf8")));
        continue;
      }
      if (entry.isDirectory()) {
        if (!isSkippedFolder(name)) await visit(`${folder}${name}/`);
      } else if (entry.isFile() || entry.isSymbolicLink()) paths.push(folder + name);
    }
  };
  await visit("");
  return { paths: paths.toSorted(), problems };
}

function unreadableName(shown: string): Diagnostic {
  return {
    code: "file-name-not-utf8",
    severity: "error",
    message: `the name of ${JSON.stringify(shown)} is not UTF-8; the file was not read`,
    next: "rename the file",
  };
}

async function readInside(root: string, path: string): Promise<FileRead> {
  const location = join(root, path);
  try {
    const target = (await lstat(location)).isSymbolicLink() ? await realpath(location) : location;
    if (target !== root && !target.startsWith(root + sep))
      return fileProblem(path, "file-outside-workspace", "the file is a link that leaves the workspace; it was not read", "copy the file into the workspace");
    const status = await stat(target);
    if (status.isDirectory())
      return fileProblem(path, "file-is-folder", "this is a folder or a link to one, not a file", "name the folder that the files are in");
    if (!status.isFile()) return fileProblem(path, "file-not-regular", "this is not a regular file", "replace it by a file");
    if (status.size > MAX_FILE_BYTES) return tooLarge(path, status.size);
    return { ok: true, bytes: await readFile(target) };
  } catch (error) {
    return unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): FileRead {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  if (code === "ENOENT" || code === "ENOTDIR") return fileProblem(path, "file-missing", "there is no such file", "mend the path");
  if (code === "ELOOP") return fileProblem(path, "file-link-loop", "the file is a link to itself", "replace it by a file");
  return fileProblem(path, "file-unreadable", `the file cannot be read${code === "" ? "" : ` (${code})`}`, "give yourself the right to read it");
}

/** Runs at most `count` tasks at a time, the others in the order in which they came. */
function limitTo(count: number): <T>(task: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running >= count) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
