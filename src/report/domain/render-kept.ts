/** The screens of `domain version keep`: which views, what readers get through them, and the package. */
import type { CompatibilityColumn, CompatibilityReader, CompatibilityReport, CompatibilityView, ReaderVerdict } from "../../model/compatibility.ts";
import { nameOf } from "../../model/identity.ts";
import { generatedValue, renderGenerated, type GeneratedScreen } from "../migration/render-generated.ts";
import type { Format, RenderOptions } from "../options.ts";
import { keptVersionSchema, removedVersionSchema } from "../schemas/kept-version.ts";
import { inkOf } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { safeText } from "../text/safe-text.ts";
import { wrapText } from "../text/width.ts";
import { countOf, cut, joinAnd, moreText } from "../text/words.ts";

export interface KeptScreen {
  readonly report: CompatibilityReport;
  /** absent where a reader cannot go on working */
  readonly generated?: GeneratedScreen;
  readonly schemaFile?: string;
}

const MOST_READERS = 8;

const WORDS: Readonly<Record<ReaderVerdict, string>> = {
  fails: "fails",
  differs: "differs",
  "other-rows": "other rows",
  "same-contract": "same columns and types",
  "same-rows": "same rows",
  unasked: "not asked",
};

export function renderKept({ report, generated, schemaFile }: KeptScreen, format: Format, options: RenderOptions): string {
  if (format === "json")
    return renderJson(keptVersionSchema, "selecto.kept-version", {
      report,
      ...(generated !== undefined && { generated: generatedValue(generated) }),
      ...(schemaFile !== undefined && { schemaFile }),
    });
  const { width } = options;
  const ink = inkOf(options);
  const { domain, version, namespace, since, migrations, views, rows, rowsLost, emptyTables, engine } = report;
  return [
    ink.strong(`${safeText(domain)} ${safeText(version ?? "without a version")}  in ${safeText(namespace)}`),
    ...wrapText(`as it was behind ${safeText(since ?? "no migration")}, ${countOf(migrations.length, "migration")} ago; asked of ${engine}`, width, 2, 4),
    "",
    ...views.flatMap((view) => wrapText(viewWords(view), width, 2, 4)),
    "",
    ...writeLines(views, options),
    ...readerLines(report, options),
    ...wrapText(
      rowsLost === undefined
        ? `${countOf(rows, "generated row")} went through the migrations${emptyTables.length === 0 ? "" : `; without rows: ${emptyTables.map(nameOf).map(safeText).join(", ")}`}`
        : `rows were not compared: ${safeText(rowsLost)}`,
      width,
      2,
      4,
    ),
    "",
    ...(generated === undefined
      ? [ink.bad("Nothing was written: readers of that version would not go on working."), `Next: selecto domain version keep --help: --column and --allow`, ""]
      : [
          ...(schemaFile === undefined || generated.folder === undefined
            ? []
            : [`the views stand in ${safeText(schemaFile)} too, so that the next migration keeps them`]),
          renderGenerated(generated, format, options),
        ]),
  ].join("\n");
}

function viewWords({ relation, now, columns, leftOut, writes, readOnly, triggers }: CompatibilityView): string {
  const told = columns.filter(({ source }) => source !== "same").map(columnWords);
  const parts = [
    ...(now === relation ? [] : [`from ${nameOf(now)}`]),
    ...told,
    ...(leftOut.length === 0 ? [] : [`without ${leftOut.join(", ")}, which nothing reads`]),
    writes.length === 0 ? "read only" : `read, ${writes.join(", ")}${readOnly.length === 0 ? "" : ` (not ${readOnly.join(", ")})`}`,
    ...(triggers.length === 0 ? [] : [`${joinAnd(triggers)} by a trigger`]),
  ];
  return safeText(`${nameOf(relation)}: ${parts.join("; ")}`);
}

function columnWords({ name, type, source, from }: CompatibilityColumn): string {
  if (source === "null") return `${name} is NULL, its values are gone`;
  return `${name} is ${from ?? ""}${source === "cast" ? ` as ${type}` : ""}`;
}

/** What writers do, run in both places: what is not the same is named. */
function writeLines(views: readonly CompatibilityView[], { width, all, ...options }: RenderOptions): string[] {
  const tried = views.flatMap(({ relation, tried: own = [] }) => own.map((one) => ({ ...one, relation })));
  if (tried.length === 0) return [];
  const ink = inkOf(options);
  const wrong = tried.filter(({ verdict }) => verdict !== "same");
  const { shown, hidden } = cut(all === true ? tried : wrong, MOST_READERS, all);
  return [
    `  ${countOf(tried.length, "statement")} of writers: ${tried.length - wrong.length} leave the same rows${wrong.length === 0 ? "" : `, ${wrong.length} not`}`,
    ...shown.flatMap((one) => {
      const words = one.verdict === "same" ? "same rows" : one.verdict;
      const lines = wrapText(safeText(`${nameOf(one.relation)}: ${one.statement}: ${words}${one.reason === undefined ? "" : `; ${one.reason}`}`), width, 4, 6);
      return one.verdict === "differs" ? lines.map(ink.bad) : lines;
    }),
    ...(hidden > 0 ? [`    ${moreText(hidden)}`] : []),
  ];
}

/** What does not go on working first, one line each; the rest counted. */
function readerLines({ readers }: CompatibilityReport, { width, all, ...options }: RenderOptions): string[] {
  const ink = inkOf(options);
  const counts = (Object.keys(WORDS) as ReaderVerdict[]).flatMap((verdict) => {
    const count = readers.filter((one) => one.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${WORDS[verdict]}`];
  });
  const wrong = readers.filter(({ verdict }) => verdict === "fails" || verdict === "differs" || verdict === "other-rows");
  const { shown, hidden } = cut(all === true ? readers : wrong, MOST_READERS, all);
  const line = (one: CompatibilityReader): string[] => wrapText(safeText(readerWords(one)), width, 4, 6);
  return [
    `  ${countOf(readers.length, "reader")}: ${joinAnd(counts)}`,
    ...shown.flatMap((one) => (one.verdict === "fails" || one.verdict === "differs" ? line(one).map(ink.bad) : line(one))),
    ...(hidden > 0 ? [`    ${moreText(hidden)}`] : []),
  ];
}

function readerWords({ label, verdict, rows, reason }: CompatibilityReader): string {
  return `${label}: ${WORDS[verdict]}${rows === undefined ? "" : ` (${rows})`}${reason === undefined ? "" : `; ${reason}`}`;
}

export interface RemovedScreen {
  readonly namespace: string;
  readonly generated: GeneratedScreen;
  readonly schemaFile?: string;
}

/** The screen of `domain version keep --remove`. */
export function renderRemovedVersion({ namespace, generated, schemaFile }: RemovedScreen, format: Format, options: RenderOptions): string {
  if (format === "json")
    return renderJson(removedVersionSchema, "selecto.removed-version", {
      namespace,
      generated: generatedValue(generated),
      ...(schemaFile !== undefined && { schemaFile }),
    });
  return [
    `the views in ${safeText(namespace)} go${schemaFile === undefined ? "" : `, and what ${safeText(schemaFile)} says of them`}`,
    renderGenerated(generated, format, options),
  ].join("\n");
}
