/**
 * Asks one state about many subjects: does each compile, does it plan, what is its contract, what
 * does it write, and, on request, what exactly does it depend on. Every answer is PostgreSQL's.
 */
import type { Answer, Signature } from "../model/answer.ts";
import type { Ask, Database, PgError, Reply } from "../model/database.ts";
import type { NodeKey } from "../model/identity.ts";
import { groupBy } from "../model/group-by.ts";
import type { Subject } from "../model/subject.ts";
import { nodeKey, parseNodeKey } from "../model/identity.ts";
import { quoteIdentifier, quoteLiteral } from "../sql/index.ts";
import { calledProcedures } from "./called-procedures.ts";
import { readPlan, type PlanFacts } from "./plan-facts.ts";
import { probeDependencies } from "./probe.ts";
import { askingSettings } from "./settings.ts";
import { askSurviving, type Shadow } from "./shadow.ts";
import { nameTypes } from "./type-names.ts";

export interface AskOptions {
  readonly searchPath?: string;
  /** also read what each subject depends on (standing probes; drop them with {@link dropProbes}) */
  readonly dependencies?: boolean;
}

/** SQLSTATEs of parameters whose type cannot be told from the text. */
const INDETERMINATE = new Set(["42P18", "42P08"]);

interface Compilable {
  readonly subject: Subject;
  readonly sql: string;
  /** CALL: compiles, but has neither plan nor probe */
  readonly isCall: boolean;
}

/** One answer per subject, in order. A subject that kills the shadow is `unknown`, and the others are asked again. */
export async function askSubjects(shadow: Shadow, subjects: readonly Subject[], options: AskOptions = {}): Promise<Answer[]> {
  const compilable = subjects.flatMap((subject): Compilable[] => {
    const { statement } = subject;
    if (statement.kind === "ask") return [{ subject, sql: statement.sql, isCall: statement.call === true }];
    if (statement.kind === "resolve") return [{ subject, sql: lookup(statement), isCall: false }];
    return [];
  });
  // Thousands of saved views are a few hundred statements: each is asked once.
  const alike = groupBy(compilable, questionOf);
  const questions = [...alike.values()].flatMap(([first]) => first ?? []);
  const asked = await askSurviving(
    shadow,
    questions,
    (database, items) => askMany(database, items, options),
    (_item, death): Answer => ({
      status: "unknown",
      reason: death.reason === "timeout" ? "PostgreSQL did not answer in time" : "asking it ended the embedded PostgreSQL",
    }),
  );
  const answers = new Map([...alike.values()].flatMap((same, at) => same.map((item) => [item.subject, asked[at]] as const)));
  return subjects.map((subject): Answer => answers.get(subject) ?? unasked(subject));
}

/** Equal for items of which PostgreSQL says the same. */
function questionOf(item: Compilable): string {
  const { subject, sql, isCall } = item;
  return JSON.stringify([sql, isCall, subject.statement.kind, extensionsOf(item), subject.parameters.map(({ number, type }) => [number, type])]);
}

/** A statement that compiles exactly when the relations and columns that a utility names exist. */
function lookup({ relations, columns = [] }: Extract<Subject["statement"], { kind: "resolve" }>): string {
  const names = columns.flatMap(({ relation, columns: list }) => list.map((column) => `${relation}.${quoteIdentifier(column)}`));
  return `select ${names.length === 0 ? "1" : names.join(", ")}${relations.length === 0 ? "" : ` from ${relations.join(", ")}`}`;
}

function extensionsOf({ subject: { statement } }: Compilable): readonly string[] {
  return statement.kind === "resolve" ? (statement.extensions ?? []) : [];
}

/** Extensions that some subject needs and the catalog does not have; in the words PostgreSQL has for that. */
async function missingExtensions(database: Database, items: readonly Compilable[]): Promise<ReadonlySet<string>> {
  const named = [...new Set(items.flatMap(extensionsOf))];
  if (named.length === 0) return new Set();
  const found = await database.query<{ name: string }>("select extname::text as name from pg_catalog.pg_extension where extname = any($1::name[])", [named]);
  const present = new Set(found.map(({ name }) => name));
  return new Set(named.filter((name) => !present.has(name)));
}

function unasked({ statement }: Subject): Answer {
  switch (statement.kind) {
    case "none":
      return { status: "none", reason: statement.reason };
    case "opaque":
    case "unknown":
      return { status: "unknown", reason: statement.reason };
    case "refused":
      return { status: "error", stage: "domain", error: { sqlstate: statement.sqlstate, message: statement.reason } };
    default:
      return { status: "unknown", reason: "it was not asked" };
  }
}

async function askMany(database: Database, items: readonly Compilable[], options: AskOptions): Promise<Answer[]> {
  await database.exec(askingSettings(options.searchPath));
  const described = await describeAll(database, items);
  const missing = await missingExtensions(database, items);
  const signatureOf = await nameTypes(database, described);
  const plans = await planAll(database, items, described, signatureOf);
  const indexes = await indexKeys(database, plans);
  const relations = await writtenRelations(database, plans);
  const probed = options.dependencies === true ? await probeDependencies(database, probeInputs(items, described, signatureOf)) : undefined;
  const called =
    options.dependencies === true
      ? await calledProcedures(
          database,
          items.flatMap((item, at) => (item.isCall && described[at]?.ok === true ? [{ key: item.subject.key, sql: item.sql }] : [])),
        )
      : undefined;
  return items.map((item, at): Answer => {
    const reply = described[at];
    const plan = plans[at];
    if (reply === undefined) throw new Error("a subject without a reply");
    if (!reply.ok) return failed(item, reply.error, "describe");
    const absent = extensionsOf(item).find((name) => missing.has(name));
    if (absent !== undefined) return failed(item, { sqlstate: "42704", message: `extension "${absent}" does not exist` }, "describe");
    if (plan?.ok === false) return failed(item, plan.error, "plan");
    const dependencies = probed?.get(item.subject.key) ?? called?.get(item.subject.key);
    return {
      status: "ok",
      signature: item.subject.statement.kind === "resolve" ? { params: [], columns: [] } : signatureOf(reply),
      ...(dependencies !== undefined && { dependencies }),
      writes: (plan?.facts?.writes ?? []).map((target) => ({ ...target, relation: relations.get(target.relation) ?? target.relation })),
      indexes: (plan?.facts?.indexNames ?? []).flatMap((name) => indexes.get(name) ?? []),
    };
  });
}

function failed(item: Compilable, error: PgError, stage: "describe" | "plan"): Answer {
  // PostgreSQL could not tell a parameter's type and the text does not either: that is no defect of the query.
  if (INDETERMINATE.has(error.sqlstate)) return { status: "unknown", reason: `${error.sqlstate} ${error.message}; declare it: -- params: $1 <name> <type>` };
  return { status: "error", stage: item.subject.statement.kind === "resolve" ? "resolve" : stage, error };
}

async function describeAll(database: Database, items: readonly Compilable[]): Promise<Reply[]> {
  const replies = await database.batch(items.map((item): Ask => ({ kind: "describe", sql: item.sql })));
  const retry = items.flatMap((item, at) => {
    const reply = replies[at];
    return reply?.ok === false && INDETERMINATE.has(reply.error.sqlstate) && item.subject.parameters.some((parameter) => parameter.type !== undefined)
      ? [{ item, at }]
      : [];
  });
  if (retry.length === 0) return replies;
  const oids = await resolveTypes(database, [...new Set(retry.flatMap(({ item }) => item.subject.parameters.flatMap((parameter) => parameter.type ?? [])))]);
  const again = await database.batch(retry.map(({ item }): Ask => ({ kind: "describe", sql: item.sql, paramTypes: typesOf(item.subject, oids) })));
  retry.forEach(({ at }, index) => {
    const reply = again[index];
    if (reply !== undefined) replies[at] = reply;
  });
  return replies;
}

function typesOf(subject: Subject, oids: ReadonlyMap<string, number>): number[] {
  const last = Math.max(0, ...subject.parameters.map((parameter) => parameter.number));
  return Array.from({ length: last }, (_unused, at) => {
    const declared = subject.parameters.find((parameter) => parameter.number === at + 1)?.type;
    return declared === undefined ? 0 : (oids.get(declared) ?? 0);
  });
}

/** Each alone: what a comment declares may be no type name at all, which PostgreSQL answers with an error. */
async function resolveTypes(database: Database, names: readonly string[]): Promise<Map<string, number>> {
  const replies = await database.batch(names.map((name): Ask => ({ kind: "run", sql: `select pg_catalog.to_regtype(${quoteLiteral(name)})::oid` })));
  return new Map(
    names.flatMap((name, at): [string, number][] => {
      const reply = replies[at];
      const oid = reply?.ok === true ? Number(reply.rows[0]?.[0] ?? 0) : 0;
      return oid === 0 ? [] : [[name, oid]];
    }),
  );
}

type Planned = { ok: true; facts: PlanFacts } | { ok: false; error: PgError } | undefined;

type SignatureOf = (reply: Extract<Reply, { ok: true }>) => Signature;

async function planAll(database: Database, items: readonly Compilable[], described: readonly Reply[], signatureOf: SignatureOf): Promise<Planned[]> {
  const plannable = items.flatMap((item, at) => {
    const reply = described[at];
    return reply?.ok === true && !item.isCall ? [{ at, sql: item.sql, params: signatureOf(reply).params }] : [];
  });
  const planned = items.map((): Planned => undefined);
  for (const [index, reply] of (await explainAll(database, plannable)).entries()) {
    const { at } = plannable[index] ?? {};
    if (at !== undefined) planned[at] = reply.ok ? { ok: true, facts: readPlan(reply.rows[0]?.[0] ?? "") } : { ok: false, error: reply.error };
  }
  return planned;
}

interface Plannable {
  readonly sql: string;
  /** type names of the parameters */
  readonly params: readonly string[];
}

/** GENERIC_PLAN came with 16, and it cannot be told the types of parameters: where it wants them, the statement is prepared. */
async function explainAll(database: Database, statements: readonly Plannable[]): Promise<Reply[]> {
  if (database.engine.major < 16) return explainPrepared(database, statements);
  const replies = await database.batch(statements.map(({ sql }): Ask => ({ kind: "run", sql: `explain (generic_plan, verbose, format json) ${sql}` })));
  const untyped = statements.flatMap((statement, at) => {
    const reply = replies[at];
    return reply?.ok === false && INDETERMINATE.has(reply.error.sqlstate) ? [{ statement, at }] : [];
  });
  const again = await explainPrepared(
    database,
    untyped.map(({ statement }) => statement),
  );
  untyped.forEach(({ at }, index) => {
    const reply = again[index];
    if (reply !== undefined) replies[at] = reply;
  });
  return replies;
}

/** A prepared statement is planned with a generic plan forced and NULLs for parameters. */
async function explainPrepared(database: Database, statements: readonly Plannable[]): Promise<Reply[]> {
  if (statements.length === 0) return [];
  const asks = statements.flatMap(({ sql, params }): Ask[] => [
    { kind: "run", sql: `prepare selecto_plan${params.length === 0 ? "" : `(${params.join(", ")})`} as ${sql}` },
    { kind: "run", sql: `explain (verbose, format json) execute selecto_plan${params.length === 0 ? "" : `(${params.map(() => "null").join(", ")})`}` },
    { kind: "run", sql: "deallocate all" },
  ]);
  await database.exec("set plan_cache_mode = force_generic_plan");
  const replies = await database.batch(asks);
  return statements.map((_statement, at) => {
    const prepared = replies[at * 3];
    const explained = replies[at * 3 + 1];
    if (prepared === undefined || explained === undefined) throw new Error("a statement without a reply");
    return prepared.ok ? explained : prepared;
  });
}

/** Plans do not say what kind of relation is written to: a view with a trigger of its own, a foreign table. */
async function writtenRelations(database: Database, plans: readonly Planned[]): Promise<Map<NodeKey, NodeKey>> {
  const keys = [...new Set(plans.flatMap((plan) => (plan?.ok === true ? plan.facts.writes.map((target) => target.relation) : [])))];
  if (keys.length === 0) return new Map();
  const paths = keys.map((key) => parseNodeKey(key).path);
  const rows = await database.query<{ namespace: string; name: string; kind: string }>(
    `select namespace.nspname as namespace, class.relname as name, case class.relkind when 'v' then 'view' else 'foreignTable' end as kind
     from unnest($1::text[], $2::text[]) as wanted(namespace, name)
     join pg_catalog.pg_namespace namespace on namespace.nspname = wanted.namespace
     join pg_catalog.pg_class class on class.relnamespace = namespace.oid and class.relname = wanted.name
     where class.relkind in ('v', 'f')`,
    [paths.map(([namespace]) => namespace), paths.map(([, name]) => name)],
  );
  return new Map(rows.map((row) => [nodeKey("table", row.namespace, row.name), nodeKey(row.kind, row.namespace, row.name)]));
}

/** Plans name indexes without their namespace; the catalog knows which are meant. */
async function indexKeys(database: Database, plans: readonly Planned[]): Promise<Map<string, NodeKey[]>> {
  const names = [...new Set(plans.flatMap((plan) => (plan?.ok === true ? plan.facts.indexNames : [])))];
  if (names.length === 0) return new Map();
  const rows = await database.query<{ name: string; namespace: string; relation: string; constraint: string | null }>(
    `select index.relname as name, namespace.nspname as namespace, relation.relname as relation, con.conname as constraint
     from pg_catalog.pg_class index
     join pg_catalog.pg_namespace namespace on namespace.oid = index.relnamespace
     join pg_catalog.pg_index entry on entry.indexrelid = index.oid
     join pg_catalog.pg_class relation on relation.oid = entry.indrelid
     left join pg_catalog.pg_constraint con on con.conindid = index.oid and con.contype in ('p', 'u', 'x')
     where index.relname = any($1::name[])`,
    [names],
  );
  const keys = new Map<string, NodeKey[]>();
  for (const row of rows) {
    const key = row.constraint === null ? nodeKey("index", row.namespace, row.name) : nodeKey("constraint", row.namespace, row.relation, row.constraint);
    keys.set(row.name, [...(keys.get(row.name) ?? []), key]);
  }
  return keys;
}

function probeInputs(
  items: readonly Compilable[],
  described: readonly Reply[],
  signatureOf: SignatureOf,
): { key: NodeKey; sql: string; params: readonly string[]; returnsRows: boolean }[] {
  return items.flatMap((item, at) => {
    const reply = described[at];
    if (reply?.ok !== true || item.isCall) return [];
    const signature = signatureOf(reply);
    return [{ key: item.subject.key, sql: item.sql, params: signature.params, returnsRows: signature.columns.length > 0 }];
  });
}
