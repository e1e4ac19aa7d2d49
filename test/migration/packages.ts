/** Packages for tests, made the way selecto makes them. */
import type { MigrationPackage, MigrationProof } from "../../src/model/migration.ts";
import type { PackageReading } from "../../src/migration/package/folder.ts";
import { composePackage, type PackageDraft, type StepDraft } from "../../src/migration/package/package.ts";

const PROOF: MigrationProof = { server: "18.6", ordered: true, rows: 0, emptyTables: [] };

export function step(sql: string, facts: Partial<StepDraft> = {}): StepDraft {
  return { sql, mode: "tx", lock: null, rewrite: false, hazards: [], ...facts };
}

export function draft(
  name: string,
  up: readonly (string | StepDraft)[],
  down: readonly (string | StepDraft)[],
  rest: Partial<PackageDraft> = {},
): PackageDraft {
  const steps = (list: readonly (string | StepDraft)[]): StepDraft[] => list.map((one) => (typeof one === "string" ? step(one) : one));
  return {
    name,
    from: { schema: "s1:pg18:0", domains: "d1:0" },
    to: { schema: "s1:pg18:0", domains: "d1:0" },
    engine: "test",
    searchPath: ["public"],
    class: "lossless",
    renames: [],
    fills: [],
    archives: [],
    domains: [],
    accepted: [],
    proof: PROOF,
    previous: null,
    up: steps(up),
    down: steps(down),
    ...rest,
  };
}

/** Packages that follow one another, their fingerprints too. */
export function chain(...drafts: readonly PackageDraft[]): MigrationPackage[] {
  const packages: MigrationPackage[] = [];
  drafts.forEach((one, index) => {
    const state = (n: number): { schema: string; domains: string } => ({ schema: `s1:pg18:${n}`, domains: "d1:0" });
    packages.push(composePackage({ ...one, from: state(index), to: state(index + 1), previous: packages.at(-1)?.manifest.checksum ?? null }));
  });
  return packages;
}

/** A migration that makes one table, `t<n>`, with a stamp that sorts by n. */
export function tableDraft(n: number): PackageDraft {
  return draft(`202601010000${String(n).padStart(2, "0")}_t${n}`, [`create table t${n} (id int primary key)`], [`drop table t${n}`]);
}

export function reading(packages: readonly MigrationPackage[]): PackageReading {
  return { packages: packages.toSorted((a, b) => (a.manifest.name < b.manifest.name ? -1 : 1)), diagnostics: [] };
}
