/**
 * SQL files of node-pg-migrate (`-- Up Migration`, `-- Down Migration`) and of tern (everything above and
 * below `---- create above / drop below ----`). Order: the number as a number.
 */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { nameOfPath, type HistoryFiles, type HistoryReader, type MigrationScript } from "./history.ts";
import { byNumber, duplicateNumbers, findMarkedFolders } from "./numbered-folders.ts";
import { keepLines, lineOf } from "./sections.ts";

interface Format {
  readonly tool: string;
  readonly mark: RegExp;
  readonly up: RegExp | undefined;
  readonly down: RegExp;
}

const UP = /^\s*--[\s-]*up\s+migration/i;
const DOWN = /^\s*--[\s-]*down\s+migration/i;
const TERN = /^---- create above \/ drop below ----/;

export const nodePgMigrate = readerFor({ tool: "node-pg-migrate", mark: new RegExp(UP, "im"), up: UP, down: DOWN });
export const tern = readerFor({ tool: "tern", mark: new RegExp(TERN, "m"), up: undefined, down: TERN });

function readerFor(format: Format): HistoryReader {
  return {
    tool: format.tool,
    recognise: (files) => findMarkedFolders(files, format.tool, format.mark, /^\d+[_-].+(?<!\.d)\.[cm]?[jt]s$/),
    read: async (found, files) => {
      const ordered = found.files.toSorted(byNumber);
      const parts = await Promise.all(ordered.map((file) => readFile(format, file, files)));
      const numbers = format.tool === "tern" ? duplicateNumbers(format.tool, ordered) : [];
      return { scripts: parts.flatMap((part) => part.scripts), diagnostics: [...numbers, ...parts.flatMap((part) => part.diagnostics)] };
    },
  };
}

async function readFile(
  format: Format,
  file: string,
  files: HistoryFiles,
): Promise<{ scripts: readonly MigrationScript[]; diagnostics: readonly Diagnostic[] }> {
  const read = await files.text(file);
  if (!read.ok) return { scripts: [], diagnostics: [read.problem] };
  const { text } = read;
  // Without any mark the whole file is up; up may also stand below down.
  const upAt = format.up === undefined ? 1 : (lineOf(text, format.up) ?? 1);
  const downAt = lineOf(text, format.down);
  const end = text.split("\n").length + 1;
  const range = (from: number, other: number | undefined): string =>
    keepLines(text, (_, index) => index + 1 >= from && index + 1 < (other !== undefined && other > from ? other : end));
  const down = downAt === undefined ? undefined : range(downAt, downAt < upAt ? upAt : undefined);
  const name = nameOfPath(file).replace(/\.sql$/i, "");
  return { scripts: [{ name, file, up: range(upAt, downAt), transactional: true, ...(down === undefined ? {} : { down, downFile: file }) }], diagnostics: [] };
}
