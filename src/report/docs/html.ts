/** HTML from values: everything that is put into a page is escaped, but for what is HTML already. */
import { safeText } from "../text/safe-text.ts";

/** Text that is HTML. Made by {@link html} only. */
export interface Html {
  readonly html: string;
}

type Piece = Html | string | number | undefined | readonly (Html | string)[];

/** `` html`<p>${name}</p>` ``: strings are escaped, HTML and lists of it are put in as they are. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return { html: parts.map((part, at) => part + (at < pieces.length ? pieceText(pieces[at]) : "")).join("") };
}

function pieceText(piece: Piece): string {
  if (piece === undefined) return "";
  if (typeof piece === "string" || typeof piece === "number") return escapeHtml(`${piece}`);
  return "html" in piece ? piece.html : piece.map((one) => (typeof one === "string" ? escapeHtml(one) : one.html)).join("");
}

function escapeHtml(text: string): string {
  return text
    .split("\n")
    .map(safeText)
    .join("\n")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** Text that is HTML already, from a renderer of this room. */
export function trusted(text: string): Html {
  return { html: text };
}
