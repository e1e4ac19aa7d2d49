import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { canonicalJson } from "../../src/model/json.ts";
import type { Fact } from "../../src/model/schema-state.ts";
import { anySnapshot, column, minute, query, snapshot, sortFacts, tableFacts, withHistory } from "./support.ts";

function naiveChanges(before: readonly Fact[], after: readonly Fact[]): string[] {
  const text = (fact: Fact | undefined): string => (fact === undefined ? "" : canonicalJson({ ...fact }));
  const left = new Map(before.map((fact) => [fact.key, fact]));
  const right = new Map(after.map((fact) => [fact.key, fact]));
  return [...new Set([...left.keys(), ...right.keys()])].filter((key) => text(left.get(key)) !== text(right.get(key))).toSorted();
}

describe("the difference of two stored states", () => {
  it("is what comparing all facts finds", async () => {
    await withHistory((history) => {
      fc.assert(
        fc.property(anySnapshot, anySnapshot, (from, to) => {
          const before = history.put(from, { createdAt: minute(0) }).snapshot.root;
          const after = history.put(to, { createdAt: minute(1) }).snapshot.root;
          const { facts } = history.diffRoots(before, after);
          expect(facts.map(({ key }) => key)).toEqual(naiveChanges(from.schema.facts, to.schema.facts));
          expect(Object.values(history.diffRoots(before, before)).flat()).toEqual([]);
          const back = history.diffRoots(after, before).facts;
          expect(back.map(({ before: b, after: a }) => [a, b])).toEqual(facts.map(({ before: b, after: a }) => [b, a]));
        }),
        { numRuns: 40 },
      );
    });
  });

  it("pairs what changed and names what came and went, in every set", async () => {
    const before = snapshot(
      tableFacts(80),
      [query("kept", 1), query("gone", 2), query("twice", 3), query("twice", 4)],
      [{ from: "view:public.v", to: "table:public.t1", kind: "depends" }],
    );
    const facts = before.schema.facts
      .filter(({ key }) => key !== "column:public.t3.c1")
      .map((fact) => (fact.key === "column:public.t9.c2" ? column("t9", "c2", 2, "uuid") : fact));
    const after = snapshot(sortFacts([...facts, column("t9", "new", 13)]), [query("kept", 7), query("twice", 3), query("twice", 4), query("new", 2)], []);
    await withHistory((history) => {
      const roots = [before, after].map((state) => history.put(state, { createdAt: minute(0) }).snapshot.root);
      const difference = history.diffRoots(roots[0] ?? "", roots[1] ?? "");
      const verbs = (changes: readonly { key: string; before?: unknown; after?: unknown }[]): string[] =>
        changes.map(({ key, before: b, after: a }) => `${b === undefined ? "+" : a === undefined ? "-" : "~"} ${key}`);
      expect(verbs(difference.facts)).toEqual(["- column:public.t3.c1", "~ column:public.t9.c2", "+ column:public.t9.new"]);
      expect(difference.facts[1]).toMatchObject({ before: { payload: { type: "text" } }, after: { payload: { type: "uuid" } } });
      expect(verbs(difference.edges)).toEqual(["- view:public.v\ntable:public.t1\ndepends"]);
      expect(verbs(difference.queries)).toEqual(["- gone", "~ kept", "+ new"]);
    });
  });

  it("counts a diagnostic that is there once more", async () => {
    const diagnostic = { code: "x", severity: "warning", message: "y" } as const;
    const base = snapshot(tableFacts(1));
    await withHistory((history) => {
      const once = history.put({ ...base, diagnostics: [diagnostic] }, { createdAt: minute(0) }).snapshot.root;
      const thrice = history.put({ ...base, diagnostics: [diagnostic, diagnostic, diagnostic] }, { createdAt: minute(1) }).snapshot.root;
      expect(history.diffRoots(once, thrice).diagnostics.map(({ after }) => after)).toEqual([diagnostic, diagnostic]);
      expect(history.diffRoots(thrice, once).diagnostics.map(({ before }) => before)).toEqual([diagnostic, diagnostic]);
    });
  });
});
