/** Columns of a terminal: how wide a text is, padding, wrapping. Texts come without colours: those are put on last. */
import stringWidth from "string-width";

/** Columns that a safe text takes: 2 for wide characters, 0 for combining ones. */
export function displayWidth(text: string): number {
  return stringWidth(text);
}

export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - displayWidth(text)));
}

function padStart(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - displayWidth(text))) + text;
}

/**
 * Breaks a text at its spaces so that each line fits; a longer word runs over, nothing is cut. Lines
 * are indented by `indent`, those after the first by `hanging`.
 */
export function wrapText(text: string, width: number, indent: number, hanging = indent): string[] {
  return wrapWords(text.split(" "), width, indent, hanging);
}

/** Like {@link wrapText} for pieces that stay whole. */
export function wrapWords(words: readonly string[], width: number, indent: number, hanging = indent): string[] {
  const lines: string[] = [];
  let line = " ".repeat(indent);
  let used = indent;
  let isEmpty = true;
  for (const word of words) {
    const wide = displayWidth(word);
    if (!isEmpty && used + 1 + wide > width) {
      lines.push(line);
      line = " ".repeat(hanging);
      used = hanging;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    used += wide + (isEmpty ? 0 : 1);
    isEmpty = false;
  }
  return [...lines, line].map((one) => one.trimEnd());
}

/** Rows with aligned columns, two spaces between them; numbers of `right` name columns that end together. */
export function alignColumns(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, displayWidth(cell));
  return rows.map((row) =>
    row
      .map((cell, at) => (right.includes(at) ? padStart(cell, widths[at] ?? 0) : padEnd(cell, widths[at] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}
