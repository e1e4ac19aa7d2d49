/** Live drift as lines: what the database has and its migrations do not say, and the other way round. */
import type { Drift } from "../../model/drift.ts";
import { objectLines } from "../diff/objects.ts";
import type { RenderOptions } from "../options.ts";
import { renderDiagnosticLines } from "../render-diagnostics.ts";
import type { Ink } from "../text/ink.ts";
import { showName } from "../text/names.ts";
import { wrapText } from "../text/width.ts";
import { cut, moreText } from "../text/words.ts";

const LINES = 40;

export function driftLines({ changes, reordered, diagnostics }: Drift, ink: Ink, options: RenderOptions): string[] {
  const { shown, hidden } = cut(objectLines(changes, ink, options), LINES, options.all);
  return [
    ...shown.map((line) => `  ${line}`),
    ...(hidden > 0 ? [`  ${moreText(hidden, "lines")}`] : []),
    ...(reordered.length > 0 ? wrapText(`columns in another order, which ALTER cannot help: ${reordered.map(showName).join(", ")}`, options.width, 2, 4) : []),
    ...renderDiagnosticLines(diagnostics, ink, options.width, 2),
  ];
}
