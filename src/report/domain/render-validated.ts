/** The screen of `domain validate`. */
import type { ValidatedDomains } from "../../model/validated-domains.ts";
import type { Format, RenderOptions } from "../options.ts";
import { countDiagnostics, renderDiagnosticLines } from "../render-diagnostics.ts";
import { validatedSchema } from "../schemas/domain.ts";
import { inkOf } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { safeText } from "../text/safe-text.ts";
import { alignColumns } from "../text/width.ts";
import { countOf, formatNumber } from "../text/words.ts";

export function renderValidated(screen: ValidatedDomains, format: Format, options: RenderOptions): string {
  if (format === "json") return renderJson(validatedSchema, "selecto.validated", screen);
  const { domains, diagnostics, engine } = screen;
  const ink = inkOf(options);
  const found = countDiagnostics(diagnostics);
  const silent = domains.reduce((sum, one) => sum + one.elements - one.compiled, 0);
  const fine = silent === 0 ? "nothing wrong" : "nothing wrong in what PostgreSQL could be asked about";
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
    ink.strong(`${countOf(domains.length, "domain")}: ${found === "" ? fine : found}, asked ${safeText(engine)}`),
    ...rows.map((row, at) => (domains[at]?.compiled === domains[at]?.elements ? row : ink.careful(row))),
    ...(diagnostics.length === 0 ? [] : ["", ...renderDiagnosticLines(diagnostics, ink, options.width, 0)]),
    `Next: ${domains.length === 0 ? "put a domain into domains/" : errors.length > 0 ? "mend what is named above" : `selecto analyze impact ${safeText(domains[0]?.name ?? "")}`}`,
    "",
  ].join("\n");
}
