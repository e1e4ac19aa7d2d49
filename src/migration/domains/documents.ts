/**
 * The documents of domains as each package of a chain leaves them, made from the edits that the packages hold. That an
 * edit fits, leads where it says and leads back is tried for each; behind one that does not, nothing is known. Pure.
 */
import type { DomainDocument, DomainPatch, MigrationPackage } from "../../model/migration.ts";
import { applyDomainPatch } from "./patch.ts";

/** By name. */
export type DomainDocuments = ReadonlyMap<string, DomainDocument>;

const NONE: DomainDocuments = new Map();

export interface DomainReplay {
  /** the documents behind a package, by its checksum; packages behind a gap or a wrong edit are not in it */
  readonly after: ReadonlyMap<string, DomainDocuments>;
  /** edits that do not fit, each package once */
  readonly problems: readonly { readonly migration: MigrationPackage; readonly problem: string }[];
}

/** Replays the edits of packages that stand in the order of their chain. */
export function replayDomains(ordered: readonly MigrationPackage[]): DomainReplay {
  const after = new Map<string, DomainDocuments>();
  const problems: { migration: MigrationPackage; problem: string }[] = [];
  for (const migration of ordered) {
    const { previous, checksum, domains } = migration.manifest;
    const start = previous === null ? NONE : after.get(previous);
    if (start === undefined) continue;
    const end = applyEdits(start, domains);
    if ("problem" in end) problems.push({ migration, problem: end.problem });
    else after.set(checksum, end.documents);
  }
  return { after, problems };
}

/** The documents at the end of a chain; undefined where an edit does not fit. */
export function lastDocuments(ordered: readonly MigrationPackage[]): DomainDocuments | undefined {
  const last = ordered.at(-1);
  return last === undefined ? NONE : replayDomains(ordered).after.get(last.manifest.checksum);
}

function applyEdits(start: DomainDocuments, edits: readonly DomainPatch[]): { readonly documents: DomainDocuments } | { readonly problem: string } {
  if (edits.length === 0) return { documents: start };
  const documents = new Map(start);
  for (const edit of edits) {
    const forth = applyDomainPatch(documents.get(edit.name), edit, "up");
    if ("problem" in forth) return forth;
    const back = applyDomainPatch(forth.domain, edit, "down");
    if ("problem" in back) return back;
    if (forth.domain === undefined) documents.delete(edit.name);
    else documents.set(edit.name, forth.domain);
  }
  return { documents };
}
