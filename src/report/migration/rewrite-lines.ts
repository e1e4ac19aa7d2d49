/** Where saved views name a renamed field, on the screen of `migrate generate`. */
import type { SavedViewRewrite } from "../../model/stored-rewrite.ts";
import type { RenderOptions } from "../options.ts";
import { showPlace } from "../text/names.ts";
import { safeText } from "../text/safe-text.ts";
import { alignColumns, wrapText } from "../text/width.ts";
import { countOf, cut } from "../text/words.ts";

const PLACES = 12;

export function rewriteLines({ rewrite, folder }: { readonly rewrite?: SavedViewRewrite; readonly folder?: string }, options: RenderOptions): string[] {
  if (rewrite === undefined) return [];
  const { places, tables, fields, taken } = rewrite;
  const { shown, hidden } = cut(places, PLACES, options.all);
  const pages = new Set(fields.map(({ context }) => context)).size;
  const where = [
    ...(places.length === 0 ? [] : [countOf(places.length, "place") + " in files"]),
    ...tables.map((table) => `the rows of ${safeText(table)}`),
  ].join(", ");
  const head = taken
    ? `saved views of ${countOf(pages, "page")}: the field gets its new name at ${where}${folder === undefined ? "; nothing is changed on a dry run" : ""}`
    : `saved views of ${countOf(pages, "page")} may name it: ${where}; --rewrite-saved-views changes them too`;
  return [
    "",
    ...wrapText(head, options.width, 2, 4),
    ...alignColumns(shown.map(({ name, from, to, position }) => [`    ${safeText(name)}`, `${safeText(from)} > ${safeText(to)}`, showPlace(position)])),
    ...(hidden > 0 ? [`    and ${countOf(hidden, "more place")} (--all)`] : []),
  ];
}
