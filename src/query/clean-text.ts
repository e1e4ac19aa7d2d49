/** Makes the characters of a file fit for PostgreSQL and says what it found; every column an editor shows stays. */
import type { Diagnostic } from "../model/diagnostic.ts";
import { lineAndColumn } from "../model/position.ts";

export interface CleanText {
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Drops a byte order mark (editors do not count it), turns NUL characters into spaces (PostgreSQL's
 * texts end at one), and reports replacement characters, which stand for bytes that are no UTF-8.
 */
export function cleanText(file: string, raw: string): CleanText {
  const diagnostics: Diagnostic[] = [];
  const unmarked = raw.startsWith("\ufeff") ? raw.slice(1) : raw;
  if (unmarked !== raw)
    diagnostics.push({
      code: "query-byte-order-mark",
      severity: "info",
      message: "starts with a byte order mark; it is ignored",
      position: { file, line: 1, column: 1 },
    });
  const warn = (code: string, pattern: RegExp, what: string, next: string): void => {
    const found = [...unmarked.matchAll(pattern)];
    const first = found[0];
    if (first === undefined) return;
    const count = found.length === 1 ? "1 " + what : `${found.length} ${what}s`;
    diagnostics.push({ code, severity: "warning", message: count, position: { file, ...lineAndColumn(unmarked, first.index) }, next });
  };
  warn("query-nul-character", /\0/g, "NUL character", "Save the file as UTF-8; selecto reads the characters as spaces.");
  warn("query-invalid-utf8", /\ufffd/g, "replacement character", "Save the file as UTF-8; bytes that are not UTF-8 cannot be read.");
  return { text: unmarked.replaceAll("\0", " "), diagnostics };
}
