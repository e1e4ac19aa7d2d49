/** What the gate found, in the form that was asked for. */
import type { CheckReport } from "../../model/check.ts";
import type { Format, RenderOptions } from "../options.ts";
import { checkSchema } from "../schemas/check.ts";
import { renderJson } from "../text/json.ts";
import { renderCheckMarkdown } from "./render-markdown.ts";
import { renderCheckText } from "./render-text.ts";

export function renderCheck(report: CheckReport, format: Format, options: RenderOptions): string {
  switch (format) {
    case "json":
      return renderJson(checkSchema, "selecto.check", report);
    case "markdown":
      return renderCheckMarkdown(report, options);
    case "text":
      return renderCheckText(report, options);
  }
}
