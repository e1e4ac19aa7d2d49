/** Places in text files. Lines and columns count from 1, columns in UTF-16 code units, as editors do. */

export interface SourcePosition {
  /** path relative to the workspace, with `/` */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** `queries/top.sql:5:8`, the form that terminals make clickable. */
export function formatPosition(position: SourcePosition): string {
  return `${position.file}:${position.line}:${position.column}`;
}

/** Line and column of a UTF-16 offset in a text. An offset past the end is the end. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, Math.max(0, offset));
  const lastBreak = before.lastIndexOf("\n");
  let line = 1;
  for (let index = before.indexOf("\n"); index !== -1; index = before.indexOf("\n", index + 1)) line++;
  return { line, column: before.length - lastBreak };
}

/**
 * One replacement made while text was rewritten (a dialect's parameter became `$1`). Offsets are
 * UTF-16 code units. A list of edits is ordered and does not overlap.
 */
export interface TextEdit {
  /** start in the text as written */
  readonly from: number;
  /** end (exclusive) in the text as written */
  readonly to: number;
  readonly replacement: string;
}

/** Applies ordered, non-overlapping edits. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = "";
  let last = 0;
  for (const edit of edits) {
    result += text.slice(last, edit.from) + edit.replacement;
    last = edit.to;
  }
  return result + text.slice(last);
}

/**
 * Maps an offset in the rewritten text back to the text as written; an offset inside a replacement
 * maps to the start of what it replaced.
 */
export function originalOffset(offset: number, edits: readonly TextEdit[]): number {
  let shift = 0;
  for (const edit of edits) {
    const start = edit.from + shift;
    if (offset < start) break;
    if (offset < start + edit.replacement.length) return edit.from;
    shift += edit.replacement.length - (edit.to - edit.from);
  }
  return offset - shift;
}

/** Where a part of a generated text is said. A list of them is ordered by offset. */
export interface SqlOrigin {
  /** UTF-16 offset in the generated text */
  readonly offset: number;
  readonly line: number;
  readonly column: number;
  /** where it is another file than the text's own */
  readonly file?: string;
  /** what follows on this line stands so in the file */
  readonly exact?: true;
}

/** The place behind an offset: of the text itself, or of what it was generated from. */
export function placeOf(file: string, text: string, offset: number, origins?: readonly SqlOrigin[]): SourcePosition {
  const origin = origins?.findLast((one) => one.offset <= offset);
  if (origin === undefined) return { file, ...lineAndColumn(text, offset) };
  return { file: origin.file ?? file, line: origin.line, column: origin.column + (origin.exact === true ? offset - origin.offset : 0) };
}
