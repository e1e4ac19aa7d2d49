/** The lists of `snapshot list` and `snapshot show`. */
import type { SnapshotRow, SnapshotView } from "../../model/snapshot-row.ts";
import type { Format, RenderOptions } from "../options.ts";
import { renderDiagnosticLines } from "../render-diagnostics.ts";
import { snapshotListSchema, snapshotSchema } from "../schemas/snapshot.ts";
import { inkOf } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { safeText } from "../text/safe-text.ts";
import { alignColumns, wrapText } from "../text/width.ts";
import { countOf, formatNumber, kindWords } from "../text/words.ts";

/** @param rows newest first, from the newest on: `latest`, then `@{1}` ... */
export function renderSnapshotList(rows: readonly SnapshotRow[], format: Format, options: RenderOptions): string {
  if (format === "json") return renderJson(snapshotListSchema, "selecto.snapshot-list", { snapshots: rows });
  if (rows.length === 0) return "The history holds no snapshots.\nNext: selecto snapshot create\n";
  const ink = inkOf(options);
  const [head = "", ...lines] = alignColumns([
    ["state", "id", "taken", "label", "commit", "from", "holds"],
    ...rows.map((row, at) => [
      at === 0 ? "latest" : `@{${at}}`,
      safeText(row.id.slice(0, 10)),
      shortTime(row.createdAt),
      safeText(row.label ?? ""),
      safeText(row.commit?.slice(0, 7) ?? ""),
      safeText(row.origin),
      holds(row),
    ]),
  ]);
  const next = rows.length > 1 ? "selecto diff @{1} latest" : "selecto diff latest files";
  return [ink.faint(head), ...lines, `${countOf(rows.length, "snapshot")}. Next: ${next}`, ""].join("\n");
}

export function renderSnapshot(snapshot: SnapshotView, format: Format, options: RenderOptions): string {
  if (format === "json") return renderJson(snapshotSchema, "selecto.snapshot", snapshot);
  const ink = inkOf(options);
  const { label, commit, parent, engine, databaseVersion, kinds, diagnostics } = snapshot;
  const facts: [string, string | undefined][] = [
    ["snapshot", snapshot.id],
    ["label", label],
    ["taken", snapshot.createdAt],
    ["from", snapshot.origin],
    ["commit", commit],
    ["parent", parent],
    ["fingerprint", snapshot.fingerprint],
    ["engine", engine],
    ["database", databaseVersion],
    ["holds", holds(snapshot)],
  ];
  const known = facts.flatMap(([name, value]) => (value === undefined || value === "" ? [] : [[name, safeText(value)]]));
  return [
    ...alignColumns(known).map((line) => line.replace(/^\S+/, (word) => ink.faint(word))),
    ...wrapText(`${"schema".padEnd(11)}  ${kindCounts(kinds)}`, options.width, 0, 13).map((line, at) => (at === 0 ? line.replace("schema", ink.faint) : line)),
    ...(diagnostics.length === 0 ? [] : ["", "Not all of it could be read:", ...renderDiagnosticLines(diagnostics, ink, options.width, 2)]),
    `Next: selecto diff ${safeText(snapshot.id.slice(0, 10))} files`,
    "",
  ].join("\n");
}

/** Sorted by kind, so that equal snapshots read alike. */
function kindCounts(kinds: Readonly<Record<string, number>>): string {
  return Object.keys(kinds)
    .toSorted()
    .map((kind) => `${formatNumber(kinds[kind] ?? 0)} ${safeText(kindWords(kind, kinds[kind] ?? 0).replace(/ on$/, ""))}`)
    .join(", ");
}

/** `9 tables, 1 domain, 43 queries`; the nouns come in the plural. */
export function holds({ counts }: Pick<SnapshotRow, "counts">): string {
  return Object.entries(counts)
    .map(([nouns, count]) => `${formatNumber(count)} ${safeText(count === 1 ? nouns.replace(/ies$/, "y").replace(/s$/, "") : nouns)}`)
    .join(", ");
}

/** `2026-11-22 15:02` of an ISO time; anything else as it is. */
function shortTime(time: string): string {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(time) ? time.slice(0, 16).replace("T", " ") : safeText(time);
}
