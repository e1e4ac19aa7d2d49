/** What `migrate repair` found and did on the tenants of a fleet: a line each, differences below it. */
import type { FleetRepair, TenantRepair } from "../../model/fleet.ts";
import type { Format, RenderOptions } from "../options.ts";
import { renderDiagnosticLines } from "../render-diagnostics.ts";
import { fleetRepairedSchema } from "../schemas/fleet.ts";
import { inkOf, type Ink } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { safeText } from "../text/safe-text.ts";
import { wrapText } from "../text/width.ts";
import { countOf } from "../text/words.ts";
import { differenceLines } from "./render-repaired.ts";

export function renderFleetRepaired(fleet: FleetRepair, format: Format, options: RenderOptions): string {
  if (format === "json") return renderJson(fleetRepairedSchema, "selecto.fleet-repaired", { ...fleet, tenants: fleet.tenants.map(told) });
  const ink = inkOf(options);
  return [
    ink.strong(`${countOf(fleet.tenants.length, "tenant")} (${safeText(fleet.flags)})`),
    ...fleet.tenants.flatMap((one) => tenantLines(one, ink, options)),
    ...renderDiagnosticLines(fleet.diagnostics, ink, options.width, 2),
    ...wrapText(`Next: ${nextOf(fleet)}`, options.width, 0, 6),
    "",
  ].join("\n");
}

function told({ differences, ...rest }: TenantRepair): TenantRepair {
  return { ...rest, differences: differences.map(({ repairs, ...one }) => ({ ...one, repairs: repairs.map(({ id, text }) => ({ id, text })) })) };
}

function tenantLines({ tenant, examined, differences, repaired, failure }: TenantRepair, ink: Ink, options: RenderOptions): string[] {
  const name = safeText(tenant);
  if (failure !== undefined)
    return [
      `  ${name}  ${ink.bad("failed")}`,
      ...wrapText(safeText(failure.what), options.width, 6, 8),
      ...wrapText(`why: ${safeText(failure.why)}`, options.width, 6, 11),
    ];
  const count = `(${countOf(examined, "migration")} examined)`;
  const state = differences.length === 0 ? ink.good(`ledger and files agree ${count}`) : ink.bad(`${countOf(differences.length, "difference")} ${count}`);
  return [`  ${name}  ${state}`, ...repaired.map((id) => `      ${ink.good("done")}  ${safeText(id)}`), ...differenceLines(differences, ink, options, 6)];
}

function nextOf({ tenants, flags }: FleetRepair): string {
  const failed = tenants.find((one) => one.failure !== undefined);
  if (failed?.failure !== undefined) return safeText(failed.failure.next);
  const left = tenants.flatMap(({ differences }) => differences);
  if (left.length === 0) return `selecto migrate status ${safeText(flags)}`;
  return left.some(({ repairs }) => repairs.length > 0) ? `selecto migrate repair ${safeText(flags)} with what is wanted of these` : "see what is said above";
}
