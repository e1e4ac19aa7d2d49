/**
 * Turns whatever was thrown into the three lines a user reads. Decides what may be shown: an error of
 * PostgreSQL is reduced to its SQLSTATE and names (its message may carry row values), and of any other
 * object only name, message and stack frames are ever read, never its other members.
 */
import { Errors } from "@oclif/core";
import { redact } from "../../database/redact.ts";
import { DatabaseError, ShadowDied } from "../../model/database.ts";
import { EXIT, SelectoError, type ExitCode } from "../../model/error.ts";
import { textMember } from "./members.ts";
import { describeUsageError } from "./usage-error.ts";

export interface Failure {
  /** `bug` is selecto's own fault */
  readonly label: "error" | "bug";
  readonly code: string;
  readonly what: string;
  readonly why: string;
  readonly next: string;
  readonly exit: ExitCode;
}

/** Failures of the machine that no operation expected, but that are nobody's bug. */
const SYSTEM_ERRORS: Readonly<Record<string, { readonly what: string; readonly next: string }>> = {
  EACCES: { what: "permission denied", next: "give yourself the right to it, then run the command again" },
  EPERM: { what: "operation not permitted", next: "give yourself the right to it, then run the command again" },
  EROFS: { what: "the file system is read-only", next: "run the command where it may write" },
  ENOSPC: { what: "no space left on the device", next: "free some space, then run the command again" },
  EDQUOT: { what: "the disk quota is used up", next: "free some space, then run the command again" },
  EFBIG: { what: "the file would become larger than it may", next: "raise the limit of file sizes (ulimit -f), then run the command again" },
  EMFILE: { what: "too many open files", next: "raise the limit of open files (ulimit -n), then run the command again" },
};

/** @param command the command's name as typed, for the hint to its help */
export function describeFailure(error: unknown, command?: string): Failure {
  const failure = classify(error, command);
  return { ...failure, what: oneLine(failure.what), why: oneLine(failure.why), next: oneLine(failure.next) };
}

function classify(error: unknown, command?: string): Failure {
  if (error instanceof SelectoError) {
    return { label: "error", code: error.code, what: error.message, why: error.why, next: error.next, exit: error.exit };
  }
  if (error instanceof Errors.CLIError && textMember(error, "code") !== "MODULE_NOT_FOUND") {
    return { label: "error", code: "usage", exit: EXIT.usage, ...describeUsageError(error, command) };
  }
  if (error instanceof ShadowDied) {
    return {
      label: "error",
      code: `shadow-${error.reason}`,
      what: error.message,
      why: "nothing was being asked that could be left out",
      next:
        error.reason === "timeout"
          ? "give it more time (shadow.timeout in selecto.config.yaml), or a less busy machine"
          : "run the command again; if it stays so, name a server with shadow.url",
      exit: EXIT.incomplete,
    };
  }
  const code = textMember(error, "code");
  const meaning = code === undefined ? undefined : SYSTEM_ERRORS[code];
  if (code !== undefined && meaning !== undefined) {
    const path = textMember(error, "path");
    return {
      label: "error",
      code: "system",
      what: path === undefined ? meaning.what : `${path}: ${meaning.what}`,
      why: `the operating system answered ${code}`,
      next: meaning.next,
      exit: EXIT.usage,
    };
  }
  return {
    label: "bug",
    code: "bug",
    what: nameError(error),
    why: "selecto did not expect this; the fault is in selecto, not in your workspace",
    next: "run it again with SELECTO_DEBUG=1 and report the stack",
    exit: EXIT.bug,
  };
}

/** Name and message; of PostgreSQL's errors only what cannot be a row value. */
function nameError(error: unknown): string {
  if (error instanceof DatabaseError) {
    const { sqlstate, relation, column, constraint } = error.error;
    return sqlError(sqlstate, { relation, column, constraint });
  }
  const code = textMember(error, "code");
  if (code !== undefined && /^[0-9A-Z]{5}$/.test(code) && textMember(error, "severity") !== undefined) {
    return sqlError(code, { relation: textMember(error, "table"), column: textMember(error, "column"), constraint: textMember(error, "constraint") });
  }
  if (!(error instanceof Error)) return `a value of type ${typeof error} was thrown`;
  return [error.name, error.message || code || "no message"].join(": ");
}

function sqlError(sqlstate: string, names: Readonly<Record<string, string | undefined>>): string {
  const known = Object.entries(names).flatMap(([kind, name]) => (name === undefined ? [] : [`${kind} ${name}`]));
  return `PostgreSQL answered ${sqlstate}${known.length === 0 ? "" : ` (${known.join(", ")})`}`;
}

/** Stack frames of the error and its causes; messages are left out, they may carry values. */
export function stackFrames(error: unknown): string {
  const lines: string[] = [];
  for (let current = error, depth = 0; current instanceof Error && depth < 8; current = current.cause, depth++) {
    const code = textMember(current, "code");
    lines.push(`${depth === 0 ? "" : "caused by "}${current.name}${code === undefined ? "" : ` ${code}`}`);
    lines.push(...(current.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line)));
  }
  return redact(lines.join("\n"));
}

/** No line break or terminal control sequence of a hostile name gets through, and no secret. */
function oneLine(text: string): string {
  return redact(
    text
      .replace(/\s*[\r\n]+\s*/g, " ")
      // oxlint-disable-next-line no-control-regex -- control characters are what is removed
      .replace(/[\u0000-\u001f\u007f-\u009f]/g, "")
      .trim(),
  );
}
