/** Steps of a migration: the statement, its lock, and what somebody should know before it runs. */
import type { MigrationStep } from "../../model/migration.ts";
import { factWords } from "../../model/step-words.ts";
import type { RenderOptions } from "../options.ts";
import type { Ink } from "../text/ink.ts";
import { safeLines, safeText } from "../text/safe-text.ts";
import { displayWidth, wrapText } from "../text/width.ts";
import { countOf, cut, moreText } from "../text/words.ts";

const STEPS = 20;
const INDENT = 8;

export function stepLines(direction: string, steps: readonly MigrationStep[], ink: Ink, options: RenderOptions): string[] {
  if (steps.length === 0) return [`  ${direction.padEnd(INDENT - 2)}nothing`];
  const { shown, hidden } = cut(steps, STEPS, options.all);
  const lines = shown.flatMap((step, at) => oneStep(step, at === 0 ? direction : "", ink, options));
  return hidden > 0 ? [...lines, `${" ".repeat(INDENT)}${moreText(hidden, "steps")}`] : lines;
}

function oneStep(step: MigrationStep, direction: string, ink: Ink, { width, all }: RenderOptions): string[] {
  const statement = safeLines(step.sql.trim()).filter((line) => !line.trimStart().startsWith("--") && line.trim() !== "");
  const [first = "", ...rest] = onOneLine(statement, width) ?? statement;
  const facts = factWords(step).map(safeText);
  const indent = INDENT + 3;
  return [
    `  ${direction.padEnd(INDENT - 3)}${`${step.n}`.padStart(2)}  ${first}${rest.length > 0 && all !== true ? ink.faint(` ... ${countOf(rest.length, "more line")}`) : ""}`,
    ...(all === true ? rest.map((line) => " ".repeat(indent) + line) : []),
    ...(facts.length === 0 ? [] : wrapText(facts.join(", "), width, indent, indent + 2).map(ink.faint)),
    ...step.hazards.flatMap(({ code, subject, text, remedy }) => [
      ...wrapText(safeText(`${code}${subject === undefined ? "" : ` ${subject}`}: ${text}`), width, indent, indent + 2).map(ink.careful),
      ...(remedy === undefined ? [] : wrapText(`instead: ${safeText(remedy)}`, width, indent + 2, indent + 4).map(ink.faint)),
    ]),
  ];
}

/** A short statement that the file has over several lines; not where white space means something (a body, a text, a comment). */
function onOneLine(lines: readonly string[], width: number): readonly string[] | undefined {
  if (/\$|--|'[^']*\n/.test(lines.join("\n"))) return undefined;
  const joined = lines
    .map((line) => line.trim())
    .reduce((text, line) => (text === "" || text.endsWith("(") || line.startsWith(")") ? text + line : `${text} ${line}`), "");
  return displayWidth(joined) <= width - INDENT - 3 ? [joined] : undefined;
}
