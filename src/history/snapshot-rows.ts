/**
 * The rows of the table `snapshot`: which state was taken when, from where, under which label. The
 * id is the hash of everything but the label, the parent's id included, so a chain of snapshots
 * cannot be altered unseen. Refuses to know what a state contains.
 */
import type { Database as Sqlite } from "better-sqlite3";
import { z } from "zod";
import { hashOf } from "../model/hash.ts";
import { canonicalJson } from "../model/json.ts";
import type { StateOrigin } from "../model/snapshot.ts";
import { plainJson } from "./members.ts";
import { blob } from "./objects.ts";
import { hex, prepareInsert, prepareNextNumber, prepareSelect, text } from "./rows.ts";
import type { SqlValue } from "./checksum.ts";
import type { Hash } from "./tree.ts";

/** Everything about a snapshot but its content. */
export interface StoredSnapshot {
  /** 64 hex digits, over everything here but the label */
  readonly id: Hash;
  /** the state; equal for equal content */
  readonly root: Hash;
  /** id of the snapshot before it; it may have been pruned since */
  readonly parent?: Hash;
  readonly origin: StateOrigin;
  readonly label?: string;
  readonly gitCommit?: string;
  /** fingerprint of the schema, up to column order */
  readonly fingerprint: string;
  /** version of the database the schema is meant for, where it is known */
  readonly databaseVersion?: string;
  /** who answered: `PostgreSQL 18.6 (embedded)` */
  readonly engine?: string;
  /** ISO 8601, UTC */
  readonly createdAt: string;
}

export interface SnapshotRows {
  /** Adds a row as the newest; one of the same id stays as it is. Call inside a transaction. */
  readonly add: (snapshot: StoredSnapshot) => void;
  readonly latest: () => StoredSnapshot | undefined;
  /** newest first */
  readonly list: (limit?: number) => StoredSnapshot[];
  readonly byId: (id: Hash) => StoredSnapshot | undefined;
  /** the newest with this root */
  readonly byRoot: (root: Hash) => StoredSnapshot | undefined;
  readonly byLabel: (label: string) => StoredSnapshot | undefined;
  /** 0 is the newest */
  readonly back: (steps: number) => StoredSnapshot | undefined;
  /** Replaces the row of the same id: for labels. Call inside a transaction. */
  readonly relabel: (id: Hash, label: string | undefined) => void;
  readonly remove: (id: Hash) => void;
}

/** The id of a snapshot from its other members. */
export function identifySnapshot({
  root,
  parent,
  origin,
  gitCommit,
  fingerprint,
  databaseVersion,
  engine,
  createdAt,
}: Omit<StoredSnapshot, "id" | "label">): Hash {
  return hashOf({ root, parent, origin: plainJson(origin), gitCommit, fingerprint, databaseVersion, engine, createdAt });
}

export const originShape = z.strictObject({
  kind: z.enum(["files", "migrations", "database", "git", "history", "script"]),
  text: z.string(),
  commit: z.string().exactOptional(),
});

export function createSnapshotRows(db: Sqlite, path: string): SnapshotRows {
  const insert = prepareInsert(db, "snapshot", "on conflict (id) do nothing");
  const nextNumber = prepareNextNumber(db, "snapshot");
  const select = (clause: string): ReturnType<typeof prepareSelect> => prepareSelect(db, path, "snapshot", clause);
  const newest = select("order by number desc limit ? offset ?");
  const byId = select("where id = ?");
  const byRoot = select("where root = ? order by number desc limit 1");
  const byLabel = select("where label = ?");
  const remove = db.prepare<[Buffer]>("delete from snapshot where id = ?");
  const read = (row: SqlValue[] | undefined): StoredSnapshot | undefined => (row === undefined ? undefined : readSnapshotRow(row));

  const write = (number: number, snapshot: StoredSnapshot): void => {
    insert({
      number,
      id: blob(snapshot.id),
      root: blob(snapshot.root),
      parent: snapshot.parent === undefined ? null : blob(snapshot.parent),
      origin: canonicalJson(plainJson(snapshot.origin)),
      label: snapshot.label ?? null,
      git_commit: snapshot.gitCommit ?? null,
      fingerprint: snapshot.fingerprint,
      database_version: snapshot.databaseVersion ?? null,
      engine: snapshot.engine ?? null,
      created_at: snapshot.createdAt,
    });
  };
  return {
    add: (snapshot) => write(nextNumber(), snapshot),
    latest: () => read(newest.get(1, 0)),
    list: (limit = -1) => newest.all(limit, 0).map(readSnapshotRow),
    byId: (id) => read(byId.get(blob(id))),
    byRoot: (root) => read(byRoot.get(blob(root))),
    byLabel: (label) => read(byLabel.get(label)),
    back: (steps) => read(newest.get(1, steps)),
    relabel(id, label) {
      const row = byId.get(blob(id));
      if (row === undefined) return;
      const { label: _former, ...snapshot } = readSnapshotRow(row);
      remove.run(blob(id));
      write(Number(row[0]), label === undefined ? snapshot : { ...snapshot, label });
    },
    remove: (id) => void remove.run(blob(id)),
  };
}

/** A row of the table as a value; the columns come in the order of the checked ones. */
export function readSnapshotRow([, id, root, parent, origin, label, gitCommit, fingerprint, databaseVersion, engine, createdAt]: SqlValue[]): StoredSnapshot {
  return {
    id: hex(id),
    root: hex(root),
    ...(parent !== null && { parent: hex(parent) }),
    origin: originShape.parse(JSON.parse(text(origin))),
    ...(label !== null && { label: text(label) }),
    ...(gitCommit !== null && { gitCommit: text(gitCommit) }),
    fingerprint: text(fingerprint),
    ...(databaseVersion !== null && { databaseVersion: text(databaseVersion) }),
    ...(engine !== null && { engine: text(engine) }),
    createdAt: text(createdAt),
  };
}
