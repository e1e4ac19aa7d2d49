/**
 * Whether a statement that PostgreSQL could not be asked about names something that changes. Reads the
 * text: too many names rather than too few.
 */
import { kindOf, parseNodeKey } from "../model/identity.ts";
import type { Change } from "../model/change.ts";
import type { Subject } from "../model/subject.ts";
import { mentionedNames } from "../sql/index.ts";

const NAMED = new Set(["table", "view", "materializedView", "foreignTable", "column", "function", "procedure", "aggregate", "type", "domain", "sequence"]);

/** The first change, other than an addition, of something that the statement names: a column together with its relation. */
export function namedChange(subject: Subject, changes: readonly Change[]): Change | undefined {
  const candidates = changes.filter((change) => change.verb !== "add" && NAMED.has(kindOf(change.key)));
  if (candidates.length === 0) return undefined;
  const names = new Set(mentionedNames(subject.sql));
  return candidates.find((change) => {
    const path = parseNodeKey(change.key).path.slice(1);
    return path.length > 0 && path.every((name) => names.has(name.toLowerCase()));
  });
}
