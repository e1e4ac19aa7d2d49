/**
 * One runner per database, or per tenant in it: a session advisory lock. It is polled and never waited for inside
 * PostgreSQL: a waiter's snapshot would block CREATE INDEX CONCURRENTLY, which is a deadlock.
 * Knows nothing of what runs under it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Database } from "../model/database.ts";
import { EXIT, SelectoError } from "../model/error.ts";
import { quoteLiteral } from "../sql/quote.ts";
import { WHOLE_DATABASE } from "./ledger/tables.ts";

/** First key of the lock: says in pg_locks whose it is. The second is made of database and namespace. */
const LOCK_CLASS = 1936026725;
const keyOf = (tenant: string): string => `hashtext(current_database() || ${quoteLiteral(tenant === WHOLE_DATABASE ? "/selecto" : `/selecto/${tenant}`)})`;
const inPgLocks = (tenant: string): string => `l.locktype = 'advisory' and l.granted and l.objsubid = 2 and l.classid = ${LOCK_CLASS}
  and l.objid::bigint = (${keyOf(tenant)}::bigint & 4294967295)
  and l.database = (select d.oid from pg_database d where d.datname = current_database())`;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1000;
const UNLOCK_TRIES = 20;
const SEVERAL = "two statements were answered by different backends, so no lock can be held";

/** Who holds the lock. Parts that the role may not see are left out. */
export interface LockHolder {
  readonly pid: number;
  readonly application?: string;
  /** when it connected, UTC */
  readonly since?: string;
}

export interface LockOptions {
  /** how long to try, milliseconds; 0 tries once */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** the namespace that is migrated; default: the database as a whole */
  readonly tenant?: string;
  /** called once when somebody else holds it */
  readonly onWait?: (holder: LockHolder | undefined) => void;
}

export interface RunLock {
  /** the backend that holds it: every statement under the lock must be answered by this one */
  readonly pid: number;
  readonly waited: boolean;
  release(): Promise<void>;
}

const attempt = z.object({ taken: z.boolean(), pid: z.number() });
const firstAttempt = attempt.extend({ shared: z.boolean() });
const holderRow = z.object({ pid: z.number(), application: z.string().nullable(), since: z.string().nullable() });

/** Locks that this process holds, by session and tenant: who has one already may take it again. */
const HELD = new WeakMap<Database, Map<string, number>>();

/**
 * Takes the lock. A session that holds it already gets it at once, and gives it back when the first taker does.
 *
 * @throws SelectoError `lock-busy` (exit 4, naming the holder), `interrupted`, or `database-pooler` when
 * the connection is not one session of one backend
 */
export async function takeLock(database: Database, options: LockOptions): Promise<RunLock> {
  const { tenant = WHOLE_DATABASE } = options;
  const held = HELD.get(database) ?? new Map<string, number>();
  const own = held.get(tenant);
  if (own !== undefined) return { pid: own, waited: false, release: () => Promise.resolve() };
  const deadline = performance.now() + options.timeoutMs;
  let waited = false;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 1.5)) {
    if (options.signal?.aborted === true) throw interrupted();
    const { taken, pid, shared } = firstAttempt.parse((await database.query(attemptSql(tenant)))[0]);
    // PostgreSQL gives a session the lock that it has: behind a pooler that may be somebody else's run.
    if (shared) throw poolerRefusal("the backend that answers holds the lock of another run already: it serves several clients");
    if (taken) {
      await proveSession(database, pid, tenant);
      HELD.set(database, held.set(tenant, pid));
      const giveBack = async (): Promise<void> => {
        held.delete(tenant);
        await release(database, tenant, pid);
      };
      return { pid, waited, release: giveBack };
    }
    const left = deadline - performance.now();
    if (left <= 0) throw busy(await readHolder(database, tenant), options.timeoutMs);
    if (!waited) options.onWait?.(await readHolder(database, tenant));
    waited = true;
    await sleep(Math.min(pause, left), undefined, { ...(options.signal !== undefined && { signal: options.signal }) }).catch(() => undefined);
  }
}

function attemptSql(tenant: string): string {
  return `select shared, pid, case when shared then false else pg_try_advisory_lock(${LOCK_CLASS}, ${keyOf(tenant)}) end as taken
from (select pg_backend_pid() as pid, exists (select from pg_locks l where ${inPgLocks(tenant)} and l.pid = pg_backend_pid()) as shared offset 0) as me`;
}

/** Who holds the lock now, if anybody. */
export async function readHolder(database: Database, tenant: string = WHOLE_DATABASE): Promise<LockHolder | undefined> {
  const [row] =
    await database.query(`select l.pid, nullif(a.application_name, '') as application, to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as since
from pg_locks l left join pg_stat_activity a on a.pid = l.pid where ${inPgLocks(tenant)}`);
  if (row === undefined) return undefined;
  const { pid, application, since } = holderRow.parse(row);
  return { pid, ...(application !== null && { application }), ...(since !== null && { since }) };
}

/** A pooler that shares backends between clients would lose the lock, or give it to somebody else. */
async function proveSession(database: Database, pid: number, tenant: string): Promise<void> {
  const [row] = await database.query(
    `select pg_backend_pid() as pid, exists (select from pg_locks l where ${inPgLocks(tenant)} and l.pid = pg_backend_pid()) as taken`,
  );
  const answer = attempt.parse(row);
  if (answer.pid === pid && answer.taken) return;
  const isReleased = await release(database, tenant, pid);
  throw isReleased
    ? poolerRefusal()
    : poolerRefusal(`${SEVERAL}, and that of process ${pid} stays until the pooler ends that backend (select pg_terminate_backend(${pid}))`);
}

/** The connection is not one session of one backend. */
export function poolerRefusal(why = SEVERAL): SelectoError {
  return new SelectoError({
    code: "database-pooler",
    what: "the database is reached through a pooler that changes sessions between statements",
    why: `${why}; nothing was changed`,
    next: "give migrations a direct address of the server (or a session-mode pool) in database.url",
  });
}

export function interrupted(): SelectoError {
  return new SelectoError({
    code: "interrupted",
    what: "stopped before the next migration",
    why: "it was interrupted",
    next: "selecto migrate status, then selecto migrate up",
    exit: EXIT.incomplete,
  });
}

/**
 * Gives the lock back, asked again until the backend that has it answers: behind a pooler that is now and then another.
 * A session whose connection is lost has lost its locks as well. A cancel that was meant for a step may hit the first try.
 *
 * @returns whether it is given back
 */
async function release(database: Database, tenant: string, pid: number): Promise<boolean> {
  const sql = `select case when pg_backend_pid() = ${pid} then pg_advisory_unlock(${LOCK_CLASS}, ${keyOf(tenant)}) else false end as done`;
  for (let tries = 0, errors = 0; tries < UNLOCK_TRIES && errors < 2; tries++) {
    try {
      if ((await database.query<{ done: boolean }>(sql))[0]?.done === true) return true;
      await sleep(FIRST_PAUSE_MS);
    } catch {
      errors++;
    }
  }
  return false;
}

function busy(holder: LockHolder | undefined, timeoutMs: number): SelectoError {
  const who =
    holder === undefined
      ? "another session"
      : `${holder.application ?? "a session"} (pid ${holder.pid}${holder.since === undefined ? "" : `, connected since ${holder.since} UTC`})`;
  return new SelectoError({
    code: "lock-busy",
    what: `${who} is migrating this database`,
    why: `it held the migration lock for all of ${timeoutMs / 1000} s; nothing was changed`,
    next: `wait for it, or give --lock-timeout more seconds${holder === undefined ? "" : `; if that process is dead: select pg_terminate_backend(${holder.pid})`}`,
    exit: EXIT.lockBusy,
  });
}
