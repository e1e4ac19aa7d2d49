/** Packages as a chain. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { statesMeet, verifyChain } from "../../src/migration/package/chain.ts";
import { composePackage } from "../../src/migration/package/package.ts";
import type { MigrationPackage } from "../../src/model/migration.ts";
import { chain, draft, tableDraft } from "./packages.ts";

const [a, b, c] = chain(tableDraft(1), tableDraft(2), tableDraft(3)) as [MigrationPackage, MigrationPackage, MigrationPackage];
const codes = (packages: readonly MigrationPackage[]): string[] => verifyChain(packages).diagnostics.map(({ code, message }) => `${code} ${message}`);
const behind = (one: MigrationPackage, name: string, from = one.manifest.to): MigrationPackage =>
  composePackage({ ...draft(name, ["select 1"], ["select 1"]), previous: one.manifest.checksum, from, to: { schema: "s1:pg18:9", domains: "d1:0" } });

describe("verifyChain", () => {
  it("orders by the links whatever the names and the order of input", () => {
    const back = chain(...[9, 8, 7, 6, 5].map(tableDraft));
    fc.assert(
      fc.property(fc.shuffledSubarray(back, { minLength: 5 }), (shuffled) => {
        expect(verifyChain(shuffled)).toEqual({ ordered: back, heads: [back.at(-1)?.manifest.name], diagnostics: [] });
      }),
    );
  });

  it("names both heads of a branch, every package once", () => {
    const other = behind(b, "20260101000009_other");
    const found = verifyChain([a, b, c, other]);
    expect(found.heads).toEqual([c.manifest.name, other.manifest.name]);
    expect(found.ordered).toEqual([a, b, c, other]);
    expect(codes([a, b, c, other])).toEqual([`migration-branch ${c.manifest.name} and ${other.manifest.name} both start at ${b.manifest.name}`]);
  });

  it("two first migrations are a branch too", () => {
    const first = composePackage(draft("20260101000009_first", ["select 1"], ["select 1"]));
    expect(codes([a, first])).toEqual([`migration-branch ${a.manifest.name} and ${first.manifest.name} both start at the empty database`]);
  });

  it("a missing link is named", () => {
    expect(verifyChain([a, c]).ordered).toEqual([a, c]);
    expect(codes([a, c])).toEqual([`migration-gap the migration it follows (checksum ${b.manifest.checksum.slice(0, 12)}) is not here`]);
  });

  it("edges must meet; of another tag only a replay knows", () => {
    expect(codes([a, behind(a, "20260101000009_x", { schema: "s1:pg18:77", domains: "d1:0" })])).toEqual([
      `migration-edge it does not start where ${a.manifest.name} ends`,
    ]);
    expect(codes([a, behind(a, "20260101000009_x", { schema: "s1:pg18:1", domains: "d1:7" })])).toHaveLength(1);
    expect(codes([a, behind(a, "20260101000009_x", { schema: "s2:pg19:77", domains: "d1:0" })])).toEqual([]);
  });

  it("an edited package is named", () => expect(codes([{ ...a, edited: true }])).toEqual(["migration-edited edited since it was stamped"]));

  it("a forged ring loses nothing", () => {
    const ring = [{ ...a, manifest: { ...a.manifest, previous: b.manifest.checksum } }, b];
    expect(new Set(verifyChain(ring).ordered)).toEqual(new Set(ring));
  });
});

it.each([
  ["s1:pg18:a", "s1:pg18:a", true],
  ["s1:pg18:a", "s1:pg18:b", false],
  ["s1:pg18:a", "s1:pg19:b", true],
])("statesMeet %s %s: %s", (to, from, meet) => expect(statesMeet(to, from)).toBe(meet));
