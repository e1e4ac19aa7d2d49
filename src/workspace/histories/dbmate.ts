/**
 * dbmate: one file with `-- migrate:up` and `-- migrate:down`, each with options (`transaction:false`). A file
 * may hold several such pairs. Order: the file name as text. Syntax after dbmate's own parser.
 */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { historyProblem, nameOfPath, type HistoryFiles, type HistoryReader, type MigrationScript } from "./history.ts";
import { findMarkedFolders } from "./numbered-folders.ts";
import { isBlankSql, keepLines } from "./sections.ts";

const UP = /^--\s*migrate:up(\s*$|\s+\S+)/;
const DOWN = /^--\s*migrate:down(\s*$|\s+\S+)/;

export const dbmate: HistoryReader = {
  tool: "dbmate",
  recognise: (files) => findMarkedFolders(files, "dbmate", new RegExp(UP, "m")),
  read: async (found, files) => {
    const parts = await Promise.all(found.files.toSorted().map((file) => readFile(file, files)));
    return { scripts: parts.flatMap((part) => part.scripts), diagnostics: parts.flatMap((part) => part.diagnostics) };
  },
};

async function readFile(file: string, files: HistoryFiles): Promise<{ scripts: readonly MigrationScript[]; diagnostics: readonly Diagnostic[] }> {
  const read = await files.text(file);
  if (!read.ok) return { scripts: [], diagnostics: [read.problem] };
  const { text } = read;
  const lines = text.split("\n");
  const starts = lines.flatMap((line, index) => (UP.test(line) ? [index] : []));
  const [first] = starts;
  if (first === undefined)
    return {
      scripts: [],
      diagnostics: [
        historyProblem(file, "migration-without-up", "there is no line -- migrate:up; dbmate refuses the file", "write -- migrate:up above the statements"),
      ],
    };
  const diagnostics: Diagnostic[] = [];
  if (!isBlankSql(lines.slice(0, first).join("\n")))
    diagnostics.push(
      historyProblem(file, "migration-statement-outside", "dbmate refuses statements above -- migrate:up; they were left out", "move them below it"),
    );

  const name = nameOfPath(file).replace(/\.sql$/i, "");
  const scripts = starts.map((start, part): MigrationScript => {
    const end = starts[part + 1] ?? lines.length;
    const downAt = lines.findIndex((line, index) => index > start && index < end && DOWN.test(line));
    const middle = downAt === -1 ? end : downAt;
    const down = downAt === -1 ? undefined : keepLines(text, (_, index) => index >= downAt && index < end);
    return {
      name: part === 0 ? name : `${name}#${part + 1}`,
      file,
      up: keepLines(text, (_, index) => index >= start && index < middle),
      transactional: !/\btransaction:false\b/.test(lines[start] ?? ""),
      ...(down === undefined ? {} : { down, downFile: file }),
    };
  });
  return { scripts, diagnostics };
}
