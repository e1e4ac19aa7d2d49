/** Node keys as people say them, safe to print. */
import { describeNode, kindOf, nameOf, parseNodeKey, type NodeKey } from "../../model/identity.ts";
import { formatPosition, type SourcePosition } from "../../model/position.ts";
import { safeText } from "./safe-text.ts";
import { kindWords } from "./words.ts";

/** `users.email` */
export function showName(key: NodeKey): string {
  return safeText(nameOf(key));
}

/** `view active_users`; a column goes without its kind, its dot says it. */
export function showNode(key: NodeKey): string {
  return safeText(kindOf(key) === "column" ? nameOf(key) : describeNode(key));
}

/** `column users.email`, `view active_users`: for places where nothing else tells the kind. */
export function showKindAndName(key: NodeKey): string {
  return safeText(describeNode(key));
}

/** `queries/top.sql:5:8` */
export function showPlace(position: SourcePosition): string {
  return safeText(formatPosition(position));
}

/** `view active_users · constraints a, b`: grouped by kind, in the order in which the kinds first come. */
export function groupByKind(keys: readonly NodeKey[]): string[] {
  const groups = new Map<string, string[]>();
  for (const key of keys) {
    const names = groups.get(kindOf(key));
    if (names === undefined) groups.set(kindOf(key), [showName(key)]);
    else names.push(showName(key));
  }
  return [...groups].map(([kind, names]) => `${safeText(kindWords(kind, names.length))} ${names.join(", ")}`);
}

/** One key is the relation that the other one lies in: `table users` and `column users.email`. */
export function contains(outer: NodeKey, inner: NodeKey): boolean {
  const [a, b] = [parseNodeKey(outer), parseNodeKey(inner)];
  return a.target === undefined && b.target === undefined && a.path.length === 2 && b.path.length === 3 && a.path.every((part, at) => part === b.path[at]);
}
