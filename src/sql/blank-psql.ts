/**
 * Blanks what psql understands and PostgreSQL does not: meta commands and the data blocks of
 * `COPY ... FROM stdin`. Every offset and line stays. Refuses to run anything: the branches of `\if`
 * both stay, included files are not read.
 */
import { keywordOf, nextToken, textOf } from "./lexer.ts";

/** Commands that end a statement as a semicolon does. */
const SENDS = /^\\(?:g|gx|gset|gexec|gdesc|crosstabview|watch)(?![A-Za-z])/;
const DATA_END = /^\\\.[ \t]*\r?$/gm;
const LINE_BREAK = /[\r\n]/g;

/**
 * The same text with psql's own parts as spaces. A backslash outside quotes and comments is never SQL,
 * so it starts a command that takes the rest of its line.
 */
export function blankPsql(text: string): string {
  if (!text.includes("\\") && !/\bstdin\b/i.test(text)) return text;
  const pieces: string[] = [];
  let copied = 0;
  const blank = (from: number, to: number, instead = ""): void => {
    pieces.push(text.slice(copied, from), instead, text.slice(from + instead.length, to).replace(/[^\r\n]/g, " "));
    copied = to;
  };

  let words: string[] = [];
  for (let token = nextToken(text, 0); token !== undefined;) {
    let next = token.to;
    const shown = textOf(text, token);
    if (shown === "\\") {
      next = matchFrom(LINE_BREAK, text, token.from);
      blank(token.from, next, words.length > 0 && SENDS.test(text.slice(token.from, next)) ? ";" : "");
      if (pieces.at(-2) === ";") words = [];
    } else if (shown === ";") {
      if (readsData(words)) {
        const start = matchFrom(LINE_BREAK, text, token.to);
        DATA_END.lastIndex = start;
        const end = DATA_END.exec(text);
        next = end === null ? text.length : DATA_END.lastIndex;
        blank(start, next);
      }
      words = [];
    } else if (token.kind !== "comment" && (words.length === 0 || words[0] === "copy")) {
      words.push(keywordOf(text, token));
    }
    token = nextToken(text, next);
  }
  return copied === 0 ? text : pieces.join("") + text.slice(copied);
}

function readsData(words: readonly string[]): boolean {
  return words[0] === "copy" && words.some((word, index) => word === "stdin" && words[index - 1] === "from");
}

function matchFrom(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}
