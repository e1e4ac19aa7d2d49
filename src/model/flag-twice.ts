/** A flag that is given more than once for one thing: the same again is harmless, something else is not. Pure. */
import { SelectoError } from "./error.ts";

export function saysTheSame(first: string, second: string): boolean {
  return first.trim() === second.trim();
}

/** @param name what both are about */
export function givenTwice(flag: string, name: string, first: string, second: string): SelectoError {
  return new SelectoError({
    code: "flag-twice",
    what: `${flag} is given twice for ${name}: ${first.trim()} and ${second.trim()}`,
    why: "only one of them could be meant; nothing was changed",
    next: "the same command with the one that you mean",
  });
}

/** Pairs of a name and what is said of it, each name once. @throws SelectoError `flag-twice` */
export function onePerName(flag: string, pairs: readonly (readonly [name: string, said: string])[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, said] of pairs) {
    const before = found.get(name);
    if (before !== undefined && !saysTheSame(before, said)) throw givenTwice(flag, name, before, said);
    found.set(name, said);
  }
  return found;
}
