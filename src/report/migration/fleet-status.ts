/** `migrate status` of a fleet: which tenants are behind, and by what. */
import { TENANT_STATES, type FleetStatus, type TenantState, type TenantStatus } from "../../model/fleet.ts";
import type { Format, RenderOptions } from "../options.ts";
import { renderDiagnosticLines } from "../render-diagnostics.ts";
import { fleetStatusSchema } from "../schemas/fleet.ts";
import { inkOf, type Ink } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { safeText } from "../text/safe-text.ts";
import { countOf, formatNumber } from "../text/words.ts";
import { failureLines, nameLines } from "./fleet-lines.ts";

export function renderFleetStatus(fleet: FleetStatus, format: Format, options: RenderOptions): string {
  if (format === "json") return renderJson(fleetStatusSchema, "selecto.fleet-status", fleet);
  const ink = inkOf(options);
  const { tenants, diagnostics } = fleet;
  const current = tenants.filter((one) => one.state === "current").length;
  return [
    ink.strong(`${countOf(tenants.length, "tenant")} (${safeText(fleet.flags)}): ${formatNumber(current)} of ${formatNumber(tenants.length)} up to date`),
    ...TENANT_STATES.flatMap((state) => groupsOf(state, tenants, ink, options)),
    ...(diagnostics.length > 0 ? ["", ...renderDiagnosticLines(diagnostics, ink, options.width, 0)] : []),
    `Next: ${nextOf(fleet)}`,
    "",
  ].join("\n");
}

/** Tenants of one state that stand at the same migration are told together, those furthest behind first. */
function groupsOf(state: TenantState, tenants: readonly TenantStatus[], ink: Ink, options: RenderOptions): string[] {
  const alike = new Map<string, TenantStatus[]>();
  for (const one of tenants) {
    if (one.state !== state) continue;
    const key = state === "unreachable" ? "" : headOf(one);
    alike.set(key, [...(alike.get(key) ?? []), one]);
  }
  const pendingOf = (group: readonly TenantStatus[]): number => group[0]?.pending.length ?? 0;
  return [...alike.entries()]
    .toSorted(([, a], [, b]) => pendingOf(b) - pendingOf(a))
    .flatMap(([head, group]) => {
      if (state === "unreachable") return [`  ${ink.bad(`${formatNumber(group.length)} not reached`)}`, ...failureLines(group, ink, options)];
      const paint = state === "current" ? ink.good : state === "behind" ? ink.careful : ink.bad;
      return [
        `  ${paint(`${formatNumber(group.length)} ${head}`)}`,
        ...nameLines(
          group.map(({ tenant }) => tenant),
          options,
        ),
        ...renderDiagnosticLines(group[0]?.diagnostics ?? [], ink, options.width, 6),
      ];
    });
}

function headOf({ state, last, pending, unfinished, diagnostics }: TenantStatus): string {
  const at = last === null ? "nothing applied yet" : `last ${safeText(last)}`;
  switch (state) {
    case "current":
      return `up to date: ${at}`;
    case "behind":
      return `behind by ${countOf(pending.length, "migration")}: ${at}`;
    case "half-done":
      return `stopped halfway: ${unfinished.map(({ name, direction }) => `${safeText(name)} ${direction}`).join(", ")}`;
    default:
      return `differ from the files: ${[...new Set(diagnostics.map((one) => safeText(one.message)))].join("; ")}`;
  }
}

function nextOf({ tenants, diagnostics, flags }: FleetStatus): string {
  const unreached = tenants.find((one) => one.failure !== undefined);
  if (unreached?.failure !== undefined) return safeText(unreached.failure.next);
  const error = [...diagnostics, ...tenants.flatMap((one) => one.diagnostics)].find((one) => one.severity === "error" && one.code !== "migration-unfinished");
  if (error !== undefined) return safeText(error.next ?? "mend the files named above");
  return tenants.some((one) => one.state !== "current") ? `selecto migrate up ${safeText(flags)}` : "nothing to do";
}
