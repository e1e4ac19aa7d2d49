import { describe, expect, it } from "@jest/globals";
import { openHistory, type History } from "../../src/history/open.ts";
import { minute, variant, withHistory } from "./support.ts";

/** Snapshots of the states 1, 2, ... a minute apart. */
function fill(history: History, count: number): string[] {
  return Array.from({ length: count }, (_, index) => history.put(variant(index + 1), { createdAt: minute(index) }).snapshot.id);
}

describe("put", () => {
  it("keeps what it is told and chains the snapshots", async () => {
    await withHistory(async (history, path) => {
      const origin = { kind: "git", text: "main 3fa2b1", commit: "3fa2b1" } as const;
      const first = history.put(
        { ...variant(1), origin },
        { createdAt: minute(0), label: "release-1", databaseVersion: "15.4", engine: "PostgreSQL 18.6 (embedded)" },
      ).snapshot;
      const second = history.put(variant(2), { createdAt: minute(1) }).snapshot;
      expect(first).toMatchObject({
        origin,
        label: "release-1",
        gitCommit: "3fa2b1",
        databaseVersion: "15.4",
        engine: "PostgreSQL 18.6 (embedded)",
        createdAt: minute(0),
        fingerprint: variant(1).schema.fingerprint,
      });
      expect(first.parent).toBeUndefined();
      expect(second.parent).toBe(first.id);
      const again = await openHistory(path);
      expect(again.list()).toEqual([second, first]);
      expect(again.list({ limit: 1 })).toEqual([second]);
      again.close();
    });
  });

  it("makes no second snapshot of an unchanged state unless asked", async () => {
    await withHistory((history) => {
      const first = history.put(variant(1), { createdAt: minute(0) });
      expect(history.put(variant(1), { createdAt: minute(1) })).toEqual({ snapshot: first.snapshot, outcome: "unchanged", objects: 0 });
      expect(history.put(variant(1), { createdAt: minute(2), label: "named" })).toMatchObject({
        outcome: "unchanged",
        snapshot: { id: first.snapshot.id, label: "named" },
      });
      expect(history.put(variant(1), { createdAt: minute(3), label: "other" })).toMatchObject({
        outcome: "added",
        snapshot: { root: first.snapshot.root, label: "other" },
      });
      expect(history.put(variant(1), { createdAt: minute(4), again: true }).outcome).toBe("added");
      expect(history.put(variant(2), { createdAt: minute(5) }).outcome).toBe("added");
      expect(history.put(variant(1), { createdAt: minute(6) })).toMatchObject({ outcome: "added", objects: 0 });
      expect(history.list()).toHaveLength(5);
    });
  });

  it("takes times from its caller, in UTC only", async () => {
    await withHistory((history) => {
      expect(() => history.put(variant(1), { createdAt: "2026-01-01 10:00" })).toThrow(/not an ISO 8601 time in UTC/);
    });
  });

  it("gives undefined for what is not there", async () => {
    await withHistory((history) => {
      expect(history.get("0".repeat(64))).toBeUndefined();
      expect(() => history.diffRoots("0".repeat(64), "1".repeat(64))).toThrow(/is damaged/);
    });
  });
});

describe("a reference", () => {
  it("names one snapshot in several ways", async () => {
    await withHistory((history) => {
      const ids = fill(history, 5);
      history.label(ids[1] ?? "", "release/1.0");
      const byReference = (reference: string): number => ids.indexOf(history.resolve(reference).id);
      const third = history.resolve("@{2}");
      expect(["latest", "@{0}", "@{1}", "@{4}", "release/1.0"].map(byReference)).toEqual([4, 4, 3, 0, 1]);
      expect(
        [
          third.id,
          third.id.slice(0, 12),
          third.id.slice(0, 12).toUpperCase(),
          third.root.slice(0, 12),
          third.fingerprint,
          third.fingerprint.slice(0, 18),
          third.fingerprint.slice(8, 20),
        ].map(byReference),
      ).toEqual(Array(7).fill(2));
    });
  });

  it("means the newest of several snapshots of one state", async () => {
    await withHistory((history) => {
      fill(history, 2);
      const back = history.put(variant(1), { createdAt: minute(9) }).snapshot;
      expect(history.resolve(back.root.slice(0, 10)).id).toBe(back.id);
      expect(history.resolve(back.fingerprint).id).toBe(back.id);
    });
  });

  it.each([
    ["an unknown name", "nowhere", "snapshot-unknown", /it holds 40, labelled base/],
    ["too few digits", "s1:", "snapshot-unknown", /it holds 40/],
    ["a step too far", "@{40}", "snapshot-unknown", /it holds 40/],
    ["the start of several", "s1:pg18:", "snapshot-ambiguous", /^s1:pg18:[0-9a-f]{64} \(2026-01-01T00:39:00.000Z\), .*, \.\.\.$/],
  ])("that is %s ends with an error that helps", async (_what, reference, code, why) => {
    await withHistory((history) => {
      history.label(fill(history, 40)[0] ?? "", "base");
      expect(() => history.resolve(reference)).toThrow(expect.objectContaining({ code, exit: 2, why: expect.stringMatching(why) }));
    });
  });

  it("into an empty history says how to begin", async () => {
    await withHistory((history) => {
      expect(() => history.resolve("latest")).toThrow(
        expect.objectContaining({ code: "snapshot-unknown", why: "it is empty", next: "selecto snapshot create" }),
      );
    });
  });
});

describe("a label", () => {
  it("moves only by being taken away first", async () => {
    await withHistory((history) => {
      const [one = "", two = ""] = fill(history, 2);
      expect(history.label(one, "base").label).toBe("base");
      expect(history.label(one, "base").label).toBe("base");
      expect(() => history.label(two, "base")).toThrow(expect.objectContaining({ code: "label-taken" }));
      expect(() => history.put(variant(3), { createdAt: minute(3), label: "base" })).toThrow(expect.objectContaining({ code: "label-taken" }));
      expect(history.list()).toHaveLength(2);
      expect(history.label(one, undefined).label).toBeUndefined();
      expect(history.label(two, "base").id).toBe(two);
      expect(history.resolve("base").id).toBe(two);
      expect(history.list().map(({ id }) => id)).toEqual([two, one]);
    });
  });

  it.each(["", "latest", "files", "db", "@{1}", "git:main", "a b", "-x", "a\nb", "x".repeat(101)])("may not be %j", async (label) => {
    await withHistory((history) => {
      const [id = ""] = fill(history, 1);
      expect(() => history.label(id, label)).toThrow(expect.objectContaining({ code: "label-invalid" }));
      expect(() => history.put(variant(2), { createdAt: minute(2), label })).toThrow(expect.objectContaining({ code: "label-invalid" }));
    });
  });
});
