/**
 * One form for what PostgreSQL prints in two. `status IN ('a', 'b')` over a varchar column is printed as an
 * array that is cast as a whole, `(ARRAY['a'::character varying, ...])::text[]`; that text is read back as an
 * array of casts, `ARRAY[('a'::character varying)::text, ...]`, and printed so from then on. Both are the same
 * expression. Knows this spelling and nothing else of expressions.
 */

/** The type of the elements behind the cast: `text`, `character varying`, `"Mood"`, `numeric(10,2)`. */
const CAST_OF_ALL = /^(\)?)::((?:"(?:[^"]|"")+"|[\w.])(?:"(?:[^"]|"")+"|[\w. ])*?(?:\([\d,]+\))?)\[\]/;

/** The text with every array of casts spelled as PostgreSQL spells it when it has read its own print. */
export function stablePrint(text: string): string {
  let result = "";
  let rest = text;
  for (let at = rest.indexOf("ARRAY["); at >= 0; at = rest.indexOf("ARRAY[")) {
    const items = itemsOf(rest, at + "ARRAY[".length);
    const cast = items === undefined ? null : CAST_OF_ALL.exec(rest.slice(items.end + 1));
    const [whole, close, type] = cast ?? [];
    const isWrapped = close === ")";
    // behind a name the parenthesis is a call's
    const isCall = isWrapped && !/(?:^|[^\w"])\($/.test(rest.slice(0, at));
    if (items === undefined || whole === undefined || items.texts.length === 0 || isCall || items.texts.some(isArray)) {
      result += rest.slice(0, at + "ARRAY[".length);
      rest = rest.slice(at + "ARRAY[".length);
      continue;
    }
    const casts = items.texts.map((item) => (isWrapped ? `(${stablePrint(item)})::${type}` : `${stablePrint(item)}::${type}`));
    result += `${rest.slice(0, isWrapped ? at - 1 : at)}ARRAY[${casts.join(", ")}]`;
    rest = rest.slice(items.end + 1 + whole.length);
  }
  return result + rest;
}

function isArray(item: string): boolean {
  return item.startsWith("ARRAY[");
}

/** The items of an array whose first character stands at `start`, and where its closing bracket is. */
function itemsOf(text: string, start: number): { texts: string[]; end: number } | undefined {
  const texts: string[] = [];
  let depth = 0;
  let from = start;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === "'" || character === '"') {
      at = text.indexOf(character, at + 1);
      if (at < 0) return undefined;
    } else if (character === "(" || character === "[") depth++;
    else if (character === "]" && depth === 0) {
      const last = text.slice(from, at).trim();
      return { texts: last === "" ? texts : [...texts, last], end: at };
    } else if (character === ")" || character === "]") depth--;
    else if (character === "," && depth === 0) {
      texts.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  return undefined;
}
