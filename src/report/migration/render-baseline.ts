/** The screen of `migrate baseline`. */
import type { Baseline } from "../../model/drift.ts";
import type { FleetBaseline } from "../../model/fleet.ts";
import type { Format, RenderOptions } from "../options.ts";
import { fleetBaselineSchema } from "../schemas/fleet.ts";
import { baselineSchema } from "../schemas/upkeep.ts";
import { inkOf, type Ink } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { safeText } from "../text/safe-text.ts";
import { wrapText } from "../text/width.ts";
import { countOf } from "../text/words.ts";
import { failureLines } from "./fleet-lines.ts";
import { driftLines } from "./drift.ts";

export function renderBaseline(screen: Baseline, format: Format, options: RenderOptions): string {
  if (format === "json") return renderJson(baselineSchema, "selecto.baseline", screen);
  const { target, entered, dryRun, rowsNotSeen } = screen;
  const ink = inkOf(options);
  return [
    headOf(screen, target, ink),
    ...driftLines(screen, ink, options),
    ...entered.map((name) => `  ${ink.good(dryRun ? "fits" : "entered")}  ${safeText(name)}`),
    ...(rowsNotSeen.length === 0
      ? []
      : wrapText(
          `schemas were compared, not rows: what ${rowsNotSeen.map(safeText).join(", ")} ${rowsNotSeen.length === 1 ? "does" : "do"} to rows was not seen`,
          options.width,
          2,
          4,
        ).map(ink.careful)),
    ...wrapText(`Next: ${nextOf(screen)}`, options.width, 0, 6),
    "",
  ].join("\n");
}

function headOf({ compared, entered, dryRun }: Baseline, name: string, ink: Ink): string {
  if (compared === undefined) return `${safeText(name)}: its ledger knows every migration already`;
  if (entered.length === 0) return ink.bad(`${safeText(name)} is not what ${safeText(compared)} leads to; the ledger was left as it is`);
  return ink.strong(
    `${safeText(name)} has the state of ${safeText(compared)}: ${countOf(entered.length, "migration")} ${dryRun ? "would be entered" : "entered"}, none run`,
  );
}

/** A line for each database of a list, what differs below it. */
export function renderFleetBaseline(fleet: FleetBaseline, format: Format, options: RenderOptions): string {
  if (format === "json") return renderJson(fleetBaselineSchema, "selecto.fleet-baseline", fleet);
  const ink = inkOf(options);
  const lines = fleet.tenants.flatMap(({ tenant, baseline, failure }) => [
    ...(baseline === undefined ? [] : [`  ${headOf(baseline, tenant, ink)}`, ...driftLines(baseline, ink, options).map((line) => `    ${line}`)]),
    ...(failure === undefined ? [] : [`  ${safeText(tenant)}  ${ink.bad("failed")}`, ...failureLines([{ tenant, failure }], ink, options).slice(1)]),
  ]);
  const failed = fleet.tenants.find((one) => one.failure !== undefined)?.failure;
  const differing = fleet.tenants.find(({ baseline }) => baseline?.compared !== undefined && baseline.entered.length === 0);
  const next =
    failed !== undefined
      ? safeText(failed.next)
      : differing !== undefined
        ? `selecto migrate baseline --database ${databaseOf(differing.tenant)} says what helps there`
        : fleet.dryRun
          ? "the same command without --dry-run"
          : `selecto migrate status ${safeText(fleet.flags)}`;
  return [
    ink.strong(`${countOf(fleet.tenants.length, "database")} (${safeText(fleet.flags)})`),
    ...lines,
    ...wrapText(`Next: ${next}`, options.width, 0, 6),
    "",
  ].join("\n");
}

function databaseOf(tenant: string): string {
  return tenant.startsWith("service=") ? "env:NAME" : `env:${safeText(tenant)}`;
}

function nextOf({ compared, entered, fits, dryRun }: Baseline): string {
  if (compared === undefined) return "selecto migrate status";
  if (entered.length > 0) return dryRun ? `selecto migrate baseline ${safeText(compared)}` : "selecto migrate status";
  if (fits !== undefined) return `selecto migrate baseline ${safeText(fits)}  (the state it has)`;
  return "make them equal: alter the database, or name an earlier migration, or make the first package from it (selecto migrate adopt, in an empty folder)";
}
