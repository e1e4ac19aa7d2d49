/** Where a chain of packages parts: the two branches to put one behind the other. Pure. */
import type { MigrationPackage } from "../../model/migration.ts";

export interface Fork {
  /** from the start to the package that both branches follow */
  readonly base: readonly MigrationPackage[];
  /** stays where it is */
  readonly first: readonly MigrationPackage[];
  /** goes behind it */
  readonly second: readonly MigrationPackage[];
}

/**
 * The last fork of a chain, whose branches do not part again; undefined for a chain without one.
 *
 * @param behind a package whose branch is to go behind the other; default: the branch that started later
 */
export function lastFork(packages: readonly MigrationPackage[], behind?: string): Fork | undefined {
  const followers = new Map<string | null, MigrationPackage[]>();
  for (const one of packages.toSorted((a, b) => (a.manifest.name < b.manifest.name ? -1 : 1)))
    followers.set(one.manifest.previous, [...(followers.get(one.manifest.previous) ?? []), one]);
  const after = (one: MigrationPackage): readonly MigrationPackage[] => followers.get(one.manifest.checksum) ?? [];
  const branchOf = (start: MigrationPackage): MigrationPackage[] | undefined => {
    const branch = [start];
    for (let next = after(start); ; next = after(next[0] ?? start)) {
      if (next.length > 1) return undefined;
      if (next[0] === undefined) return branch;
      branch.push(next[0]);
    }
  };
  for (const [previous, starts] of followers) {
    const [left, right] = starts.map(branchOf);
    if (left === undefined || right === undefined) continue;
    const base = pathTo(packages, previous);
    const isLeftBehind = left.some((one) => one.manifest.name === behind);
    return isLeftBehind ? { base, first: right, second: left } : { base, first: left, second: right };
  }
  return undefined;
}

function pathTo(packages: readonly MigrationPackage[], checksum: string | null): MigrationPackage[] {
  const byChecksum = new Map(packages.map((one) => [one.manifest.checksum, one]));
  const path: MigrationPackage[] = [];
  for (let one = checksum === null ? undefined : byChecksum.get(checksum); one !== undefined && !path.includes(one);) {
    path.unshift(one);
    one = one.manifest.previous === null ? undefined : byChecksum.get(one.manifest.previous);
  }
  return path;
}
