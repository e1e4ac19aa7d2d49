/** The way from a change to what it reaches: `users.email > view active_users > query churn_report`. */
import type { Change } from "../../model/change.ts";
import type { ImpactReport, Reason } from "../../model/impact.ts";
import { nameOf, parseNodeKey, type NodeKey } from "../../model/identity.ts";
import { safeText } from "./safe-text.ts";
import { contains, showNode } from "./names.ts";

export interface PathWords {
  readonly subject: NodeKey;
  /** how the subject is called at the end of the path */
  readonly label: string;
  /** to say at the start what happened there; without it the name alone */
  readonly changes?: readonly Change[];
}

/** The steps as words, `>` in front of all but the first; empty when there is no way to tell: the subject alone. */
function showSteps(path: readonly NodeKey[], { subject, label, changes = [] }: PathWords): string[] {
  const steps = path.filter((key, at) => !isImplied(key, path[at - 1], at));
  if (steps.length < 2) return [];
  return steps.map((key, at) => (at === 0 ? "" : "> ") + (key === subject ? safeText(label) : showNode(key) + (at === 0 ? whatHappened(key, changes) : "")));
}

/**
 * The steps for a reader of this reason: none when the reason names the start and leads straight to the
 * subject.
 */
export function stepsOf({ text, path }: Reason, words: PathWords): string[] {
  const steps = showSteps(path, words);
  const [start] = path;
  return steps.length === 2 && start !== undefined && text.includes(nameOf(start)) ? [] : steps;
}

/** What to say at the start of paths: nothing about a change that is the only one. */
export function changesToTell({ changes, fallen }: Pick<ImpactReport, "changes" | "fallen">): readonly Change[] {
  const gone = new Set(fallen.map((one) => one.key));
  const own = changes.filter((change) => !gone.has(change.key));
  return own.length > 1 ? changes : changes.filter((change) => gone.has(change.key));
}

/** A table next to one of its own columns or constraints says nothing more. */
function isImplied(key: NodeKey, previous: NodeKey | undefined, at: number): boolean {
  return at > 0 && previous !== undefined && (contains(key, previous) || contains(previous, key));
}

function whatHappened(key: NodeKey, changes: readonly Change[]): string {
  const own = changes.filter((change) => change.key === key);
  const [first] = own;
  if (first === undefined) return "";
  switch (first.verb) {
    case "add":
      return " (new)";
    case "drop":
      return " (dropped)";
    case "rename":
      return ` (now ${safeText(parseNodeKey(first.to).path.at(-1) ?? nameOf(first.to))})`;
    case "alter":
      return " (changed)";
  }
}
