/** The answer of `migrate verify FOLDER`: which downs of another tool's migrations bring everything back. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { PAIR_OUTCOMES, type PairOutcome, type PairVerdict } from "../../model/pair.ts";
import type { Format, RenderOptions } from "../options.ts";
import { renderDiagnosticLines } from "../render-diagnostics.ts";
import { pairsSchema } from "../schemas/pairs.ts";
import { inkOf } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { codeSpan, table } from "../text/markdown.ts";
import { safeText } from "../text/safe-text.ts";
import { alignColumns, wrapText } from "../text/width.ts";
import { countOf, cut, formatNumber } from "../text/words.ts";

export interface PairsScreen {
  readonly tool: string;
  readonly folder: string;
  readonly pairs: readonly PairVerdict[];
  readonly diagnostics: readonly Diagnostic[];
}

const WORDS: Readonly<Record<PairOutcome, string>> = {
  exact: "exact",
  "rows-lost": "rows lost",
  "schema-differs": "schema differs",
  "down-fails": "down fails",
  "no-down": "no down",
  unread: "not read",
  "up-fails": "up fails",
  skipped: "skipped",
};
const MOST_DETAILS = 3;
const MOST_PAIRS = 40;

export function renderPairs(screen: PairsScreen, format: Format, options: RenderOptions): string {
  const counts = countPairs(screen.pairs);
  if (format === "json") return renderJson(pairsSchema, "selecto.pairs", { ...screen, counts });
  return format === "markdown" ? markdown(screen, counts, options) : text(screen, counts, options);
}

function countPairs(pairs: readonly PairVerdict[]): Record<PairOutcome, number> {
  const count = (outcome: PairOutcome): number => pairs.filter((pair) => pair.outcome === outcome).length;
  return {
    exact: count("exact"),
    "rows-lost": count("rows-lost"),
    "schema-differs": count("schema-differs"),
    "down-fails": count("down-fails"),
    "no-down": count("no-down"),
    unread: count("unread"),
    "up-fails": count("up-fails"),
    skipped: count("skipped"),
  };
}

function headline({ tool, folder, pairs }: PairsScreen, counts: Record<PairOutcome, number>): string {
  const withDown = pairs.length - counts["no-down"] - counts.unread - counts["up-fails"] - counts.skipped;
  if (pairs.length === 0) return `${folder === "" ? "." : folder} (${tool}) holds no migrations`;
  if (withDown === 0) return `${countOf(pairs.length, "migration")} of ${tool}, none with a way back`;
  return `${formatNumber(counts.exact)} of ${countOf(withDown, "down")} bring back schema and rows (${tool}, ${countOf(pairs.length, "migration")})`;
}

function totals(counts: Record<PairOutcome, number>): string {
  return PAIR_OUTCOMES.filter((outcome) => counts[outcome] > 0)
    .map((outcome) => `${formatNumber(counts[outcome])} ${WORDS[outcome]}`)
    .join("   ");
}

/** What a reader must look at; others are counted, and listed on request. */
function listed({ pairs }: PairsScreen, all: boolean): { readonly shown: readonly PairVerdict[]; readonly hidden: number } {
  return cut(all ? pairs : pairs.filter(({ outcome, details }) => details.length > 0 || (outcome !== "exact" && outcome !== "no-down")), MOST_PAIRS, all);
}

function noteOf(pair: PairVerdict): string {
  return pair.outcome === "exact" && !pair.ordered ? "down cannot restore the order of columns" : "";
}

function text(screen: PairsScreen, counts: Record<PairOutcome, number>, options: RenderOptions): string {
  const ink = inkOf(options);
  const all = options.all === true;
  const { shown, hidden } = listed(screen, all);
  const heads = alignColumns(shown.map((pair) => [`  ${safeText(pair.name)}`, WORDS[pair.outcome], noteOf(pair)]));
  const lines = shown.flatMap((pair, at) => {
    const { shown: details, hidden: more } = cut(pair.details, MOST_DETAILS, all);
    const head = heads[at] ?? "";
    const isBad = pair.outcome !== "exact" && pair.outcome !== "no-down" && pair.outcome !== "skipped";
    return [
      isBad ? ink.bad(head) : head,
      ...details.flatMap((detail) => wrapText(safeText(detail), options.width, 6, 8)),
      ...(more > 0 ? [`      ... ${formatNumber(more)} more (--all)`] : []),
    ];
  });
  return [
    ink.strong(headline(screen, counts)),
    ...(screen.pairs.length > 0 ? [`  ${totals(counts)}`] : []),
    ...(lines.length > 0 ? ["", ...lines] : []),
    ...(hidden > 0 ? [`  ... ${countOf(hidden, "other migration")} (--all)`] : []),
    ...(screen.diagnostics.length > 0 ? ["", ...renderDiagnosticLines(screen.diagnostics, ink, options.width, 0)] : []),
    "",
    `Next: ${nextOf(screen, counts)}`,
    "",
  ].join("\n");
}

function markdown(screen: PairsScreen, counts: Record<PairOutcome, number>, options: RenderOptions): string {
  const { shown, hidden } = listed(screen, options.all === true);
  const rows = shown.map((pair) => [
    codeSpan(pair.name),
    WORDS[pair.outcome],
    cut(pair.details, MOST_DETAILS, options.all).shown.map(codeSpan).join("<br>") || noteOf(pair),
  ]);
  return [
    `**${headline({ ...screen, folder: "", tool: safeText(screen.tool) }, counts)}**`,
    "",
    totals(counts),
    ...(rows.length > 0 ? ["", ...table(["migration", "down", "what"], rows)] : []),
    ...(hidden > 0 ? ["", `${countOf(hidden, "other migration")} not shown`] : []),
    "",
  ].join("\n");
}

function nextOf({ pairs }: PairsScreen, counts: Record<PairOutcome, number>): string {
  const first = (outcome: PairOutcome): string => safeText(pairs.find((pair) => pair.outcome === outcome)?.name ?? "");
  if (counts["up-fails"] > 0) return `mend ${first("up-fails")}: nothing is known about the migrations after it`;
  if (counts["down-fails"] > 0) return `mend the way back of ${first("down-fails")}, then verify again`;
  if (counts["schema-differs"] > 0) return `mend the way back of ${first("schema-differs")}, then verify again`;
  if (counts.unread > 0) return `write out what could not be read of ${first("unread")}, then verify again`;
  return counts["rows-lost"] > 0
    ? "keep the rows that those downs lose before they are needed, or let selecto migrate generate write the pair"
    : "nothing to do";
}
