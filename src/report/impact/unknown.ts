/** What could not be asked, grouped by the reason: ten queries that lack one extension are one line of reason. */
import type { Impact } from "../../model/impact.ts";
import { safeText } from "../text/safe-text.ts";
import { wrapText } from "../text/width.ts";
import { countOf, moreText } from "../text/words.ts";
import { findingHead, type FindingContext } from "./finding.ts";

/** At most `limit` subjects in all; every reason is named. */
export function renderUnknown(impacts: readonly Impact[], context: FindingContext, limit: number): string[] {
  const { ink, options } = context;
  const groups = new Map<string, Impact[]>();
  for (const impact of impacts) {
    const reason = impact.reasons[0]?.text ?? "no reason was given";
    groups.set(reason, [...(groups.get(reason) ?? []), impact]);
  }
  const lines: string[] = [];
  let room = options.all === true || impacts.length <= limit + 1 ? impacts.length : limit;
  for (const [reason, members] of [...groups].toSorted(([, a], [, b]) => b.length - a.length)) {
    const [first = "", ...rest] = wrapText(`unknown  ${countOf(members.length, "subject")}: ${safeText(reason)}`, options.width, 0, 9);
    lines.push(ink.verdict("unknown", first.slice(0, 9)) + first.slice(9), ...rest);
    const shown = members.slice(0, room);
    room -= shown.length;
    lines.push(...shown.map((impact) => findingHead(impact, context, "")));
    if (shown.length < members.length) lines.push(`${" ".repeat(9)}${moreText(members.length - shown.length)}`);
  }
  return lines;
}
