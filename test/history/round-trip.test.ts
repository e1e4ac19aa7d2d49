import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { arrangeState } from "../../src/history/state.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { anySnapshot, column, minute, query, reversed, snapshot, sortFacts, tableFacts, withHistory } from "./support.ts";

const RUNS = { numRuns: 60 };

describe("a stored snapshot", () => {
  it("comes back as it was", async () => {
    await withHistory((history) => {
      fc.assert(
        fc.property(anySnapshot, (state) => {
          const { snapshot: stored } = history.put(state, { createdAt: minute(0), again: true });
          const { origin, ...content } = history.get(stored.id) ?? fail();
          expect(origin).toEqual(state.origin);
          expect(content).toEqual(arrangeState(state));
        }),
        RUNS,
      );
    });
  });

  it("lists facts by key and queries by their place, however they came", async () => {
    await withHistory((history) => {
      const state = snapshot(tableFacts(2).toReversed(), [query("b", 10), query("a", 9), query("a", 2)]);
      const read = history.get(history.put(state, { createdAt: minute(0) }).snapshot.id);
      expect(read?.schema.facts).toEqual(tableFacts(2));
      expect(read?.queries.map(({ name, position }) => `${name}:${position.line}`)).toEqual(["a:2", "a:9", "b:10"]);
    });
  });

  it("has a root that does not depend on the order of input", async () => {
    await withHistory((history) => {
      fc.assert(
        fc.property(anySnapshot, (state) => {
          const { root } = history.put(state, { createdAt: minute(0) }).snapshot;
          expect(history.put(reversed(state), { createdAt: minute(1) })).toMatchObject({ outcome: "unchanged", snapshot: { root } });
        }),
        RUNS,
      );
    });
  });

  it("has another root when anything in it differs, the position of a column too", async () => {
    const base = snapshot([...tableFacts(1)], [query("a", 1)]);
    const moved = base.schema.facts.map((fact) => (fact.payload["_position"] === 3 ? { ...fact, payload: { ...fact.payload, _position: 14 } } : fact));
    const others: Record<string, Snapshot> = {
      "a fact less": { ...base, schema: { ...base.schema, facts: base.schema.facts.slice(1) } },
      "a column moved": { ...base, schema: { ...base.schema, facts: moved } },
      "an edge more": { ...base, schema: { ...base.schema, edges: [{ from: "view:public.v", to: "table:public.t0", kind: "depends" }] } },
      "another version": { ...base, schema: { ...base.schema, serverVersion: "18.5" } },
      "a query moved": { ...base, queries: [query("a", 2, "select 1")] },
      "a diagnostic": { ...base, diagnostics: [{ code: "x", severity: "error", message: "y" }] },
      "the same diagnostic as a note": { ...base, schema: { ...base.schema, diagnostics: [{ code: "x", severity: "error", message: "y" }] } },
      "the diagnostic twice": {
        ...base,
        diagnostics: [
          { code: "x", severity: "error", message: "y" },
          { code: "x", severity: "error", message: "y" },
        ],
      },
    };
    await withHistory((history) => {
      const roots = [base, ...Object.values(others)].map((state) => history.put(state, { createdAt: minute(0) }).snapshot.root);
      expect(new Set(roots).size).toBe(roots.length);
    });
  });

  it("shares everything but one path with its neighbour", async () => {
    await withHistory((history) => {
      const facts = tableFacts(300);
      expect(history.put(snapshot(facts), { createdAt: minute(0) }).objects).toBeGreaterThan(100);
      const changed = facts.map((fact) => (fact.key === "column:public.t7.c5" ? { ...fact, payload: { ...fact.payload, type: "bigint" } } : fact));
      // The bucket, two or three inner nodes above it, the root.
      expect(history.put(snapshot(changed), { createdAt: minute(1) }).objects).toBeLessThanOrEqual(5);
      const copied: typeof facts = JSON.parse(JSON.stringify(facts));
      expect(history.put(snapshot(copied), { createdAt: minute(2) }).objects).toBe(0);
    });
  });

  it("holds a table of 1,500 columns", async () => {
    await withHistory((history) => {
      const facts = sortFacts(Array.from({ length: 1_500 }, (_, index) => column("wide", `c${index}`, index + 1)));
      const { snapshot: stored } = history.put(snapshot(facts), { createdAt: minute(0) });
      expect(history.get(stored.root)?.schema.facts).toEqual(facts);
      const changed = facts.map((fact, index) => (index === 700 ? { ...fact, payload: { type: "uuid" } } : fact));
      expect(history.put(snapshot(changed), { createdAt: minute(1) }).objects).toBeLessThanOrEqual(9);
    });
  });

  it("refuses two facts of one key", async () => {
    await withHistory((history) => {
      expect(() => history.put(snapshot([column("t", "a", 1), column("t", "a", 2)]), { createdAt: minute(0) })).toThrow(/two entries have the key/);
    });
  });
});

function fail(): never {
  throw new Error("not stored");
}
