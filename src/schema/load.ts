/**
 * Loads SQL text into a shadow. Schema files describe one state: their statements may stand in any
 * order in which PostgreSQL can resolve them, so what fails is tried again until nothing more moves.
 * A migration history is a sequence: its scripts run in order and the first failure ends it, unless
 * the script is said to stand on something that could not be read.
 */
import { DatabaseError, type Ask, type Database, type PgError } from "../model/database.ts";
import { DEFAULT_SEARCH_PATH } from "../model/oracle-settings.ts";
import { placeOf, type SourcePosition, type SqlOrigin } from "../model/position.ts";
import { createdObject, loadKind } from "./statement-kind.ts";
import { blankPsql, codePointOffset, quoteIdentifier, splitStatements, type Statement } from "../sql/index.ts";

export interface SchemaScript {
  readonly file: string;
  readonly text: string;
  /** where the parts of a generated text are said */
  readonly origins?: readonly SqlOrigin[];
  /** of a history: statements that fail are told, and the rest goes on */
  readonly tolerant?: boolean;
  /** runs statement by statement, outside a transaction block */
  readonly transactional?: boolean;
  /** of a script whose steps are not all in one transaction: offsets of the parts that are, and of those that run alone */
  readonly parts?: readonly ScriptPart[];
  /** settings of its own, as its runner makes them; else those of the workspace */
  readonly settings?: { readonly searchPath: string; readonly checkFunctionBodies: boolean };
}

export interface ScriptPart {
  readonly from: number;
  readonly to: number;
  readonly transactional: boolean;
}

export interface LoadFailure {
  readonly position: SourcePosition;
  readonly error: PgError;
  /** first line of the statement */
  readonly statement: string;
  /** the shadow does not have this extension: no fault of the schema, but what needs it cannot be asked */
  readonly extension?: string;
  /** what the statement was to create */
  readonly object?: { readonly kind: string; readonly name: string; /** namespace where written, and name, unquoted */ readonly path: readonly string[] };
}

export interface LoadResult {
  readonly failures: readonly LoadFailure[];
  /** statements that ran; of a history, scripts */
  readonly statements: number;
  /** scripts of a history that ran whole */
  readonly scripts: number;
}

export interface LoadOptions {
  readonly searchPath?: string;
}

interface Pending {
  readonly script: SchemaScript;
  readonly statement: Statement;
  /** settings that the file makes before this statement */
  readonly settings: readonly string[];
}

const QUIET = "set client_min_messages = error";
const MISSING_ROLE = /^role "(.+)" does not exist$/;

/** Loads schema files: one state, statements in any workable order. Rows in the files are not loaded. */
export async function loadFiles(database: Database, scripts: readonly SchemaScript[], options: LoadOptions = {}): Promise<LoadResult> {
  const failures: LoadFailure[] = [];
  const structure: Pending[] = [];
  for (const script of scripts) {
    const { statements, errors } = splitStatements(blankPsql(script.text));
    for (const error of errors) failures.push(failureOf(script, error.statement, { sqlstate: "42601", message: error.message }, error.offset));
    const settings: string[] = [];
    for (const statement of statements) {
      const kind = loadKind(statement.text);
      if (kind === "setting") settings.push(statement.text);
      else if (kind === "structure") structure.push({ script, statement, settings: [...settings] });
    }
  }
  let pending = structure;
  let failed: { one: Pending; error: PgError }[] = [];
  let loaded = 0;
  while (pending.length > 0) {
    failed = await runRound(database, pending, options);
    loaded += pending.length - failed.length;
    const roles = await createMissingRoles(
      database,
      failed.map(({ error }) => error),
    );
    if (failed.length === pending.length && !roles) break;
    pending = failed.map(({ one }) => one);
  }
  await database.exec(baseSettings(options));
  for (const { one, error } of withoutEchoes(failed)) failures.push(failureOf(one.script, one.statement, error));
  return { failures: failures.toSorted(byPlace), statements: loaded, scripts: scripts.length };
}

const UNAVAILABLE = /^extension "(.+)" is not available$/;

/** A comment on an extension that the shadow does not have says nothing that its CREATE EXTENSION does not. */
function withoutEchoes<T extends { one: Pending; error: PgError }>(failed: readonly T[]): T[] {
  const missing = new Set(failed.flatMap(({ error }) => UNAVAILABLE.exec(error.message)?.[1] ?? []));
  return failed.filter(({ error }) => !missing.has(/^extension "(.+)" does not exist$/.exec(error.message)?.[1] ?? ""));
}

/** One pass over what is pending; returns what still fails, in order. */
async function runRound(database: Database, pending: readonly Pending[], options: LoadOptions): Promise<{ one: Pending; error: PgError }[]> {
  const asks: Ask[] = [];
  const askOf: number[] = [];
  let session: readonly string[] | undefined;
  let script: SchemaScript | undefined;
  for (const one of pending) {
    if (one.script !== script || session === undefined || one.settings.length !== session.length) {
      asks.push({ kind: "run", sql: baseSettings(options) });
      // Settings of a newer server (transaction_timeout ...) may be unknown here: each runs alone and may fail.
      for (const setting of one.settings) asks.push({ kind: "run", sql: setting });
      asks.push({ kind: "run", sql: QUIET });
      script = one.script;
      session = one.settings;
    }
    askOf.push(asks.length);
    asks.push({ kind: "run", sql: one.statement.text });
  }
  const replies = await database.batch(asks);
  return pending.flatMap((one, at) => {
    const reply = replies[askOf[at] ?? -1];
    if (reply === undefined) throw new Error("a statement without a reply");
    return reply.ok || isAlreadyThere(one.statement, reply.error) ? [] : [{ one, error: reply.error }];
  });
}

/** `CREATE SCHEMA public` and `CREATE EXTENSION plpgsql` of dumps meet what every database has. */
function isAlreadyThere(statement: Statement, error: PgError): boolean {
  return (error.sqlstate === "42P06" || error.sqlstate === "42710") && /^create\s+(?:schema\s+"?public"?\b|extension\b|role\b|user\b)/i.test(statement.text);
}

/** Roles are the cluster's, not the schema's: what grants and policies name is made up as needed. */
async function createMissingRoles(database: Database, errors: readonly PgError[]): Promise<boolean> {
  const roles = new Set(errors.flatMap((error) => (error.sqlstate === "42704" ? (MISSING_ROLE.exec(error.message)?.[1] ?? []) : [])));
  // Names that PostgreSQL keeps for itself (`pg_...`) cannot be made: then the statement's own error stands.
  const replies = await database.batch([...roles].map((role): Ask => ({ kind: "run", sql: `create role ${quoteIdentifier(role)}` })));
  return replies.some((reply) => reply.ok);
}

/** Loads a migration history in order. The first script that fails ends it: `scripts` counts the whole ones before. Tolerant scripts never end it. */
export async function loadHistory(database: Database, scripts: readonly SchemaScript[], options: LoadOptions = {}): Promise<LoadResult> {
  const failures: LoadFailure[] = [];
  let whole = 0;
  for (const script of scripts) {
    const failed = script.tolerant === true ? await runWhatWorks(database, script, options) : await runScript(database, script, options);
    await database.exec(baseSettings(options));
    const found = failed === undefined ? [] : [failed].flat();
    failures.push(...found);
    if (found.length > 0 && script.tolerant !== true) break;
    if (found.length === 0) whole++;
  }
  return { failures, statements: whole, scripts: whole };
}

/** Cannot run inside a transaction block; a new enum value cannot be used in the transaction that made it. */
const WANTS_AUTOCOMMIT = new Set(["25001", "55P04"]);

async function runScript(database: Database, { parts, ...script }: SchemaScript, options: LoadOptions): Promise<LoadFailure | undefined> {
  for (const { from, to, transactional } of parts ?? []) {
    const blanked = (text: string): string => text.replace(/\S/g, " ");
    const text = blanked(script.text.slice(0, from)) + script.text.slice(from, to) + blanked(script.text.slice(to));
    const failed = await runScript(database, { ...script, text, transactional }, options);
    if (failed !== undefined) return failed;
  }
  if (parts !== undefined) return undefined;
  const text = blankPsql(script.text);
  if (text.trim() === "") return undefined;
  await database.exec(script.settings === undefined ? baseSettings(options) : ownSettings(script.settings));
  if (script.transactional !== false && !controlsTransactions(text)) {
    const error = await errorOf(() => database.exec(text));
    if (error === undefined) return undefined;
    if (await createMissingRoles(database, [error])) return runScript(database, script, options);
    await database.exec("rollback").catch(() => undefined);
    if (!WANTS_AUTOCOMMIT.has(error.sqlstate) && error.position !== undefined) return failureAt(script, text, codePointOffset(text, error.position - 1), error);
    if (!WANTS_AUTOCOMMIT.has(error.sqlstate)) return await findFailure(database, script, text, error);
  }
  return runEach(database, script, text);
}

/** Statement by statement; each that fails is left out. */
async function runWhatWorks(database: Database, script: SchemaScript, options: LoadOptions): Promise<LoadFailure[]> {
  const failures: LoadFailure[] = [];
  await database.exec(script.settings === undefined ? baseSettings(options) : ownSettings(script.settings));
  const { statements, errors } = splitStatements(blankPsql(script.text));
  for (const error of errors) failures.push(failureOf(script, error.statement, { sqlstate: "42601", message: error.message }, error.offset));
  for (const statement of statements) {
    let error = await errorOf(() => database.exec(statement.text));
    if (error !== undefined && (await createMissingRoles(database, [error]))) error = await errorOf(() => database.exec(statement.text));
    if (error !== undefined && !isAlreadyThere(statement, error)) failures.push(failureOf(script, statement, error));
  }
  return failures;
}

const OPENS = /^(?:begin|start\s+transaction)\b/i;
const ENDS = /^(?:commit|end|rollback|abort)\b(?!\s+(?:(?:work|transaction)\s+)?to\b)/i;

/** A script with BEGIN and COMMIT of its own cannot be sent as one text: what it has committed would run twice when it has to be tried again. */
function controlsTransactions(text: string): boolean {
  return (
    /\b(?:begin|start|commit|rollback|abort)\b/i.test(text) &&
    splitStatements(text).statements.some((statement) => OPENS.test(statement.text) || ENDS.test(statement.text))
  );
}

async function runEach(database: Database, script: SchemaScript, text: string): Promise<LoadFailure | undefined> {
  const { statements, errors } = splitStatements(text);
  const [unread] = errors;
  if (unread !== undefined) return failureOf(script, unread.statement, { sqlstate: "42601", message: unread.message }, unread.offset);
  /** where the open transaction block starts */
  let block: number | undefined;
  for (let at = 0; at < statements.length; at++) {
    const statement = statements[at];
    if (statement === undefined) break;
    if (OPENS.test(statement.text)) block ??= at;
    const error = await errorOf(() => database.exec(statement.text));
    if (error === undefined) {
      if (ENDS.test(statement.text)) block = undefined;
      continue;
    }
    if (block !== undefined) await database.exec("rollback");
    if (!(await createMissingRoles(database, [error]))) return failureOf(script, statement, error);
    at = (block ?? at) - 1;
    block = undefined;
  }
  return undefined;
}

/** An error without a position: run statement by statement and roll back, only to learn which one it was. */
async function findFailure(database: Database, script: SchemaScript, text: string, error: PgError): Promise<LoadFailure> {
  await database.exec("begin");
  try {
    for (const statement of splitStatements(text).statements) {
      const again = await errorOf(() => database.exec(statement.text));
      if (again !== undefined) return failureOf(script, statement, again);
    }
  } finally {
    await database.exec("rollback");
  }
  return failureAt(script, text, 0, error);
}

async function errorOf(run: () => Promise<void>): Promise<PgError | undefined> {
  try {
    await run();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof DatabaseError) return thrown.error;
    throw thrown;
  }
}

function baseSettings(options: LoadOptions): string {
  // RESET ALL leaves the role where a file has put it
  return `reset session authorization; reset role; reset all; set search_path = ${options.searchPath ?? DEFAULT_SEARCH_PATH}; ${QUIET}`;
}

function ownSettings({ searchPath, checkFunctionBodies }: NonNullable<SchemaScript["settings"]>): string {
  return `${baseSettings({ searchPath })}; set check_function_bodies = ${checkFunctionBodies ? "on" : "off"}`;
}

function failureOf(script: SchemaScript, statement: Statement, error: PgError, offset?: number): LoadFailure {
  const within = offset ?? statement.offset + (error.position === undefined ? 0 : codePointOffset(statement.text, error.position - 1));
  return failureAt(script, script.text, within, error, statement.text);
}

function failureAt(script: SchemaScript, text: string, offset: number, error: PgError, statement = statementAt(text, offset)): LoadFailure {
  const object = createdObject(statement);
  const extension = UNAVAILABLE.exec(error.message)?.[1];
  return {
    position: placeOf(script.file, script.text, offset, script.origins),
    error,
    statement: (statement.split("\n", 1)[0] ?? "").slice(0, 120),
    ...(object !== undefined && { object }),
    ...(extension !== undefined && { extension }),
  };
}

/** The statement that an offset lies in. */
function statementAt(text: string, offset: number): string {
  const { statements, errors } = splitStatements(text);
  const all = [...statements, ...errors.map((error) => error.statement)].toSorted((a, b) => a.offset - b.offset);
  return (all.findLast((statement) => statement.offset <= offset) ?? { text: text.slice(offset) }).text;
}

function byPlace(a: LoadFailure, b: LoadFailure): number {
  return a.position.file < b.position.file
    ? -1
    : a.position.file > b.position.file
      ? 1
      : a.position.line - b.position.line || a.position.column - b.position.column;
}
