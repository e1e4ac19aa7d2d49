/** The screen of `migrate status`: what is applied, what comes next, what does not fit. */
import type { Drift } from "../../model/drift.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { HeldArchive, LiveHazard, MigrationStatus } from "../../model/migration.ts";
import type { Format, RenderOptions } from "../options.ts";
import { renderDiagnosticLines } from "../render-diagnostics.ts";
import { statusSchema } from "../schemas/migration.ts";
import { inkOf, type Ink } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { safeText } from "../text/safe-text.ts";
import { alignColumns } from "../text/width.ts";
import { formatNumber } from "../text/words.ts";
import { archiveLines } from "./archives.ts";
import { driftLines } from "./drift.ts";
import { liveDomainLines } from "./domain-edits.ts";
import { formatDuration } from "./duration.ts";
import { liveHazardLines } from "./live-hazards.ts";

export interface StatusScreen {
  /** the target in words, without secrets */
  readonly target: string;
  readonly status: MigrationStatus;
  /** of the pending migrations, on this database's tables */
  readonly hazards?: readonly LiveHazard[];
  /** what applied migrations keep for their way back */
  readonly archives?: readonly HeldArchive[];
  readonly diagnostics: readonly Diagnostic[];
  /** live schema against the applied migrations, where it was asked for */
  readonly drift?: Drift;
}

const APPLIED = 10;

export function renderStatus(screen: StatusScreen, format: Format, options: RenderOptions): string {
  if (format === "json") return renderJson(statusSchema, "selecto.status", screen);
  const { status, diagnostics, hazards = [] } = screen;
  const ink = inkOf(options);
  const total = status.applied.length + status.pending.length + status.unreachable.length;
  const broken = new Set([...status.missing, ...status.edited]);
  const hidden = options.all === true || status.applied.length <= APPLIED + 1 ? 0 : status.applied.length - APPLIED;
  const applied = status.applied
    .slice(hidden)
    .map((one) => [
      `  ${broken.has(one.name) ? stateOf(status, one.name) : "applied"}`,
      safeText(one.name),
      safeText(one.appliedAt),
      formatDuration(one.durationMs),
      safeText(one.appliedBy),
    ]);
  const waiting = [
    ...status.pending.map((name) => [unfinishedText(status, name) ?? "  pending", safeText(name)]),
    ...status.unreachable.map((name) => ["  unreachable", safeText(name)]),
    ...status.unfinished.filter(({ name }) => !status.pending.includes(name)).map(({ name, direction }) => [`  half ${direction}`, safeText(name)]),
  ];
  const rows = alignColumns([...applied, ...waiting], [3]);
  return [
    ink.strong(
      `${safeText(screen.target)}: ${formatNumber(status.applied.length)} of ${formatNumber(total)} applied${status.ledger ? "" : " (no ledger yet: nothing was ever applied by selecto)"}`,
    ),
    ...(hidden > 0 ? [ink.faint(`  ... ${formatNumber(hidden)} more applied before (all of them: --json)`)] : []),
    ...rows.map((row, at) => (at < applied.length && row.startsWith("  applied") ? row : ink.careful(row))),
    ...liveDomainLines(status.domains),
    ...archiveLines(screen.archives ?? []),
    ...(hazards.length > 0 ? ["", "others would wait while these run:", ...liveHazardLines(hazards, ink, "  ")] : []),
    ...(diagnostics.length > 0 ? ["", ...renderDiagnosticLines(diagnostics, ink, options.width, 0)] : []),
    ...(screen.drift === undefined ? [] : liveLines(screen.drift, ink, options)),
    `Next: ${nextOf(screen)}`,
    "",
  ].join("\n");
}

function liveLines(drift: Drift, ink: Ink, options: RenderOptions): string[] {
  const isSame = drift.changes.length === 0;
  return [
    "",
    isSame
      ? ink.good("no drift: the live schema is what the applied migrations lead to")
      : ink.bad("drift: the live schema is not what the applied migrations lead to (- and ~ as they say, + as it is)"),
    ...driftLines(drift, ink, options),
  ];
}

function stateOf(status: MigrationStatus, name: string): string {
  return status.missing.includes(name) ? "files gone" : "edited";
}

function unfinishedText(status: MigrationStatus, name: string): string | undefined {
  const one = status.unfinished.find((unfinished) => unfinished.name === name);
  return one === undefined ? undefined : `  half ${one.direction}`;
}

function nextOf({ status, diagnostics, drift }: StatusScreen): string {
  const [unfinished] = status.unfinished;
  if (unfinished !== undefined) return `selecto migrate ${unfinished.direction}  (finishes ${safeText(unfinished.name)})`;
  const error = diagnostics.find((one) => one.severity === "error");
  if (error !== undefined) return safeText(error.next ?? "mend what is wrong with the files named above");
  const hasDrifted = drift !== undefined && drift.changes.length > 0;
  if (hasDrifted && status.pending.length === 0) return "selecto migrate adopt  (makes a migration of it)";
  if (hasDrifted && status.applied.length === 0) return "selecto migrate baseline  (if it has the state of the pending ones already)";
  if (status.pending.length > 0) return "selecto migrate up";
  return status.applied.length === 0
    ? "selecto migrate generate"
    : "nothing to do; a change of the schema files becomes a migration with selecto migrate generate";
}
