/** What `domain generate` answers, in the form that is wanted. */
import type { GeneratedDomains } from "../../model/generation.ts";
import type { RenderOptions } from "../options.ts";
import { generatedDomainsSchema } from "../schemas/generation.ts";
import { renderJson } from "../text/json.ts";
import { renderGeneratedHtml, renderGeneratedMarkdown } from "./render-report.ts";
import { renderGeneratedText } from "./render-text.ts";

export function renderGeneratedDomains(screen: GeneratedDomains, form: "text" | "json" | "markdown" | "html", options: RenderOptions): string {
  switch (form) {
    case "json":
      return renderJson(generatedDomainsSchema, "selecto.generated-domains", screen);
    case "markdown":
      return renderGeneratedMarkdown(screen);
    case "html":
      return renderGeneratedHtml(screen);
    case "text":
      return renderGeneratedText(screen, options);
  }
}
