import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import Sqlite from "better-sqlite3";
import { explainFailure } from "../../src/history/failure.ts";
import { openHistory, type History } from "../../src/history/open.ts";
import { createSample, inFolder, minute, variant } from "./support.ts";

/** Permissions do not bind root: it steps down while the test runs. What must be loaded is loaded by then. */
async function withoutPrivileges<T>(test: () => Promise<T>): Promise<T> {
  const { geteuid, seteuid } = process;
  if (geteuid === undefined || seteuid === undefined || geteuid() !== 0) return test();
  seteuid(65_534);
  try {
    return await test();
  } finally {
    seteuid(0);
  }
}

/** A sample in a folder that others may read but nobody may write. */
function inLockedFolder(test: (path: string) => Promise<void>, prepare: (path: string) => Promise<void> = () => Promise.resolve()): Promise<void> {
  return inFolder(async (folder) => {
    chmodSync(folder, 0o755);
    const path = join(folder, "locked", "history.db");
    mkdirSync(dirname(path));
    await createSample(path);
    await prepare(path);
    for (const file of readdirSync(dirname(path))) chmodSync(join(dirname(path), file), 0o444);
    chmodSync(dirname(path), 0o555);
    try {
      await withoutPrivileges(() => test(path));
    } finally {
      chmodSync(dirname(path), 0o755);
    }
  });
}

/** Reads work; writes are left undone; what was asked for by name is refused. */
function expectReadOnly(history: History): void {
  expect(history.writable).toBe(false);
  expect(history.list()).toHaveLength(9);
  expect(history.get(history.resolve("release-1.0").id)?.schema.facts).toHaveLength(156);
  expect(history.put(variant(77), { createdAt: minute(77) })).toMatchObject({
    outcome: "not-stored",
    objects: 0,
    snapshot: { fingerprint: variant(77).schema.fingerprint },
  });
  const root = history.keep(variant(78), "input");
  history.cacheVerdicts({ from: root, to: root, engine: "e" }, [{ subject: "query:q", statementHash: "h", body: 1 }]);
  history.addRun({ command: "check", startedAt: minute(1), durationMs: 1, exitCode: 0, summary: {} });
  history.addDomainVersion({ name: "User", version: "1.0.0", document: {}, origin: "x", createdAt: minute(1) });
  expect([
    history.cachedRoot("input"),
    history.cachedVerdicts({ from: root, to: root, engine: "e" }),
    history.listRuns().length,
    history.listDomainVersions("User"),
    history.list().length,
  ]).toEqual([undefined, [], 1, [], 9]);
  const refusal = expect.objectContaining({ code: "history-read-only", exit: 2 });
  expect(() => history.label(history.resolve("latest").id, "x")).toThrow(refusal);
  expect(() => history.prune({ keep: 1 })).toThrow(refusal);
  expect(() => history.importSnapshot(history.exportSnapshot(history.resolve("latest").id))).toThrow(refusal);
  expect(history.prune({ keep: 1, dryRun: true }).removed.length).toBeGreaterThan(0);
  expect(history.fsck().findings).toEqual([]);
}

describe("a history that cannot be written", () => {
  it("in a read-only folder is read, and nothing is left there", async () => {
    await inLockedFolder(async (path) => {
      const before = readFileSync(path);
      const history = await openHistory(path);
      expectReadOnly(history);
      history.close();
      expect(readdirSync(dirname(path))).toEqual(["history.db"]);
      expect(readFileSync(path).equals(before)).toBe(true);
    });
  });

  it("shows what a killed writer left in the log", async () => {
    await inLockedFolder(
      async (path) => {
        const history = await openHistory(path);
        expect(history.list()).toHaveLength(10);
        expect(history.resolve("latest").label).toBe("from-the-log");
        expect(history.fsck().findings).toEqual([]);
        history.close();
        expect(readdirSync(dirname(path)).toSorted()).toEqual(["history.db", "history.db-wal"]);
      },
      async (path) => {
        const writer = await openHistory(path);
        writer.put(variant(50), { createdAt: minute(50), label: "from-the-log" });
        const files = [path, `${path}-wal`].map((file) => ({ file, bytes: readFileSync(file) }));
        writer.close();
        for (const { file, bytes } of files) writeFileSync(file, bytes);
      },
    );
  });

  it("and does not exist is an empty one", async () => {
    await inLockedFolder(async (path) => {
      const history = await openHistory(join(dirname(path), "deeper", "other.db"));
      expect([history.writable, history.list(), history.put(variant(1), { createdAt: minute(0) }).outcome]).toEqual([false, [], "not-stored"]);
      expect(history.fsck().findings).toEqual([]);
      history.close();
    });
  });

  it("by wish is left as it is", async () => {
    await inFolder(async (folder) => {
      const path = join(folder, "history.db");
      await createSample(path);
      const history = await openHistory(path, { readonly: true });
      expectReadOnly(history);
      history.close();
      const missing = await openHistory(join(folder, "no", "history.db"), { readonly: true });
      expect(missing.list()).toEqual([]);
      missing.close();
      expect(existsSync(join(folder, "no"))).toBe(false);
    });
  });
});

describe("SQLite's refusals become words", () => {
  const raise = (action: (db: Sqlite.Database) => void): unknown => {
    const db = new Sqlite(":memory:");
    try {
      action(db);
    } catch (error) {
      return explainFailure("history.db", error);
    } finally {
      db.close();
    }
    return undefined;
  };

  it("when the disk is full", () => {
    const error = raise((db) => {
      db.pragma("max_page_count = 5");
      db.exec("create table t (a); insert into t values (zeroblob(100000))");
    });
    expect(error).toMatchObject({ name: "SelectoError", code: "history-disk-full", exit: 2, why: "the disk is full; nothing was written" });
  });

  it("when the file may not be written", () => {
    expect(raise((db) => db.exec("pragma query_only = 1; create table t (a)"))).toMatchObject({ name: "SelectoError", code: "history-read-only" });
  });

  it("but bugs stay bugs", () => {
    const bug = new TypeError("x is not a function");
    expect(explainFailure("history.db", bug)).toBe(bug);
  });
});
