/**
 * Names of files, queries and database objects come from whoever wrote them. Here they lose what could
 * steer a terminal or show something else than is there: control characters, bidirectional overrides,
 * invisible characters, half surrogates. They are shown as escapes, so that nothing disappears.
 */
import { shellWord } from "../../model/shell-word.ts";

// Joiners (200C, 200D) stay: Persian, Indic scripts and emoji need them.
const UNSAFE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escapeCharacter(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  return SHORT[char] ?? (code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`);
}

/** One line that is safe to print: `bad\u001b[2Jname`. */
export function safeText(text: string): string {
  return text.replaceAll(UNSAFE, escapeCharacter);
}

/** The lines of a text, each safe to print; tabs become spaces. */
export function safeLines(text: string): string[] {
  return text.split(/\r\n|\r|\n/).map(safeSourceLine);
}

/** A line of source: tabs become spaces instead of escapes. */
export function safeSourceLine(line: string): string {
  return safeText(line.replaceAll("\t", "    "));
}

/** JSON text stays JSON; what only looks harmless (C1 controls, overrides) becomes `\uXXXX` like the rest. */
export function safeJson(json: string): string {
  return json.replaceAll(UNSAFE, (char) =>
    char === "\n" ? char : Array.from({ length: char.length }, (_, at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""),
  );
}

/** One word of a command that is shown for copying. */
export function safeWord(text: string): string {
  return shellWord(safeText(text));
}
