/** The screen of `domain generate`: what was written, what was guessed and why, what was found. */
import { nameOf } from "../../model/identity.ts";
import { PATTERN_KINDS, type GeneratedDomain, type GeneratedDomains, type WrittenOutcome } from "../../model/generation.ts";
import type { RenderOptions } from "../options.ts";
import { renderDiagnosticLines } from "../render-diagnostics.ts";
import { inkOf, type Ink } from "../text/ink.ts";
import { safeLines, safeText } from "../text/safe-text.ts";
import { alignColumns, wrapText } from "../text/width.ts";
import { countOf, cut, formatNumber, joinAnd, moreText } from "../text/words.ts";
import { confidenceText, kindText, sourceText, targetText } from "./words.ts";

const SHOWN = 12;

export function renderGeneratedText(screen: GeneratedDomains, options: RenderOptions): string {
  const ink = inkOf(options);
  const { domains, dryRun } = screen;
  const rows = cut(domains, SHOWN, options.all);
  const lines = alignColumns(
    rows.shown.map((one) => [
      `  ${outcomeText(one.outcome, dryRun)}`,
      safeText(one.name),
      countOf(one.fields, "field"),
      countOf(one.joins, "join"),
      safeText(one.file),
    ]),
  );
  return [
    ink.strong(`${headline(screen)} from ${safeText(screen.origin)}`),
    ...lines,
    ...(rows.hidden > 0 ? [`  ${moreText(rows.hidden)}`] : []),
    ...kept(domains, ink, options.width),
    "",
    ...relationshipLines(screen, options, ink),
    ...patternLines(screen, options),
    ...redactedLines(screen, options),
    ...(screen.indexes.length === 0
      ? []
      : wrapText(
          `indexes  ${countOf(screen.indexes.length, "missing index")} that joins would use: ${screen.indexes[0]?.sql ?? ""}${screen.indexes.length > 1 ? " ..." : ""} (--report markdown lists them)`,
          options.width,
          2,
          11,
        ).map(safeText)),
    ...(screen.diagnostics.length === 0 ? [] : ["", ...renderDiagnosticLines(screen.diagnostics, ink, options.width, 0)]),
    ...(dryRun ? texts(domains, ink) : []),
    `Next: ${nextStep(screen)}`,
    "",
  ].join("\n");
}

function headline({ domains, dryRun, tables }: GeneratedDomains): string {
  const of = (outcome: WrittenOutcome): number => domains.filter((one) => one.outcome === outcome).length;
  const said = (["created", "updated", "merged", "unchanged", "kept"] as const).flatMap((outcome) =>
    of(outcome) === 0 ? [] : [`${formatNumber(of(outcome))} ${outcomeText(outcome, dryRun)}`],
  );
  return `${countOf(domains.length, "domain")} of ${countOf(tables, "table")}${said.length === 0 ? "" : ` (${joinAnd(said)})`}`;
}

function outcomeText(outcome: WrittenOutcome, dryRun: boolean): string {
  const words: Readonly<Record<WrittenOutcome, string>> = {
    created: dryRun ? "would be created" : "created",
    updated: dryRun ? "would be updated" : "updated",
    merged: dryRun ? "would be merged" : "merged",
    unchanged: "unchanged",
    kept: "left alone",
  };
  return words[outcome];
}

function kept(domains: readonly GeneratedDomain[], ink: Ink, width: number): string[] {
  return domains.flatMap(({ name, handEdits }) =>
    handEdits.length === 0
      ? []
      : wrapText(`${safeText(name)} keeps ${countOf(handEdits.length, "edit")}: ${handEdits.map(safeText).join(", ")}`, width, 2, 4).map(ink.faint),
  );
}

function relationshipLines({ relationships, minConfidence }: GeneratedDomains, options: RenderOptions, ink: Ink): string[] {
  const guessed = relationships.filter(({ declared }) => !declared).toSorted((a, b) => b.confidence - a.confidence);
  const used = guessed.filter(({ confidence }) => confidence >= minConfidence);
  const below = guessed.filter(({ confidence }) => confidence < minConfidence);
  const head = `  relationships  ${formatNumber(relationships.length - guessed.length)} declared, ${formatNumber(used.length)} guessed, ${formatNumber(below.length)} too unsure to use (below ${confidenceText(minConfidence)})`;
  const lines = (list: typeof guessed, mark: string): string[] => {
    const { shown, hidden } = cut(list, 6, options.all);
    return [
      ...shown.flatMap((one) =>
        wrapText(
          `${mark} ${confidenceText(one.confidence)}  ${sourceText(one)} > ${targetText(one)}: ${one.reasons.map(safeText).join("; ")}`,
          options.width,
          4,
          12,
        ),
      ),
      ...(hidden > 0 ? [`    ${moreText(hidden)}`] : []),
    ];
  };
  return [head, ...lines(used, "guessed"), ...lines(below, "unsure ").map(ink.faint)];
}

function patternLines({ patterns }: GeneratedDomains, options: RenderOptions): string[] {
  const counts = PATTERN_KINDS.flatMap((kind) => {
    const count = patterns.filter((one) => one.kind === kind).length;
    return count === 0 ? [] : [`${formatNumber(count)} ${kindText(kind)}`];
  });
  const circles = patterns.filter(({ kind }) => kind === "circular");
  return [
    ...(counts.length === 0 ? [] : wrapText(`patterns  ${counts.join(", ")}`, options.width, 2, 12)),
    ...circles.flatMap(({ reason, suggestion }) =>
      wrapText(safeText(`circle  ${reason}${suggestion === undefined ? "" : `: ${suggestion}`}`), options.width, 2, 10),
    ),
  ];
}

function redactedLines({ domains, patterns }: GeneratedDomains, options: RenderOptions): string[] {
  const names = domains.flatMap(({ table, redacted }) => redacted.map((column) => safeText(`${nameOf(table)}.${column}`)));
  const sounding = patterns.filter(({ kind }) => kind === "sensitive").length;
  return names.length === 0
    ? []
    : wrapText(`redacted  ${names.join(", ")}${sounding === 0 ? "" : " (--show NAME offers one all the same)"}`, options.width, 2, 12);
}

function texts(domains: readonly GeneratedDomain[], ink: Ink): string[] {
  const [one] = domains;
  if (domains.length !== 1 || one?.text === undefined) return [];
  return ["", ink.faint(`--- ${safeText(one.file)}`), ...safeLines(one.text.trimEnd()), ""];
}

function nextStep({ domains, dryRun }: GeneratedDomains): string {
  if (domains.length === 0) return "name a table, or --all";
  if (dryRun) return "the same without --dry-run";
  return domains.some(({ outcome }) => outcome === "merged") ? "git diff, then selecto domain validate" : "selecto domain validate";
}
