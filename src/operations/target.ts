/** The database that migrations are applied to and that `db` reads. */
import { join } from "node:path";
import { openLasting } from "../database/lasting.ts";
import { describeUrl } from "../database/redact.ts";
import { openServer } from "../database/server.ts";
import type { Database } from "../model/database.ts";
import { SelectoError } from "../model/error.ts";
import type { Environment } from "../workspace/config/environment.ts";
import { readService } from "../workspace/config/service-file.ts";
import { chooseDatabase, databaseFromVariable, type ConnectionChoice } from "../workspace/config/database.ts";
import { makeOwnFolder } from "./own-folder.ts";
import type { Session } from "./session.ts";

export interface Target {
  readonly database: Database;
  /** `the embedded database in .selecto/database`, `postgres://app:***@host/shop`: never a secret */
  readonly text: string;
  /** for a second connection to the same server; holds secrets: never print it */
  readonly url?: string;
}

export interface TargetRequest {
  /** `--database env:NAME` or `embedded` */
  readonly flag?: string | undefined;
  /** a state reference `env:NAME`, or a line of a list of databases */
  readonly variable?: string | undefined;
  /** a service of pg_service.conf */
  readonly service?: string | undefined;
  /** who named the variable or the service, for messages */
  readonly saidBy?: string | undefined;
  readonly readOnly?: boolean;
  /** extensions that the embedded database must have at hand */
  readonly extensions?: readonly string[];
}

/** Reading a catalog takes seconds; what lasts longer waits for a lock or a server that hangs. */
const READ_PATIENCE_MS = 120_000;

/** Opens the target. @throws SelectoError when none is named, or it cannot be reached, or it is busy (exit 4) */
export async function openTarget(session: Session, request: TargetRequest = {}): Promise<Target> {
  const choice = choose(session, request);
  if (choice.kind === "embedded") {
    makeOwnFolder(join(session.folder, ".selecto"), "*");
    const folder = join(session.folder, ".selecto", "database");
    return { database: await openLasting(folder, { extensions: request.extensions ?? [] }), text: "the embedded database in .selecto/database" };
  }
  const url = choice.kind === "url" ? choice.url : urlOf(choice, session.environment);
  const database = await openServer(url, { source: choice.source, ...(request.readOnly === true && { readOnly: true, answerTimeoutMs: READ_PATIENCE_MS }) });
  return { database, text: describeUrl(url), url };
}

function choose(session: Session, request: TargetRequest): ConnectionChoice {
  const { variable, service, saidBy } = request;
  if (service !== undefined) return { kind: "parameters", parameters: { service }, source: `${saidBy ?? "a flag"} names the service ${service}` };
  if (variable !== undefined)
    return saidBy === undefined
      ? databaseFromVariable(variable, session.environment, `the state env:${variable}`)
      : databaseFromVariable(variable, session.environment, saidBy, `${saidBy} names it`);
  const choice = chooseDatabase({ flag: request.flag, flagName: "--database", config: session.loaded, environment: session.environment });
  if (choice !== undefined) return choice;
  throw new SelectoError({
    code: "no-database",
    what: "no database is named",
    why: "neither database.url in selecto.config.yaml nor DATABASE_URL says which one is meant",
    next: "export DATABASE_URL=postgres://user@host:5432/database, or set database.url: embedded",
  });
}

/** libpq's variables, or a service of its service file, as a URL, so that one form reaches the driver. */
function urlOf({ parameters: given }: Extract<ConnectionChoice, { kind: "parameters" }>, environment: Environment): string {
  const parameters = given["service"] === undefined ? given : { ...given, ...readService(given["service"], environment) };
  const url = new URL("postgres://localhost");
  const socket = parameters["host"]?.startsWith("/") === true ? parameters["host"] : undefined;
  if (socket === undefined) url.hostname = parameters["hostaddr"] ?? parameters["host"] ?? "localhost";
  else url.searchParams.set("host", socket);
  if (parameters["port"] !== undefined) url.port = parameters["port"];
  url.username = encodeURIComponent(parameters["user"] ?? "");
  url.password = encodeURIComponent(parameters["password"] ?? "");
  url.pathname = `/${encodeURIComponent(parameters["database"] ?? parameters["user"] ?? "")}`;
  for (const name of ["sslmode", "sslcert", "sslkey", "sslrootcert", "connect_timeout", "options"])
    if (parameters[name] !== undefined) url.searchParams.set(name, parameters[name]);
  return url.href;
}
