/** What migrations keep in a database for their way back: in `migrate status`, and what `migrate prune` dropped. */
import type { HeldArchive } from "../../model/migration.ts";
import type { Format, RenderOptions } from "../options.ts";
import { archivesSchema } from "../schemas/archives.ts";
import { formatBytes } from "../snapshot/render-upkeep.ts";
import { inkOf } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { safeText } from "../text/safe-text.ts";
import { alignColumns } from "../text/width.ts";
import { countOf, cut } from "../text/words.ts";

export interface PrunedArchivesScreen {
  /** the target in words, without secrets */
  readonly target: string;
  readonly dropped: readonly HeldArchive[];
  readonly dryRun: boolean;
}

export function renderPrunedArchives(screen: PrunedArchivesScreen, format: Format, options: RenderOptions): string {
  if (format === "json") return renderJson(archivesSchema, "selecto.archives", screen);
  const { dropped, dryRun, target } = screen;
  const count = countOf(dropped.length, "archive");
  const head =
    dropped.length === 0
      ? "no migration keeps rows here"
      : dryRun
        ? `dry run: ${count} would be dropped; nothing was changed`
        : `${count} dropped: nothing of it comes back`;
  return [
    inkOf(options).strong(`${safeText(target)}: ${head}`),
    ...archiveLines(dropped),
    `Next: ${dryRun && dropped.length > 0 ? ["selecto migrate prune", ...dropped.map((one) => `--allow archive:${safeText(one.migration)}`)].join(" ") : "selecto migrate status"}`,
    "",
  ].join("\n");
}

/** One line an archive: whose, how large, what is in it. */
export function archiveLines(archives: readonly HeldArchive[]): string[] {
  return alignColumns(
    archives.map(({ migration, bytes, holds }) => {
      const { shown, hidden } = cut(holds, 3);
      const rows = holds.reduce((sum, one) => sum + one.rows, 0);
      return [
        "  archive",
        safeText(migration),
        countOf(rows, "row"),
        formatBytes(bytes),
        `${shown.map((one) => safeText(one.what)).join("; ")}${hidden > 0 ? ` and ${hidden} more` : ""}`,
      ];
    }),
    [2, 3],
  );
}
