/** Files that hold up and down one after the other. What belongs to the other section becomes blank, so that lines keep their numbers. */

/** The text with only the lines kept that `keep` wants; it may also rewrite one. Line breaks stay. */
export function keepLines(text: string, keep: (line: string, index: number) => string | boolean): string {
  return text
    .split("\n")
    .map((line, index) => {
      const kept = keep(line, index);
      return kept === true ? line : kept === false ? "" : kept;
    })
    .join("\n");
}

/** True when there is nothing but comments of `--` and white space. */
export function isBlankSql(text: string): boolean {
  return text.split("\n").every((line) => /^\s*(--.*)?$/.test(line));
}

/** 1-based number of the first line that matches, or undefined. */
export function lineOf(text: string, pattern: RegExp): number | undefined {
  const index = text.split("\n").findIndex((line) => pattern.test(line));
  return index === -1 ? undefined : index + 1;
}
