/** What a change does, in the form that was asked for. */
import type { ImpactReport } from "../../model/impact.ts";
import type { Format, RenderOptions } from "../options.ts";
import { impactSchema } from "../schemas/impact.ts";
import { renderJson } from "../text/json.ts";
import { renderImpactMarkdown } from "./render-markdown.ts";
import { renderImpactText } from "./render-text.ts";

/** Ends with a line break, like every rendered answer. */
export function renderImpact(report: ImpactReport, format: Format, options: RenderOptions): string {
  switch (format) {
    case "json":
      return renderJson(impactSchema, "selecto.impact", report);
    case "markdown":
      return renderImpactMarkdown(report, options);
    case "text":
      return renderImpactText(report, options);
  }
}
