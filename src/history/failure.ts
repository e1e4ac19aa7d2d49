/**
 * What can go wrong with the history file, in words. Knows SQLite's result codes; refuses to know
 * what the caller was about to do. Nothing here deletes or repairs: the remedy is always the user's.
 */
import { EXIT, SelectoError } from "../model/error.ts";

/** What SQLite says where the system gives it no more room. */
const GROWTH = /^SQLITE_IOERR_(WRITE|SHMSIZE|TRUNCATE|FSYNC)$/;

const REBUILD = "the history can be rebuilt (snapshot create, or snapshot import of an exported one)";

/** The file is damaged, or no history at all. */
export function corruptHistory(path: string, why: string, cause?: unknown): SelectoError {
  return new SelectoError(
    { code: "history-corrupt", what: `the history ${path} is damaged`, why, next: `${moveAside(path, "damaged")}; ${REBUILD}` },
    { cause },
  );
}

/** Another program's database. */
export function foreignHistory(path: string): SelectoError {
  return new SelectoError({
    code: "history-foreign",
    what: `${path} is not a selecto history`,
    why: "it is an SQLite database of another program",
    next: "name another file under history in selecto.config.yaml",
  });
}

/** No file can be there, or it may not be opened. */
export function unreachableHistory(path: string, why: string, cause?: unknown): SelectoError {
  return new SelectoError(
    {
      code: "history-unreachable",
      what: `the history ${path} cannot be opened`,
      why,
      next: "check that it is a file in a readable folder, or name another under history in selecto.config.yaml",
    },
    { cause },
  );
}

/** Written by a selecto with a newer store format. */
export function newerHistory(path: string, found: number, known: number): SelectoError {
  return new SelectoError({
    code: "history-newer",
    what: `the history ${path} was written by a newer selecto`,
    why: `its store version is ${found}, this selecto knows up to ${known}`,
    next: `upgrade selecto-cli, or start anew: ${moveAside(path, "newer")}`,
  });
}

/** An explicit change was asked for where nothing can be written. */
export function readOnlyHistory(path: string, what: string): SelectoError {
  return new SelectoError({
    code: "history-read-only",
    what,
    why: `${path} cannot be written, so it was opened read-only`,
    next: "make the file and its folder writable, or name another file under history in selecto.config.yaml",
  });
}

/** Runs one operation of the store and turns what SQLite throws into a {@link SelectoError}; bugs pass through. */
export type Guard = <T>(operation: () => T) => T;

export function guardHistory(path: string): Guard {
  return (operation) => {
    try {
      return operation();
    } catch (error) {
      throw explainFailure(path, error);
    }
  };
}

/** SQLite's result code (`SQLITE_BUSY_SNAPSHOT`) of an error, wherever it is wrapped. */
export function sqliteCode(error: unknown): string | undefined {
  const code = codeOf(error);
  if (code?.startsWith("SQLITE_") === true) return code;
  return typeof error === "object" && error !== null && "cause" in error ? sqliteCode(error.cause) : undefined;
}

/** The operating system's code (`EACCES`) of an error. */
export function systemCode(error: unknown): string | undefined {
  const code = codeOf(error);
  return code !== undefined && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}

function codeOf(error: unknown): string | undefined {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** Another process holds the lock at this moment. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(sqliteCode(error) ?? "");
}

/** The error to throw instead of what was caught; errors that neither SQLite nor the operating system raised come back unchanged. */
export function explainFailure(path: string, error: unknown): unknown {
  if (error instanceof SelectoError) return error;
  const code = sqliteCode(error) ?? (systemCode(error) === undefined ? undefined : "SQLITE_CANTOPEN");
  if (code === undefined) return error;
  const say = (text: ConstructorParameters<typeof SelectoError>[0]): SelectoError => new SelectoError(text, { cause: error });
  if (isBusy(error)) {
    return say({
      code: "history-busy",
      what: `the history ${path} is busy`,
      why: "another selecto process is writing to it",
      next: "wait for it to end, then run the command again",
      exit: EXIT.lockBusy,
    });
  }
  if (code === "SQLITE_FULL") {
    return say({
      code: "history-disk-full",
      what: `the history ${path} cannot grow`,
      why: "the disk is full; nothing was written",
      next: "free some space, or run selecto snapshot prune",
    });
  }
  if (code.startsWith("SQLITE_READONLY") || code === "SQLITE_PERM" || code === "SQLITE_AUTH") {
    return readOnlyHistory(path, `the history ${path} cannot be changed`);
  }
  if (code.startsWith("SQLITE_CANTOPEN")) {
    return unreachableHistory(path, "the operating system refused the file", error);
  }
  if (code.startsWith("SQLITE_IOERR")) {
    return say({
      code: "history-io",
      what: `the history ${path} cannot be read or written`,
      why: GROWTH.test(code) ? `the system refused to write (${code}): a full disk, a quota, or a limit of file sizes` : `the disk reported an error (${code})`,
      next: GROWTH.test(code) ? "free some space, then run the command again" : "check the disk, then run selecto snapshot fsck",
    });
  }
  if (/^SQLITE_(CORRUPT|NOTADB|FORMAT|ERROR|SCHEMA|CONSTRAINT|MISMATCH|TOOBIG)/.test(code))
    return corruptHistory(path, `SQLite cannot make sense of it (${code})`, error);
  return error;
}

function moveAside(path: string, suffix: string): string {
  const typed = (name: string): string => (/^[\w./-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`);
  return `move the file aside (mv ${typed(path)} ${typed(`${path}.${suffix}`)})`;
}
