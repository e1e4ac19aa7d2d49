import { describe, expect, it } from "@jest/globals";
import { openHistory } from "../../src/history/open.ts";
import { minute, variant, withHistory } from "./support.ts";

const engine = "PostgreSQL 18.6 (embedded)";

describe("the input cache", () => {
  it("leads from source bytes to a stored state", async () => {
    await withHistory(async (history, path) => {
      expect(history.cachedRoot("input")).toBeUndefined();
      const root = history.keep(variant(1), "input");
      expect(history.list()).toEqual([]);
      const later = await openHistory(path);
      expect(later.cachedRoot("input")).toBe(root);
      expect(later.get(root)).toMatchObject({ origin: { kind: "history" }, schema: variant(1).schema });
      later.close();
      const other = history.keep(variant(2), "input");
      expect(history.cachedRoot("input")).toBe(other);
      history.cacheRoot("more input", root);
      expect(history.cachedRoot("more input")).toBe(root);
    });
  });

  it("does not remember a state that is not stored", async () => {
    await withHistory((history) => {
      history.cacheRoot("input", "0".repeat(64));
      expect(history.cachedRoot("input")).toBeUndefined();
    });
  });
});

describe("the verdict cache", () => {
  const scope = (n: number): { from: string; to: string; engine: string } => ({ from: n.toString(16).padStart(64, "0"), to: "f".repeat(64), engine });

  it("gives back what was put, by both states and the engine", async () => {
    await withHistory((history) => {
      const verdicts = Array.from({ length: 10_000 }, (_, index) => ({
        subject: `query:q${index}`,
        statementHash: `h${index}`,
        body: { verdict: "safe", n: index },
      }));
      history.cacheVerdicts(scope(1), verdicts);
      history.cacheVerdicts(scope(2), [{ subject: "query:other", statementHash: "h", body: null }]);
      const found = history.cachedVerdicts(scope(1));
      expect(found.toSorted((a, b) => Number(a.statementHash.slice(1)) - Number(b.statementHash.slice(1)))).toEqual(verdicts);
      expect(history.cachedVerdicts({ ...scope(1), engine: "PostgreSQL 15.4 (server)" })).toEqual([]);
      expect(history.cachedVerdicts({ ...scope(1), from: scope(1).to, to: scope(1).from })).toEqual([]);
    });
  });

  it("replaces a verdict and keeps those of another statement", async () => {
    await withHistory((history) => {
      history.cacheVerdicts(scope(1), [
        { subject: "query:q", statementHash: "a", body: 1 },
        { subject: "query:q", statementHash: "b", body: 2 },
      ]);
      history.cacheVerdicts(scope(1), [{ subject: "query:q", statementHash: "a", body: 3 }]);
      expect(history.cachedVerdicts(scope(1)).map(({ statementHash, body }) => [statementHash, body])).toEqual([
        ["a", 3],
        ["b", 2],
      ]);
    });
  });

  it("forgets the oldest comparisons: it does not grow for ever", async () => {
    await withHistory((history) => {
      for (let n = 1; n <= 70; n++) history.cacheVerdicts(scope(n), [{ subject: "query:q", statementHash: "h", body: n }]);
      const kept = Array.from({ length: 70 }, (_, index) => index + 1).filter((n) => history.cachedVerdicts(scope(n)).length > 0);
      expect(kept).toEqual(Array.from({ length: 64 }, (_, index) => index + 7));
      expect(history.fsck().examined).toMatchObject({ verdict: 64, verdict_scope: 64 });
    });
  });
});

describe("domain versions", () => {
  const order = {
    name: "Order",
    version: "1.0.0",
    document: { source: "orders", columns: { id: { type: "integer" } } },
    origin: "domains/order.yaml",
    createdAt: minute(0),
  };

  it("are kept with their documents", async () => {
    await withHistory((history) => {
      history.addDomainVersion(order);
      history.addDomainVersion({ ...order, version: "1.1.0", document: { source: "orders" }, createdAt: minute(1) });
      history.addDomainVersion({ ...order, name: "User", createdAt: minute(2) });
      history.addDomainVersion({ ...order, createdAt: minute(3) });
      expect(history.listDomainVersions().map(({ name, version }) => `${name}@${version}`)).toEqual(["Order@1.0.0", "Order@1.1.0", "User@1.0.0"]);
      expect(history.listDomainVersions("Order")).toHaveLength(2);
      expect(history.domainVersion("Order", "1.0.0")).toEqual(order);
      expect(history.domainVersion("Order", "2.0.0")).toBeUndefined();
    });
  });

  it("are never rewritten", async () => {
    await withHistory((history) => {
      history.addDomainVersion(order);
      expect(() => history.addDomainVersion({ ...order, document: {} })).toThrow(expect.objectContaining({ code: "domain-version-taken" }));
      expect(history.domainVersion("Order", "1.0.0")).toEqual(order);
    });
  });
});

it("runs are listed newest first", async () => {
  await withHistory((history) => {
    const root = history.put(variant(1), { createdAt: minute(0) }).snapshot.root;
    history.addRun({ command: "check", startedAt: minute(0), durationMs: 812.4, exitCode: 1, from: root, to: root, summary: { broken: 1 } });
    history.addRun({ command: "migrate up", startedAt: minute(1), durationMs: 5, exitCode: 0, summary: {} });
    expect(history.listRuns()).toEqual([
      { command: "migrate up", startedAt: minute(1), durationMs: 5, exitCode: 0, summary: {} },
      { command: "check", startedAt: minute(0), durationMs: 812, exitCode: 1, from: root, to: root, summary: { broken: 1 } },
    ]);
    expect(history.listRuns({ limit: 1 })).toHaveLength(1);
  });
});
