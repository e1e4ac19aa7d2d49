/** What `migrate up` and `migrate down` did, or would do. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Direction } from "../../model/migration.ts";
import type { Format, RenderOptions } from "../options.ts";
import { renderDiagnosticLines } from "../render-diagnostics.ts";
import { runSchema } from "../schemas/migration.ts";
import { inkOf } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { safeLines, safeText } from "../text/safe-text.ts";
import { alignColumns } from "../text/width.ts";
import { countOf, formatNumber } from "../text/words.ts";
import { formatDuration } from "./duration.ts";

export interface RunScreen {
  /** the target in words, without secrets */
  readonly target: string;
  readonly direction: Direction;
  readonly ran: readonly { readonly name: string; readonly durationMs: number }[];
  /** on a dry run: what would be sent, in order */
  readonly scripts: readonly { readonly name: string; readonly sql: string }[];
  /** another runner held the lock first */
  readonly waited: boolean;
  readonly appliedCount: number;
  readonly pendingCount: number;
  readonly diagnostics: readonly Diagnostic[];
}

export function renderRun(screen: RunScreen, format: Format, options: RenderOptions): string {
  if (format === "json") return renderJson(runSchema, "selecto.run", screen);
  const { direction, ran, scripts, appliedCount, pendingCount, diagnostics } = screen;
  const ink = inkOf(options);
  const total = appliedCount + pendingCount;
  // The first run also makes the ledger's own tables: no migration.
  const planned = scripts.filter(({ name }) => name !== "ledger").length;
  return [
    ...(screen.waited ? ["waited for another runner to finish"] : []),
    ...(scripts.length > 0 ? [`dry run: ${countOf(planned, "migration")} would be ${direction === "up" ? "applied" : "taken back"}; nothing was changed`] : []),
    ...scripts.flatMap(({ name, sql }) => [ink.strong(`-- ${safeText(name)} ${direction}`), ...safeLines(sql.trimEnd())]),
    ...(ran.length === 0 && scripts.length === 0 ? [direction === "up" ? "nothing to apply" : "nothing to take back"] : []),
    ...alignColumns(
      ran.map(({ name, durationMs }) => [`  ${direction === "up" ? "applied" : "taken back"}`, safeText(name), formatDuration(durationMs)]),
      [2],
    ).map((row) => row.replace(/^ {2}(?:applied|taken back)/, ink.good)),
    ink.strong(`${safeText(screen.target)}: ${formatNumber(appliedCount)} of ${formatNumber(total)} applied`),
    ...renderDiagnosticLines(diagnostics, ink, options.width, 0),
    `Next: ${nextOf(screen)}`,
    "",
  ].join("\n");
}

function nextOf({ direction, scripts, ran, pendingCount, appliedCount }: RunScreen): string {
  if (scripts.length > 0) return `selecto migrate ${direction}`;
  if (direction === "up")
    return pendingCount > 0 ? "selecto migrate up" : ran.length > 0 ? "selecto migrate down takes the last one back" : "selecto migrate generate";
  return appliedCount === 0 && ran.length === 0 ? "selecto migrate up" : ran.length > 0 ? "selecto migrate up applies it again" : "selecto migrate status";
}
