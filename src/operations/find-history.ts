/** The migrations of another tool that somebody names by their folder. */
import { existsSync, statSync } from "node:fs";
import { relative, resolve } from "node:path";
import { EXIT, SelectoError } from "../model/error.ts";
import { findHistories } from "../workspace/detect/find-histories.ts";
import { openDiskTree } from "../workspace/disk-tree.ts";
import { readText, type FileTree } from "../workspace/file-tree.ts";
import { isBelow, type FoundHistory } from "../workspace/histories/history.ts";
import { historyFiles } from "../workspace/histories/readers.ts";
import type { Session } from "./session.ts";

export interface NamedHistory {
  readonly tree: FileTree;
  readonly history: FoundHistory;
}

/** Whether a word is a folder rather than the name of a package. */
export function isFolder(start: string, word: string): boolean {
  const path = resolve(start, word);
  return existsSync(path) && statSync(path).isDirectory();
}

/**
 * @param word a folder, relative to where the command runs
 * @returns undefined for the folder of selecto's own packages
 * @throws SelectoError when no tool's migrations are there
 */
export async function findHistory(session: Session, start: string, word: string): Promise<NamedHistory | undefined> {
  const absolute = resolve(start, word);
  const inside = relative(session.folder, absolute);
  // The tool's own configuration may stand above the folder, so the workspace is looked at first.
  const places = inside.startsWith("..") ? [] : [{ tree: session.tree, folder: inside }];
  for (const { tree, folder } of [...places, { tree: await openDiskTree(absolute), folder: "" }]) {
    const found = await findHistories(historyFiles(await tree.list(), (path) => readText(tree, path)));
    if (found.some((one) => one.tool === "selecto" && one.folder === folder)) return undefined;
    const ours = found.filter((one) => one.otherDatabase === undefined && isBelow(`${one.folder}/`, folder));
    const history = ours.find((one) => one.folder === folder) ?? ours[0];
    if (history !== undefined) return { tree, history };
  }
  throw new SelectoError({
    code: "history-not-found",
    what: `${word} holds no migrations that selecto can read`,
    why: "no file in it has the name or the marks of golang-migrate, goose, dbmate, Flyway, diesel, sqitch, Ecto or another known tool",
    next: "selecto migrate verify --help names what is read; migrations in code cannot be",
    exit: EXIT.usage,
  });
}
