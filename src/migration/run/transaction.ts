/** Runs the script of a transaction, and finds out which part failed when one did. Leaves no open transaction. */
import { z } from "zod";
import { DatabaseError, type Database, type PgError } from "../../model/database.ts";
import { codePointOffset } from "../../sql/offsets.ts";
import { poolerRefusal } from "../lock.ts";
import { GUARD_MARK, MARKER_CLASS, type ScriptPlace, type TransactionScript } from "./script.ts";

/** PostgreSQL refused a part of a migration; nothing of its transaction is left. For this room only. */
export class StepFailed extends Error {
  override readonly name = "StepFailed";
  constructor(
    /** undefined: nobody can tell any more */
    readonly place: ScriptPlace | undefined,
    readonly error: PgError,
    /** where PostgreSQL pointed, as a 0-based UTF-16 offset in the step's text */
    readonly offset?: number,
  ) {
    super(error.sqlstate);
  }
}

const markerRow = z.object({ marker: z.number().nullable() });

/** @throws StepFailed; SelectoError when the connection or the session is lost */
export async function runTransaction(database: Database, script: TransactionScript): Promise<void> {
  try {
    await database.exec(script.sql);
  } catch (thrown) {
    if (!(thrown instanceof DatabaseError)) throw thrown;
    const { error } = thrown;
    await database.exec("rollback").catch(() => undefined);
    if (error.message.includes(GUARD_MARK)) throw poolerRefusal();
    throw locate(script, error, await readMarker(database));
  }
}

/**
 * Runs statements behind a guard of the script room.
 *
 * @throws SelectoError `database-pooler`; DatabaseError
 */
export async function execGuarded(database: Database, sql: string): Promise<void> {
  try {
    await database.exec(sql);
  } catch (thrown) {
    if (thrown instanceof DatabaseError && thrown.error.message.includes(GUARD_MARK)) throw poolerRefusal();
    throw thrown;
  }
}

/** The marker says which part was running; without one the text did not even parse, and the position says where. */
function locate(script: TransactionScript, error: PgError, marker: number | undefined): StepFailed {
  const offset = error.position === undefined ? undefined : codePointOffset(script.sql, error.position - 1);
  const entry = marker === undefined ? script.places.find(({ from, to }) => offset !== undefined && offset >= from && offset < to) : script.places[marker - 1];
  const inside = entry !== undefined && offset !== undefined && offset >= entry.from && offset < entry.to;
  return new StepFailed(entry?.place, error, inside ? offset - entry.from : undefined);
}

/** Reads the marker that is left and takes it off. */
async function readMarker(database: Database): Promise<number | undefined> {
  try {
    const [row] = await database.query(
      `select max(objid::bigint)::integer as marker from pg_locks where locktype = 'advisory' and pid = pg_backend_pid() and objsubid = 2 and classid = ${MARKER_CLASS}`,
    );
    const { marker } = markerRow.parse(row);
    if (marker === null) return undefined;
    await database.query(`select pg_advisory_unlock_shared(${MARKER_CLASS}, ${marker})`);
    return marker;
  } catch {
    // the connection ended with the error: its locks are gone, and so is the answer
    return undefined;
  }
}
