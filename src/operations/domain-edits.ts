/** What the documents of a state have become since the packages last recorded them, as edits for the next package. */
import { lastDocuments, type DomainDocuments } from "../migration/domains/documents.ts";
import { domainPatch } from "../migration/domains/patch.ts";
import type { Domain } from "../model/domain.ts";
import type { DomainDocument, DomainPatch } from "../model/migration.ts";
import { domainsFingerprint, type Packages } from "./migration-states.ts";
import type { StateSource } from "./state-source.ts";
import { unreadDomainFiles } from "./unread-domains.ts";

export interface DomainEdits {
  /** by name */
  readonly edits: readonly DomainPatch[];
  /** domains whose document is not known whole: what the packages hold of them stays */
  readonly unread: readonly string[];
}

/** @param kept the documents as the packages leave them */
export function domainEdits(kept: DomainDocuments, { domains, diagnostics }: Pick<StateSource, "domains" | "diagnostics">): DomainEdits {
  const now = new Map(domains.map((domain) => [domain.name, domain]));
  // Of a file that cannot be read nobody knows whether its domain is gone.
  const lost = new Set(unreadDomainFiles({ domains, diagnostics }));
  const unread = [...now.values()].flatMap(({ name, partial }) => (partial === true ? [name] : []));
  const edits = [...new Set([...kept.keys(), ...now.keys()])].toSorted().flatMap((name) => {
    const [before, domain] = [kept.get(name), now.get(name)];
    if (domain?.partial === true) return [];
    if (domain === undefined && before !== undefined && lost.has(before.file)) {
      unread.push(name);
      return [];
    }
    return domainPatch(before, domain === undefined ? undefined : documentOf(domain)) ?? [];
  });
  return { edits, unread: unread.toSorted() };
}

/**
 * The edits for the package behind these.
 *
 * @returns `isNews` where they are worth a package of their own: the state has other documents than the last package
 * says, or one that declares a version of which no package has any document yet
 */
export function editsSince({ chain }: Packages, to: Pick<StateSource, "domains" | "diagnostics">): DomainEdits & { readonly isNews: boolean } {
  const found = domainEdits(lastDocuments(chain.ordered) ?? new Map(), to);
  const last = chain.ordered.at(-1)?.manifest.to.domains ?? domainsFingerprint([]);
  const isFirst = found.edits.some((edit) => edit.before === null && edit.to !== null);
  return { ...found, isNews: isFirst || (found.edits.length > 0 && last !== domainsFingerprint(to.domains)) };
}

/** What is kept of a domain. */
export function documentOf({ name, file, version, document }: Domain): DomainDocument {
  return { name, file, version: version ?? null, document };
}
