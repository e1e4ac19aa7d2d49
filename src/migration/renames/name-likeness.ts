/** How alike two names are: by their letters, and by the words they are made of. Knows nothing of what they name. */
import { editDistance } from "../../model/nearest-name.ts";

/**
 * 0 (nothing in common) to 1 (equal but for case).
 *
 * @param usual words that most names around have (`user_` before every column of `users`): they say nothing
 */
export function nameLikeness(one: string, other: string, usual: ReadonlySet<string> = new Set()): number {
  const [left, right] = [one, other].map((name) => wordsOf(name).filter((word) => !usual.has(word)));
  if (left === undefined || right === undefined || left.length === 0 || right.length === 0) return usual.size === 0 ? Number(one === other) : 0;
  const [a, b] = [left.join(" "), right.join(" ")];
  const longest = Math.max(a.length, b.length);
  const letters = 1 - editDistance(a, b) / longest;
  return Math.max(letters, wordLikeness(left, right));
}

/** Words that stand in more than half of the names. */
export function usualWords(names: readonly string[]): Set<string> {
  const counts = new Map<string, number>();
  for (const name of names) for (const word of new Set(wordsOf(name))) counts.set(word, (counts.get(word) ?? 0) + 1);
  return new Set([...counts].flatMap(([word, count]) => (count > 2 && count > names.length / 2 ? [word] : [])));
}

/** `isActive`, `is_active` and `is active` are the same two words. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== "");
}

/** The letters in words of both, by all letters: `id` in common says less than `organization`. */
function wordLikeness(left: readonly string[], right: readonly string[]): number {
  const rest = [...right];
  let common = 0;
  for (const word of left) {
    const at = rest.findIndex((other) => alike(word, other));
    if (at < 0) continue;
    common += word.length + (rest[at]?.length ?? 0);
    rest.splice(at, 1);
  }
  const all = [...left, ...right].reduce((total, word) => total + word.length, 0);
  return all === 0 ? 0 : common / all;
}

/** Equal, or one is the other's beginning (`org` and `organization`, `user` and `users`). */
function alike(one: string, other: string): boolean {
  return one === other || (Math.min(one.length, other.length) >= 3 && (one.startsWith(other) || other.startsWith(one)));
}
