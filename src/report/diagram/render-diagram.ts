/** `domain diagram`: Mermaid for texts, SVG for everything that shows pictures. */
import type { DomainBook } from "../../model/domain-book.ts";
import { pictureOf } from "./entities.ts";
import { mermaidOf } from "./mermaid.ts";
import { svgOf } from "./svg.ts";

export type DiagramFormat = "mermaid" | "svg";

export function renderDiagram({ domains }: Pick<DomainBook, "domains">, format: DiagramFormat): string {
  const picture = pictureOf(domains);
  return format === "mermaid" ? mermaidOf(picture) : svgOf(picture, domains.map(({ name }) => name).join(", "));
}
