/** What `domain docs` says when it has written, and its JSON form. */
import type { DomainBook } from "../../model/domain-book.ts";
import type { RenderOptions } from "../options.ts";
import { bookSchema } from "../schemas/domain.ts";
import { inkOf } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { safeText, safeWord } from "../text/safe-text.ts";
import { countOf } from "../text/words.ts";
import type { Page } from "./site.ts";

export function renderBook(book: DomainBook): string {
  return renderJson(bookSchema, "selecto.domain-book", book);
}

/** @param folder as it is shown */
export function renderWrittenDocs({ domains, queries, unread, engine }: DomainBook, folder: string, pages: readonly Page[], options: RenderOptions): string {
  const ink = inkOf(options);
  const faults = domains.reduce((sum, domain) => sum + domain.faults, 0);
  const first = pages[0]?.path ?? "";
  return [
    `wrote ${safeText(folder.replace(/\/*$/, "/"))}: ${countOf(domains.length, "domain")}, ${countOf(queries.length, "query")}, asked ${safeText(engine)}`,
    ...(faults > 0 ? [ink.careful(`  ${countOf(faults, "element")} not compiled: marked on the pages (selecto domain validate)`)] : []),
    ...unread.map((file) => ink.bad(`  not read: ${safeText(file)} (selecto domain validate says why)`)),
    `Next: open ${safeWord(`${folder.replace(/\/*$/, "")}/${first}`)}`,
    "",
  ].join("\n");
}
