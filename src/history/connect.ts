/**
 * Opens the SQLite file: for writing where that is possible, else for reading only. A folder that
 * cannot be written cannot hold the log that SQLite needs even for reading, so there the file is
 * read into memory once.
 */
import { accessSync, chmodSync, constants, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type Sqlite from "better-sqlite3";
import { corruptHistory, explainFailure, foreignHistory, newerHistory, sqliteCode, systemCode, unreachableHistory } from "./failure.ts";
import { migrateStore, storeVersion } from "./migrate.ts";
import { APPLICATION_ID, STORE_VERSION } from "./store-schema.ts";

type SqliteModule = typeof Sqlite;

export interface Connection {
  readonly db: Sqlite.Database;
  readonly writable: boolean;
  /** the first 100 bytes of the file as SQLite sees it now */
  readonly header: () => Buffer;
  /** an empty database in memory */
  readonly scratch: () => Sqlite.Database;
}

export interface ConnectOptions {
  readonly readonly: boolean;
  /** milliseconds to wait for another process */
  readonly patience: number;
}

/** A database and, where it is a copy in memory, the file's own header. */
interface Opened {
  readonly db: Sqlite.Database;
  readonly header?: Buffer;
}

/** SQLite's smallest page: no history fits into less. */
const SMALLEST = 512;
const HEADER_LENGTH = 100;

/** @throws SelectoError when the file is damaged, foreign, newer, busy or out of reach */
export async function connectHistory(path: string, { readonly, patience }: ConnectOptions): Promise<Connection> {
  const { default: module } = await import("better-sqlite3");
  let opened: Opened | undefined;
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) throw unreachableHistory(path, "it is a folder");
    const size = sizeOf(path);
    if (size > 0 && size < SMALLEST) throw corruptHistory(path, `it is only ${size} bytes long`);
    const written = readonly || !canWrite(path) ? undefined : openForWriting(module, path, patience);
    opened = written ?? openForReading(module, path, patience);
    checkOwner(opened.db, path);
    if (storeVersion(opened.db) < STORE_VERSION) {
      if (opened.db.readonly) {
        opened.db.close();
        opened = intoMemory(module, path);
      }
      await migrateStore(opened.db, patience);
    }
    const { db, header } = opened;
    // After a power cut the last snapshots may be missing, but nothing is ever half written.
    db.pragma("synchronous = NORMAL");
    return {
      db,
      writable: written !== undefined,
      header: () => header ?? db.serialize().subarray(0, HEADER_LENGTH),
      scratch: () => new module(":memory:"),
    };
  } catch (error) {
    opened?.db.close();
    throw explainFailure(path, error);
  }
}

function checkOwner(db: Sqlite.Database, path: string): void {
  // In one transaction: another process may be making the tables at this moment.
  const { version, owner, empty } = db.transaction(() => ({
    version: storeVersion(db),
    owner: Number(db.pragma("application_id", { simple: true })),
    empty: db.prepare("select 1 from sqlite_schema limit 1").get() === undefined,
  }))();
  if (owner !== APPLICATION_ID && !(owner === 0 && version === 0 && empty)) throw foreignHistory(path);
  if (version > STORE_VERSION) throw newerHistory(path, version, STORE_VERSION);
}

/** Also makes the folder of a history that does not exist yet. */
function canWrite(path: string): boolean {
  try {
    if (!existsSync(path)) mkdirSync(dirname(path), { recursive: true });
    else accessSync(path, constants.W_OK);
    accessSync(dirname(path), constants.W_OK);
    return true;
  } catch (error) {
    if (["EACCES", "EROFS", "EPERM"].includes(systemCode(error) ?? "")) return false;
    throw error;
  }
}

/** Undefined where SQLite is not let after all. */
function openForWriting(module: SqliteModule, path: string, patience: number): Opened | undefined {
  let db: Sqlite.Database | undefined;
  try {
    db = new module(path, { timeout: patience });
    storeVersion(db);
    return { db };
  } catch (error) {
    db?.close();
    if (isShut(error)) return undefined;
    throw error;
  }
}

function openForReading(module: SqliteModule, path: string, patience: number): Opened {
  if (sizeOf(path) === 0) return { db: new module(":memory:") };
  let db: Sqlite.Database | undefined;
  try {
    db = new module(path, { readonly: true, fileMustExist: true, timeout: patience });
    storeVersion(db);
    return { db };
  } catch (error) {
    db?.close();
    if (isShut(error)) return intoMemory(module, path);
    throw error;
  }
}

/** The file as it is now, in memory; with a log left behind by a killed writer by way of a temporary copy. */
function intoMemory(module: SqliteModule, path: string): Opened {
  if (sizeOf(path) === 0) return { db: new module(":memory:") };
  const bytes = sizeOf(`${path}-wal`) > 0 ? readWithLog(module, path) : readFileSync(path);
  const header = Buffer.from(bytes.subarray(0, HEADER_LENGTH));
  bytes.fill(1, 18, 20); // "no write-ahead log": memory has none, and SQLite would refuse
  return { db: new module(bytes), header };
}

function readWithLog(module: SqliteModule, path: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "selecto-history-"));
  try {
    const copy = join(folder, "history.db");
    copyFileSync(path, copy);
    copyFileSync(`${path}-wal`, `${copy}-wal`);
    chmodSync(copy, 0o600);
    chmodSync(`${copy}-wal`, 0o600);
    const db = new module(copy);
    db.pragma("journal_mode = DELETE");
    db.close();
    return readFileSync(copy);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The system refuses the file itself, or the files SQLite needs beside it. */
function isShut(error: unknown): boolean {
  return /^SQLITE_(CANTOPEN|READONLY|IOERR_SHM)/.test(sqliteCode(error) ?? "");
}

/** 0 for a file that does not exist. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
