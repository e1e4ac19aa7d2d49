/** Documents of domains by name and version: those that packages keep, and those of the working tree. */
import semver from "semver";
import { keptVersions } from "../migration/domains/versions.ts";
import { EXIT, SelectoError } from "../model/error.ts";
import type { ChosenVersion, KeptVersion, VersionList } from "../model/domain-version.ts";
import { hashOf } from "../model/hash.ts";
import { nearestName } from "../model/nearest-name.ts";
import { documentOf } from "./domain-edits.ts";
import { readPackages, type Packages } from "./migration-states.ts";
import { contentsOf } from "./state-contents.ts";
import type { Session } from "./session.ts";
import type { StateContents } from "./state-source.ts";
import { readSources } from "../workspace/sources.ts";

/** What stands behind `@` for the document in the working tree. */
const IN_THE_TREE = "files";

export interface VersionShelf {
  readonly packages: Packages;
  readonly kept: readonly KeptVersion[];
  readonly tree: StateContents;
}

/** @throws SelectoError where the packages do not tell what the documents were */
export async function readShelf(session: Session): Promise<VersionShelf> {
  const packages = readPackages(session);
  const unreadable = packages.reading.diagnostics.find(({ severity }) => severity === "error");
  if (unreadable !== undefined)
    throw new SelectoError({
      code: unreadable.code,
      what: unreadable.message,
      why: "the documents of domains are made from the edits of all packages, one behind the other",
      next: unreadable.next ?? "selecto migrate verify",
    });
  return { packages, kept: keptVersions(packages.chain), tree: contentsOf(await readSources(session.tree, session.layout)) };
}

/** @throws SelectoError for a name that is no domain, here or in a package */
export function listVersions({ kept, tree }: VersionShelf, name: string | undefined): VersionList {
  if (name !== undefined) requireKnown({ kept, tree }, name);
  const isMeant = (one: { readonly name: string }): boolean => name === undefined || one.name === name;
  const last = new Map(kept.filter(({ until }) => until === null).map((one) => [one.name, one.hash]));
  const versions = kept.filter(isMeant).toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const unrecorded = tree.domains
    .filter(isMeant)
    .filter((domain) => last.get(domain.name) !== hashOf(domain.document))
    .map((domain) => ({ name: domain.name, version: domain.version ?? null, file: domain.file }));
  return { versions, unrecorded };
}

/** `Order@^1.2` in its two parts; the second is undefined without `@`. */
export function splitVersion(text: string): { readonly name: string; readonly range: string | undefined } {
  const at = text.lastIndexOf("@");
  return at < 1 ? { name: text, range: undefined } : { name: text.slice(0, at), range: text.slice(at + 1) };
}

/**
 * The document that `NAME`, `NAME@RANGE`, `NAME@MIGRATION` or `NAME@files` means: of a range the highest version, of a
 * version the last document that declared it; without a range the last one that is kept, else the working tree's.
 *
 * @throws SelectoError when there is none
 */
export function chooseVersion(shelf: VersionShelf, text: string): ChosenVersion {
  const { name, range } = splitVersion(text);
  requireKnown(shelf, name);
  const own = shelf.kept.filter((one) => one.name === name);
  const tree = shelf.tree.domains.find((domain) => domain.name === name);
  const inTree = tree === undefined ? undefined : { ...documentOf(tree), hash: hashOf(tree.document) };
  const found = range === undefined ? (own.at(-1) ?? inTree) : range === IN_THE_TREE ? inTree : findKept(own, range);
  if (found !== undefined) return found;
  const known = [...new Set(own.map(({ version }) => version ?? "no version"))];
  throw new SelectoError({
    code: "domain-version-unknown",
    what: `no kept version of ${name} is ${range}`,
    why:
      range !== undefined && range !== IN_THE_TREE && semver.validRange(range) === null
        ? "it is no range of versions, and no migration of that name brought a document"
        : own.length === 0
          ? "no migration has recorded a document of it"
          : `kept are ${known.join(", ")}`,
    next: own.length === 0 ? "selecto migrate generate records it" : `selecto domain version list ${name}`,
    exit: EXIT.usage,
  });
}

/** By range, or by the migration that brought it. */
export function findKept(own: readonly KeptVersion[], range: string): KeptVersion | undefined {
  const byMigration = own.find(({ migration }) => migration === range);
  if (byMigration !== undefined) return byMigration;
  const versions = own.flatMap(({ version }) => (version === null ? [] : [version]));
  const best = semver.validRange(range) === null ? null : semver.maxSatisfying(versions, range, { includePrerelease: true });
  return best === null ? undefined : own.findLast(({ version }) => version === best);
}

function requireKnown({ kept, tree }: Pick<VersionShelf, "kept" | "tree">, name: string): void {
  const names = [...new Set([...kept, ...tree.domains].map((one) => one.name))].toSorted();
  if (names.includes(name)) return;
  const near = nearestName(name, names);
  throw new SelectoError({
    code: "domain-unknown",
    what: `there is no domain ${name}`,
    why: names.length === 0 ? "there are no domains here, and no migration has recorded one" : `the domains are ${names.join(", ")}`,
    next: near === undefined ? "selecto domain version list" : `did you mean ${near}?`,
  });
}
