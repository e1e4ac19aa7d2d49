/** What became of a domain, document by document: for its page in the documentation. */
import type { BookVersion } from "../model/domain-book.ts";
import type { ChosenVersion } from "../model/domain-version.ts";
import { guideOf } from "../domain/versions/guide.ts";
import type { MigrationManifest } from "../model/migration.ts";
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
      return { version, ...(migration !== undefined && { migration }), changes, guide: guideOf(changes, renamesBetween(shelf, before?.migration, migration)) };
    })
    .toReversed();
}

/** Of the migrations behind the first up to the second; without a second up to the last. */
function renamesBetween({ packages }: VersionShelf, after: string | undefined, until: string | undefined): MigrationManifest["renames"] {
  const names = packages.chain.ordered.map(({ manifest }) => manifest.name);
  const end = until === undefined ? names.length : names.indexOf(until) + 1;
  return packages.chain.ordered.slice(after === undefined ? 0 : names.indexOf(after) + 1, end).flatMap(({ manifest }) => manifest.renames);
}
