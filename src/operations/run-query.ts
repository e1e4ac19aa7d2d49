/**
 * Runs a query of the workspace, or shows its plan, on the configured database: in a read-only
 * transaction that is rolled back, with a limit of time. Rows go to whoever asked and nowhere else.
 */
import { describeTargetError } from "../migration/run/failure.ts";
import { DatabaseError, type Database, type Reply } from "../model/database.ts";
import { EXIT, SelectoError } from "../model/error.ts";
import type { JsonValue } from "../model/json.ts";
import type { NamedSql, QueryPlan, QueryRows } from "../model/query-run.ts";
import { shellWord } from "../model/shell-word.ts";
import { nameTypes } from "../oracle/type-names.ts";
import { parseSql, quoteLiteral } from "../sql/index.ts";
import { findQuery, type FoundQuery } from "./find-query.ts";
import type { Session } from "./session.ts";
import { openTarget } from "./target.ts";

export interface QueryRequest {
  readonly name: string;
  /** `name=value` */
  readonly params: readonly string[];
  readonly database?: string | undefined;
  /** seconds that one statement may take */
  readonly timeout: number;
}

/** @throws SelectoError when the query is not there, a value is missing, or the database refuses */
export async function runQuery(session: Session, request: QueryRequest & { readonly limit: number }): Promise<QueryRows> {
  const query = await findQuery(session, request.name, request.params);
  const values = requireValues(query, request.name);
  return onTarget(session, request, query, async (database, text) => {
    const parsed = parseSql(query.sql);
    const isSelect = parsed.ok && parsed.statements[0]?.kind === "SelectStmt";
    const described = await describe(database, query.sql);
    const { columns } = (await nameTypes(database, [described]))(described);
    const bound = values.map((value, index) => valueFor(value, described.params[index]));
    if (!isSelect || columns.length === 0)
      throw new SelectoError({
        code: "query-gives-no-rows",
        what: `${query.query} is no question`,
        why: "only statements that read are run here: the transaction allows no write",
        next: `selecto query explain ${shellWord(query.query)}`,
        exit: EXIT.usage,
      });
    await database.query(`DECLARE selecto_rows NO SCROLL CURSOR FOR ${query.sql}`, bound);
    const [reply] = await database.batch([{ kind: "run", sql: `FETCH FORWARD ${request.limit + 1} FROM selecto_rows` }]);
    const rows = accepted(reply).rows;
    return { ...named(query), target: text, columns, rows: rows.slice(0, request.limit), more: rows.length > request.limit };
  });
}

export interface ExplainRequest extends QueryRequest {
  readonly analyze: boolean;
  /** only the SQL: no database is asked */
  readonly sqlOnly: boolean;
}

/** @throws SelectoError like {@link runQuery}; without values the plan is the one for any values */
export async function explainQuery(session: Session, request: ExplainRequest): Promise<QueryPlan> {
  const query = await findQuery(session, request.name, request.params);
  if (request.sqlOnly) return { ...named(query), analyzed: false, lines: [] };
  const values = request.analyze ? requireValues(query, request.name) : query.values;
  const whole = values.every((value) => value !== undefined);
  return onTarget(session, request, query, async (database, text) => {
    // A plan for any values is what an application's prepared statement gets.
    if (!whole) await database.exec("SET LOCAL plan_cache_mode = force_generic_plan");
    const { params } = await describe(database, query.sql);
    await database.exec(`PREPARE selecto_query AS ${query.sql}`);
    const list = params.map((_type, index) => literalOf(values[index])).join(", ");
    const options = request.analyze ? "ANALYZE, BUFFERS, " : "";
    const execute = `EXECUTE selecto_query${params.length === 0 ? "" : `(${list})`}`;
    const [lines, plan] = await database.batch(
      // What was run once to measure it is not run again for the other form.
      (request.analyze ? ["TEXT"] : ["TEXT", "JSON"]).map((format) => ({ kind: "run" as const, sql: `EXPLAIN (${options}FORMAT ${format}) ${execute}` })),
    );
    const parsed = plan === undefined ? undefined : (JSON.parse(accepted(plan).rows[0]?.[0] ?? "null") as JsonValue);
    return {
      ...named(query),
      target: text,
      analyzed: request.analyze,
      lines: accepted(lines).rows.map(([line]) => line ?? ""),
      ...(parsed !== undefined && { plan: parsed }),
    };
  });
}

function named({ query, position, sql, parameters }: FoundQuery): NamedSql {
  return { query, position, sql, parameters };
}

async function onTarget<T>(session: Session, request: QueryRequest, query: FoundQuery, work: (database: Database, text: string) => Promise<T>): Promise<T> {
  const { database, text } = await openTarget(session, { flag: request.database, readOnly: true });
  try {
    await database.exec(`BEGIN TRANSACTION READ ONLY; SET LOCAL statement_timeout = ${Math.trunc(request.timeout * 1000)}`);
    if (session.shadow.searchPath !== undefined) await database.exec(`SET LOCAL search_path = ${session.shadow.searchPath}`);
    return await work(database, text);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    const late = error.error.sqlstate === "57014";
    throw new SelectoError({
      code: late ? "query-timeout" : "query-refused",
      what: late ? `${query.query} took longer than ${request.timeout} s` : `${text} refuses ${query.query}: ${describeTargetError(error.error)}`,
      why: late ? "it was stopped there" : "nothing was changed: the transaction allows no write",
      next: late
        ? "--timeout SECONDS, or --limit"
        : error.error.sqlstate.startsWith("22")
          ? `selecto query explain ${shellWord(query.query)} --sql shows its parameters: give values of their types`
          : `selecto analyze impact ${shellWord(query.query)} tells what it needs`,
    });
  } finally {
    await database.exec("ROLLBACK").catch(() => undefined);
    await database.close();
  }
}

async function describe(database: Database, sql: string): Promise<Extract<Reply, { ok: true }>> {
  const [reply] = await database.batch([{ kind: "describe", sql }]);
  return accepted(reply);
}

function accepted(reply: Reply | undefined): Extract<Reply, { ok: true }> {
  if (reply === undefined) throw new Error("a question without a reply");
  if (!reply.ok) throw new DatabaseError(reply.error);
  return reply;
}

function requireValues(query: FoundQuery, name: string): readonly JsonValue[] {
  const missing = query.parameters.filter(({ given }) => !given).map((one) => one.name ?? String(one.number));
  if (missing.length > 0)
    throw new SelectoError({
      code: "query-parameter-missing",
      what: `${query.query} needs a value for ${missing.join(", ")}`,
      why: "a query runs only with a value for each of its parameters",
      next: `selecto query run ${shellWord(name)} ${[...new Set(missing)].map((one) => `--param ${one}=VALUE`).join(" ")}`,
      exit: EXIT.usage,
    });
  return query.values.map((value) => value ?? null);
}

const BOOLEAN = 16;

/** A text is what PostgreSQL makes of it; the embedded driver wants truth values and lists as such. */
function valueFor(value: JsonValue, type: number | undefined): unknown {
  if (type === BOOLEAN && typeof value === "string") return /^(?:t|true|yes|on|1)$/i.test(value);
  if (typeof value === "string" && /^\[[\s\S]*\]$/.test(value)) {
    try {
      return JSON.parse(value) as unknown;
    } catch {
      return value;
    }
  }
  return typeof value === "number" ? String(value) : value;
}

function literalOf(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return "NULL";
  const list = valueFor(value, undefined);
  if (Array.isArray(list)) return quoteLiteral(`{${list.map((one) => JSON.stringify(String(one))).join(",")}}`);
  return quoteLiteral(typeof value === "string" ? value : JSON.stringify(value));
}
