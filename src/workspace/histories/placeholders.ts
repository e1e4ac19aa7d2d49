/** Placeholders of migration tools: replaced where the value is known, reported where it is not; positions lead back. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { applyEdits, lineAndColumn, type TextEdit } from "../../model/position.ts";

export interface Replaced {
  readonly text: string;
  readonly edits: readonly TextEdit[];
  /** placeholders without a value, each with its first place */
  readonly unknown: readonly { readonly name: string; readonly line: number; readonly column: number }[];
}

/** Replaces what `pattern` (global, first group = name) finds; `value` gives undefined for an unknown name. */
export function replacePlaceholders(text: string, pattern: RegExp, value: (name: string) => string | undefined): Replaced {
  const edits: TextEdit[] = [];
  const unknown = new Map<string, { name: string; line: number; column: number }>();
  for (const match of text.matchAll(pattern)) {
    const name = match[1] ?? "";
    const replacement = value(name);
    if (replacement !== undefined) edits.push({ from: match.index, to: match.index + match[0].length, replacement });
    else if (!unknown.has(name)) unknown.set(name, { name, ...lineAndColumn(text, match.index) });
  }
  return { text: edits.length === 0 ? text : applyEdits(text, edits), edits, unknown: [...unknown.values()] };
}

/** The findings for unknown placeholders of one file. */
export function placeholderProblems(file: string, replaced: Replaced, write: (name: string) => string, next: string): readonly Diagnostic[] {
  return replaced.unknown.map(({ name, line, column }) => ({
    code: "migration-placeholder",
    severity: "warning",
    message: `the placeholder ${write(name)} has no value here; it was left as it is`,
    position: { file, line, column },
    next,
  }));
}
