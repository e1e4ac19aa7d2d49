/** Statements to the text of a script, with the place in the file for every part: errors of PostgreSQL lead back to the migration. */
import { lineAndColumn } from "../../../model/position.ts";
import type { Origin } from "../../../elixir/value.ts";
import type { SqlOrigin } from "../history.ts";
import type { Statement } from "./to-sql.ts";

/** Texts of the files that origins point into. */
export type TextOf = (file: string) => string;

/** Writes the statements one below the other. `file` is that of the migration. */
export function scriptText(statements: readonly Statement[], file: string, textOf: TextOf): { readonly text: string; readonly origins: readonly SqlOrigin[] } {
  const origins: SqlOrigin[] = [];
  const texts: string[] = [];
  let length = 0;
  const mark = (offset: number, origin: Origin, place: number, exact = false): void => {
    origins.push({
      offset,
      ...lineAndColumn(textOf(origin.file), place),
      ...(origin.file !== file && { file: origin.file }),
      ...(exact && { exact }),
    });
  };
  for (const statement of statements) {
    const [only] = statement;
    let within = length;
    for (const part of statement) {
      mark(within, part.at, part.at.start);
      within += part.text.length;
    }
    if (statement.length === 1 && only !== undefined)
      for (const { offset, place } of linesOf(only.text, only.at, textOf)) mark(length + offset, only.at, place, true);
    const text = ended(statement.map((part) => part.text).join(""));
    texts.push(text);
    length += text.length;
  }
  return { text: texts.join(""), origins };
}

/** A semicolon behind the last statement, on a line of its own where a comment would take it in. */
function ended(text: string): string {
  const whole = text.trimEnd();
  if (whole.endsWith(";")) return `${whole}\n`;
  return /--[^\n]*$/.test(whole) ? `${whole}\n;\n` : `${whole};\n`;
}

/** Where each line of an SQL text stands in its file: looked for behind the one before; what is put together has the place of the whole. */
function linesOf(sql: string, at: Origin, textOf: TextOf): { readonly offset: number; readonly place: number }[] {
  const source = textOf(at.file);
  const found: { offset: number; place: number }[] = [];
  let offset = 0;
  let from = at.start;
  for (const line of sql.split("\n")) {
    const word = line.trim();
    const place = word === "" ? -1 : source.indexOf(word, from);
    if (place !== -1 && place + word.length <= at.end) {
      found.push({ offset: offset + line.indexOf(word), place });
      from = place + word.length;
    }
    offset += line.length + 1;
  }
  return found;
}
