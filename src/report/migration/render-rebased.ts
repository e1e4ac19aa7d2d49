/** The screen of `migrate rebase`. */
import type { Change } from "../../model/change.ts";
import type { Format, RenderOptions } from "../options.ts";
import { rebasedSchema } from "../schemas/upkeep.ts";
import { inkOf } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { safeText } from "../text/safe-text.ts";
import { wrapText } from "../text/width.ts";
import { countOf, joinAnd } from "../text/words.ts";
import { driftLines } from "./drift.ts";

export interface RebasedScreen {
  readonly moved: readonly { readonly name: string; readonly behind: string }[];
  readonly conflict?: {
    readonly first: readonly string[];
    readonly second: readonly string[];
    readonly reasons: readonly string[];
    /** what differs between the two orders */
    readonly changes: readonly Change[];
  };
  readonly reordered: readonly string[];
  readonly dryRun: boolean;
}

export function renderRebased(screen: RebasedScreen, format: Format, options: RenderOptions): string {
  if (format === "json") return renderJson(rebasedSchema, "selecto.rebased", screen);
  const { moved, conflict, reordered, dryRun } = screen;
  const ink = inkOf(options);
  if (conflict !== undefined) {
    const [first, second] = [conflict.first, conflict.second].map((names) => joinAnd(names.map(safeText)));
    return [
      ink.bad(`conflict: ${first} and ${second} do not lead to the same state in both orders; nothing was changed`),
      ...conflict.reasons.flatMap((reason) => wrapText(safeText(reason), options.width, 2, 4)),
      ...driftLines({ changes: conflict.changes, reordered: [], diagnostics: [] }, ink, options),
      ...wrapText(
        `Next: keep one of them; remove the other's folder, bring its change into the schema files again, then selecto migrate generate`,
        options.width,
        0,
        6,
      ),
      "",
    ].join("\n");
  }
  return [
    moved.length === 0
      ? "One branch only: there is nothing to put behind another."
      : ink.strong(`both orders lead to the same state: ${countOf(moved.length, "migration")} ${dryRun ? "would be " : ""}proved and stamped anew`),
    ...moved.map(({ name, behind }) => `  ${safeText(name)} follows ${safeText(behind)}`),
    ...driftLines({ changes: [], reordered, diagnostics: [] }, ink, options),
    ...wrapText(
      moved.length === 0 || dryRun
        ? `Next: ${dryRun && moved.length > 0 ? "selecto migrate rebase" : "selecto migrate status"}`
        : "Next: selecto migrate up  (a database that has applied a moved one: selecto migrate down --from-ledger there first)",
      options.width,
      0,
      6,
    ),
    "",
  ].join("\n");
}
