/**
 * Which column or table a flag means: `users.email`, `auth.users.email`, `"we;rd"."co l"`. Unlike a question, a flag changes
 * something: a name that is only like one is refused, with the nearest. Knows names, not what they stand for.
 */
import { nameOf, parseNodeKey, type NodeKey } from "./identity.ts";
import { nearestName } from "./nearest-name.ts";
import { shellWord } from "./shell-word.ts";

type FoundName = { readonly key: NodeKey } | { readonly nearest: NodeKey | undefined };

/**
 * As it is spelled, then in any case.
 *
 * @param namespaces the search path: decides between tables of the same name
 */
export function findNamed(text: string, keys: readonly NodeKey[], namespaces: readonly string[]): FoundName {
  // as it was printed, for names that hold quotes themselves; then as SQL reads it
  const wanted = [text.trim(), unquoted(text.trim())];
  for (const form of [(name: string) => name, (name: string) => name.toLowerCase()]) {
    const isMeant = (name: string): boolean => wanted.some((one) => form(one) === form(name));
    const found = keys.filter((key) => namesOf(key).some(isMeant));
    const [key] = found.toSorted((a, b) => rank(a, namespaces) - rank(b, namespaces) || (a < b ? -1 : 1));
    if (key !== undefined) return { key };
  }
  const byName = new Map(keys.map((key) => [nameOf(key), key]));
  const near = nearestName(unquoted(text.trim()), byName.keys());
  return { nearest: near === undefined ? undefined : byName.get(near) };
}

/** With its namespace and without. */
function namesOf(key: NodeKey): string[] {
  const { path } = parseNodeKey(key);
  return [path.slice(1).join("."), path.join(".")];
}

function rank(key: NodeKey, namespaces: readonly string[]): number {
  const at = namespaces.indexOf(parseNodeKey(key).path[0] ?? "");
  return at < 0 ? namespaces.length : at;
}

function unquoted(text: string): string {
  return text.replace(/"((?:[^"]|"")*)"/g, (_whole, inner: string) => inner.replaceAll('""', '"'));
}

/** As a flag takes it: `users.email`, and in quotes where it must be. */
export function columnWord(key: NodeKey): string {
  const { path } = parseNodeKey(key);
  if (path.every((part) => /^[\w$]+$/.test(part))) return nameOf(key);
  return (path[0] === "public" ? path.slice(1) : path).map((part) => `"${part.replaceAll('"', '""')}"`).join(".");
}

/** `"users.tags=..."` as a shell takes it. */
export function assignmentWord(key: NodeKey, expression = "..."): string {
  return sqlWord(`${columnWord(key)}=${expression}`);
}

/** A text with SQL in it as a shell takes it. */
export function sqlWord(text: string): string {
  // SQL is full of single quotes: easier on the eye between double ones
  return text.includes("'") && !/["$`\\!]/.test(text) ? `"${text}"` : shellWord(text);
}
