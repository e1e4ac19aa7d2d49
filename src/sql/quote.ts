/** Names and values as SQL text. Always quotes: a name that needs no quotes is the same name with them. */

/** `users` becomes `"users"`. @throws Error for a name PostgreSQL cannot have (empty, or with a NUL character). */
export function quoteIdentifier(name: string): string {
  if (name === "" || name.includes("\0")) throw new Error("PostgreSQL has no such identifier: empty or with a NUL character");
  return `"${name.replaceAll('"', '""')}"`;
}

/** `quoteQualified("public", "users")` is `"public"."users"`. */
export function quoteQualified(...parts: readonly string[]): string {
  return parts.map(quoteIdentifier).join(".");
}

/**
 * A string literal that means the same whatever `standard_conforming_strings` says.
 *
 * @throws Error for a NUL character, which no PostgreSQL text can hold.
 */
export function quoteLiteral(value: string): string {
  if (value.includes("\0")) throw new Error("PostgreSQL has no text with a NUL character");
  const doubled = value.replaceAll("'", "''");
  return doubled.includes("\\") ? `E'${doubled.replaceAll("\\", "\\\\")}'` : `'${doubled}'`;
}
