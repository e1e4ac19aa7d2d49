/** Which change explains what happened to a subject, and the way from one to the other. */
import type { Change } from "../model/change.ts";
import { kindOf, nodeKey, parseNodeKey, type NodeKey } from "../model/identity.ts";
import { pathTo, type Reach } from "./reach.ts";

/**
 * The path from the change that explains a finding to the subject. Among the changes that reach the
 * subject, those whose name PostgreSQL (or the difference) mentions come first, then drops and
 * renames, then the nearest. Without any, the path is the subject alone.
 *
 * @param mentioned text that may name the culprit: PostgreSQL's message, names of result columns
 */
export function explain(subject: NodeKey, changes: readonly Change[], reach: Reach, mentioned: string): NodeKey[] {
  const candidates = changes.flatMap((change) => {
    const via = touchedBy(change, reach);
    if (via === undefined) return [];
    const path = pathTo(reach.influences, via);
    return [{ path: via === change.key ? path : [change.key, ...path], score: score(change, mentioned), length: path.length }];
  });
  candidates.sort((a, b) => b.score - a.score || a.length - b.length);
  return candidates[0]?.path ?? [subject];
}

/** The drop, rename or alteration whose name a message of PostgreSQL holds. */
export function changeNamedIn(message: string, changes: readonly Change[]): Change | undefined {
  const named = changes.filter((change) => change.verb !== "add" && mentionsWord(message, parseNodeKey(change.key).path.at(-1) ?? ""));
  return named.toSorted((a, b) => score(b, message) - score(a, message))[0];
}

/** The node of the subject's reach that a change acts on: itself, or what it hangs below. */
function touchedBy(change: Change, reach: Reach): NodeKey | undefined {
  if (reach.influences.has(change.key)) return change.key;
  const { path, target } = parseNodeKey(change.key);
  if (target !== undefined) return undefined;
  const [namespace = "", relation = ""] = path;
  if (path.length < 3) return undefined;
  return ["table", "view", "materializedView", "foreignTable", "type", "domain"]
    .map((kind) => nodeKey(kind, namespace, relation))
    .find((above) => reach.influences.has(above));
}

function score(change: Change, mentioned: string): number {
  const name = parseNodeKey(change.key).path.at(-1) ?? "";
  const named = name !== "" && mentionsWord(mentioned, name) ? 4 : 0;
  const kind = kindOf(change.key);
  const structural = kind === "column" || kind === "table" || kind === "view" || kind === "type" ? 1 : 0;
  return named + structural + (change.verb === "drop" || change.verb === "rename" ? 2 : 0);
}

function mentionsWord(text: string, word: string): boolean {
  const isWord = (char: string | undefined): boolean => char !== undefined && /[\w$]/.test(char);
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) if (!isWord(text[at - 1]) && !isWord(text[at + word.length])) return true;
  return false;
}
