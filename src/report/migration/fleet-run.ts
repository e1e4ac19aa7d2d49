/** What `migrate up` and `migrate down` did, or would do, on the tenants of a fleet: grouped by how each one stands. */
import type { FleetRun, TenantRun, TenantRunState } from "../../model/fleet.ts";
import { TENANT_RUN_STATES } from "../../model/fleet.ts";
import type { Format, RenderOptions } from "../options.ts";
import { renderDiagnosticLines } from "../render-diagnostics.ts";
import { fleetRunSchema } from "../schemas/fleet.ts";
import { inkOf } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { safeLines, safeText } from "../text/safe-text.ts";
import { wrapText } from "../text/width.ts";
import { countOf, formatNumber } from "../text/words.ts";
import { failureLines, nameLines } from "./fleet-lines.ts";

export function renderFleetRun(fleet: FleetRun, format: Format, options: RenderOptions): string {
  if (format === "json") return renderJson(fleetRunSchema, "selecto.fleet-run", fleet);
  const ink = inkOf(options);
  const { tenants, direction, scripts } = fleet;
  const of = (state: TenantRunState): TenantRun[] => tenants.filter((one) => one.state === state);
  const paint = { failed: ink.bad, stopped: ink.careful, done: ink.good, planned: ink.strong, "not-started": ink.careful, current: ink.faint };
  const groups = TENANT_RUN_STATES.flatMap((state) => {
    const group = of(state);
    if (group.length === 0) return [];
    const head = `  ${paint[state](`${formatNumber(group.length)} ${wordsOf(state, direction)}`)}${workOf(group, state)}`;
    return [head, ...(state === "failed" ? failureLines(group, ink, options) : nameLines(group.map(nameOf), options))];
  });
  return [
    ink.strong(headOf(fleet)),
    ...scripts.flatMap(({ name, sql }) => [ink.strong(`-- ${safeText(name)} ${direction} on ${safeText(fleet.scriptsOf ?? "")}`), ...safeLines(sql.trimEnd())]),
    ...groups,
    ...(fleet.diagnostics.length > 0 ? ["", ...renderDiagnosticLines(fleet.diagnostics, ink, options.width, 0)] : []),
    ...wrapText(`Next: ${nextOf(fleet)}`, options.width, 0, 6),
    "",
  ].join("\n");
}

function headOf({ tenants, flags, dryRun, canaries, parallel }: FleetRun): string {
  const order = [canaries === 0 ? "" : `${countOf(canaries, "canary")} first`, `${formatNumber(parallel)} at a time`];
  const how = dryRun ? "dry run, nothing was changed" : order.filter((one) => one !== "").join(", then ");
  return `${countOf(tenants.length, "tenant")} (${safeText(flags)}): ${how}`;
}

function wordsOf(state: TenantRunState, direction: FleetRun["direction"]): string {
  const up = direction === "up";
  return {
    done: up ? "applied" : "taken back",
    current: up ? "had nothing to apply" : "had nothing to take back",
    planned: up ? "would be applied" : "would be taken back",
    failed: "failed",
    stopped: "interrupted",
    "not-started": "not started",
  }[state];
}

/** How many migrations, where all of the group have the same number. */
function workOf(group: readonly TenantRun[], state: TenantRunState): string {
  const counts = new Set(group.map(({ ran, left }) => (state === "done" ? ran.length : left.length)));
  const [only = 0] = counts;
  if (state === "failed" || state === "current" || only === 0) return "";
  return counts.size === 1
    ? ` (${countOf(only, "migration")} each)`
    : ` (${formatNumber(Math.min(...counts))} to ${formatNumber(Math.max(...counts))} migrations each)`;
}

function nameOf({ tenant, canary }: TenantRun): string {
  return canary ? `${tenant} (canary)` : tenant;
}

function nextOf({ tenants, direction, dryRun, flags }: FleetRun): string {
  const failed = tenants.find((one) => one.failure !== undefined && one.state === "failed");
  if (failed?.failure !== undefined) return `${safeText(failed.failure.next)}; the same command goes on with what is left`;
  if (dryRun) return tenants.some((one) => one.state === "planned") ? "the same command without --dry-run" : "nothing to do";
  if (tenants.some((one) => one.state === "not-started" || one.state === "stopped")) return "the same command goes on with what is left";
  return `selecto migrate ${direction === "up" ? "status" : "up"} ${safeText(flags)}`;
}
