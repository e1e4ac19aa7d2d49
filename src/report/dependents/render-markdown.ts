/** What hangs on a subject, as tables. */
import type { Dependent, DependentsReport } from "../../model/dependents.ts";
import type { RenderOptions } from "../options.ts";
import { codeSpan, codeText, table } from "../text/markdown.ts";
import { showKindAndName, showPlace } from "../text/names.ts";
import { countOf, cut, formatNumber, moreText } from "../text/words.ts";
import { identity, summary } from "./render-text.ts";
import { touch } from "./touch.ts";

const ROWS = 50;

export function renderDependentsMarkdown(report: DependentsReport, { all }: RenderOptions): string {
  const elements = report.domains.flatMap((domain) => domain.elements);
  return [
    `### ${codeText(identity(report))}`,
    ...section("Domain elements", elements, report, all),
    ...section("Queries", report.queries, report, all),
    ...section("Database objects", report.objects, report, all),
    ...(report.columnUse.length === 0
      ? []
      : ["", `Columns by use: ${report.columnUse.map(({ column, uses }) => `${codeText(column)} ${formatNumber(uses)}`).join(", ")}.`]),
    ...(report.defects.length === 0
      ? []
      : [
          "",
          `${countOf(report.defects.length, "subject")} could not be asked: ${cut(report.defects, ROWS, all)
            .shown.map((defect) => codeText(defect.label))
            .join(", ")}.`,
        ]),
    "",
    codeText(summary(report)),
    "",
  ].join("\n");
}

function section(title: string, list: readonly Dependent[], { columns }: DependentsReport, all: boolean | undefined): string[] {
  if (list.length === 0) return [];
  const { shown, hidden } = cut(list, ROWS, all);
  const rows = shown.map((one) => [
    codeSpan(one.kind === "object" ? showKindAndName(one.key) : one.label),
    codeSpan(touch(one, columns)),
    one.position === undefined ? "" : codeSpan(showPlace(one.position)),
  ]);
  return ["", `**${title}** ${formatNumber(list.length)}`, "", ...table(["what", "how", "where"], rows), ...(hidden > 0 ? ["", moreText(hidden)] : [])];
}
