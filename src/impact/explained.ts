/**
 * Parts of Ecto schemas that say nothing of their own: where a schema has no table, its fields have no columns
 * either, and one finding is enough. Whoever repairs the first repairs them.
 */
import type { Answer } from "../model/answer.ts";
import type { NodeKey } from "../model/identity.ts";
import type { Subject } from "../model/subject.ts";

/** Those that are built on something without an answer. */
export function explainedSubjects(subjects: readonly Subject[], answers: ReadonlyMap<NodeKey, Answer>): ReadonlySet<NodeKey> {
  const isDown = (key: NodeKey): boolean => {
    const status = answers.get(key)?.status;
    return status === "error" || status === "unknown";
  };
  return new Set(subjects.flatMap(({ kind, key, uses }) => (kind === "ecto" && uses.some(isDown) ? [key] : [])));
}
