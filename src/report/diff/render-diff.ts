/** The difference of two states: the essence first, then object by object, grants and comments last. */
import type { StateDiff } from "../../model/state-diff.ts";
import type { Format, RenderOptions } from "../options.ts";
import { countDiagnostics, renderUnread } from "../render-diagnostics.ts";
import { diffSchema } from "../schemas/diff.ts";
import { isAside } from "../summarise-changes.ts";
import { inkOf } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { codeBlock, codeText, details, table } from "../text/markdown.ts";
import { groupByKind } from "../text/names.ts";
import { originText, renderOrigins } from "../text/origins.ts";
import { alignColumns, wrapText } from "../text/width.ts";
import { essenceRest, essenceTable, isEmptyDiff } from "./essence.ts";
import { objectLines } from "./objects.ts";
import { textLines } from "./texts.ts";

export function renderDiff(diff: StateDiff, format: Format, options: RenderOptions): string {
  switch (format) {
    case "json":
      return renderJson(diffSchema, "selecto.diff", diff);
    case "markdown":
      return renderMarkdown(diff, options);
    case "text":
      return renderText(diff, options);
  }
}

function renderText(diff: StateDiff, options: RenderOptions): string {
  const ink = inkOf(options);
  const { width } = options;
  const unread = countDiagnostics(diff.diagnostics);
  const [head, ...rows] = alignColumns(essenceTable(diff), [1, 2, 3, 4]);
  const body = bodyLines(diff, options, ink);
  return [
    ...renderOrigins(diff.from, diff.to, ink, width),
    "",
    ...(isEmptyDiff(diff) ? ["No differences in schema, domains and queries."] : []),
    ...(head === undefined ? [] : [`  ${ink.faint(head)}`, ...rows.map((row) => `  ${row}`)]),
    ...essenceRest(diff).map((line) => `  ${line}`),
    ...(body.length > 0 ? ["", ...body] : []),
    ...(unread === "" ? [] : ["", `Not all could be read: ${unread}.`, ...renderUnread(diff.diagnostics, ink, options, 2)]),
    ...wrapText(isEmptyDiff(diff) ? "" : "Next: selecto analyze impact  (what these changes do to queries and domains)", width, 0, 6).flatMap((line) =>
      line === "" ? [] : ["", line],
    ),
    "",
  ].join("\n");
}

/** Everything below the essence. */
function bodyLines(diff: StateDiff, options: RenderOptions, ink: ReturnType<typeof inkOf>): string[] {
  const asides = diff.schema.filter(isAside);
  return [
    ...objectLines(
      diff.schema.filter((change) => !isAside(change)),
      ink,
      options,
    ),
    ...(diff.reordered.length > 0
      ? wrapText(
          `~ columns in another order (SELECT * and INSERT without column names depend on it): ${groupByKind(diff.reordered).join(" · ")}`,
          options.width,
          0,
          4,
        )
      : []),
    ...textLines("domain", diff.domains, ink, options),
    ...textLines("query", diff.queries, ink, options),
    ...(options.all === true ? objectLines(asides, ink, options) : asides.length > 0 ? [ink.faint(`grants, comments and labels one by one: --all`)] : []),
  ];
}

function renderMarkdown(diff: StateDiff, options: RenderOptions): string {
  const plain = { ...options, color: false };
  const [head, ...rows] = essenceTable(diff);
  const body = bodyLines(diff, plain, inkOf(plain));
  const unread = countDiagnostics(diff.diagnostics);
  return [
    `### selecto diff: ${codeText(originText(diff.from))} to ${codeText(originText(diff.to))}`,
    "",
    ...(isEmptyDiff(diff) ? ["No differences in schema, domains and queries."] : []),
    ...(head === undefined ? [] : [...table(head, rows), ""]),
    ...essenceRest(diff).map((line) => `${line}  `),
    ...(body.length === 0 ? [] : ["", ...details("object by object", codeBlock(body, "diff"))]),
    ...(unread === "" ? [] : ["", `Not all could be read: ${unread}.`]),
    "",
  ].join("\n");
}
