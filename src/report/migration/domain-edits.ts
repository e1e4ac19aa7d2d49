/** What a migration does to documents of domains, a line each. */
import type { RanMigration } from "../../model/migration-run.ts";
import type { DomainPatch, LedgerDomain } from "../../model/migration.ts";
import { safeText } from "../text/safe-text.ts";
import { alignColumns, wrapText } from "../text/width.ts";
import { countOf } from "../text/words.ts";

/** Under the head `domains`, aligned with the other parts of a migration's screen. */
export function domainEditLines(edits: readonly DomainPatch[], width: number): string[] {
  return edits.flatMap((edit, at) => wrapText(`${at === 0 ? "domains" : "       "} ${domainEditWords(edit)}`, width, 2, 10));
}

/** `Order 1.0.0 -> 1.1.0, 2 edits` */
function domainEditWords({ name, from, to, before, after, patch }: DomainPatch): string {
  const said = safeText(name);
  if (before === null) return `${said} ${versionWords(to)}, recorded for the first time`;
  if (after === null) return `${said} ${versionWords(from)} is gone`;
  const versions = from === to ? versionWords(to) : `${versionWords(from)} -> ${versionWords(to)}`;
  return `${said} ${versions}, ${countOf(patch.length, "edit")}`;
}

export function versionWords(version: string | null): string {
  return version === null ? "without a version" : safeText(version);
}

/** Domains that were left out, with what to do about it. */
export function unreadDomainLines(names: readonly string[], width: number): string[] {
  return names.flatMap((name) => wrapText(`not recorded: ${safeText(name)}, because it cannot be read whole (selecto domain validate says why)`, width, 2, 4));
}

/** What is live on a database, a line each. */
export function liveDomainLines(domains: readonly LedgerDomain[]): string[] {
  const rows = domains.map(({ domain, version, migration }) => [`  ${safeText(domain)}`, versionWords(version), `since ${safeText(migration)}`]);
  return rows.length === 0 ? [] : ["domains", ...alignColumns(rows)];
}

/** What became of domains in a run, by their names. */
export function ranDomainLines(ran: readonly RanMigration[], width: number): string[] {
  const now = new Map(ran.flatMap(({ domains = [] }) => domains.map((domain) => [domain.name, domain] as const)));
  const words = [...now.values()].map(({ name, version, live }) => `${safeText(name)} ${live ? versionWords(version) : "gone"}`);
  return words.length === 0 ? [] : wrapText(`live domains: ${words.toSorted().join(", ")}`, width, 2, 4);
}
