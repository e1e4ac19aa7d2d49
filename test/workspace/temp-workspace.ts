/** Folders and repositories made for one test and removed after it. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach } from "@jest/globals";
import type { FileRead, FileTree } from "../../src/workspace/file-tree.ts";
import { fileProblem } from "../../src/workspace/file-tree.ts";

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A folder with files. */
export function makeFolder(files: Files = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "selecto-workspace-")));
  made.push(folder);
  writeFiles(folder, files);
  return folder;
}

export function writeFiles(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** Runs git without any configuration of the machine. */
export function git(folder: string, ...args: readonly string[]): string {
  const identity = [
    "-c",
    "user.name=Test",
    "-c",
    "user.email=test@example.com",
    "-c",
    "init.defaultBranch=main",
    "-c",
    "protocol.file.allow=always",
    "-c",
    "commit.gpgsign=false",
  ];
  return execFileSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

/** A repository with one commit on `main`. */
export function makeRepository(files: Files): string {
  const folder = makeFolder(files);
  git(folder, "init", "--quiet");
  commitAll(folder, "start");
  return folder;
}

/** Commits everything and returns the full id. */
export function commitAll(folder: string, message: string): string {
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--allow-empty", "--message", message);
  return git(folder, "rev-parse", "HEAD");
}

/** A tree in memory, for what needs no disk. */
export function memoryTree(files: Files): FileTree {
  const paths = Object.keys(files).toSorted();
  return {
    kind: "disk",
    label: "the working tree",
    list: async () => paths,
    problems: async () => [],
    read: async (path): Promise<FileRead> => {
      const content = files[path];
      if (content === undefined) return fileProblem(path, "file-missing", "there is no such file", "mend the path");
      return { ok: true, bytes: typeof content === "string" ? new TextEncoder().encode(content) : content };
    },
  };
}
