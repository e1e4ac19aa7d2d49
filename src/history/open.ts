/**
 * The history: states and what is known about them, in one SQLite file. This is the room's only
 * door. It takes values and gives values; it never prints, never reads the clock and never asks a
 * database. Whatever is stored must hold no secret and no row value: origins, summaries and bodies
 * of verdicts come redacted from those who write them.
 */
import type { JsonObject, JsonValue } from "../model/json.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { createCaches, type CachedVerdict, type VerdictScope } from "./caches.ts";
import { compareRoots, type StateDifference } from "./compare.ts";
import { connectHistory } from "./connect.ts";
import { guardHistory, readOnlyHistory } from "./failure.ts";
import { auditHistory, type FsckReport } from "./fsck.ts";
import { createJournal, type DomainVersion, type DomainVersionEntry, type Run } from "./journal.ts";
import type { Members, SetName } from "./members.ts";
import { createObjectStore } from "./objects.ts";
import { pruneHistory, type PruneOptions, type PruneReport } from "./prune.ts";
import { checkLabel, labelTaken, resolveSnapshot } from "./resolve.ts";
import { createSnapshotRows, identifySnapshot, type StoredSnapshot } from "./snapshot-rows.ts";
import { createStateEncoder, decodeState, readRoot, type EncodedState } from "./state.ts";
import { readSnapshot, writeSnapshot } from "./transfer.ts";
import type { Hash } from "./tree.ts";
import { visitBuckets } from "./walk.ts";

export interface OpenOptions {
  /** open for reading even where writing were possible */
  readonly readonly?: boolean;
  /** how long to wait for another process; default 5,000 ms */
  readonly patienceMs?: number;
}

export interface PutOptions {
  /** ISO 8601, UTC */
  readonly createdAt: string;
  readonly label?: string;
  /** id of the snapshot before; default the newest */
  readonly parent?: Hash;
  /** default the origin's commit */
  readonly gitCommit?: string;
  /** version of the database the schema is meant for, where it is known */
  readonly databaseVersion?: string;
  /** who answered: `PostgreSQL 18.6 (embedded)` */
  readonly engine?: string;
  /** make a snapshot even if the newest one has the same content */
  readonly again?: boolean;
}

export interface PutResult {
  readonly snapshot: StoredSnapshot;
  /** `unchanged`: the newest snapshot has this content already; `not-stored`: the history is read-only */
  readonly outcome: "added" | "unchanged" | "not-stored";
  /** objects and nodes that were new */
  readonly objects: number;
}

export interface History {
  readonly path: string;
  /** false: it was opened for reading only, and caches, runs and snapshots are not kept. Tell the user once. */
  readonly writable: boolean;

  /** Stores a snapshot. Content equal to the newest one's makes no new snapshot unless asked. @throws SelectoError for a label that is invalid or taken */
  put(snapshot: Snapshot, options: PutOptions): PutResult;
  /** Stores a state without making a snapshot of it, as what source bytes of this hash led to, and returns its root. The next prune forgets it. */
  keep(snapshot: Snapshot, inputHash: string): Hash;
  /** The snapshot of an id, or the state of a root; undefined when there is none. Lists come in their own order. */
  get(idOrRoot: Hash): Snapshot | undefined;
  /** newest first */
  list(options?: { readonly limit?: number }): StoredSnapshot[];
  /** `latest`, `@{2}`, a label, or the start (4 digits or more) of an id, root or fingerprint. @throws SelectoError when none or several fit */
  resolve(reference: string): StoredSnapshot;
  /** Names a snapshot, or takes its name away. @throws SelectoError when the label is invalid or taken, or the history read-only */
  label(id: Hash, label: string | undefined): StoredSnapshot;
  /** What differs between two stored states, as stored; reads only what they do not share. */
  diffRoots(from: Hash, to: Hash): StateDifference;
  /** Forgets old snapshots. @throws SelectoError when the history is damaged or read-only (a dry run is always possible) */
  prune(options: PruneOptions): PruneReport;
  /** Examines every byte that matters. Never throws for damage: that is what it reports. */
  fsck(): FsckReport;
  /** The snapshot as a deterministic JSON document, format `selecto.snapshot` v1. */
  exportSnapshot(id: Hash): JsonObject;
  /** Stores an exported snapshot as the newest, under its own id; a label that is taken is left off. @throws SelectoError when it was altered or cannot be read */
  importSnapshot(document: JsonValue): PutResult;

  /** The root that source bytes of this hash led to, if it is still there. */
  cachedRoot(inputHash: string): Hash | undefined;
  /** Remembers the root of a stored state; one that is not stored (any more) is not remembered. */
  cacheRoot(inputHash: string, root: Hash): void;
  cachedVerdicts(scope: VerdictScope): CachedVerdict[];
  cacheVerdicts(scope: VerdictScope, verdicts: readonly CachedVerdict[]): void;

  /** @throws SelectoError when this version exists with another document */
  addDomainVersion(version: DomainVersion): void;
  /** oldest first */
  listDomainVersions(name?: string): DomainVersionEntry[];
  domainVersion(name: string, version: string): DomainVersion | undefined;
  addRun(run: Run): void;
  /** newest first */
  listRuns(options?: { readonly limit?: number }): Run[];

  close(): void;
}

/**
 * Opens the history, makes or migrates it where needed, and falls back to reading where it cannot be
 * written; a history that does not exist and cannot be made is an empty one.
 *
 * @throws SelectoError `history-corrupt`, `history-newer`, `history-foreign`, `history-busy` (exit 4), `history-unreachable`
 */
export async function openHistory(path: string, { readonly = false, patienceMs = 5_000 }: OpenOptions = {}): Promise<History> {
  const { db, writable, header, scratch } = await connectHistory(path, { readonly, patience: patienceMs });
  const guard = guardHistory(path);
  const { objects, rows, caches, journal } = guard(() => {
    try {
      const store = createObjectStore(db, path);
      return { objects: store, rows: createSnapshotRows(db, path), caches: createCaches(db, path), journal: createJournal(db, path, store) };
    } catch (error) {
      db.close();
      throw error;
    }
  });
  const encode = createStateEncoder();
  /** All or nothing, and alone: the lock is taken before the first look. */
  const write = <T>(action: () => T): T => guard(() => db.transaction(action).immediate());
  /** One moment, however many rows are read. */
  const read = <T>(action: () => T): T => guard(() => db.transaction(action)());
  const unlessReadOnly = (action: () => void): void => (writable ? write(action) : undefined);
  const store = (state: EncodedState): number =>
    state.trees.reduce((sum, tree) => sum + objects.putTree(tree), objects.putText("root", state.root, state.text));
  const known = (id: Hash): StoredSnapshot => rows.byId(id) ?? resolveSnapshot(rows, id);
  const content = (root: Hash): Omit<Snapshot, "origin"> => {
    const decoded = readRoot(objects.readText("root", root));
    return decodeState(decoded, <Name extends SetName>(name: Name) => {
      const members: Members[Name][] = [];
      visitBuckets(objects, decoded.sets[name], (text) => {
        // As they were written: checksum and hash say so, hence no second validation.
        const entries: Members[Name][] = JSON.parse(`[${text.replaceAll("\n", ",")}]`);
        for (const entry of entries) members.push(entry);
      });
      return members;
    });
  };
  const add = (stored: StoredSnapshot, state: EncodedState): PutResult => {
    const added = store(state);
    rows.add(stored);
    return { snapshot: stored, outcome: "added", objects: added };
  };
  const relabel = (snapshot: StoredSnapshot, label: string | undefined): StoredSnapshot => {
    const holder = label === undefined ? undefined : rows.byLabel(label);
    if (label !== undefined && holder !== undefined && holder.id !== snapshot.id) throw labelTaken(label, holder);
    rows.relabel(snapshot.id, label);
    return rows.byId(snapshot.id) ?? snapshot;
  };

  return {
    path,
    writable,
    put(snapshot, { createdAt, label, parent, gitCommit = snapshot.origin.commit, databaseVersion, engine, again = false }) {
      if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(createdAt)) throw new Error(`not an ISO 8601 time in UTC: ${createdAt}`);
      if (label !== undefined) checkLabel(label);
      const state = guard(() => encode(snapshot));
      const action = (): PutResult => {
        const latest = rows.latest();
        const before = parent ?? latest?.id;
        const content: Omit<StoredSnapshot, "id" | "label"> = {
          root: state.root,
          ...(before !== undefined && { parent: before }),
          origin: snapshot.origin,
          ...(gitCommit !== undefined && { gitCommit }),
          fingerprint: snapshot.schema.fingerprint,
          ...(databaseVersion !== undefined && { databaseVersion }),
          ...(engine !== undefined && { engine }),
          createdAt,
        };
        const stored: StoredSnapshot = { id: identifySnapshot(content), ...content, ...(label !== undefined && { label }) };
        if (!writable) return { snapshot: stored, outcome: "not-stored", objects: 0 };
        const canReuse = latest?.root === state.root && !again && (label === undefined || latest.label === undefined || latest.label === label);
        if (canReuse) return { snapshot: label === undefined ? latest : relabel(latest, label), outcome: "unchanged", objects: 0 };
        const holder = label === undefined ? undefined : rows.byLabel(label);
        if (label !== undefined && holder !== undefined) throw labelTaken(label, holder);
        return add(stored, state);
      };
      return writable ? write(action) : read(action);
    },
    keep(snapshot, inputHash) {
      const state = encode(snapshot);
      unlessReadOnly(() => {
        store(state);
        caches.putRoot(inputHash, state.root);
      });
      return state.root;
    },
    get: (idOrRoot) =>
      read(() => {
        const stored = rows.byId(idOrRoot) ?? rows.byRoot(idOrRoot);
        if (stored === undefined && objects.findText("root", idOrRoot) === undefined) return undefined;
        return { origin: stored?.origin ?? { kind: "history", text: `state ${idOrRoot.slice(0, 12)}` }, ...content(stored?.root ?? idOrRoot) };
      }),
    list: ({ limit } = {}) => read(() => rows.list(limit)),
    resolve: (reference) => read(() => resolveSnapshot(rows, reference)),
    label(id, label) {
      if (label !== undefined) checkLabel(label);
      if (!writable) throw readOnlyHistory(path, "the label cannot be set");
      return write(() => relabel(known(id), label));
    },
    diffRoots: (from, to) => read(() => compareRoots(objects, from, to)),
    prune(options) {
      if (!writable && options.dryRun !== true) throw readOnlyHistory(path, "the history cannot be pruned");
      return guard(() => pruneHistory(db, objects, rows, options));
    },
    fsck: () => auditHistory(db, header, scratch),
    exportSnapshot: (id) =>
      read(() => {
        const stored = known(id);
        return writeSnapshot(stored, { origin: stored.origin, ...content(stored.root) });
      }),
    importSnapshot(document) {
      const { stored, state } = readSnapshot(document, encode);
      if (stored.label !== undefined) checkLabel(stored.label);
      if (!writable) throw readOnlyHistory(path, "the snapshot cannot be imported");
      return write(() => {
        const former = rows.byId(stored.id);
        if (former !== undefined) return { snapshot: former, outcome: "unchanged", objects: store(state) };
        const { label, ...rest } = stored;
        return add(label === undefined || rows.byLabel(label) === undefined ? stored : rest, state);
      });
    },
    cachedRoot: (inputHash) =>
      read(() => {
        const root = caches.findRoot(inputHash);
        return root !== undefined && objects.has(root) ? root : undefined;
      }),
    cacheRoot(inputHash, root) {
      unlessReadOnly(() => {
        if (objects.has(root)) caches.putRoot(inputHash, root);
      });
    },
    cachedVerdicts: (scope) => read(() => caches.findVerdicts(scope)),
    cacheVerdicts: (scope, verdicts) => unlessReadOnly(() => caches.putVerdicts(scope, verdicts)),
    addDomainVersion: (version) => unlessReadOnly(() => journal.addVersion(version)),
    listDomainVersions: (name) => read(() => journal.listVersions(name)),
    domainVersion: (name, version) => read(() => journal.findVersion(name, version)),
    addRun: (run) => unlessReadOnly(() => journal.addRun(run)),
    listRuns: ({ limit } = {}) => read(() => journal.listRuns(limit)),
    close: () => void db.close(),
  };
}
