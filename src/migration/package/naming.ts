/** Names of migrations: a stamp and a slug. Knows no clock and no folder; both are given. */

const NAME = /^\d{14}_[a-z0-9]+(?:_[a-z0-9]+)*$/;
const LONGEST_SLUG = 60;

/** `20261122150200_add_order_note` */
export function isMigrationName(name: string): boolean {
  return NAME.test(name) && name.length <= 15 + LONGEST_SLUG;
}

/**
 * A slug of whatever somebody typed: lower-case ASCII letters, digits and single underscores, at most
 * 60 of them; marks are taken off letters, anything else separates. What leaves nothing is `migration`.
 */
export function slugOf(text: string): string {
  const plain = text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase();
  const slug = plain
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_/, "")
    .slice(0, LONGEST_SLUG)
    .replace(/_$/, "");
  return slug === "" ? "migration" : slug;
}

/**
 * The name of a new migration: UTC seconds of `at` (milliseconds since 1970), later by a second for
 * as long as another migration has that stamp.
 *
 * @param taken names of the migrations that exist
 */
export function nameMigration(at: number, text: string, taken: Iterable<string>): string {
  const stamps = new Set([...taken].map((name) => name.slice(0, 14)));
  let seconds = Math.floor(at / 1000);
  while (stamps.has(stampOf(seconds))) seconds++;
  return `${stampOf(seconds)}_${slugOf(text)}`;
}

function stampOf(seconds: number): string {
  return new Date(seconds * 1000)
    .toISOString()
    .replace(/\.\d+Z$/, "")
    .replace(/\D/g, "");
}
