/**
 * What statements do to the relations that are there: locks, rewrites, scans, index builds, as PostgreSQL itself
 * reports them while each runs in a transaction of its own. Empty tables are enough: a scan of nothing is counted, a
 * rewritten table has another file. Refuses to know which kind of statement does what.
 */
import { z } from "zod";
import type { Ask, Database, Reply } from "../model/database.ts";
import { nodeKey, type NodeKey } from "../model/identity.ts";
import { LOCK_MODES, type LockMode, type StepTouch } from "../model/migration.ts";
import { quoteIdentifier } from "../sql/index.ts";

export interface TraceableStep {
  readonly sql: string;
  /** outside a transaction nobody can look */
  readonly inTransaction: boolean;
}

/** Everything that can be locked and is somebody's. */
const PRESENT = `select c.oid::text, c.relfilenode::text,
  case c.relkind when 'v' then 'view' when 'm' then 'materializedView' when 'f' then 'foreignTable' when 'S' then 'sequence'
    when 'i' then 'index' when 'I' then 'index' else 'table' end,
  n.nspname, c.relname
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.oid >= 16384 and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'i', 'I') and n.nspname !~ '^(pg_|selecto)'`;

const SCANS = `select c.oid::text, pg_catalog.pg_stat_get_xact_numscans(c.oid)::text from pg_catalog.pg_class c
where c.oid >= 16384 and c.relkind in ('r', 'm') and pg_catalog.pg_stat_get_xact_numscans(c.oid) > 0`;

const LOCKS = `select l.relation::text, l.mode, c.relfilenode::text, n.nspname, c.relname, i.indrelid::text,
  coalesce(pg_catalog.pg_stat_get_xact_numscans(l.relation), 0)::text
from pg_catalog.pg_locks l
left join pg_catalog.pg_class c on c.oid = l.relation
left join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_index i on i.indexrelid = c.oid
where l.pid = pg_catalog.pg_backend_pid() and l.locktype = 'relation' and l.relation >= 16384`;

const text = z.string();
const presentRows = z.array(z.tuple([text, text, text, text, text]));
const scanRows = z.array(z.tuple([text, z.coerce.number()]));
const lockRows = z.array(z.tuple([text, text, text.nullable(), text.nullable(), text.nullable(), text.nullable(), z.coerce.number()]));

const STEPS_PER_BATCH = 100;

/**
 * Runs the steps one after the other, each committed by itself, and tells for each what it did to relations that were
 * there before the first. `undefined` for a step that PostgreSQL refused or that ran outside a transaction.
 *
 * @param searchPath the settings of a migration's steps
 * @throws ShadowDied
 */
export async function traceSteps(
  database: Database,
  steps: readonly TraceableStep[],
  searchPath: readonly string[],
): Promise<(readonly StepTouch[] | undefined)[]> {
  const path = searchPath.length === 0 ? "''" : searchPath.map(quoteIdentifier).join(", ");
  await database.exec(`set search_path to ${path}; set check_function_bodies to off; set client_min_messages to error`);
  const [present] = await database.batch([run(PRESENT)]);
  const known = new Map(
    presentRows.parse(rowsOf(present)).map(([oid, file, kind, namespace, name]) => [oid, { kind, file, key: nodeKey(kind, namespace, name) }]),
  );
  const files = new Set([...known.values()].map(({ file }) => file));
  const touches: (readonly StepTouch[] | undefined)[] = [];
  for (let at = 0; at < steps.length; at += STEPS_PER_BATCH) {
    const part = steps.slice(at, at + STEPS_PER_BATCH);
    // where nothing was there before, nothing can be touched
    const asks = part.map((step) => (known.size === 0 ? [run(step.sql)] : asksOf(step)));
    const replies = await database.batch(asks.flat());
    let next = 0;
    for (const [index, step] of part.entries()) {
      const answers = replies.slice(next, (next += asks[index]?.length ?? 0));
      if (known.size === 0) touches.push(step.inTransaction && answers[0]?.ok === true ? [] : undefined);
      else if (step.inTransaction) touches.push(readTouches(known, files, answers));
      else {
        touches.push(undefined);
        for (const [, file] of presentRows.parse(rowsOf(answers[1]))) files.add(file);
      }
    }
  }
  await database.exec("reset search_path; reset check_function_bodies; reset client_min_messages");
  return touches;
}

function run(sql: string): Ask {
  return { kind: "run", sql };
}

/** What a step says for the rest of its transaction holds for the steps behind it, which have one of their own here. */
const KEEP_PATH = "select pg_catalog.set_config('search_path', pg_catalog.current_setting('search_path'), false)";

function asksOf({ sql, inTransaction }: TraceableStep): Ask[] {
  if (!inTransaction) return [run(sql), run(PRESENT)];
  return [run("begin"), run(SCANS), run(sql), run(LOCKS), ...(/search_path/i.test(sql) ? [run(KEEP_PATH)] : []), run("commit")];
}

interface Relation {
  readonly kind: string;
  key: NodeKey;
  /** its file on disk; changes when it is written anew */
  file: string;
}

interface Touching {
  readonly key: NodeKey;
  lock: LockMode;
  readonly work: Set<StepTouch["work"][number]>;
}

/** @param files every file that was seen so far: an index with one of them was not built by this step */
function readTouches(known: ReadonlyMap<string, Relation>, files: Set<string>, answers: readonly Reply[]): readonly StepTouch[] | undefined {
  const [, scans, step, locks] = answers;
  const commit = answers.at(-1);
  if (step?.ok !== true || locks?.ok !== true || commit?.ok !== true) return undefined;
  const scansBefore = new Map(scanRows.parse(rowsOf(scans)));
  const rows = lockRows.parse(locks.rows);
  const found = new Map<string, Touching>();
  for (const [oid, mode, file, , , table, count] of rows) {
    const owner = table === null ? undefined : known.get(table);
    if (table !== null && owner !== undefined && file !== null && !files.has(file)) touchOf(found, table, owner.key).work.add("index");
    const relation = known.get(oid);
    if (relation === undefined || relation.kind === "index") continue;
    const touch = touchOf(found, oid, relation.key);
    const lock = lockMode(mode);
    if (LOCK_MODES.indexOf(lock) > LOCK_MODES.indexOf(touch.lock)) touch.lock = lock;
    if (file !== null && relation.file !== file) touch.work.add("rewrite");
    if (count > (scansBefore.get(oid) ?? 0)) touch.work.add("scan");
  }
  for (const [oid, , file, namespace, name] of rows) {
    if (file === null || namespace === null || name === null) continue;
    files.add(file);
    const relation = known.get(oid);
    if (relation === undefined) continue;
    relation.file = file;
    // a step speaks of the name it found; the next one of the name it left
    relation.key = nodeKey(relation.kind, namespace, name);
  }
  return [...found.values()]
    .filter(({ lock, work }) => work.size > 0 || LOCK_MODES.indexOf(lock) > LOCK_MODES.indexOf("row share"))
    .map(({ key, lock, work }): StepTouch => ({ relation: key, lock, work: work.has("rewrite") ? ["rewrite"] : [...work].toSorted() }))
    .toSorted((a, b) => LOCK_MODES.indexOf(b.lock) - LOCK_MODES.indexOf(a.lock) || (a.relation < b.relation ? -1 : 1));
}

function touchOf(found: Map<string, Touching>, oid: string, key: NodeKey): Touching {
  const there = found.get(oid) ?? { key, lock: "access share", work: new Set() };
  found.set(oid, there);
  return there;
}

/** `ShareUpdateExclusiveLock` as the manual spells it, in lower case. */
function lockMode(mode: string): LockMode {
  const words = mode
    .replace(/Lock$/, "")
    .replace(/(?!^)([A-Z])/g, " $1")
    .toLowerCase();
  const found = LOCK_MODES.find((one) => one === words);
  if (found === undefined) throw new Error(`PostgreSQL has a lock mode that nobody here knows: ${mode}`);
  return found;
}

function rowsOf(reply: Reply | undefined): readonly (readonly (string | null)[])[] {
  return reply?.ok === true ? reply.rows : [];
}
