/**
 * The file that lists the databases of a fleet: on each line the name of an environment variable or
 * `service=NAME`. It holds no secret, and one that does is refused without repeating the line.
 */
import { EXIT, SelectoError } from "../../model/error.ts";

export interface FleetTarget {
  /** as the line says it: `ACME_URL`, `service=acme` */
  readonly name: string;
  readonly variable?: string;
  readonly service?: string;
}

/**
 * @param label the file as messages name it
 * @throws SelectoError with the line that is none
 */
export function parseTargets(text: string, label: string): FleetTarget[] {
  const lineOf = new Map<string, number>();
  const targets: FleetTarget[] = [];
  for (const [at, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    const name = raw.replace(/(?:^|\s)#.*$/, "").trim();
    if (name === "") continue;
    const line = at + 1;
    const service = /^service=([\w.-]+)$/.exec(name)?.[1];
    if (service === undefined && !/^[A-Za-z_]\w*$/.test(name)) throw notAName(`${label}:${line}`);
    const first = lineOf.get(name);
    if (first !== undefined)
      throw new SelectoError({
        code: "targets-twice",
        what: `${label}:${line}: ${name} is on line ${first} already`,
        why: "each database of a fleet is listed once; nothing was changed",
        next: "remove one of the lines",
        exit: EXIT.usage,
      });
    lineOf.set(name, line);
    targets.push(service === undefined ? { name, variable: name } : { name, service });
  }
  if (targets.length > 0) return targets;
  throw new SelectoError({
    code: "targets-empty",
    what: `${label} lists no database`,
    why: "each line is the name of an environment variable or service=NAME; lines that start with # are comments",
    next: `write one name per line into ${label}`,
    exit: EXIT.usage,
  });
}

function notAName(place: string): SelectoError {
  return new SelectoError({
    code: "targets-line",
    what: `${place}: this line is no name of an environment variable and no service=NAME`,
    why: "a list of databases holds names only, never an address or a password; nothing was changed",
    next: "put the address into an environment variable, or into pg_service.conf, and write its name here",
    exit: EXIT.usage,
  });
}
