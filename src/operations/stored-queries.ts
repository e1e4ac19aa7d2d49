/**
 * Queries that are stored as data, compiled from the domains of the same state: files of domain queries,
 * saved views, filter sets and their kin. Each becomes a query like those of `.sql` files; one that
 * cannot be compiled stays, with the reason, so that it is counted.
 */
import semver from "semver";
import { compileQuery, type CompileOptions } from "../domain/query/compile-query.ts";
import { openDomain, type OpenDomain } from "../domain/query/open-domain.ts";
import { rangeProblem } from "../domain/versions/range.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Domain } from "../model/domain.ts";
import type { Binding, CompiledQuery, DocumentPath, DomainQuery, DomainQueryParameter, QueryProblem } from "../model/domain-query.ts";
import { hashOf } from "../model/hash.ts";
import { canonicalJson, type JsonObject, type JsonValue } from "../model/json.ts";
import type { SourcePosition } from "../model/position.ts";
import type { Query, StatementClass, StoredKind, StoredQuery } from "../model/subject.ts";
import type { LiveSavedViews } from "../workspace/layout.ts";
import type { WorkspaceSources } from "../workspace/sources.ts";
import { readJson, readQueryFile, readStored, type StoredItem } from "../query/index.ts";

export interface StoredText {
  readonly path: string;
  readonly text: string;
}

export interface StoredInput {
  readonly domainQueries: readonly StoredText[];
  /** JSON files of saved views and their kin */
  readonly savedViews: readonly StoredText[];
  /** records of a live database: their values stand in no text */
  readonly live?: readonly LiveSavedViews[] | undefined;
  /** the domain behind each page */
  readonly contexts: Readonly<Record<string, string>>;
  /** version of Selecto's components that show the views */
  readonly components?: string | undefined;
}

/** What each `$n` of a compiled query stands for; values are somebody's data: never print them. */
export interface Bound {
  readonly bindings: readonly Binding[];
  readonly parameters: readonly DomainQueryParameter[];
}

export interface StoredRead {
  readonly queries: readonly Query[];
  /** by query, as listed in `queries` */
  readonly bound: ReadonlyMap<Query, Bound>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Components from this version on refuse a condition on a field that is not there; older ones leave it out. */
const FAILS_CLOSED = "0.4.13";

/**
 * Compiles what is stored. Never throws for what is in it.
 *
 * @param taken names of other queries: a stored one that bears one of them gets its file in front
 */
export function storedQueries(input: StoredInput, domains: readonly Domain[], taken: ReadonlySet<string> = new Set()): StoredRead {
  const compiler = createCompiler(input, domains);
  const diagnostics: Diagnostic[] = [];
  const queries = [
    ...input.domainQueries.flatMap(({ path, text }) => {
      const { items, diagnostics: faults, position } = readQueryFile(path, text);
      diagnostics.push(...faults);
      return items.map(({ name, query, document, at }) =>
        compiler.compile(
          { kind: "domain query", name, domain: query.domain, text: pretty(document), position: position(at), locate: position },
          { latent: false, query },
        ),
      );
    }),
    ...input.savedViews.flatMap(({ path, text }) => {
      const document = readJson(path, text);
      if (document.fault !== undefined) diagnostics.push(notRead(document.fault));
      return document.value === undefined
        ? []
        : readStored(document.value).flatMap((item) => compiler.item(item, pretty(shown(valueAt(document.value, item.at))), document.position));
    }),
    ...(input.live ?? []).flatMap(({ table, rows }) => {
      const here = { file: table, line: 1, column: 1 };
      // Rows are data of somebody: nothing of them but names goes into a text.
      return rows.flatMap((row, index) =>
        readStored([row]).flatMap((item) => compiler.item(item, `${table} ${item.name}`, () => ({ ...here, line: index + 1 }))),
      );
    }),
  ];
  return { ...withUniqueNames(queries, compiler.bound, taken), diagnostics };
}

/** What is stored as data, compiled from these domains. */
export function storedIn(
  { domainQueries, savedViews: { texts: savedViews, ...settings } }: Pick<WorkspaceSources, "domainQueries" | "savedViews">,
  domains: readonly Domain[],
  taken: ReadonlySet<string>,
): StoredRead {
  return storedQueries({ ...settings, domainQueries, savedViews }, domains, taken);
}

interface Frame {
  readonly kind: StoredKind;
  readonly name: string;
  readonly context?: string | undefined;
  readonly domain?: string | undefined;
  /** the copy of a domain that it runs */
  readonly frozen?: JsonObject;
  readonly text: string;
  readonly position: SourcePosition;
  readonly locate: (at: DocumentPath) => SourcePosition;
}

interface Compilable {
  readonly view?: string;
  readonly latent: boolean;
  readonly query: Omit<DomainQuery, "domain">;
}

function createCompiler({ contexts, components }: StoredInput, domains: readonly Domain[]) {
  const opened = new Map<string, OpenDomain | undefined>();
  const open = (name: string): OpenDomain | undefined => {
    const domain = domains.find((one) => one.name === name);
    if (domain !== undefined && !opened.has(name)) opened.set(name, openDomain(domain));
    return opened.get(name);
  };
  const copies = new Map<string, OpenDomain | undefined>();
  /** Thousands of exported views carry a few copies. */
  const openCopy = (document: JsonObject, position: SourcePosition): OpenDomain | undefined => {
    const key = hashOf(document);
    const name = `the copy of ${typeof document["name"] === "string" ? document["name"] : "its domain"}`;
    if (!copies.has(key)) copies.set(key, openDomain({ name, file: position.file, position, document }));
    return copies.get(key);
  };
  const floor = components === undefined ? null : semver.coerce(components);
  const isLenient = floor !== null && semver.lt(floor, FAILS_CLOSED);
  const manner = ({ view }: Compilable): CompileOptions => ({ isLenient, leavesOutGroups: isLenient && view === "graph" });

  const unknown = (frame: Frame, reason: string, at = frame.position, view?: Compilable): Query => queryOf(frame, view, { kind: "unknown", reason }, at);
  const bound = new Map<Query, Bound>();
  const compile = (frame: Frame, part: Compilable): Query => {
    if (frame.frozen !== undefined) {
      const copy = openCopy(frame.frozen, frame.position);
      if (copy === undefined) return unknown(frame, "the domain in it has an unknown shape: export the view again to have it examined", undefined, part);
      // What it is built on are elements of the copy, which no file has.
      const compiled = { ...compileQuery(copy, { ...part.query, domain: copy.name }, manner(part)), uses: [] };
      return compiledQuery(frame, part, compiled, { ...part.query, domain: copy.name });
    }
    if (frame.domain === undefined)
      return unknown(
        frame,
        frame.context === undefined ? "it names no page and no domain" : `no domain is known for the page ${frame.context}: savedViews.contexts`,
        undefined,
        part,
      );
    const domain = open(frame.domain);
    if (domain === undefined)
      return queryOf(frame, part, refusal("unknown_domain", `there is no domain ${frame.domain} that can be read`, frame.position), frame.position);
    const { version } = part.query;
    const meant = version === undefined ? undefined : rangeProblem(frame.domain, version, domain.version);
    if (meant !== undefined) return queryOf(frame, part, refusal("domain_version", meant, frame.position), frame.position);
    const whole = { ...part.query, domain: frame.domain };
    const compiled = compileQuery(domain, whole, frame.kind === "domain query" ? {} : manner(part));
    const query = compiledQuery(frame, part, compiled, whole);
    bound.set(query, { bindings: compiled.bindings, parameters: whole.parameters });
    return query;
  };
  return {
    compile,
    bound,
    item(item: StoredItem, text: string, locate: Frame["locate"]): Query[] {
      const { kind, name, context, at } = item;
      const domain = item.frozen !== undefined ? undefined : (item.domain ?? (context === undefined ? undefined : contexts[context]));
      const frame: Frame = { kind, name, context, domain, text, position: locate(at), locate, ...(item.frozen !== undefined && { frozen: item.frozen }) };
      const [first] = item.unread;
      if (first === undefined) return item.parts.map((part) => compile(frame, part));
      const parts = item.parts.length === 0 ? [undefined] : item.parts;
      return parts.map((part) => unknown(frame, first.reason, locate(first.at), part));
    },
  };
}

function compiledQuery(frame: Frame, part: Compilable, compiled: CompiledQuery, query: DomainQuery): Query {
  const place = (problem: QueryProblem): SourcePosition => (problem.at === undefined ? frame.position : frame.locate(problem.at));
  const [worst] = [...compiled.problems.filter(({ kind }) => kind === "refused"), ...compiled.problems];
  const { sql } = compiled;
  const statement: StatementClass =
    worst !== undefined
      ? worst.kind === "refused"
        ? refusal(worst.code, worst.message, place(worst))
        : { kind: "unknown", reason: worst.message }
      : sql === undefined
        ? { kind: "unknown", reason: "it could not be written as SQL" }
        : { kind: "ask", sql, offset: 0 };
  const base = queryOf(frame, part, statement, worst === undefined ? frame.position : place(worst));
  return {
    ...base,
    sql: sql ?? "",
    parameters: compiled.bindings.map((binding, index) => {
      const spec = binding.kind === "parameter" ? query.parameters.find(({ name }) => name === binding.name) : undefined;
      return { number: index + 1, ...(binding.kind === "parameter" && { name: binding.name }), ...(spec?.type !== undefined && { type: spec.type }) };
    }),
    stored: {
      ...base.stored,
      kind: frame.kind,
      latent: part.latent,
      skipped: compiled.skipped.map((problem) => ({
        message: problem.message,
        position: place(problem),
        ...(problem.role === "group" && { isGroup: true as const }),
      })),
      uses: compiled.uses,
      origins: compiled.origins.map(({ from, to, at }) => ({ from, to, position: frame.locate(at) })),
    },
  };
}

function queryOf(frame: Frame, part: Compilable | undefined, statement: StatementClass, position: SourcePosition): Query {
  const where = [frame.context ?? (frame.kind === "domain query" ? undefined : frame.domain), part?.latent === true ? part.view : undefined].filter(
    (one) => one !== undefined,
  );
  const own = where.length === 0 ? frame.name : `${frame.name} (${where.join(", ")})`;
  const stored: StoredQuery = {
    kind: frame.kind,
    ...(frame.context !== undefined && { context: frame.context }),
    ...(frame.domain !== undefined && { domain: frame.domain }),
    latent: part?.latent ?? false,
    skipped: [],
    uses: [],
    origins: [],
  };
  return {
    name: frame.kind === "domain query" || frame.kind === "saved view" ? own : `${frame.kind} ${own}`,
    position,
    text: frame.text,
    sql: "",
    edits: [],
    dialect: "postgresql",
    parameters: [],
    statement,
    stored,
  };
}

function refusal(sqlstate: string, reason: string, position: SourcePosition): StatementClass {
  return { kind: "refused", sqlstate, reason, position };
}

/** Two records may bear one name: the later ones are counted. */
function withUniqueNames(queries: readonly Query[], bound: ReadonlyMap<Query, Bound>, taken: ReadonlySet<string>): Pick<StoredRead, "queries" | "bound"> {
  const seen = new Map<string, number>();
  const kept = new Map<Query, Bound>();
  const unique = queries.map((query) => {
    const count = (seen.get(query.name) ?? 0) + 1;
    seen.set(query.name, count);
    const name = `${taken.has(query.name) ? `${query.position.file}:` : ""}${query.name}${count === 1 ? "" : ` #${count}`}`;
    const own = name === query.name ? query : { ...query, name };
    const values = bound.get(query);
    if (values !== undefined) kept.set(own, values);
    return own;
  });
  return { queries: unique, bound: kept };
}

function notRead({ message, position }: { message: string; position: SourcePosition }): Diagnostic {
  return {
    code: "saved-views-unreadable",
    severity: "error",
    message: `it is no JSON: ${message}`,
    position,
    next: "export it again: nothing of this file was examined",
  };
}

/** What is packed into a record is no text for people, and may hold secrets. */
const PACKED = ["snapshot_blob", "cache_blob", "postgrex_opts"];

function shown(value: JsonValue | undefined): JsonValue {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value ?? null;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !PACKED.includes(key)));
}

function pretty(value: JsonValue): string {
  return JSON.stringify(JSON.parse(canonicalJson(value)), null, 2);
}

function valueAt(value: JsonValue | undefined, at: DocumentPath): JsonValue | undefined {
  let found: JsonValue | undefined = value;
  for (const step of at) {
    if (typeof found !== "object" || found === null) return undefined;
    found = Array.isArray(found) ? (found as readonly JsonValue[])[Number(step)] : (found as Readonly<Record<string, JsonValue>>)[step];
  }
  return found;
}
