/**
 * goose and its relative sql-migrate: one numbered file with `-- +goose Up` and `-- +goose Down`, statements
 * with semicolons inside between StatementBegin and StatementEnd, `-- +goose NO TRANSACTION`. Order: the
 * number as a number, also where time stamps and small numbers are mixed. Syntax after goose's own parser.
 */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { historyProblem, nameOfPath, type HistoryFiles, type HistoryReader, type MigrationScript } from "./history.ts";
import { byNumber, duplicateNumbers, findMarkedFolders } from "./numbered-folders.ts";
import { keepLines, lineOf } from "./sections.ts";

interface Dialect {
  readonly tool: string;
  /** what stands after `-- +` */
  readonly mark: string;
  readonly noTransaction: RegExp;
}

const GOOSE: Dialect = { tool: "goose", mark: "goose", noTransaction: /^NO TRANSACTION$/i };
const SQL_MIGRATE: Dialect = { tool: "sql-migrate", mark: "migrate", noTransaction: /\bnotransaction\b/i };

export const goose = readerFor(GOOSE);
export const sqlMigrate = readerFor(SQL_MIGRATE);

function readerFor(dialect: Dialect): HistoryReader {
  const mark = new RegExp(`^\\s*--\\s*\\+${dialect.mark}\\s+Up\\b`, "im");
  return {
    tool: dialect.tool,
    recognise: (files) => findMarkedFolders(files, dialect.tool, mark, /^\d+_.+(?<!_test)\.go$/),
    read: async (found, files) => {
      const ordered = found.files.toSorted(byNumber);
      const parts = await Promise.all(ordered.map((file) => readFile(dialect, file, files)));
      return {
        scripts: parts.flatMap((part) => (part.script === undefined ? [] : [part.script])),
        diagnostics: [...duplicateNumbers(dialect.tool, ordered), ...parts.flatMap((part) => part.diagnostics)],
      };
    },
  };
}

async function readFile(dialect: Dialect, file: string, files: HistoryFiles): Promise<{ script?: MigrationScript; diagnostics: readonly Diagnostic[] }> {
  const read = await files.text(file);
  if (!read.ok) return { diagnostics: [read.problem] };
  const annotation = new RegExp(`^\\s*--.*\\+${dialect.mark}\\s+(.*?)\\s*$`);
  const up = new RegExp(`^\\s*--.*\\+${dialect.mark}\\s+Up\\b`, "i");
  if (lineOf(read.text, up) === undefined)
    return {
      diagnostics: [
        historyProblem(
          file,
          "migration-without-up",
          `there is no line -- +${dialect.mark} Up; ${dialect.tool} refuses the file`,
          `write -- +${dialect.mark} Up above the statements`,
        ),
      ],
    };

  const sections = { up: section(read.text, annotation, "up"), down: section(read.text, annotation, "down") };
  const transactional = !read.text.split("\n").some((line) => dialect.noTransaction.test(annotation.exec(line)?.[1] ?? ""));
  const diagnostics: Diagnostic[] = [];
  const substituted = lineOf(read.text, /^\s*--.*\+goose\s+ENVSUB ON/i);
  if (substituted !== undefined && /\$\{?[A-Za-z_]\w*/.test(read.text))
    diagnostics.push(
      historyProblem(
        file,
        "migration-environment",
        "goose replaces environment variables in this file; they were left as they are",
        "point schema: at a dump",
        "warning",
        substituted,
      ),
    );
  const hasDown = sections.down.trim() !== "";
  const script: MigrationScript = {
    name: nameOfPath(file).replace(/\.sql$/i, ""),
    file,
    up: sections.up,
    transactional,
    ...(hasDown ? { down: sections.down, downFile: file } : {}),
  };
  return { script, diagnostics };
}

/** Annotations stay as the comments they are; a block's end also ends its statement, as goose sends it alone. */
function section(text: string, annotation: RegExp, wanted: "up" | "down"): string {
  let current = "";
  return keepLines(text, (line) => {
    const word = annotation.exec(line)?.[1]?.toLowerCase() ?? "";
    if (/^(up|down)\b/.test(word)) current = word.startsWith("up") ? "up" : "down";
    if (current !== wanted) return false;
    return word.startsWith("statementend") ? `;${line}` : true;
  });
}
