/** Why PostgreSQL refused generated rows, in words that hold no value of a row. */
import type { PgError } from "../../model/database.ts";

/** `23505 users_email_key`: SQLSTATE with what it names; the message only where it cannot quote a value. */
export function describeRefusal(error: PgError): string {
  const names = [error.relation, error.column, error.constraint].filter((name) => name !== undefined);
  const told = /^(?:22|23|P0)/.test(error.sqlstate) ? names.join(" ") : error.message.split("\n", 1)[0];
  return `${error.sqlstate}${told === undefined || told === "" ? "" : ` ${told}`}`;
}
