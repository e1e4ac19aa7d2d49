/** What `snapshot fsck` found and `snapshot prune` freed. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { StateOrigin } from "../../model/snapshot.ts";
import type { Format, RenderOptions } from "../options.ts";
import { renderDiagnosticLines } from "../render-diagnostics.ts";
import { fsckSchema, prunedSchema } from "../schemas/snapshot.ts";
import { inkOf } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { safeText } from "../text/safe-text.ts";
import { alignColumns } from "../text/width.ts";
import { countOf, formatNumber } from "../text/words.ts";

export interface FsckScreen {
  readonly findings: readonly Diagnostic[];
  /** rows examined in each table */
  readonly examined: Readonly<Record<string, number>>;
  /** parts that nothing needs any more */
  readonly unreferenced: number;
}

export interface PrunedScreen {
  /** newest first */
  readonly removed: readonly { readonly id: string; readonly label?: string; readonly createdAt: string; readonly origin: StateOrigin }[];
  readonly kept: number;
  readonly objects: number;
  /** size of the freed parts */
  readonly bytes: number;
  readonly cacheRows: number;
  /** the file was made smaller */
  readonly compacted: boolean;
  /** nothing was removed: this is what would be */
  readonly dryRun: boolean;
}

export function renderFsck(screen: FsckScreen, format: Format, options: RenderOptions): string {
  if (format === "json") return renderJson(fsckSchema, "selecto.fsck", screen);
  const { findings, examined, unreferenced } = screen;
  const ink = inkOf(options);
  const rows = Object.values(examined).reduce((sum, count) => sum + count, 0);
  return [
    findings.length === 0 ? ink.good("the history is sound") : ink.bad(`the history is damaged: ${countOf(findings.length, "finding")}`),
    ...renderDiagnosticLines(findings, ink, options.width, 2),
    `examined ${countOf(rows, "row")}${rows === 0 ? "" : `: ${countsOf(examined)}`}`,
    ...(unreferenced === 0 ? [] : [`${countOf(unreferenced, "part")} without use; selecto snapshot prune frees the space`]),
    `Next: ${findings.length === 0 ? "selecto snapshot list" : "move the file aside; the history can be rebuilt (snapshot create, or snapshot import of an exported one)"}`,
    "",
  ].join("\n");
}

export function renderPruned(screen: PrunedScreen, format: Format, options: RenderOptions): string {
  if (format === "json") return renderJson(prunedSchema, "selecto.pruned", screen);
  const { removed, kept, objects, bytes, compacted, dryRun } = screen;
  const ink = inkOf(options);
  const stay = `${countOf(kept, "snapshot")} ${dryRun ? "would stay" : kept === 1 ? "stays" : "stay"}`;
  const gone = [
    ...(removed.length === 0 ? [] : [countOf(removed.length, "snapshot")]),
    ...(objects === 0 ? [] : [`${countOf(objects, "part")} that nothing else needs (${formatBytes(bytes)})`]),
  ];
  return [
    gone.length === 0 ? `nothing to forget; ${stay}` : ink.strong(`${dryRun ? "would forget" : "forgot"} ${gone.join(" and ")}; ${stay}`),
    ...alignColumns(
      removed.map((one) => [`  ${safeText(one.id.slice(0, 10))}`, safeText(one.createdAt), safeText(one.label ?? ""), safeText(one.origin.text)]),
    ),
    ...(compacted || dryRun || objects === 0 ? [] : ["the file keeps its size, because it is in use or the disk is full; the space is used again"]),
    dryRun && gone.length > 0 ? "Next: the same command without --dry-run" : "Next: selecto snapshot list",
    "",
  ].join("\n");
}

/** `object 9, snapshot 2`: tables that hold nothing are left out */
function countsOf(examined: Readonly<Record<string, number>>): string {
  return Object.entries(examined)
    .filter(([, count]) => count > 0)
    .map(([table, count]) => `${safeText(table.replaceAll("_", " "))} ${formatNumber(count)}`)
    .join(", ");
}

/** `512 bytes`, `38.8 KB`, `6.0 MB` */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return countOf(bytes, "byte");
  return bytes < 1_000_000
    ? `${(bytes / 1_000).toFixed(1)} KB`
    : `${formatNumber(Math.floor(bytes / 1_000_000))}.${Math.floor((bytes % 1_000_000) / 100_000)} MB`;
}
