/**
 * Forgetting old snapshots: mark what the remaining ones reach, then sweep the rest, in one
 * transaction. If anything that is needed is missing nothing is removed.
 */
import type { Database as Sqlite } from "better-sqlite3";
import { isBusy, sqliteCode } from "./failure.ts";
import type { ObjectStore } from "./objects.ts";
import type { SnapshotRows, StoredSnapshot } from "./snapshot-rows.ts";
import { readRoot } from "./state.ts";
import { SET_NAMES } from "./members.ts";
import type { Hash, TreeRef } from "./tree.ts";

export interface PruneOptions {
  /** how many of the newest snapshots stay */
  readonly keep: number;
  /** labelled snapshots stay too; default true */
  readonly keepLabelled?: boolean;
  /** only say what would go */
  readonly dryRun?: boolean;
}

export interface PruneReport {
  /** newest first */
  readonly removed: readonly StoredSnapshot[];
  readonly kept: number;
  /** objects and nodes that nothing reaches any more */
  readonly objects: number;
  /** their size in bytes */
  readonly bytes: number;
  /** rows of caches that pointed at them */
  readonly cacheRows: number;
  /** whether the file was made smaller; false on a dry run, or while others use it or the disk is too full for it: the space is then reused */
  readonly compacted: boolean;
}

export function pruneHistory(db: Sqlite, objects: ObjectStore, rows: SnapshotRows, { keep, keepLabelled = true, dryRun = false }: PruneOptions): PruneReport {
  const sweep = (): Omit<PruneReport, "compacted"> => {
    const all = rows.list();
    const removed = all.filter((snapshot, index) => index >= keep && !(keepLabelled && snapshot.label !== undefined));
    const gone = new Set(removed.map(({ id }) => id));
    const kept = all.filter(({ id }) => !gone.has(id));
    const roots = new Set(kept.map(({ root }) => root));
    const documents = db.prepare<[], Buffer>("select document from domain_version").pluck().all();
    const reached = reach(objects, roots, new Set(documents.map((hash) => hash.toString("hex"))));
    const lost = [...unreached(db, "object", reached.objects), ...unreached(db, "node", reached.nodes)];
    const cacheRows = forgetCaches(db, roots, dryRun);
    if (!dryRun) {
      for (const { id } of removed) rows.remove(id);
      const statements = { object: db.prepare<[number]>("delete from object where rowid = ?"), node: db.prepare<[number]>("delete from node where rowid = ?") };
      for (const { table, id } of lost) statements[table].run(id);
    }
    return { removed, kept: kept.length, objects: lost.length, bytes: lost.reduce((sum, { size }) => sum + size, 0), cacheRows };
  };
  const report = db.transaction(sweep)[dryRun ? "deferred" : "immediate"]();
  return { ...report, compacted: !dryRun && compact(db) };
}

/** Everything the given roots and documents need. @throws SelectoError when a part of it is missing */
function reach(objects: ObjectStore, roots: ReadonlySet<Hash>, documents: ReadonlySet<Hash>): { objects: Set<Hash>; nodes: Set<Hash> } {
  const reached = { objects: new Set<Hash>(), nodes: new Set<Hash>() };
  const visit = ({ kind, hash }: TreeRef): void => {
    const seen = kind === "node" ? reached.nodes : reached.objects;
    if (seen.has(hash)) return;
    seen.add(hash);
    if (kind === "bucket") objects.demand(kind, hash);
    else for (const child of objects.readChildren(hash)) visit(child);
  };
  for (const root of roots) {
    reached.objects.add(root);
    const { sets } = readRoot(objects.readText("root", root));
    for (const name of SET_NAMES) if (sets[name] !== undefined) visit(sets[name]);
  }
  for (const hash of documents) {
    objects.demand("document", hash);
    reached.objects.add(hash);
  }
  return reached;
}

interface Lost {
  readonly table: "object" | "node";
  readonly id: number;
  readonly size: number;
}

function unreached(db: Sqlite, table: "object" | "node", reached: ReadonlySet<Hash>): Lost[] {
  const rows = db.prepare<[], { id: number; hash: Buffer; size: number }>(`select rowid as id, hash, length(body) as size from ${table}`);
  const lost: Lost[] = [];
  for (const { id, hash, size } of rows.iterate()) if (!reached.has(hash.toString("hex"))) lost.push({ table, id, size });
  return lost;
}

/** Caches speak about states; without the state they are of no use. */
function forgetCaches(db: Sqlite, roots: ReadonlySet<Hash>, dryRun: boolean): number {
  const isGone = (root: Buffer): boolean => !roots.has(root.toString("hex"));
  const inputs = db
    .prepare<[], { input_hash: string; root: Buffer }>("select input_hash, root from input_cache")
    .all()
    .filter(({ root }) => isGone(root));
  const scopes = db
    .prepare<[], { number: number; from_root: Buffer; to_root: Buffer }>("select number, from_root, to_root from verdict_scope")
    .all()
    .filter(({ from_root, to_root }) => isGone(from_root) || isGone(to_root));
  const count = db.prepare<[number], number>("select count(*) from verdict where scope = ?").pluck();
  const verdicts = scopes.reduce((sum, { number }) => sum + (count.get(number) ?? 0), 0);
  if (!dryRun) {
    const forgetInput = db.prepare<[string]>("delete from input_cache where input_hash = ?");
    const forgetScope = db.prepare<[number]>("delete from verdict_scope where number = ?");
    const forgetVerdicts = db.prepare<[number]>("delete from verdict where scope = ?");
    for (const { input_hash } of inputs) forgetInput.run(input_hash);
    for (const { number } of scopes) {
      forgetScope.run(number);
      forgetVerdicts.run(number);
    }
  }
  return inputs.length + verdicts;
}

/** Gives the freed pages back to the system. Needs the file for itself and room for a copy; failing that is no failure. */
function compact(db: Sqlite): boolean {
  try {
    db.exec("vacuum");
    db.pragma("wal_checkpoint(TRUNCATE)");
    return true;
  } catch (error) {
    if (isBusy(error) || sqliteCode(error) === "SQLITE_FULL") return false;
    throw error;
  }
}
