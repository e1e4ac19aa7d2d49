/**
 * Which database is meant, and who said so: a flag wins over the configuration, the configuration over
 * the environment. The result holds the secret; its `source` and every error are safe to print.
 */
import { EXIT, SelectoError } from "../../model/error.ts";
import { formatPosition } from "../../model/position.ts";
import type { Environment } from "./environment.ts";
import type { LoadedConfig } from "./load.ts";
import { holdsPassword } from "./schema.ts";

export type ConnectionChoice =
  /** the embedded database of the workspace */
  | { readonly kind: "embedded"; readonly source: string }
  /** a URL; it may hold a password: never print it */
  | { readonly kind: "url"; readonly url: string; readonly source: string }
  /** the standard variables of PostgreSQL's own programs; read by the driver's names; never print them */
  | { readonly kind: "parameters"; readonly parameters: Readonly<Record<string, string>>; readonly source: string };

/** libpq's environment variables and the parameter each one sets. */
const STANDARD_VARIABLES: Readonly<Record<string, string>> = {
  PGHOST: "host",
  PGHOSTADDR: "hostaddr",
  PGPORT: "port",
  PGDATABASE: "database",
  PGUSER: "user",
  PGPASSWORD: "password",
  PGPASSFILE: "passfile",
  PGSERVICE: "service",
  PGSERVICEFILE: "servicefile",
  PGOPTIONS: "options",
  PGAPPNAME: "application_name",
  PGSSLMODE: "sslmode",
  PGSSLCERT: "sslcert",
  PGSSLKEY: "sslkey",
  PGSSLROOTCERT: "sslrootcert",
  PGCONNECT_TIMEOUT: "connect_timeout",
};

/** Any one of these means that someone has set up a connection. */
const DECISIVE_VARIABLES = ["PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE"];

export interface ConnectionRequest {
  /** value of a flag, `env:NAME` or `embedded`; `flagName` is what the user typed, `--database` */
  readonly flag?: string | undefined;
  readonly flagName?: string | undefined;
  readonly config?: LoadedConfig | undefined;
  readonly environment: Environment;
}

/**
 * The target database, or undefined when nobody named one.
 *
 * @throws SelectoError when the flag holds a connection string, or a named variable is not set or no URL
 */
export function chooseDatabase(request: ConnectionRequest): ConnectionChoice | undefined {
  return fromFlag(request) ?? fromConfig(request.config, "database", request.environment) ?? fromEnvironment(request.environment);
}

/** The server for the shadow, where the configuration or a flag names one. @throws SelectoError as {@link chooseDatabase} */
export function chooseShadow(request: ConnectionRequest): ConnectionChoice | undefined {
  return fromFlag(request) ?? fromConfig(request.config, "shadow", request.environment);
}

/** The database behind `env:NAME`. @throws SelectoError when the variable is not set or holds no URL */
export function databaseFromVariable(variable: string, environment: Environment, saidBy: string, why = `${saidBy} says env:${variable}`): ConnectionChoice {
  const value = environment[variable]?.trim();
  const next = `export ${variable}=postgres://user@host:5432/database`;
  if (value === undefined || value === "") {
    throw new SelectoError({ code: "variable-not-set", what: `the environment variable ${variable} is not set`, why, next, exit: EXIT.usage });
  }
  if (!/^postgres(ql)?:\/\//.test(value)) {
    throw new SelectoError({
      code: "variable-no-url",
      what: `the environment variable ${variable} does not hold a PostgreSQL URL`,
      why: `${why}, and its value does not start with postgres://`,
      next,
      exit: EXIT.usage,
    });
  }
  return { kind: "url", url: value, source: `${saidBy} comes from the environment variable ${variable}` };
}

function fromFlag({ flag, flagName = "--database", environment }: ConnectionRequest): ConnectionChoice | undefined {
  if (flag === undefined) return undefined;
  if (flag === "embedded") return { kind: "embedded", source: `${flagName} says embedded` };
  const variable = /^env:([A-Za-z_]\w*)$/.exec(flag)?.[1];
  if (variable !== undefined) return databaseFromVariable(variable, environment, flagName);
  throw new SelectoError({
    code: "flag-secret",
    what: `${flagName} does not take a connection string`,
    why: "the command line is seen by other users of the machine and kept by shells",
    next: `put it into an environment variable and name that: ${flagName} env:DATABASE_URL`,
    exit: EXIT.usage,
  });
}

function fromConfig(loaded: LoadedConfig | undefined, section: "database" | "shadow", environment: Environment): ConnectionChoice | undefined {
  const value = loaded?.config[section]?.url;
  if (loaded === undefined || value === undefined) return undefined;
  const position = loaded.positionOf([section, "url"]);
  const saidBy = `${section}.url`;
  const source = `${saidBy} comes from ${position === undefined ? loaded.file : formatPosition(position)}`;
  if (value === "embedded") return { kind: "embedded", source };
  if (value.startsWith("env:")) return databaseFromVariable(value.slice(4), environment, saidBy);
  if (holdsPassword(value)) throw new Error("a configuration with a password was accepted");
  return { kind: "url", url: value, source };
}

function fromEnvironment(environment: Environment): ConnectionChoice | undefined {
  const url = environment["DATABASE_URL"];
  if (url !== undefined && url !== "")
    return databaseFromVariable("DATABASE_URL", environment, "database.url", "neither a flag nor a configuration names a database");
  const decisive = DECISIVE_VARIABLES.filter((name) => (environment[name] ?? "") !== "");
  if (decisive.length === 0) return undefined;
  const parameters: Record<string, string> = {};
  const used: string[] = [];
  for (const [variable, parameter] of Object.entries(STANDARD_VARIABLES)) {
    const value = environment[variable];
    if (value === undefined || value === "") continue;
    parameters[parameter] = value;
    used.push(variable);
  }
  return { kind: "parameters", parameters, source: `the database comes from the environment variables ${used.join(", ")}` };
}
