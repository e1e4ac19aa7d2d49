/** Steps of a migration: the statement, its lock, and what somebody should know before it runs. */
import { DATA_LOSS, VALUE_REPLACED } from "../../model/consent.ts";
import type { NodeKey } from "../../model/identity.ts";
import { LOCK_MODES, type Hazard, type MigrationStep, type StepTouch } from "../../model/migration.ts";
import { factWords } from "../../model/step-words.ts";
import type { RenderOptions } from "../options.ts";
import type { Ink } from "../text/ink.ts";
import { safeLines, safeText } from "../text/safe-text.ts";
import { displayWidth, wrapText } from "../text/width.ts";
import { moreText } from "../text/words.ts";

const STEPS = 20;
const INDENT = 8;

/** Of many steps those that somebody should know of before they run, then the first of the others; gaps are counted. */
export function stepLines(direction: string, steps: readonly MigrationStep[], ink: Ink, options: RenderOptions): string[] {
  if (steps.length === 0) return [`  ${direction.padEnd(INDENT - 2)}nothing`];
  const groups = options.all === true ? steps.map((step) => [step]) : folded(steps);
  const shown = options.all === true ? new Set(groups) : chosen(groups);
  const told = new Set<string>();
  const lines: string[] = [];
  let gap: MigrationStep[][] = [];
  const closeGap = (): void => {
    if (gap.length > 0) lines.push(`${" ".repeat(INDENT)}${moreText(gap.flat().length, gapWords(gap))}`);
    gap = [];
  };
  for (const [at, group] of groups.entries()) {
    if (shown.has(group)) {
      closeGap();
      lines.push(...stepGroup(group, at === 0 ? direction : "", ink, options, told));
    } else gap.push(group);
  }
  closeGap();
  return lines;
}

/** What asks for consent is always told. */
function chosen(groups: readonly MigrationStep[][]): Set<MigrationStep[]> {
  const has = (group: readonly MigrationStep[], matches: (hazard: Hazard) => boolean): boolean => group.some(({ hazards }) => hazards.some(matches));
  const asking = groups.filter((group) => has(group, ({ code }) => code === DATA_LOSS || code === VALUE_REPLACED));
  const noted = groups.filter((group) => has(group, () => true));
  const ranked = [...new Set([...groups.slice(0, 1), ...asking, ...noted, ...groups])];
  return new Set(ranked.slice(0, Math.max(STEPS, asking.length + 1)));
}

function gapWords(groups: readonly MigrationStep[][]): string {
  const noted = groups.filter((group) => group.some(({ hazards }) => hazards.length > 0)).length;
  return `${groups.flat().length === 1 ? "step" : "steps"}${noted === 0 ? "" : `, ${noted} with hazards`}`;
}

/** What one archive takes is one thing to read; its statements are in the script. */
function folded(steps: readonly MigrationStep[]): MigrationStep[][] {
  const groups: MigrationStep[][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (step.archive !== undefined && last?.[0]?.archive === step.archive) last.push(step);
    else groups.push([step]);
  }
  return groups;
}

/** @param told remedies that were said already: once is enough */
function stepGroup(group: readonly MigrationStep[], direction: string, ink: Ink, options: RenderOptions, told: Set<string>): string[] {
  const [first] = group;
  const last = group.at(-1);
  if (first === undefined || last === undefined) return [];
  const kept = group.flatMap(({ hazards }) => hazards.filter(({ code }) => code === "archive"));
  if (first.archive === undefined || options.all === true) return oneStep(first, direction, ink, options, told);
  const headline = kept.map(({ subject, text }) => `archive${subject === undefined ? "" : ` ${subject}`}: ${text}`).join("; ") || archiveWords(first);
  const [head = "", ...more] = wrapText(safeText(headline), options.width, INDENT + 3, INDENT + 5);
  const range = `${first.n}${group.length === 1 ? "" : `-${last.n}`}`;
  return [`${`  ${direction}`.padEnd(INDENT + 1 - range.length)}${range}  ${head.trimStart()}`, ...more, ...noteLines(group, ink, options.width, told)];
}

function archiveWords({ archive }: MigrationStep): string {
  return archive === "archives" ? "archive: the namespace for what is kept" : "archive: completed for the way back";
}

/** Locks and hazards of steps that are told as one: each once, an archive's own is its headline. */
function noteLines(group: readonly MigrationStep[], ink: Ink, width: number, told: Set<string>): string[] {
  const indent = INDENT + 3;
  const facts = factWords({ lock: null, touches: strongestLocks(group), rewrite: group.some(({ rewrite }) => rewrite), mode: "tx" });
  const hazards = group.flatMap((step) => step.hazards.filter(({ code }) => code !== "archive"));
  const once = [...new Map(hazards.map((hazard) => [`${hazard.code} ${hazard.subject ?? ""}`, hazard])).values()];
  return [
    ...(facts.length === 0 ? [] : wrapText(facts.map(safeText).join(", "), width, indent, indent + 2).map(ink.faint)),
    ...once.flatMap((hazard) => hazardLines(hazard, ink, width, told)),
  ];
}

/** Each relation once, with the strongest lock that any of the steps takes on it. */
function strongestLocks(group: readonly MigrationStep[]): StepTouch[] {
  const strongest = new Map<NodeKey, StepTouch>();
  for (const touch of group.flatMap(({ touches = [] }) => touches)) {
    const other = strongest.get(touch.relation);
    if (other === undefined || LOCK_MODES.indexOf(touch.lock) > LOCK_MODES.indexOf(other.lock)) strongest.set(touch.relation, touch);
  }
  return [...strongest.values()].toSorted((a, b) => LOCK_MODES.indexOf(b.lock) - LOCK_MODES.indexOf(a.lock));
}

function hazardLines({ code, subject, text, remedy }: Hazard, ink: Ink, width: number, told: Set<string>): string[] {
  const indent = INDENT + 3;
  const isNews = remedy !== undefined && !told.has(remedy);
  if (isNews) told.add(remedy);
  return [
    ...wrapText(safeText(`${code}${subject === undefined ? "" : ` ${subject}`}: ${text}`), width, indent, indent + 2).map(ink.careful),
    ...(!isNews ? [] : wrapText(`instead: ${safeText(remedy)}`, width, indent + 2, indent + 4).map(ink.faint)),
  ];
}

function oneStep(step: MigrationStep, direction: string, ink: Ink, { width, all }: RenderOptions, told: Set<string>): string[] {
  const statement = safeLines(step.sql.trim()).filter((line) => !line.trimStart().startsWith("--") && line.trim() !== "");
  const indent = INDENT + 3;
  const [first = "", ...rest] = all === true ? (onOneLine(statement, width - indent) ?? statement) : beginning(statement, width - indent, ink);
  const facts = factWords(step).map(safeText);
  return [
    `  ${direction.padEnd(INDENT - 3)}${`${step.n}`.padStart(2)}  ${first}`,
    ...rest.map((line) => " ".repeat(indent) + line),
    ...(facts.length === 0 ? [] : wrapText(facts.join(", "), width, indent, indent + 2).map(ink.faint)),
    ...step.hazards.flatMap((hazard) => hazardLines(hazard, ink, width, told)),
  ];
}

/** As much of a statement as one line holds; of a type change two, for the type and the expression stand at its end. */
function beginning(lines: readonly string[], width: number, ink: Ink): readonly string[] {
  const whole = onOneLine(lines, width);
  if (whole !== undefined) return whole;
  const wrapped = hasMeaningfulSpace(lines) ? lines : wrapText(joined(lines), width - 4, 0);
  const [first = "", second = "", ...rest] = wrapped;
  if (rest.length === 0 && / ALTER COLUMN .* TYPE /.test(wrapped.join(" "))) return [first, `  ${second}`];
  return wrapped.length === 1 ? [first] : [`${first}${ink.faint(" ...")}`];
}

/** A short statement that the file has over several lines. */
function onOneLine(lines: readonly string[], width: number): readonly string[] | undefined {
  if (hasMeaningfulSpace(lines)) return undefined;
  const text = joined(lines);
  return displayWidth(text) <= width ? [text] : undefined;
}

/** A body, a text over several lines, a comment. */
function hasMeaningfulSpace(lines: readonly string[]): boolean {
  return /\$|--|'/.test(lines.join("\n").replaceAll(/'[^'\n]*'/g, ""));
}

function joined(lines: readonly string[]): string {
  return lines
    .map((line) => line.trim())
    .reduce((text, line) => (text === "" || text.endsWith("(") || line.startsWith(")") ? text + line : `${text} ${line}`), "");
}
