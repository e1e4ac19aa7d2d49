import { copyFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import Sqlite from "better-sqlite3";
import { openHistory, type History } from "../../src/history/open.ts";
import { SelectoError } from "../../src/model/error.ts";
import { createSample, inFolder, minute, variant } from "./support.ts";

/** Everything the history says, read without its help. */
function dump(path: string): string {
  const db = new Sqlite(path, { readonly: true });
  try {
    const tables = db.prepare<[], string>("select name from sqlite_schema where type = 'table' order by name").pluck().all();
    return tables.map((table) => JSON.stringify(db.prepare(`select * from ${table}`).raw().all())).join("\n");
  } finally {
    db.close();
  }
}

/** How a damaged file shows: the refusal to open it, the findings of fsck, or nothing. */
async function notice(path: string, readonly: boolean): Promise<string | undefined> {
  let history: History | undefined;
  try {
    history = await openHistory(path, { readonly });
    const { findings } = history.fsck();
    return findings.length === 0 ? undefined : findings.map(({ message }) => message).join("; ");
  } catch (error) {
    if (!(error instanceof SelectoError)) throw error;
    expect([error.code, error.why, error.next].every((text) => text.length > 0)).toBe(true);
    return error.code;
  } finally {
    history?.close();
  }
}

// Counters of which any value will do: the change counters (24, 92) are checked against each other,
// so only the schema cookie and the number of the SQLite version that wrote the file remain.
const COUNTERS = new Set([40, 41, 42, 43, 96, 97, 98, 99]);

/**
 * Bytes that SQLite's file format calls unallocated: in a B-tree page those between the array of cell
 * pointers and the first cell, and the insides of free blocks. Nothing reads them, and they hold
 * whatever was there before.
 */
function unallocated(bytes: Buffer): (place: number) => boolean {
  const PAGE = 4096;
  const free = new Set<number>();
  const add = (from: number, to: number): void => {
    for (let place = from; place < to; place++) free.add(place);
  };
  for (let page = 0; page < bytes.length; page += PAGE) {
    const start = page === 0 ? 100 : page;
    const interior = bytes[start] === 2 || bytes[start] === 5;
    expect(interior || bytes[start] === 10 || bytes[start] === 13).toBe(true); // the sample has no overflow and no free pages
    add(start + (interior ? 12 : 8) + 2 * bytes.readUInt16BE(start + 3), page + bytes.readUInt16BE(start + 5));
    for (let block = bytes.readUInt16BE(start + 1); block !== 0; block = bytes.readUInt16BE(page + block)) {
      add(page + block + 4, page + block + bytes.readUInt16BE(page + block + 2));
    }
  }
  return (place) => free.has(place);
}

/** Flips single bits, one copy of the file each; every flip must be noticed or be of no consequence whatever. */
async function flip(folder: string, chosen: (place: number, unused: boolean) => boolean): Promise<{ noticed: number; unused: number }> {
  const sound = join(folder, "sound.db");
  await createSample(sound);
  expect(await notice(sound, true)).toBeUndefined();
  const bytes = readFileSync(sound);
  const said = dump(sound);
  const isUnallocated = unallocated(bytes);
  const result = { noticed: 0, unused: 0 };
  const damaged = join(folder, "damaged.db");
  for (let place = 0; place < bytes.length; place++) {
    if (!chosen(place, isUnallocated(place))) continue;
    const copy = Buffer.from(bytes);
    copy[place] = (copy[place] ?? 0) ^ (1 << ((place * 5 + 3) % 8));
    writeFileSync(damaged, copy);
    if ((await notice(damaged, place % 2 === 0)) !== undefined) result.noticed++;
    else if (!COUNTERS.has(place)) {
      expect({ place, unallocated: isUnallocated(place) }).toEqual({ place, unallocated: true });
      expect(dump(damaged)).toBe(said);
      result.unused++;
    }
  }
  return result;
}

describe("a flipped bit", () => {
  it("anywhere in the header is noticed, but for two counters", async () => {
    await inFolder(async (folder) => {
      const { noticed, unused } = await flip(folder, (place) => place < 100);
      expect([noticed, unused]).toEqual([100 - COUNTERS.size, 0]);
    });
  });

  it("anywhere else is noticed wherever anything is stored", async () => {
    await inFolder(async (folder) => {
      // Every 89th byte: 89 and the page size have no common divisor, so all places within pages take part.
      // Steps that share no divisor with the page size, so that all places within pages take part.
      const { noticed, unused } = await flip(folder, (place, free) => place % 23 === 0 && (!free || place % 997 === 0));
      expect(noticed).toBeGreaterThan(500);
      expect(unused).toBeGreaterThan(0);
    });
  });

  it.each<[string, string, string]>([
    ["a body", "object", "body"],
    ["the hash of an object", "object", "hash"],
    ["the kind of an object", "object", "kind"],
    ["a node", "node", "body"],
    ["the id of a snapshot", "snapshot", "id"],
    ["the root of a snapshot", "snapshot", "root"],
    ["the time of a snapshot", "snapshot", "created_at"],
    ["the origin of a snapshot", "snapshot", "origin"],
    ["the commit of a snapshot", "snapshot", "git_commit"],
    ["a label", "snapshot", "label"],
    ["a cached root", "input_cache", "root"],
    ["a verdict's scope", "verdict_scope", "engine"],
    ["a verdict", "verdict", "body"],
    ["a verdict's subject", "verdict", "subject"],
    ["a domain version", "domain_version", "version"],
    ["a run", "run", "summary"],
  ])("in %s is noticed though SQLite finds nothing wrong", async (_what, table, column) => {
    await inFolder(async (folder) => {
      const path = join(folder, "history.db");
      await createSample(path);
      const db = new Sqlite(path);
      const [row] = db.prepare<[], Record<string, unknown>>(`select * from ${table} where ${column} is not null`).all();
      const value = row?.[column];
      const bytes = Buffer.from(value instanceof Uint8Array ? value : String(value));
      bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
      const change = db
        .prepare<[Buffer | string, unknown]>(`update ${table} set ${column} = ? where ${column} is ?`)
        .run(value instanceof Uint8Array ? bytes : bytes.toString(), value);
      expect(change.changes).toBeGreaterThan(0);
      expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
      db.close();
      expect(await notice(path, true)).toMatch(new RegExp(`of table ${table} does not fit its checksum`));
    });
  });

  it("in a row is not read as if nothing were", async () => {
    await inFolder(async (folder) => {
      const path = join(folder, "history.db");
      await createSample(path);
      const db = new Sqlite(path);
      for (const [table, column] of [
        ["snapshot", "created_at"],
        ["verdict", "body"],
        ["run", "summary"],
      ])
        db.exec(`update ${table} set ${column} = ${column} || ' '`);
      db.exec("update object set body = substr(body, 1, length(body) - 1)");
      db.close();
      const history = await openHistory(path);
      const corrupt = expect.objectContaining({
        code: "history-corrupt",
        next: expect.stringMatching(/^move the file aside \(mv .*\); the history can be rebuilt/),
      });
      expect(() => history.list()).toThrow(corrupt);
      expect(() => history.listRuns()).toThrow(corrupt);
      expect(() => history.domainVersion("Order", "1.0.0")).toThrow(corrupt);
      history.close();
    });
  });
});

describe("a file that is no history", () => {
  it.each<[string, string, (path: string) => void]>([
    ["text", "history-corrupt", (path) => writeFileSync(path, "this is not a database ".repeat(50))],
    ["a few bytes", "history-corrupt", (path) => writeFileSync(path, "SQLite format 3\0")],
    ["cut off", "history-corrupt", (path) => truncateSync(path, 10_000)],
    ["cut off within the first page", "history-corrupt", (path) => truncateSync(path, 700)],
    ["another program's", "history-foreign", (path) => overwrite(path, (db) => db.exec("create table t (a)"))],
    ["marked as another program's", "history-foreign", (path) => change(path, (db) => db.pragma("application_id = 1"))],
    ["without its tables", "history-corrupt", (path) => change(path, (db) => db.exec("drop table verdict"))],
    ["half made", "history-corrupt", (path) => change(path, (db) => db.pragma("user_version = 0"))],
    ["from a newer selecto", "history-newer", (path) => change(path, (db) => db.pragma("user_version = 99"))],
  ])("(%s) is refused with words and left alone", async (_what, code, damage) => {
    await inFolder(async (folder) => {
      const path = join(folder, "history.db");
      await createSample(path);
      damage(path);
      const before = readFileSync(path);
      for (const readonly of [true, false]) {
        await expect(openHistory(path, { readonly })).rejects.toMatchObject({ name: "SelectoError", code, exit: 2, next: expect.stringMatching(/./) });
      }
      expect(readFileSync(path).equals(before)).toBe(true);
    });
  });

  it("from a newer selecto names both versions", async () => {
    await inFolder(async (folder) => {
      const path = join(folder, "history.db");
      await createSample(path);
      change(path, (db) => db.pragma("user_version = 99"));
      await expect(openHistory(path)).rejects.toMatchObject({
        why: "its store version is 99, this selecto knows up to 1",
        next: expect.stringMatching(/^upgrade selecto-cli/),
      });
    });
  });

  it("because it is a folder is refused", async () => {
    await inFolder(async (folder) => {
      await expect(openHistory(folder)).rejects.toMatchObject({ name: "SelectoError", exit: 2 });
      await expect(openHistory(folder, { readonly: true })).rejects.toMatchObject({ name: "SelectoError", exit: 2 });
    });
  });

  it("because it is empty becomes one", async () => {
    await inFolder(async (folder) => {
      const path = join(folder, "history.db");
      writeFileSync(path, "");
      const history = await openHistory(path);
      expect(history.put(variant(1), { createdAt: minute(0) }).outcome).toBe("added");
      history.close();
    });
  });
});

it("a log that a killed writer left behind is read", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "history.db");
    const writer = await openHistory(path);
    writer.put(variant(1), { createdAt: minute(0) });
    const copy = join(folder, "copy.db");
    copyFileSync(path, copy);
    copyFileSync(`${path}-wal`, `${copy}-wal`);
    writer.close();
    expect(existsSync(`${path}-wal`)).toBe(false);
    const reader = await openHistory(copy);
    expect(reader.list()).toHaveLength(1);
    expect(reader.fsck().findings).toEqual([]);
    reader.close();
  });
});

function change(path: string, action: (db: Sqlite.Database) => unknown): void {
  const db = new Sqlite(path);
  action(db);
  db.close();
}

function overwrite(path: string, action: (db: Sqlite.Database) => unknown): void {
  writeFileSync(path, "");
  change(path, action);
}
