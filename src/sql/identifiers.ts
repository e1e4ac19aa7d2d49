/** Identifiers as PostgreSQL folds them: which name a token means. */
import type { Token } from "./lexer.ts";

/** PostgreSQL keeps 63 bytes of a name (NAMEDATALEN - 1). */
const NAME_BYTES = 63;

/**
 * The name that a word or quoted identifier stands for: ASCII letters of a word in lower case, quotes
 * removed, `U&"..."` escapes decoded (with the default escape character), cut to 63 bytes.
 */
export function foldIdentifier(raw: string): string {
  if (raw.startsWith('"')) return truncate(raw.slice(1, raw.endsWith('"') && raw.length > 1 ? -1 : undefined).replaceAll('""', '"'));
  if (/^[uU]&"/.test(raw)) return truncate(decodeUnicode(raw.slice(3, -1).replaceAll('""', '"')));
  return truncate(raw.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()));
}

/** The name of a token, or undefined for one that is no identifier. */
export function identifierOf(text: string, item: Token | undefined): string | undefined {
  if (item?.kind !== "word" && item?.kind !== "quoted") return undefined;
  return foldIdentifier(text.slice(item.from, item.to));
}

function decodeUnicode(text: string): string {
  return text.replace(/\\(?:\\|\+([\da-fA-F]{6})|([\da-fA-F]{4}))/g, (whole, long?: string, short?: string) => {
    const code = Number.parseInt(long ?? short ?? "", 16);
    return Number.isNaN(code) || code > 0x10ffff ? (whole === "\\\\" ? "\\" : whole) : String.fromCodePoint(code);
  });
}

function truncate(name: string): string {
  if (name.length * 3 <= NAME_BYTES || Buffer.byteLength(name) <= NAME_BYTES) return name;
  let cut = "";
  for (const char of name) {
    if (Buffer.byteLength(cut + char) > NAME_BYTES) break;
    cut += char;
  }
  return cut;
}
