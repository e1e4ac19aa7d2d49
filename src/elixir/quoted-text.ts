/** The text inside Elixir's quotes: escapes, indentation of heredocs, lists of words. */

const SIMPLE: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  s: " ",
  "0": "\0",
  a: "\u0007",
  b: "\b",
  d: "\u007f",
  e: "\u001b",
  f: "\f",
  v: "\v",
};

/** `\n`, `\u00e9`, `\u{1F600}`, `\x41`; an unknown escape is the character itself, a broken line vanishes. */
export function unescape(sequence: string): string {
  const body = sequence.slice(1);
  const code = /^[ux]\{?([0-9a-fA-F]+)\}?$/.exec(body)?.[1];
  if (code !== undefined) {
    const point = Number.parseInt(code, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd";
  }
  if (body === "\n" || body === "\r\n") return "";
  return SIMPLE[body] ?? body;
}

/** Takes the indentation of the closing quotes from each line, and the line break after the opening ones. */
export function dedent<T>(parts: readonly (string | T)[], indentation: number): (string | T)[] {
  const margin = new RegExp(`\\n[ \\t]{0,${indentation}}`, "g");
  return parts.map((part, index) => {
    if (typeof part !== "string") return part;
    const text = part.replace(margin, "\n");
    return index === 0 ? text.replace(/^\r?\n/, "") : text;
  });
}

/** The words of `~w(a b)`. */
export function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}
