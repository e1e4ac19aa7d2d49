/** The screen of `migrate repair`: each difference with its ways out. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { TenantRepair } from "../../model/fleet.ts";
import type { Format, RenderOptions } from "../options.ts";
import { renderDiagnosticLines } from "../render-diagnostics.ts";
import { repairedSchema } from "../schemas/upkeep.ts";
import { inkOf, type Ink } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { safeText, safeWord } from "../text/safe-text.ts";
import { wrapText } from "../text/width.ts";
import { countOf } from "../text/words.ts";

/** The same as of one tenant of a fleet, and what is wrong with the files themselves. */
export interface RepairedScreen extends Omit<TenantRepair, "tenant" | "failure"> {
  readonly diagnostics: readonly Diagnostic[];
}

export function renderRepaired(screen: RepairedScreen, format: Format, options: RenderOptions): string {
  const { target, examined, differences, repaired, diagnostics } = screen;
  if (format === "json") {
    const told = differences.map(({ repairs, ...rest }) => ({ ...rest, repairs: repairs.map(({ id, text }) => ({ id, text })) }));
    return renderJson(repairedSchema, "selecto.repaired", { ...screen, differences: told });
  }
  const ink = inkOf(options);
  const found = differences.length;
  return [
    ...repaired.map((id) => `  ${ink.good("done")}  ${safeText(id)}`),
    found === 0
      ? ink.good(`${safeText(target)}: ledger and files agree (${countOf(examined, "migration")} examined)`)
      : ink.bad(`${safeText(target)}: ${countOf(found, "difference")} between ledger and files (${countOf(examined, "migration")} examined)`),
    ...differenceLines(differences, ink, options, 2),
    ...renderDiagnosticLines(diagnostics, ink, options.width, 2),
    `Next: ${found === 0 ? "selecto migrate status" : differences.some((one) => one.repairs.length > 0) ? "selecto migrate repair with what is wanted of these" : "see what is said above"}`,
    "",
  ].join("\n");
}

/** Each difference with its ways out. */
export function differenceLines(differences: RepairedScreen["differences"], ink: Ink, { width }: RenderOptions, indent: number): string[] {
  return differences.flatMap(({ name, text, repairs }) => [
    ...wrapText(`${safeText(name)}: ${safeText(text)}`, width, indent, indent + 2).map(ink.careful),
    ...repairs.flatMap((one) => wrapText(`--allow ${safeWord(one.id)}: ${safeText(one.text)}`, width, indent + 2, indent + 6)),
  ]);
}
