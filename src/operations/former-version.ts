/** The former version of a domain: its document, the queries that use it, and after how many packages the schema was its own. */
import semver from "semver";
import { readDocument } from "../domain/read-domain.ts";
import type { History } from "../history/open.ts";
import type { Domain } from "../model/domain.ts";
import { SelectoError } from "../model/error.ts";
import type { Query } from "../model/subject.ts";
import { classifyStatement } from "../sql/index.ts";
import { chooseFrom } from "./choose-states.ts";
import { chooseVersion, readShelf, splitVersion } from "./kept-versions.ts";
import type { Packages } from "./migration-states.ts";
import { schemaOf } from "./schema-cache.ts";
import { readSources } from "../workspace/sources.ts";
import { storedIn } from "./stored-queries.ts";
import type { Session } from "./session.ts";

export interface FormerVersion {
  readonly domain: Domain;
  /** queries that were compiled from it, or say that they are meant for it */
  readonly queries: readonly Query[];
  /** packages that lead to the schema it was made for */
  readonly packages: number;
}

/**
 * @param text `Order@1`, or `Order` where a state is named
 * @param from a state that had it; without one it is taken from the packages
 * @throws SelectoError where it is not known, or the packages do not lead through its schema
 */
export async function findFormerVersion(
  session: Session,
  text: string,
  from: string | undefined,
  packages: Packages,
  history: History,
): Promise<FormerVersion> {
  return from === undefined ? keptIn(session, text, packages) : inState(session, text, from, packages, history);
}

async function keptIn(session: Session, text: string, { chain }: Packages): Promise<FormerVersion> {
  const shelf = await readShelf(session);
  const version = chooseVersion(shelf, text);
  const end = chain.ordered.findIndex(({ manifest }) => manifest.name === version.until);
  if (version.migration === undefined || end < 0)
    throw new SelectoError({
      code: "version-is-current",
      what: `${version.name} ${version.version ?? "without a version"} is what the ${version.migration === undefined ? "working tree has" : "migrations lead to"}`,
      why: "only a former version is kept; this one is read as it is",
      next: `selecto domain version list ${version.name}, or name a state of the schema it was made for: --from git:REF`,
    });
  const { domain, diagnostics } = readDocument(version);
  if (domain === undefined) throw unreadable(version.name, diagnostics[0]?.message ?? "its document cannot be read");
  const queries = shelf.tree.queries.flatMap((query) => (query.stored === undefined && isMeantFor(query, domain) ? [revived(query)] : []));
  const stored = storedIn(await readSources(session.tree, session.layout), [domain], new Set(queries.map((query) => query.name)));
  return {
    domain,
    queries: [...queries, ...stored.queries.filter((query) => isMeantFor(query, domain) && isOfThen(query, shelf.tree.queries))],
    packages: end,
  };
}

/** What is stored says rarely which version it is meant for: what compiles only today was stored for the newer one. */
function isOfThen(query: Query, now: readonly Query[]): boolean {
  return query.statement.kind === "ask" || now.find((one) => one.name === query.name && one.stored !== undefined)?.statement.kind !== "ask";
}

/** The working tree has another version, so that the query was refused there; what it says is asked all the same. */
function revived(query: Query): Query {
  return query.statement.kind === "refused" ? { ...query, statement: classifyStatement(query.sql) } : query;
}

async function inState(session: Session, text: string, from: string, { chain }: Packages, history: History): Promise<FormerVersion> {
  const { name, range } = splitVersion(text);
  const state = await chooseFrom(session, from);
  const domain = state.domains.find((one) => one.name === name);
  if (domain === undefined || domain.partial === true)
    throw unreadable(name, domain === undefined ? `there is no such domain in ${from}` : "parts of it cannot be read");
  if (range !== undefined && (domain.version === undefined || !semver.satisfies(domain.version, range, { includePrerelease: true })))
    throw unreadable(text, `in ${from} it is ${domain.version ?? "without a version"}`);
  const { schema, failures } = await schemaOf(state, session.shadow, history);
  const ends = [chain.ordered[0]?.manifest.from.schema, ...chain.ordered.map(({ manifest }) => manifest.to.schema)];
  const packages = failures.length > 0 ? -1 : ends.lastIndexOf(schema.fingerprint);
  if (packages < 0)
    throw new SelectoError({
      code: "state-off-the-chain",
      what: `the migrations do not lead through the schema of ${from}`,
      why:
        failures.length > 0
          ? `${failures.length} of its statements did not load`
          : "which columns became which is known from the migrations behind it, and rows are carried through them",
      next: "name a commit whose schema a migration was written for; git log --oneline -- migrations",
    });
  const queries = state.queries.filter((query) => isMeantFor(query, domain) && query.statement.kind !== "refused");
  return { domain, queries, packages };
}

/** Compiled from the domain, or with a comment that names it and a range it is in. */
function isMeantFor({ stored, meantFor = [] }: Query, { name, version, aliases = [] }: Domain): boolean {
  if (stored !== undefined) return stored.domain === name;
  return meantFor.some((pin) => (pin.domain === name || aliases.includes(pin.domain)) && version !== undefined && semver.satisfies(version, pin.range));
}

function unreadable(name: string, why: string): SelectoError {
  return new SelectoError({ code: "domain-version-unknown", what: `${name} cannot be kept`, why, next: "selecto domain version list" });
}
