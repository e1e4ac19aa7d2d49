/**
 * The tenants of a fleet: databases of a list, namespaces of a database, or both. Opens each database
 * once to look, and gives sessions of their own to those that run.
 */
import { readFileSync } from "node:fs";
import type { Database } from "../model/database.ts";
import { EXIT, SelectoError } from "../model/error.ts";
import { findNamespaces } from "../migration/fleet/namespaces.ts";
import { parseTargets } from "../workspace/config/targets-file.ts";
import type { Session } from "./session.ts";
import { openTarget, type Target, type TargetRequest } from "./target.ts";

export interface FleetRequest {
  /** the list of databases: where it is, and how the user calls it */
  readonly targets?: { readonly file: string; readonly label: string } | undefined;
  readonly namespaces: readonly string[];
  readonly database?: string | undefined;
}

/** One database of the fleet. */
export interface FleetDatabase {
  /** the line of the list; absent where there is no list */
  readonly name?: string;
  readonly request: TargetRequest;
}

export interface Tenant {
  /** `ACME_URL`, `tenant_7`, `ACME_URL tenant_7` */
  readonly name: string;
  readonly database: FleetDatabase;
  readonly namespace?: string;
}

/** The flags that name the fleet, as one would type them again. */
export function fleetFlags({ targets, namespaces, database }: FleetRequest): string {
  const word = (text: string): string => (/^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`);
  return [
    ...(targets === undefined ? [] : [`--targets ${word(targets.label)}`]),
    ...(database === undefined ? [] : [`--database ${word(database)}`]),
    ...namespaces.map((one) => `--namespaces ${word(one)}`),
  ].join(" ");
}

/** The databases of the fleet in the order of the list. @throws SelectoError for a list that cannot be used */
export function fleetDatabases(session: Session, { targets, database }: FleetRequest): FleetDatabase[] {
  if (targets === undefined) return [{ request: { flag: database } }];
  return parseTargets(readTargets(targets.file, targets.label), targets.label).map(({ name, variable, service }) => {
    if (variable !== undefined && (session.environment[variable] ?? "") === "") throw notSet(variable, targets.label);
    return { name, request: { variable, service, saidBy: targets.label } };
  });
}

/** The tenants in an open database: itself, or its namespaces. @throws SelectoError when a pattern matches nothing */
export async function tenantsIn(session: Session, fleet: FleetRequest, database: FleetDatabase, target: Target): Promise<(Tenant & { empty: boolean })[]> {
  const { name } = database;
  if (fleet.namespaces.length === 0) return [{ name: name ?? target.text, database, empty: false }];
  const found = await findNamespaces(target.database, fleet.namespaces, ownNamespace(session), target.text);
  return found.map(({ name: namespace, empty }) => ({ name: name === undefined ? namespace : `${name} ${namespace}`, database, namespace, empty }));
}

/** The one namespace that the workspace's packages are made for. @throws SelectoError when there are several */
export function ownNamespace(session: Session): string {
  const [own, ...others] = session.namespaces;
  if (own !== undefined && others.length === 0) return own;
  throw new SelectoError({
    code: "namespaces-several",
    what: "--namespaces needs packages of one namespace",
    why: `database.searchPath names ${session.namespaces.length} (${session.namespaces.join(", ")}), and only one can stand for a tenant's`,
    next: "keep what all tenants share in a workspace of its own, and name one namespace in database.searchPath here",
    exit: EXIT.usage,
  });
}

/** Sessions on the fleet's databases; the embedded one has a single user, so its session is shared. */
export class FleetSessions {
  readonly #session: Session;
  readonly #extensions: readonly string[];
  #embedded: Promise<Target> | undefined;

  constructor(session: Session, extensions: readonly string[]) {
    this.#session = session;
    this.#extensions = extensions;
  }

  /** several sessions on one database are possible */
  get parallel(): boolean {
    return this.#embedded === undefined;
  }

  /** Runs `task` with a session. @throws SelectoError when the database cannot be reached */
  async with<R>({ request }: FleetDatabase, readOnly: boolean, task: (target: Target) => Promise<R>): Promise<R> {
    const target = await (this.#embedded ?? openTarget(this.#session, { ...request, readOnly, extensions: this.#extensions }));
    if (target.url === undefined) this.#embedded = Promise.resolve(target);
    try {
      return await task(target);
    } finally {
      if (target.url !== undefined) await target.database.close();
    }
  }

  async close(): Promise<void> {
    const target: { database: Database } | undefined = await this.#embedded;
    await target?.database.close();
  }
}

function readTargets(file: string, label: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new SelectoError({
      code: "targets-unreadable",
      what: `${label} cannot be read`,
      why: "--targets names a file with one environment variable or service=NAME per line",
      next: "correct the path",
      exit: EXIT.usage,
    });
  }
}

function notSet(variable: string, label: string): SelectoError {
  return new SelectoError({
    code: "variable-not-set",
    what: `the environment variable ${variable} is not set`,
    why: `${label} names it; nothing was changed`,
    next: `export ${variable}=postgres://user@host:5432/database`,
    exit: EXIT.usage,
  });
}
