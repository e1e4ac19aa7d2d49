/**
 * A git commit as a file tree: the workspace as it was, without touching the working tree. Reads that are
 * asked for together share one git process. It never talks to a network.
 */
import { posix } from "node:path";
import type { Diagnostic } from "../model/diagnostic.ts";
import { fileProblem, isSkippedPath, MAX_FILE_BYTES, tooLarge, type FileRead, type FileTree } from "./file-tree.ts";
import { readBlobs, type BlobRead } from "./git/read-blobs.ts";
import { gitFailure, isHostileRef, locateRepository, resolveCommit, shortCommit } from "./git/repository.ts";
import { runGit, splitNames } from "./git/run-git.ts";

interface Entry {
  /** `100644`, `100755`, `120000` for a link, `160000` for a submodule */
  readonly mode: string;
  readonly id: string;
}

/** Links are followed this far. */
const MAX_LINKS = 8;

/**
 * Opens the workspace `folder` as it was at a commit. `ref` is anything git understands. A commit in
 * which the folder does not exist yet is an empty tree.
 *
 * @throws SelectoError when there is no repository (`git-not-a-repository`) or no such commit (`git-unknown-ref`)
 */
export async function openGitTree(folder: string, ref: string): Promise<FileTree> {
  const what = `cannot read the workspace at ${JSON.stringify(ref)}`;
  const located = await locateRepository(folder);
  if (!located.ok) throw gitFailure(what, located.problem);
  const commit = await resolveCommit(folder, ref);
  if (commit === undefined) {
    const { shallow } = located.repository;
    const next = shallow && !isHostileRef(ref) ? "git fetch --unshallow origin" : "git log --oneline --all";
    throw gitFailure(what, { kind: "unknown-ref", why: `there is no such commit${shallow ? " in this shallow clone" : ""}`, next });
  }
  const short = await shortCommit(folder, commit);
  const result = await runGit(folder, ["ls-tree", "-r", "-z", commit]);
  if (!result.ok) throw gitFailure(what, { kind: "failed", why: `git cannot list commit ${short}`, next: "git fsck" });
  const { entries, problems } = parseTree(result.stdout);
  const load = batchLoader((ids) => readBlobs(folder, ids, MAX_FILE_BYTES));
  return {
    kind: "git",
    label: `commit ${short}`,
    commit,
    list: async () => [...entries.keys()].toSorted(),
    problems: async () => problems,
    read: (path) => readEntry(path, entries, load),
  };
}

function parseTree(stdout: Buffer): { entries: ReadonlyMap<string, Entry>; problems: readonly Diagnostic[] } {
  const { names, unreadable } = splitNames(stdout);
  const problems: Diagnostic[] = unreadable.map((line) => ({
    code: "file-name-not-utf8",
    severity: "error",
    message: `the name of ${JSON.stringify(line.slice(line.indexOf("\t") + 1))} is not UTF-8; the file was not read`,
    next: "rename the file",
  }));
  const entries = new Map<string, Entry>();
  for (const line of names) {
    // `<mode> <type> <id>\t<path>`; the path is relative to the folder git ran in
    const tab = line.indexOf("\t");
    const [mode = "", type = "", id = ""] = line.slice(0, tab).split(" ");
    const path = line.slice(tab + 1);
    if (type === "blob" && !isSkippedPath(path)) entries.set(path, { mode, id });
  }
  return { entries, problems };
}

async function readEntry(path: string, entries: ReadonlyMap<string, Entry>, load: (id: string) => Promise<BlobRead>): Promise<FileRead> {
  let at = path;
  for (let links = 0; links <= MAX_LINKS; links++) {
    const entry = entries.get(at);
    if (entry === undefined) {
      if (at === path) return fileProblem(path, "file-missing", "there is no such file", "mend the path");
      const isFolder = [...entries.keys()].some((other) => other.startsWith(`${at}/`));
      return isFolder
        ? fileProblem(path, "file-is-folder", "this is a folder or a link to one, not a file", "name the folder that the files are in")
        : fileProblem(path, "file-outside-workspace", "the file is a link that leaves the workspace; it was not read", "copy the file into the workspace");
    }
    const blob = await load(entry.id).catch(() => undefined);
    if (blob === undefined || blob.kind === "missing")
      return fileProblem(path, "file-not-fetched", "git does not have the contents of this file here (a partial clone?)", "git fetch --refetch");
    if (blob.kind === "too-large") return tooLarge(path, blob.size);
    if (entry.mode !== "120000") return { ok: true, bytes: blob.bytes };
    at = posix.normalize(posix.join(posix.dirname(at), Buffer.from(blob.bytes).toString("utf8")));
  }
  return fileProblem(path, "file-link-loop", "the file is a link to itself", "replace it by a file");
}

/** Collects the ids asked for in one turn of the event loop and answers them with one call. */
function batchLoader(loadAll: (ids: readonly string[]) => Promise<readonly BlobRead[]>): (id: string) => Promise<BlobRead> {
  let waiting: { id: string; resolve: (read: BlobRead) => void; reject: (error: unknown) => void }[] = [];
  const flush = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    const ids = [...new Set(batch.map((item) => item.id))];
    try {
      const reads = await loadAll(ids);
      const byId = new Map(ids.map((id, index) => [id, reads[index]]));
      for (const item of batch) item.resolve(byId.get(item.id) ?? { kind: "missing" });
    } catch (error) {
      for (const item of batch) item.reject(error);
    }
  };
  return (id) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(() => void flush());
      waiting.push({ id, resolve, reject });
    });
}
