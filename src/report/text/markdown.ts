/**
 * Markdown for pull request comments. Everything that is not selecto's own wording stands in code:
 * there no name can mention people, link, embed HTML or break the table.
 */
import { safeText } from "./safe-text.ts";

/** Inline code that shows exactly the text; also right inside a table cell. */
export function codeSpan(text: string): string {
  const safe = safeText(text);
  if (safe.trim() === "") return "`(empty)`";
  const fence = "`".repeat(longestRun(safe) + 1);
  const pad = safe.startsWith("`") || safe.endsWith("`") ? " " : "";
  return `${fence}${pad}${safe.replaceAll("|", "\\|")}${pad}${fence}`;
}

/** Outside of tables a pipe needs no escape, and would show one. */
export function codeText(text: string): string {
  return codeSpan(text).replaceAll("\\|", "|");
}

/** A fenced block; `lines` are safe already. */
export function codeBlock(lines: readonly string[], language = ""): string[] {
  const fence = "`".repeat(Math.max(3, ...lines.map((line) => longestRun(line) + 1)));
  return [`${fence}${language}`, ...lines, fence];
}

/** A table; cells are markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [row(head), row(head.map(() => "---")), ...rows.map(row)];
}

/** A folded section. The summary is selecto's own wording. */
export function details(summary: string, body: readonly string[]): string[] {
  return [`<details><summary>${summary}</summary>`, "", ...body, "", "</details>"];
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
