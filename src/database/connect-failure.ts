/**
 * The words for a server that cannot be reached: what it or the network answered, and what to do about
 * it. Never shows a password, nor anything of a driver's error that could hold one.
 */
import { z } from "zod";
import { SelectoError } from "../model/error.ts";
import { readPgError } from "./pg-error.ts";
import { describeUrl } from "./redact.ts";

const text = z.string().catch("");
const driverError = z.object({ code: text, message: text, path: text }).catch({ code: "", message: "", path: "" });

/** What may be known of a driver's or the system's error; missing parts are empty. */
export function readDriverError(thrown: unknown): z.infer<typeof driverError> {
  return driverError.parse(thrown);
}

interface Words {
  readonly reason: string;
  readonly next: string;
}

const START_IT = "start the server, or correct the address";

/** What the network or the driver says, by the code or the message of its error. */
const NO_CONNECTION: readonly (readonly [RegExp, Words])[] = [
  [/^ECONNREFUSED$/, { reason: "nobody listens there", next: START_IT }],
  [/^(ENOTFOUND|EAI_AGAIN)$/, { reason: "the name of its host is not known here", next: "correct the host, or look at the network" }],
  [/^(EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/, { reason: "no way leads there", next: "correct the address, or look at network and firewall" }],
  [/^(ENOENT|EACCES)$/, { reason: "its socket is not there or not open to you", next: START_IT }],
  [/^The server does not support SSL/, { reason: "it offers no TLS", next: "turn TLS on there, or take sslmode out of the URL" }],
  [
    /CERT|^UNABLE_TO_/,
    { reason: "its certificate was not accepted", next: "name its authority with sslrootcert=FILE in the URL; sslmode=require encrypts without that proof" },
  ],
  [
    /client password must be/,
    { reason: "it wants a password, and none was given", next: "put the password into the variable that holds the URL, or into PGPASSWORD" },
  ],
];
const SILENT: Words = { reason: "it ended the connection without a reason", next: "see whether a PostgreSQL server listens there, and look at its log" };

/** What PostgreSQL itself answers; its message names user, host and database, never the password. */
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/^28\w+ .*no encryption/, "this server wants TLS: add sslmode=require to the URL"],
  [/^28P01/, "correct user and password"],
  [/^28/, "correct the user, or let it in there (pg_hba.conf)"],
  [/^3D000/, "create that database, or correct its name"],
  [/^53300/, "run it again when fewer are connected"],
  [/^08P01 unsupported startup parameter/, "that is a pooler, which keeps no settings of a session: give the server's own address"],
  [/^57P03/, "run it again when the server has started"],
  [/^42501/, "give the role the right to connect there"],
];

/** A failed attempt to connect. */
export function cannotReach(url: string, source: string | undefined, cause: unknown): SelectoError {
  const error = readPgError(cause);
  if (error !== undefined) {
    const reason = `${error.sqlstate} ${error.message}`;
    const next = REFUSED.find(([pattern]) => pattern.test(reason))?.[1] ?? "correct that on the server, or correct the address";
    // The driver's error object holds the connection settings: only its plain fields are kept.
    return unreachable("database-unreachable", url, source, { reason, next }, error);
  }
  const { code, message } = readDriverError(cause);
  const words = NO_CONNECTION.find(([pattern]) => pattern.test(code) || pattern.test(message))?.[1] ?? SILENT;
  const isWithoutTls = message.startsWith("The server does not support SSL");
  return unreachable(isWithoutTls ? "database-no-tls" : "database-unreachable", url, source, {
    ...words,
    reason: code === "" ? words.reason : `${words.reason}, ${code}`,
  });
}

/** The server took longer than we wait. */
export function lateConnection(url: string, source: string | undefined, timeoutMs: number): SelectoError {
  return unreachable("database-unreachable", url, source, {
    reason: `no answer within ${timeoutMs / 1000} s`,
    next: "see whether the server is up and a firewall lets you through; connect_timeout=60 in the URL waits longer",
  });
}

function unreachable(code: string, url: string, source: string | undefined, { reason, next }: Words, cause?: unknown): SelectoError {
  const what = `cannot reach the database ${describeUrl(url)} (${reason})`;
  return new SelectoError({ code, what, why: source ?? "the server did not accept the connection", next }, cause === undefined ? undefined : { cause });
}

/** A URL that cannot be taken apart, or that asks for what is not there. */
export function unusableAddress(url: string, source: string | undefined, problem?: string): SelectoError {
  return new SelectoError({
    code: "database-url-invalid",
    what: problem === undefined ? `${describeUrl(url)} is no URL of a database` : `the URL ${describeUrl(url)} cannot be used: ${problem}`,
    why: source ?? "it cannot be taken apart",
    next:
      problem === undefined
        ? "write it as postgres://user@host:5432/database; the password stands behind the user and a colon, its special characters as %XX"
        : "correct it and run the command again",
  });
}
