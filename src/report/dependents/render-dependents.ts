/** What hangs on a subject, in the form that was asked for. */
import type { DependentsReport } from "../../model/dependents.ts";
import type { Format, RenderOptions } from "../options.ts";
import { dependentsSchema } from "../schemas/dependents.ts";
import { renderJson } from "../text/json.ts";
import { renderDependentsMarkdown } from "./render-markdown.ts";
import { renderDependentsText } from "./render-text.ts";

export function renderDependents(report: DependentsReport, format: Format, options: RenderOptions): string {
  switch (format) {
    case "json":
      return renderJson(dependentsSchema, "selecto.dependents", report);
    case "markdown":
      return renderDependentsMarkdown(report, options);
    case "text":
      return renderDependentsText(report, options);
  }
}
