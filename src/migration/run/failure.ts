/**
 * What is said when a target database refuses. Its messages may hold row values, so only those of
 * classes that are about the schema or the server are told; of all others (22 and 23, RAISE of somebody's
 * function) SQLSTATE and names. Never DETAIL, HINT or CONTEXT of any class.
 */
import { redact } from "../../database/redact.ts";
import { DatabaseError, type PgError } from "../../model/database.ts";
import { EXIT, SelectoError } from "../../model/error.ts";
import type { Direction, MigrationPackage } from "../../model/migration.ts";
import { parseScript } from "../package/script.ts";
import type { StepFailed } from "./transaction.ts";

/** Condition names of PostgreSQL's appendix A for what migrations meet most. */
const CONDITIONS: Readonly<Record<string, string>> = {
  "22001": "string data right truncation",
  "22003": "numeric value out of range",
  "22004": "null value not allowed",
  "22007": "invalid datetime format",
  "22008": "datetime field overflow",
  "22012": "division by zero",
  "22023": "invalid parameter value",
  "22P02": "invalid text representation",
  "23502": "not-null violation",
  "23503": "foreign-key violation",
  "23505": "unique violation",
  "23514": "check violation",
  "23P01": "exclusion violation",
  P0001: "raised exception",
  P0002: "no data found",
  P0003: "too many rows",
  P0004: "assert failure",
};

/** Classes whose messages name objects, settings or states of the server. */
const TELLING = /^(?:08|0A|25|28|2B|3D|3F|40|42|53|54|55|57|58)/;

/** One line about an error of a target database, without any row value. */
export function describeTargetError(error: PgError): string {
  if (error.raised !== true && TELLING.test(error.sqlstate)) return redact(`${error.sqlstate} ${error.message.replace(/\s+/g, " ").trim()}`);
  const table = error.relation === undefined ? "" : [error.namespace, error.relation].filter((part) => part !== undefined).join(".");
  const names = [
    ...(error.constraint === undefined ? [] : [`constraint ${error.constraint}`]),
    ...(table === "" ? [] : [`table ${table}`]),
    ...(error.column === undefined ? [] : [`column ${error.column}`]),
  ];
  return `${error.sqlstate} ${CONDITIONS[error.sqlstate] ?? (/^2[23]/.test(error.sqlstate) ? "data exception" : "an error whose message may hold values")}${names.length === 0 ? "" : ` (${names.join(", ")})`}`;
}

/** The error without what must not be told, for `cause`. */
function bareError(error: PgError): PgError {
  const { sqlstate, namespace, relation, column, constraint } = error;
  return {
    sqlstate,
    message: describeTargetError(error),
    ...(namespace !== undefined && { namespace }),
    ...(relation !== undefined && { relation }),
    ...(column !== undefined && { column }),
    ...(constraint !== undefined && { constraint }),
  };
}

/**
 * Everything else that a target refuses (reading the ledger, taking the lock) as a failure with words.
 *
 * @throws SelectoError instead of DatabaseError
 */
export async function tellingFailures<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    throw new SelectoError(
      {
        code: "database-refused",
        what: `the database refuses: ${describeTargetError(error.error)}`,
        why: "it was asked for its ledger or its lock; no step of a migration was running",
        next: `${remedyOf(error.error) ?? "correct that"}, then run the command again: nothing is applied twice`,
      },
      { cause: bareError(error.error) },
    );
  }
}

/** `step 3 (migrations/x/up.sql:12)`: the line PostgreSQL pointed at, else the step's first. */
function describePlace(failed: StepFailed, migration: MigrationPackage, direction: Direction): string {
  const { place } = failed;
  if (place === undefined) return "a step";
  if (place.part === "ledger") return "writing the ledger";
  if (place.part === "commit") return "the commit (a deferred constraint or trigger)";
  const script = direction === "up" ? migration.upSql : migration.downSql;
  const start = parseScript(script).steps[place.step.n - 1]?.offset ?? 0;
  const line = script.slice(0, start + (failed.offset ?? 0)).split("\n").length;
  return `step ${place.step.n} (${migration.manifest.name}/${direction}.sql:${line})`;
}

const LOCK_NOT_AVAILABLE = "55P03";
const CANCELLED = "57014";
const READ_ONLY = "25006";
const NO_PRIVILEGE = "42501";
const DISK_FULL = "53100";
const SHUTDOWN = /^57P0|^08/;

/**
 * The failure of a migration as the user reads it.
 *
 * @param kept what stays of it: steps of a migration that is not one transaction
 */
export function migrationFailure(failed: StepFailed, migration: MigrationPackage, direction: Direction, kept: string | undefined): SelectoError {
  const { error } = failed;
  const { name } = migration.manifest;
  const rest =
    kept ??
    (SHUTDOWN.test(error.sqlstate)
      ? "steps and ledger are one transaction, which ended with the connection"
      : "nothing of this migration was kept; migrations before it stay as they were");
  return new SelectoError(
    {
      code: "migration-failed",
      what: `${name} (${direction}): ${describePlace(failed, migration, direction)} failed: ${describeTargetError(error)}`,
      why: rest,
      next: nextAfter(error, direction),
      exit: EXIT.findings,
    },
    { cause: bareError(error) },
  );
}

/** What helps against a refusal that is about the server, the role or the session, and not about the step. */
function remedyOf({ sqlstate, message }: PgError): string | undefined {
  if (sqlstate === READ_ONLY) return "name the primary server in database.url, or a role whose transactions may write";
  if (sqlstate === CANCELLED && /statement timeout/.test(message)) return "give the role more time (alter role ... set statement_timeout)";
  if (sqlstate === NO_PRIVILEGE) return "give the role that right";
  if (sqlstate === DISK_FULL) return "make room on the server's disk";
  if (sqlstate === "55000" && /replica identity/.test(message)) return "give that table a primary key, or say alter table ... replica identity full";
  if (sqlstate === "42P10" && /^cannot (?:update|delete)/.test(message))
    return "its publication sends some columns or rows only: give the table a replica identity of those (alter table ... replica identity using index)";
  if (sqlstate.startsWith("53")) return "give the server that resource, or take load off it";
  if (sqlstate.startsWith("58")) return "look at the server's log and its disks";
  return undefined;
}

function nextAfter(error: PgError, direction: Direction): string {
  const again = `selecto migrate ${direction}`;
  if (error.sqlstate === LOCK_NOT_AVAILABLE) return `another session holds a lock on that table; when it is done: ${again}`;
  const remedy = remedyOf(error);
  if (remedy !== undefined) return `${remedy}, then ${again}`;
  if (error.sqlstate === CANCELLED || SHUTDOWN.test(error.sqlstate)) return `selecto migrate status, then ${again}`;
  if (error.sqlstate.startsWith("23") || error.sqlstate.startsWith("22")) return `mend the rows that do not fit, then ${again}`;
  return `mend the step, prove it (selecto migrate verify), then ${again}`;
}
