/** The screen of `domain validate`. */
import type { ValidatedDomains } from "../../model/validated-domains.ts";
import type { Format, RenderOptions } from "../options.ts";
import { countDiagnostics, renderDiagnosticLines, renderUnread } from "../render-diagnostics.ts";
import { validatedSchema } from "../schemas/domain.ts";
import { fixedLines } from "./render-fixed.ts";
import { foldCauses } from "../text/causes.ts";
import { inkOf, type Ink } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { originText } from "../text/origins.ts";
import { safeText } from "../text/safe-text.ts";
import { alignColumns, wrapText } from "../text/width.ts";
import { countOf, formatNumber } from "../text/words.ts";

export function renderValidated(screen: ValidatedDomains, format: Format, options: RenderOptions): string {
  if (format === "json") return renderJson(validatedSchema, "selecto.validated", screen);
  const { domains, diagnostics, engine, base } = screen;
  const ink = inkOf(options);
  const found = countDiagnostics(diagnostics);
  const silent = domains.reduce((sum, one) => sum + one.elements - one.compiled, 0);
  const newly = base === undefined ? "nothing wrong" : "nothing newly wrong";
  const fine = silent === 0 || base !== undefined ? newly : `${newly} in what PostgreSQL could be asked about`;
  const rows = alignColumns(
    domains.map((one) => [
      `  ${safeText(one.name)}`,
      safeText(one.version ?? ""),
      `${formatNumber(one.compiled)} of ${countOf(one.elements, "element")} compiled`,
      safeText(one.file),
    ]),
  );
  const errors = diagnostics.filter((one) => one.severity === "error");
  return [
    ...(screen.fixed === undefined ? [] : fixedLines(screen.fixed, options)),
    ink.strong(`${countOf(domains.length, "domain")}: ${found === "" ? fine : `${found}${base === undefined ? "" : ", new"}`}, asked ${safeText(engine)}`),
    ...rows.map((row, at) => (domains[at]?.compiled === domains[at]?.elements ? row : ink.careful(row))),
    ...(diagnostics.length === 0 ? [] : ["", ...renderDiagnosticLines(foldCauses(diagnostics, options.all), ink, options.width, 0)]),
    ...(base === undefined ? [] : lastingLines(base, ink, options)),
    `Next: ${domains.length === 0 ? "put a domain into domains/" : errors.length > 0 ? "mend what is named above" : `selecto analyze impact ${safeText(domains[0]?.name ?? "")}`}`,
    "",
  ].join("\n");
}

/** What the base had already, in one block; only its number where it is long. */
function lastingLines({ origin, lasting, gone }: NonNullable<ValidatedDomains["base"]>, ink: Ink, options: RenderOptions): string[] {
  const serious = lasting.filter((one) => one.severity !== "info");
  const found = countDiagnostics(serious);
  const mended = gone === 0 ? [] : wrapText(`${countOf(gone, "finding")} of ${originText(origin)} ${gone === 1 ? "is" : "are"} no more`, options.width, 0, 2);
  if (found === "") return mended.length === 0 ? [] : ["", ...mended];
  const title = `${ink.careful(countOf(serious.length, "baseline defect"))}: ${found}, the same in ${originText(origin)}, not counted`;
  return ["", title, ...renderUnread(foldCauses(serious, options.all), ink, options, 2), ...mended];
}
