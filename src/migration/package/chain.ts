/** Packages as a chain: which follows which. Knows the documents only, never a database. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { MigrationPackage } from "../../model/migration.ts";
import { replayDomains } from "../domains/documents.ts";
import { engineTag } from "../../model/schema-state.ts";

export interface PackageChain {
  /** every package once, each after the one it follows; branches by name */
  readonly ordered: readonly MigrationPackage[];
  /** names of the packages that nothing follows */
  readonly heads: readonly string[];
  /** two heads, a missing link, an edge that does not fit, an edited package, an edit of a domain that leads nowhere */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Whether a state that ends at `to` can be where `from` starts. Fingerprints of different tags cannot
 * be compared: then only a replay knows, and the answer here is yes.
 */
export function statesMeet(to: string, from: string): boolean {
  return to === from || engineTag(to) !== engineTag(from);
}

/** The way out where a package cannot stay where it is. */
export const MAKE_ANEW = "keep one order: remove the newer folder and make it anew behind the other: selecto migrate generate";

/** Links packages by `previous` and says everything that is wrong with the chain. */
export function verifyChain(packages: readonly MigrationPackage[], label = "migrations"): PackageChain {
  const diagnostics: Diagnostic[] = [];
  const report = (code: string, migration: MigrationPackage, message: string, next: string): void => {
    diagnostics.push({ code, severity: "error", message, position: { file: `${label}/${migration.manifest.name}/migration.json`, line: 1, column: 1 }, next });
  };
  const byName = packages.toSorted((a, b) => (a.manifest.name < b.manifest.name ? -1 : 1));
  const byChecksum = new Map(byName.map((one) => [one.manifest.checksum, one]));
  const followers = new Map<string | null, MigrationPackage[]>();
  for (const one of byName) followers.set(one.manifest.previous, [...(followers.get(one.manifest.previous) ?? []), one]);

  for (const one of byName) {
    const { manifest } = one;
    if (one.edited) report("migration-edited", one, "edited since it was stamped", "prove the edited pair and stamp it again: selecto migrate verify");
    if (manifest.previous === null) continue;
    const before = byChecksum.get(manifest.previous);
    if (before === undefined)
      report(
        "migration-gap",
        one,
        `the migration it follows (checksum ${manifest.previous.slice(0, 12)}) is not here`,
        "restore that folder from git, or prove this one behind the one that is there: selecto migrate verify",
      );
    else if (!statesMeet(before.manifest.to.schema, manifest.from.schema) || !statesMeet(before.manifest.to.domains, manifest.from.domains)) {
      report("migration-edge", one, `it does not start where ${before.manifest.name} ends`, MAKE_ANEW);
    }
  }
  for (const [previous, branch] of followers) {
    const [first, ...others] = branch;
    if (first === undefined || others.length === 0) continue;
    const names = branch.map((one) => one.manifest.name).join(" and ");
    const base = previous === null ? "the empty database" : (byChecksum.get(previous)?.manifest.name ?? "the same missing migration");
    for (const one of others) report("migration-branch", one, `${names} both start at ${base}`, "put one behind the other: selecto migrate rebase");
  }
  const ordered = walk(followers, byName, byChecksum);
  for (const { migration, problem } of replayDomains(ordered).problems)
    report("migration-domains", migration, problem, "restore its migration.json from git, or remove the folder and make it anew: selecto migrate generate");
  return { ordered, heads: byName.filter((one) => (followers.get(one.manifest.checksum) ?? []).length === 0).map((one) => one.manifest.name), diagnostics };
}

/** Depth first from the starts: packages without predecessor, then those whose predecessor is missing. */
function walk(
  followers: ReadonlyMap<string | null, readonly MigrationPackage[]>,
  byName: readonly MigrationPackage[],
  byChecksum: ReadonlyMap<string, MigrationPackage>,
): MigrationPackage[] {
  const ordered = new Set<MigrationPackage>();
  const starts = [...(followers.get(null) ?? []), ...byName.filter(({ manifest }) => manifest.previous !== null && !byChecksum.has(manifest.previous))];
  // what is left after the starts could only be a ring; keep it rather than lose it
  const stack = [...starts, ...byName].toReversed();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (ordered.has(next)) continue;
    ordered.add(next);
    stack.push(...(followers.get(next.manifest.checksum) ?? []).toReversed());
  }
  return [...ordered];
}
