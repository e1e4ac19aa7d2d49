/** A name as a person would write it into SQL: with quotes only where PostgreSQL's grammar asks for them. */
import { parseSql } from "./parser.ts";
import { quoteIdentifier } from "./quote.ts";

/** `full_name` stays, `Full Name` and `order` are quoted. @throws Error as {@link quoteIdentifier} */
export function writeIdentifier(name: string): string {
  const isPlain = /^[a-z_][a-z0-9_$]*$/.test(name) && parseSql(`insert into t (${name}) select ${name}, t.${name} as ${name} from ${name} as ${name}`).ok;
  return isPlain ? name : quoteIdentifier(name);
}
