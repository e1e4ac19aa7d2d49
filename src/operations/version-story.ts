/** What became of a domain, document by document: for its page in the documentation. */
import type { BookVersion } from "../model/domain-book.ts";
import type { ChosenVersion } from "../model/domain-version.ts";
import { contractBetween } from "./compare-versions.ts";
import { chooseVersion, type VersionShelf } from "./kept-versions.ts";

/** The newest first; empty where no migration has recorded a document. */
export function versionStory(shelf: VersionShelf, name: string): BookVersion[] {
  const kept: readonly ChosenVersion[] = shelf.kept.filter((one) => one.name === name);
  if (kept.length === 0) return [];
  const present = shelf.tree.domains.some((domain) => domain.name === name) ? chooseVersion(shelf, `${name}@files`) : undefined;
  const documents = present === undefined || present.hash === kept.at(-1)?.hash ? kept : [...kept, present];
  return documents
    .map(({ version, migration }, at): BookVersion => {
      const [before, after] = [documents[at - 1], documents[at]];
      const changes = before === undefined || after === undefined ? [] : contractBetween(before, after).domains.flatMap((domain) => domain.changes);
      return { version, ...(migration !== undefined && { migration }), changes };
    })
    .toReversed();
}
