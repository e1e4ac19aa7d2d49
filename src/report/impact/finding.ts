/** One finding as a person reads it: verdict, name, place; PostgreSQL's own words under the column they are about; why; the way. */
import type { Change } from "../../model/change.ts";
import { describeNode } from "../../model/identity.ts";
import type { Impact, ImpactReport, Reason, Rewrite, Verdict, Witness } from "../../model/impact.ts";
import type { SourcePosition } from "../../model/position.ts";
import type { RenderOptions } from "../options.ts";
import type { Ink } from "../text/ink.ts";
import { showPlace } from "../text/names.ts";
import { stepsOf } from "../text/path.ts";
import { safeText } from "../text/safe-text.ts";
import { renderSourceLine } from "../text/source-line.ts";
import { diffText, paintDiffLine } from "../text/text-diff.ts";
import { displayWidth, padEnd, wrapText, wrapWords } from "../text/width.ts";
import { cut, moreText, verdictWord } from "../text/words.ts";

/** A query, a domain element or a database object with a verdict. */
export interface Finding {
  readonly subject: string;
  readonly verdict: Verdict;
  readonly label: string;
  readonly position?: SourcePosition;
  readonly live: boolean;
  readonly reasons: readonly Reason[];
  readonly witness?: Witness;
  readonly rewrite?: Rewrite;
}

export interface FindingContext {
  /** what to say at the start of paths */
  readonly changes: readonly Change[];
  readonly ink: Ink;
  readonly options: RenderOptions;
  /** columns that labels take */
  readonly labelWidth: number;
  readonly hasLive: boolean;
}

const INDENT = 9;
const REASONS = 3;
const REWRITE_LINES = 12;

/** What a list of findings has in common, so that their places stand below each other. */
export function contextFor(findings: readonly Finding[], changes: readonly Change[], ink: Ink, options: RenderOptions): FindingContext {
  const hasLive = findings.some((finding) => finding.live);
  const widest = Math.max(0, ...findings.map((finding) => displayWidth(safeText(finding.label))));
  // One name that is far too long must not push away the places of all others.
  return { changes, ink, options, hasLive, labelWidth: Math.min(Math.max(24, Math.floor(options.width / 2)), widest) };
}

/** A database object of TO that PostgreSQL refuses. */
export function objectFinding({ key, reason, witness }: ImpactReport["fallen"][number]): Finding {
  return {
    subject: key,
    verdict: "broken",
    label: describeNode(key),
    ...(witness?.position !== undefined && { position: witness.position }),
    live: false,
    reasons: [{ code: "fallen", text: reason, path: [] }],
    ...(witness !== undefined && { witness }),
  };
}

/** The head alone. */
export function findingHead(finding: Finding, { ink, labelWidth, hasLive }: FindingContext, word = verdictWord(finding.verdict)): string {
  const live = hasLive ? (finding.live ? `  ${ink.careful("live")}` : "      ") : "";
  return `${ink.verdict(finding.verdict, padEnd(word, INDENT))}${ink.strong(padEnd(safeText(finding.label), labelWidth))}${live}  ${ink.place(placeText(finding))}`.trimEnd();
}

/** The head and everything below it. */
function renderFinding(finding: Finding, context: FindingContext): string[] {
  return [findingHead(finding, context), ...witnessLines(finding, context), ...reasonLines(finding, context), ...rewriteLines(finding.rewrite, context)];
}

/** PostgreSQL's own words: `42703 column u.email does not exist`. */
export function witnessText({ sqlstate, message }: Witness): string {
  return safeText(`${sqlstate} ${message}`);
}

/** Reasons that say more than the witness does. */
export function ownReasons({ reasons, witness }: Pick<Finding, "reasons" | "witness">): Reason[] {
  const said = witness === undefined ? undefined : `${witness.sqlstate} ${witness.message}`;
  return reasons.map((reason) => (said !== undefined && reason.text.endsWith(said) ? { ...reason, text: "" } : reason));
}

function placeText({ witness, position }: Finding): string {
  const place = witness?.position ?? position;
  return place === undefined ? "" : showPlace(place);
}

function witnessLines({ witness, rewrite }: Finding, { ink, options: { width } }: FindingContext): string[] {
  if (witness === undefined) return [];
  const words = witnessText(witness);
  const { line, position } = witness;
  // A rewrite shows the line itself.
  if (line === undefined || position === undefined || rewrite !== undefined) return wrapText(words, width, INDENT);
  const { source, caret } = renderSourceLine(line, position.line, position.column, width);
  const fits = displayWidth(caret) + 1 + displayWidth(words) <= width;
  return fits ? [source, `${ink.bad(caret)} ${words}`] : [source, ink.bad(caret), ...wrapText(words, width, INDENT + 2)];
}

function reasonLines(finding: Finding, { ink, options, changes }: FindingContext): string[] {
  const { shown, hidden } = cut(ownReasons(finding), REASONS, options.all);
  const lines: string[] = [];
  let lastPath = "";
  for (const reason of shown) {
    if (reason.text !== "") lines.push(...wrapText(safeText(reason.text), options.width, INDENT));
    const steps = stepsOf(reason, { subject: finding.subject, label: finding.label, changes });
    const path = steps.join(" ");
    if (path !== "" && path !== lastPath) lines.push(...wrapWords(steps, options.width, INDENT, INDENT + 2).map(ink.faint));
    lastPath = path;
  }
  return hidden > 0 ? [...lines, `${" ".repeat(INDENT)}${ink.faint(moreText(hidden, "reasons"))}`] : lines;
}

function rewriteLines(rewrite: Rewrite | undefined, { ink, options }: FindingContext): string[] {
  if (rewrite === undefined) return [];
  const indent = " ".repeat(INDENT);
  const lines = diffText(rewrite.before, rewrite.after, { context: 0, limit: REWRITE_LINES, all: options.all }).map(
    (line) => indent + paintDiffLine(line, ink),
  );
  return [...lines, ...wrapText(rewriteWords(rewrite), options.width, INDENT).map(rewrite.proved ? ink.faint : ink.careful)];
}

/** What is known about a rewrite. */
export function rewriteWords({ proved, after, printed }: Rewrite): string {
  if (!proved) return "not proved: PostgreSQL prints the edited text and the renamed query differently; read it before you take it";
  if (after === printed) return "proved: this is the renamed query as PostgreSQL prints it; the layout of your text is not kept";
  return "proved: PostgreSQL prints the edited text and the renamed query alike";
}

/** Findings one below the other, cut per verdict. */
export function renderFindings(findings: readonly Impact[] | readonly Finding[], context: FindingContext, limit: number): string[] {
  const { shown, hidden } = cut<Finding>(findings, limit, context.options.all);
  const [first] = shown;
  return [
    ...shown.flatMap((finding) => renderFinding(finding, context)),
    ...(hidden > 0 && first !== undefined ? [`${context.ink.verdict(first.verdict, padEnd(verdictWord(first.verdict), INDENT))}${moreText(hidden)}`] : []),
  ];
}
