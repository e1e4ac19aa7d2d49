import { statSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import Sqlite from "better-sqlite3";
import fc from "fast-check";
import type { History } from "../../src/history/open.ts";
import { minute, snapshot, tableFacts, variant, withHistory } from "./support.ts";

function fill(history: History, count: number): void {
  for (let n = 1; n <= count; n++) history.put(variant(n), { createdAt: minute(n) });
}

describe("prune", () => {
  it("keeps the newest, the labelled, and all that they need", async () => {
    await withHistory((history) => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 12 }), fc.uniqueArray(fc.integer({ min: 0, max: 11 })), fc.boolean(), (keep, labelled, keepLabelled) => {
          history.prune({ keep: 0, keepLabelled: false });
          fill(history, 12);
          const all = history.list();
          for (const index of labelled) history.label(all[index]?.id ?? "", `l${index}`);
          const report = history.prune({ keep, keepLabelled });
          const expected = all.filter((_, index) => index < keep || (keepLabelled && labelled.includes(index))).map(({ id }) => id);
          const kept = history.list();
          expect(kept.map(({ id }) => id)).toEqual(expected);
          expect(report).toMatchObject({ kept: expected.length, compacted: true });
          expect(report.removed).toHaveLength(12 - expected.length);
          for (const { root, fingerprint } of kept) expect(history.get(root)?.schema).toMatchObject({ fingerprint, facts: { length: 40 } });
          expect(history.fsck()).toMatchObject({ findings: [], unreferenced: 0 });
        }),
        { numRuns: 8 },
      );
    });
  });

  it("says what would go without doing it", async () => {
    await withHistory((history) => {
      fill(history, 10);
      const dry = history.prune({ keep: 2, dryRun: true });
      expect(history.list()).toHaveLength(10);
      expect(dry).toMatchObject({ kept: 2, compacted: false });
      expect(dry.objects).toBeGreaterThan(8);
      expect(history.prune({ keep: 2 })).toEqual({ ...dry, compacted: true });
    });
  });

  it("gives the space back", async () => {
    await withHistory((history, path) => {
      for (let n = 0; n < 20; n++)
        history.put(snapshot(tableFacts(150).map((fact) => ({ ...fact, payload: { ...fact.payload, note: `${n} ${fact.key}` } }))), { createdAt: minute(n) });
      const size = (): number => statSync(path).size + statSync(`${path}-wal`).size;
      const before = size();
      const { bytes } = history.prune({ keep: 1 });
      expect(before - size()).toBeGreaterThan(bytes);
      expect(bytes).toBeGreaterThan(size());
    });
  });

  it("drops caches about states that are gone, and documents of no version", async () => {
    await withHistory((history) => {
      fill(history, 2);
      const [newest, oldest] = history.list().map(({ root }) => root);
      const kept = history.keep(variant(9), "loose");
      history.cacheRoot("newest", newest ?? "");
      history.addDomainVersion({ name: "Order", version: "1.0.0", document: { a: 1 }, origin: "x", createdAt: minute(0) });
      const verdict = { subject: "query:q", statementHash: "h", body: 1 };
      history.cacheVerdicts({ from: oldest ?? "", to: newest ?? "", engine: "e" }, [verdict]);
      history.cacheVerdicts({ from: newest ?? "", to: newest ?? "", engine: "e" }, [verdict]);
      expect(history.prune({ keep: 1 }).cacheRows).toBe(2);
      expect([history.cachedRoot("loose"), history.get(kept), history.cachedRoot("newest")]).toEqual([undefined, undefined, newest]);
      expect(history.cachedVerdicts({ from: newest ?? "", to: newest ?? "", engine: "e" })).toEqual([verdict]);
      expect(history.domainVersion("Order", "1.0.0")?.document).toEqual({ a: 1 });
      expect(history.fsck().findings).toEqual([]);
    });
  });

  it("removes nothing from a damaged history", async () => {
    await withHistory((history, path) => {
      fill(history, 5);
      const other = new Sqlite(path);
      other.exec("delete from object where rowid = (select max(rowid) from object where kind = 'bucket')");
      other.close();
      expect(() => history.prune({ keep: 1 })).toThrow(expect.objectContaining({ code: "history-corrupt" }));
      expect(history.list()).toHaveLength(5);
      expect(history.fsck().findings.map(({ code }) => code)).toContain("history-link");
    });
  });

  it("works while another reader has the file open, only without compacting", async () => {
    await withHistory((history, path) => {
      fill(history, 5);
      const reader = new Sqlite(path, { readonly: true });
      reader.exec("begin");
      const count = (): unknown => reader.prepare("select count(*) from snapshot").pluck().get();
      expect(count()).toBe(5);
      expect(history.prune({ keep: 1 }).removed).toHaveLength(4);
      expect(count()).toBe(5);
      reader.close();
      expect(history.fsck()).toMatchObject({ findings: [], unreferenced: 0 });
    });
  });
});
