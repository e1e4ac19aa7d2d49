/** The screens of `query run` and `query explain`. */
import type { QueryPlan, QueryRows } from "../../model/query-run.ts";
import type { RenderOptions } from "../options.ts";
import { planSchema, rowsSchema } from "../schemas/query.ts";
import { inkOf } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { safeText } from "../text/safe-text.ts";
import { alignColumns, displayWidth } from "../text/width.ts";
import { countOf } from "../text/words.ts";

export type RowsFormat = "table" | "json" | "csv";

export function renderRows(answer: QueryRows, format: RowsFormat, options: RenderOptions): string {
  if (format === "json") return renderJson(rowsSchema, "selecto.rows", answer);
  if (format === "csv") return [answer.columns.map(({ name }) => name), ...answer.rows].map((row) => row.map(csvCell).join(",")).join("\r\n") + "\r\n";
  const ink = inkOf(options);
  const { columns, rows, more, target, query } = answer;
  const numeric = columns.flatMap(({ type }, at) => (/^(?:smallint|integer|bigint|numeric|real|double precision|money)/.test(type) ? [at] : []));
  const cells = rows.map((row) => row.map((cell) => (cell === null ? "" : safeText(cell))));
  const [head = "", ...body] = alignColumns([columns.map(({ name }) => safeText(name)), ...cells], numeric);
  const rule = "-".repeat(Math.max(displayWidth(head), ...body.map(displayWidth)));
  return [
    ink.strong(head),
    ink.faint(rule),
    ...body,
    ink.faint(`${more ? "the first " : ""}${countOf(rows.length, "row")} of ${safeText(query)}, from ${safeText(target)}${more ? "; more: --limit" : ""}`),
    "",
  ].join("\n");
}

/** RFC 4180; NULL is nothing, the empty text is `""`. */
function csvCell(cell: string | null): string {
  if (cell === null) return "";
  return cell === "" || /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

export function renderPlan(answer: QueryPlan, format: "text" | "json" | "markdown", options: RenderOptions & { readonly sql: boolean }): string {
  if (format === "json") return renderJson(planSchema, "selecto.plan", answer);
  const ink = inkOf(options);
  const { sql, parameters, lines, target, analyzed, query } = answer;
  const open = parameters.filter(({ given }) => !given);
  const names = open.map(({ number, name }) => `$${number}${name === undefined ? "" : ` ${safeText(name)}`}`);
  return [
    ...(options.sql ? [safeText(sql), ...(parameters.length === 0 ? [] : [ink.faint(parameterWords(answer))])] : []),
    ...(options.sql && lines.length > 0 ? [""] : []),
    ...lines.map((line) => safeText(line)),
    ...(target === undefined
      ? []
      : [
          ink.faint(
            `${analyzed ? "ran" : "plan of"} ${safeText(query)}, ${safeText(target)}${names.length === 0 ? "" : `; for any value of ${names.join(", ")}`}`,
          ),
        ]),
    "",
  ].join("\n");
}

function parameterWords({ parameters }: QueryPlan): string {
  return parameters.map(({ number, name, given }) => `$${number} ${name === undefined ? (given ? "a stored value" : "a value") : safeText(name)}`).join(", ");
}
