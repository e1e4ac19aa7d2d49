/** What hangs on a subject, as tables. */
import type { Dependent, DependentsReport, StatementDetail } from "../../model/dependents.ts";
import type { RenderOptions } from "../options.ts";
import { codeSpan, codeText, table } from "../text/markdown.ts";
import { showKindAndName, showPlace } from "../text/names.ts";
import { countOf, cut, formatNumber, moreText } from "../text/words.ts";
import { identity, summary } from "./render-text.ts";
import { columnWords, touch, writeVerb } from "./touch.ts";

const ROWS = 50;

export function renderDependentsMarkdown(report: DependentsReport, { all }: RenderOptions): string {
  const elements = report.domains.flatMap((domain) => domain.elements);
  return [
    `### ${codeText(identity(report))}`,
    ...report.statements.flatMap(statementTable),
    ...section("Domain elements", elements, report, all),
    ...section(
      "Ecto schemas",
      report.ecto.flatMap((one) => one.members),
      report,
      all,
    ),
    ...section("Queries", report.queries, report, all),
    ...section("Database objects", report.objects, report, all),
    ...(report.columnUse.length === 0
      ? []
      : [
          "",
          `Columns by reads: ${report.columnUse.map(({ column, reads }) => `${codeText(column)} ${formatNumber(reads)}`).join(", ")}.`,
          ...(report.columnUse.every(({ writes }) => writes === 0)
            ? []
            : [
                `By writes: ${report.columnUse.flatMap(({ column, writes }) => (writes === 0 ? [] : [`${codeText(column)} ${formatNumber(writes)}`])).join(", ")}.`,
              ]),
        ]),
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

function statementTable({ parameters, results, relations }: StatementDetail): string[] {
  const takes = parameters.map(({ number, name, type }) => `$${number}${name === undefined ? "" : ` ${name}`} ${type}`).join(", ");
  const gives = results.map(({ name, type }) => `${name} ${type}`).join(", ");
  const rows = relations.map(({ key, operations, reads, writes, position }) => [
    codeSpan(showKindAndName(key)),
    codeSpan(`${writeVerb(operations)} ${columnWords(writes.map((column) => column.name))}`.trim()),
    codeSpan(columnWords(reads.map((column) => column.name))),
    position === undefined ? "" : codeSpan(showPlace(position)),
  ]);
  return [
    "",
    `Takes ${takes === "" ? "nothing" : codeSpan(takes)}, gives ${gives === "" ? "nothing" : codeSpan(gives)}.`,
    ...(rows.length === 0 ? [] : ["", ...table(["relation", "writes", "reads", "where"], rows)]),
  ];
}
