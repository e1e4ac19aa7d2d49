/**
 * up.sql and down.sql as text: a header, then steps, each behind a line `-- step n` and, above its SQL,
 * lines `--! ...` for the reader. Knows lexical rules only: a separator inside a string, a function
 * body or a block comment separates nothing. parse(render(steps)) = steps.
 */
import type { MigrationStep, StepFacts } from "../../model/migration.ts";
import { factWords } from "../../model/step-words.ts";
import { lineAndColumn } from "../../model/position.ts";
import { textOf, tokenize, type Token } from "../../sql/lexer.ts";

/** LF line ends, whatever git or an editor made of them; no byte order mark. */
export function withLineFeeds(text: string): string {
  return text.replace(/^\uFEFF/, "").replace(/\r+\n/g, "\n");
}

/** A finding about a script: 1-based line, one line of text, what to do. */
export interface ScriptProblem {
  readonly line: number;
  readonly message: string;
  readonly next: string;
}

export interface ParsedStep {
  /** normalised, see {@link normaliseStep} */
  readonly sql: string;
  /** UTF-16 offset of `sql` in the script */
  readonly offset: number;
}

const SEPARATOR = /^-- step (\d+)[ \t]*$/;

/**
 * The text of one step as scripts hold it: LF line ends, no blank ends, closed by a semicolon, and no
 * line that a script would take for its own separator or reader's line.
 *
 * @returns the problem where the text is no SQL that can be closed
 */
export function normaliseStep(text: string): { readonly sql: string } | { readonly problem: string } {
  if (/[\0\p{Surrogate}]/u.test(text)) return { problem: "it holds a character that PostgreSQL text cannot hold" };
  const unix = withLineFeeds(text);
  let sql = unix.slice(bodyStart(unix)).trimEnd();
  const tokens = tokenize(sql);
  if (tokens.some((token) => !token.closed)) return { problem: "a quote or a comment is not closed" };
  const isMark = (token: Token | undefined): boolean => token?.kind === "punctuation" && textOf(sql, token) === ";";
  const significant = tokens.filter((token) => token.kind !== "comment");
  if (significant.every(isMark)) return { problem: "it holds no statement" };
  const closing = isMark(significant.at(-1)) ? "" : tokens.at(-1)?.kind === "comment" && sql.slice(tokens.at(-1)?.from).startsWith("--") ? "\n;" : ";";
  for (const token of tokens.toReversed()) {
    const isOwnLine = token.kind === "comment" && (token.from === 0 || sql[token.from - 1] === "\n");
    if (isOwnLine && SEPARATOR.test(sql.slice(token.from, token.to))) sql = `${sql.slice(0, token.from)}-- ${sql.slice(token.from + 2)}`;
  }
  return { sql: `${sql}${closing}` };
}

/** Where the SQL starts: behind blanks and the lines for the reader, which each rendering makes anew. */
function bodyStart(text: string): number {
  return /^(?:\s+|--!.*(?:\n|$))*/.exec(text)?.[0].length ?? 0;
}

/** Renders a script. `header` lines become comments. */
export function renderScript(header: readonly string[], steps: readonly MigrationStep[]): string {
  const parts = [header.map((line) => `-- ${oneLine(line)}\n`).join("")];
  for (const step of steps)
    parts.push(
      `-- step ${step.n}\n${readerLines(step)
        .map((line) => `--! ${oneLine(line)}\n`)
        .join("")}${step.sql}\n`,
    );
  return parts.join("\n");
}

function readerLines(step: StepFacts): string[] {
  const facts = factWords(step);
  return [
    ...(facts.length > 0 ? [facts.join(", ")] : []),
    ...step.hazards.flatMap(({ code, subject, text, remedy }) => [
      `${code}${subject === undefined ? "" : ` ${subject}`}: ${text}`,
      ...(remedy === undefined ? [] : [`  instead: ${remedy}`]),
    ]),
  ];
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** Reads a script (LF line ends) back into its steps. */
export function parseScript(script: string): { readonly steps: readonly ParsedStep[]; readonly problems: readonly ScriptProblem[] } {
  const steps: ParsedStep[] = [];
  const problems: ScriptProblem[] = [];
  const at = (offset: number): number => lineAndColumn(script, offset).line;
  const tokens = tokenize(script);
  const separators = tokens.flatMap((token) => {
    const number =
      token.kind === "comment" && (token.from === 0 || script[token.from - 1] === "\n") ? SEPARATOR.exec(script.slice(token.from, token.to))?.[1] : undefined;
    return number === undefined ? [] : [{ number: Number(number), from: token.from, to: token.to }];
  });
  const stray = tokens.find((token) => token.kind !== "comment" && token.from < (separators[0]?.from ?? script.length));
  if (stray !== undefined)
    problems.push({ line: at(stray.from), message: "SQL before the first step", next: "put the line `-- step 1` above the first statement" });
  separators.forEach((separator, index) => {
    if (separator.number !== index + 1)
      problems.push({
        line: at(separator.from),
        message: `step ${separator.number} where step ${index + 1} is due`,
        next: "number the steps 1, 2, 3 ... in the order in which they run",
      });
    const body = script.slice(separator.to, separators[index + 1]?.from);
    const normal = normaliseStep(body);
    if ("problem" in normal)
      problems.push({
        line: at(separator.from),
        message: `step ${separator.number} cannot be read: ${normal.problem}`,
        next: "mend its SQL, or remove the step",
      });
    else steps.push({ sql: normal.sql, offset: separator.to + bodyStart(body) });
  });
  return { steps, problems };
}
