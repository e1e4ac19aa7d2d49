/** Which columns SQL texts compare for equality: what an application joins by, whether a foreign key says so or not. By names, not by PostgreSQL: for judging guesses only. */

const WORDS = new Set([
  "on",
  "where",
  "left",
  "right",
  "inner",
  "join",
  "cross",
  "full",
  "group",
  "order",
  "limit",
  "set",
  "using",
  "natural",
  "lateral",
  "as",
  "for",
  "and",
  "returning",
]);

/** `a.b=c.d`, both ways round, tables by their names without namespace. */
export function joinsIn(texts: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const text of texts) {
    const plain = text.replaceAll('"', "");
    const tables = new Map<string, Set<string>>();
    const note = (alias: string, table: string): void => {
      const known = tables.get(alias) ?? new Set<string>();
      tables.set(alias, known.add(table));
    };
    for (const [, table = "", alias] of plain.matchAll(/\b(?:from|join|update|into|,)\s+\(*\s*(?:\w+\.)?(\w+)(?:\s+(?:as\s+)?(\w+))?/gi)) {
      note(table, table);
      if (alias !== undefined && !WORDS.has(alias.toLowerCase())) note(alias, table);
    }
    for (const [, a = "", b = "", c = "", d = ""] of plain.matchAll(/\b(\w+)\.(\w+)\)?\s*=\s*\(?(\w+)\.(\w+)\b/g)) {
      for (const left of tables.get(a) ?? [])
        for (const right of tables.get(c) ?? []) {
          found.add(`${left}.${b}=${right}.${d}`);
          found.add(`${right}.${d}=${left}.${b}`);
        }
    }
  }
  return found;
}
