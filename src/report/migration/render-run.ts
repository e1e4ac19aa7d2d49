/** What `migrate up` and `migrate down` did, or would do. */
import type { RunOutcome } from "../../model/migration-run.ts";
import type { Format, RenderOptions } from "../options.ts";
import { renderDiagnosticLines } from "../render-diagnostics.ts";
import { runSchema } from "../schemas/migration.ts";
import { redoSchema } from "../schemas/upkeep.ts";
import { inkOf, type Ink } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { safeLines, safeText } from "../text/safe-text.ts";
import { alignColumns } from "../text/width.ts";
import { countOf, formatNumber } from "../text/words.ts";
import { ranDomainLines } from "./domain-edits.ts";
import { formatDuration } from "./duration.ts";
import { liveHazardLines } from "./live-hazards.ts";

export interface RunScreen extends RunOutcome {
  /** the target in words, without secrets */
  readonly target: string;
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
    ...((screen.hazards ?? []).length > 0 ? ["", "others would wait while these run:", ...liveHazardLines(screen.hazards ?? [], ink, "  "), ""] : []),
    ...(ran.length === 0 && scripts.length === 0 ? [direction === "up" ? "nothing to apply" : "nothing to take back"] : []),
    ...ranLines(ran, direction === "up" ? "applied" : "taken back", ink),
    ...ranDomainLines(ran, options.width),
    ink.strong(`${safeText(screen.target)}: ${formatNumber(appliedCount)} of ${formatNumber(total)} applied`),
    ...renderDiagnosticLines(diagnostics, ink, options.width, 0),
    `Next: ${nextOf(screen)}`,
    "",
  ].join("\n");
}

export interface RedoScreen {
  readonly target: string;
  readonly down: Omit<RunScreen, "target">;
  readonly up: Omit<RunScreen, "target">;
}

/** What `migrate redo` did: back, then forth. */
export function renderRedo({ target, down, up }: RedoScreen, format: Format, options: RenderOptions): string {
  if (format === "json") return renderJson(redoSchema, "selecto.redo", { target, down: { target, ...down }, up: { target, ...up } });
  const ink = inkOf(options);
  const scripts = [...down.scripts.map((one) => ({ ...one, direction: "down" })), ...up.scripts.map((one) => ({ ...one, direction: "up" }))];
  const isNothing = scripts.length === 0 && down.ran.length === 0;
  return [
    ...(down.waited ? ["waited for another runner to finish"] : []),
    ...(scripts.length > 0 ? [`dry run: ${countOf(down.scripts.length, "migration")} would be taken back and applied again; nothing was changed`] : []),
    ...scripts.flatMap(({ name, sql, direction }) => [ink.strong(`-- ${safeText(name)} ${direction}`), ...safeLines(sql.trimEnd())]),
    ...(isNothing ? ["nothing to take back"] : []),
    ...ranLines(down.ran, "taken back", ink),
    ...ranLines(up.ran, "applied", ink),
    ink.strong(`${safeText(target)}: ${formatNumber(up.appliedCount)} of ${formatNumber(up.appliedCount + up.pendingCount)} applied`),
    ...renderDiagnosticLines(up.diagnostics, ink, options.width, 0),
    `Next: ${scripts.length > 0 ? "selecto migrate redo" : isNothing ? "selecto migrate up" : "selecto migrate status"}`,
    "",
  ].join("\n");
}

function ranLines(ran: RunScreen["ran"], word: string, ink: Ink): string[] {
  return alignColumns(
    ran.map(({ name, durationMs }) => [`  ${word}`, safeText(name), formatDuration(durationMs)]),
    [2],
  ).map((row) => `${ink.good(`  ${word}`)}${row.slice(word.length + 2)}`);
}

function nextOf({ direction, scripts, ran, pendingCount, appliedCount }: RunScreen): string {
  if (scripts.length > 0) return `selecto migrate ${direction}`;
  if (direction === "up")
    return pendingCount > 0 ? "selecto migrate up" : ran.length > 0 ? "selecto migrate down takes the last one back" : "selecto migrate generate";
  return appliedCount === 0 && ran.length === 0 ? "selecto migrate up" : ran.length > 0 ? "selecto migrate up applies it again" : "selecto migrate status";
}
