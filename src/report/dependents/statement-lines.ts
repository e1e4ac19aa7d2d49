/** A query or element that was asked about: what it takes and gives, and what it reads, writes and calls. */
import type { AccessedColumn, StatementDetail } from "../../model/dependents.ts";
import type { SourcePosition } from "../../model/position.ts";
import type { RenderOptions } from "../options.ts";
import type { Ink } from "../text/ink.ts";
import { showName, showPlace } from "../text/names.ts";
import { safeText } from "../text/safe-text.ts";
import { alignColumns, wrapText } from "../text/width.ts";
import { formatNumber } from "../text/words.ts";
import { accessWords } from "./touch.ts";

export function statementLines(detail: StatementDetail, ink: Ink, options: RenderOptions): string[] {
  const { parameters, results, relations, routines } = detail;
  const takes = parameters.map(({ number, name, type }) => `$${number}${name === undefined ? "" : ` ${safeText(name)}`} ${safeText(type)}`);
  const gives = results.map(({ name, type }) => `${safeText(name)} ${safeText(type)}`);
  return [
    ...list(ink, "Takes", takes, options.width),
    ...list(ink, "Gives", gives, options.width),
    `${ink.strong("Touches")} ${formatNumber(relations.length)}`,
    ...alignColumns(relations.flatMap((relation) => relationRows(relation, options.all === true))),
    ...(routines.length === 0
      ? []
      : [
          `${ink.strong("Calls")} ${formatNumber(routines.length)}`,
          ...alignColumns(routines.map(({ key, position }) => [`  ${showName(key)}`, where(position)])),
        ]),
    "",
  ];
}

/** One row; with `all`, every column below it where the text first names it. */
function relationRows({ key, operations, reads, writes, position }: StatementDetail["relations"][number], all: boolean): string[][] {
  const names = (columns: readonly AccessedColumn[]): string[] => columns.map((column) => column.name);
  const summary = accessWords({ operations, reads: names(reads), writes: names(writes) }, undefined, 3);
  const rows = (word: string, columns: readonly AccessedColumn[]): string[][] =>
    columns.map((column) => [`    ${safeText(column.name)}`, word, where(column.position)]);
  return [[`  ${showName(key)}`, summary, where(position)], ...(all ? [...rows("written", writes), ...rows("read", reads)] : [])];
}

function list(ink: Ink, title: string, items: readonly string[], width: number): string[] {
  const [first = "", ...rest] = wrapText(`${title.padEnd(7)}${items.length === 0 ? "nothing" : items.join(", ")}`, width, 0, 7);
  return [ink.strong(title) + first.slice(title.length), ...rest];
}

function where(position: SourcePosition | undefined): string {
  return position === undefined ? "" : showPlace(position);
}
