/** All tools selecto can read, in the order in which they are believed: a mark that only one tool writes comes before a name that many use. */
import type { TextRead } from "../file-tree.ts";
import { dbmate } from "./dbmate.ts";
import { diesel } from "./diesel.ts";
import { drizzle } from "./drizzle.ts";
import { ecto } from "./ecto.ts";
import { flyway } from "./flyway.ts";
import { golangMigrate } from "./golang-migrate.ts";
import { goose, sqlMigrate } from "./goose.ts";
import { graphileMigrate } from "./graphile-migrate.ts";
import { folderOf, nameOfPath, type HistoryFiles, type HistoryReader } from "./history.ts";
import { nodePgMigrate, tern } from "./node-pg-migrate.ts";
import { numberedFiles } from "./numbered-files.ts";
import { plainPairs } from "./pair-files.ts";
import { prisma } from "./prisma.ts";
import { selectoPackages } from "./selecto-packages.ts";
import { sqitch } from "./sqitch.ts";

export const HISTORY_READERS: readonly HistoryReader[] = [
  selectoPackages,
  ecto,
  sqitch,
  graphileMigrate,
  prisma,
  drizzle,
  diesel,
  goose,
  dbmate,
  sqlMigrate,
  tern,
  nodePgMigrate,
  flyway,
  golangMigrate,
  plainPairs,
  numberedFiles,
];

/** The reader of a tool. @throws Error for a tool that no reader has: tools come from readers only */
export function readerOf(tool: string): HistoryReader {
  const reader = HISTORY_READERS.find((one) => one.tool === tool);
  if (reader === undefined) throw new Error(`no reader for ${tool}`);
  return reader;
}

/** Prepares a list of paths for the readers. Each text is read once. */
export function historyFiles(paths: readonly string[], read: (path: string) => Promise<TextRead>): HistoryFiles {
  const folders = new Map<string, string[]>();
  for (const path of paths) {
    const names = folders.get(folderOf(path));
    if (names === undefined) folders.set(folderOf(path), [nameOfPath(path)]);
    else names.push(nameOfPath(path));
  }
  const texts = new Map<string, Promise<TextRead>>();
  return {
    paths,
    folders,
    text: (path) => {
      const known = texts.get(path);
      if (known !== undefined) return known;
      const text = read(path);
      texts.set(path, text);
      return text;
    },
  };
}
