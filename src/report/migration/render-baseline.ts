/** The screen of `migrate baseline`. */
import type { Baseline } from "../../model/drift.ts";
import type { Format, RenderOptions } from "../options.ts";
import { baselineSchema } from "../schemas/upkeep.ts";
import { inkOf } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { safeText } from "../text/safe-text.ts";
import { wrapText } from "../text/width.ts";
import { countOf } from "../text/words.ts";
import { driftLines } from "./drift.ts";

export function renderBaseline(screen: Baseline, format: Format, options: RenderOptions): string {
  if (format === "json") return renderJson(baselineSchema, "selecto.baseline", screen);
  const { target, entered, dryRun, compared, rowsNotSeen } = screen;
  const ink = inkOf(options);
  const head =
    compared === undefined
      ? `${safeText(target)}: its ledger knows every migration already`
      : entered.length === 0
        ? ink.bad(`${safeText(target)} is not what ${safeText(compared)} leads to; the ledger was left as it is`)
        : ink.strong(
            `${safeText(target)} has the state of ${safeText(compared)}: ${countOf(entered.length, "migration")} ${dryRun ? "would be entered" : "entered"}, none run`,
          );
  return [
    head,
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

function nextOf({ compared, entered, fits, dryRun }: Baseline): string {
  if (compared === undefined) return "selecto migrate status";
  if (entered.length > 0) return dryRun ? `selecto migrate baseline ${safeText(compared)}` : "selecto migrate status";
  if (fits !== undefined) return `selecto migrate baseline ${safeText(fits)}  (the state it has)`;
  return "make them equal: alter the database, or name an earlier migration, or make the first package from it (selecto migrate adopt, in an empty folder)";
}
