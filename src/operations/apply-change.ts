/** Brings a shadow from FROM to the state that production will have: by plan, by script or by a described edit. */
import { DatabaseError, ShadowDied, type Database, type PgError } from "../model/database.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { EXIT, SelectoError } from "../model/error.ts";
import { nameOf, type NodeKey } from "../model/identity.ts";
import type { SchemaState } from "../model/schema-state.ts";
import { applyPlan } from "../schema/apply-plan.ts";
import { loadHistory, type LoadFailure, type LoadOptions, type SchemaScript } from "../schema/load.ts";
import { planSchema } from "../schema/plan.ts";
import type { Rename } from "../oracle/rename.ts";
import { applyState } from "./apply-state.ts";
import { dropStatement, retypeStatement, takesCascade, type Edit } from "./intended-edit.ts";

export type IntendedChange =
  /** another state: what leads to it is planned */
  | { readonly kind: "state"; readonly schema: SchemaState; /** statements of it that did not load */ readonly failures?: readonly LoadFailure[] }
  /** SQL to run as it is */
  | { readonly kind: "script"; readonly script: SchemaScript }
  | { readonly kind: "edits"; readonly edits: readonly Edit[] }
  | { readonly kind: "nothing" };

export interface AppliedChange {
  /** runs the same change on a revived shadow */
  readonly replay: (database: Database) => Promise<void>;
  /** PostgreSQL refused the change as written; the verdicts assume CASCADE */
  readonly refusal?: PgError;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Applies the change. Renames of `edits` are not part of it: they run first, while probes stand.
 *
 * @throws SelectoError when a script or edit is refused outright: then there is no TO to judge
 */
export async function applyChange(database: Database, from: SchemaState, change: IntendedChange, options: LoadOptions = {}): Promise<AppliedChange> {
  try {
    return await apply(database, from, change, options);
  } catch (error) {
    if (!(error instanceof ShadowDied)) throw error;
    throw new SelectoError(
      {
        code: "shadow-died-changing",
        what: `applying the change ${error.reason === "timeout" ? "did not end in time" : "ended the embedded PostgreSQL"}`,
        why: "one of its statements runs code that never returns or recurses without end",
        next: "take that statement out of the change, or name a server with shadow.url in selecto.config.yaml",
      },
      { cause: error },
    );
  }
}

/** Runs explicit renames. @throws SelectoError for one that PostgreSQL refuses */
export async function applyRenames(database: Database, renames: readonly Rename[]): Promise<void> {
  for (const rename of renames) {
    const error = await attempt(database, rename.sql);
    if (error !== undefined) throw refused(rename.from, error);
  }
}

async function apply(database: Database, from: SchemaState, change: IntendedChange, options: LoadOptions): Promise<AppliedChange> {
  switch (change.kind) {
    case "nothing":
      return { replay: () => Promise.resolve(), diagnostics: [] };
    case "state":
      return applyState(database, from, change.schema);
    case "script":
      return applyScript(database, change.script, options);
    case "edits":
      return applyEdits(database, from, change.edits);
  }
}

async function applyScript(database: Database, script: SchemaScript, options: LoadOptions): Promise<AppliedChange> {
  const { failures } = await loadHistory(database, [script], options);
  const [failure] = failures;
  if (failure !== undefined) {
    throw new SelectoError({
      code: "change-refused",
      what: `${failure.position.file}:${failure.position.line}:${failure.position.column} is refused: ${failure.error.sqlstate} ${failure.error.message}`,
      why: failure.error.detail ?? "PostgreSQL does not take this change on the schema before it",
      next: failure.error.hint === undefined ? "correct the SQL and run the command again" : `PostgreSQL's hint: ${failure.error.hint}`,
    });
  }
  return { replay: async (fresh) => void (await loadHistory(fresh, [script], options)), diagnostics: [] };
}

async function applyEdits(database: Database, from: SchemaState, edits: readonly Edit[]): Promise<AppliedChange> {
  const done: string[] = [];
  let refusal: PgError | undefined;
  const replays: ((fresh: Database) => Promise<void>)[] = [];
  for (const edit of edits) {
    if (edit.kind === "rename") continue;
    if (edit.kind === "drop") {
      const statement = dropStatement(edit.key);
      const error = await attempt(database, statement);
      if (error === undefined) done.push(statement);
      else if (error.sqlstate === "2BP01" && takesCascade(edit.key)) {
        refusal ??= error;
        const again = await attempt(database, `${statement} cascade`);
        if (again !== undefined) throw refused(edit.key, again);
        done.push(`${statement} cascade`);
      } else throw refused(edit.key, error);
      continue;
    }
    const plain = retypeStatement(edit, false);
    const error = await attempt(database, plain);
    if (error === undefined) done.push(plain);
    else {
      const using = retypeStatement(edit, true);
      const again = error.sqlstate === "42804" ? await attempt(database, using) : error;
      if (again === undefined) done.push(using);
      else if (again.sqlstate === "0A000") {
        // Views in the way: let the planner put them aside and back.
        const replay = await retypeByPlan(database, from, edit);
        replays.push(replay);
      } else throw refused(edit.key, again);
    }
  }
  return {
    replay: async (fresh) => {
      for (const statement of done) await fresh.exec(statement);
      for (const replay of replays) await replay(fresh);
    },
    diagnostics: [],
    ...(refusal !== undefined && { refusal }),
  };
}

async function retypeByPlan(database: Database, from: SchemaState, edit: Extract<Edit, { kind: "retype" }>): Promise<(fresh: Database) => Promise<void>> {
  const [named] = await database.query<{ name: string | null }>("select pg_catalog.format_type(pg_catalog.to_regtype($1), null) as name", [edit.type]);
  const type = named?.name ?? edit.type;
  const facts = from.facts.map((fact) => (fact.key === edit.key ? { ...fact, payload: { ...fact.payload, type } } : fact));
  const plan = planSchema(from, { ...from, facts, fingerprint: "", orderedFingerprint: "" }, { inShadow: true });
  const { refused: rest } = await applyPlan(database, plan.statements);
  const [first] = rest;
  if (plan.failure !== undefined || first !== undefined)
    throw refused(edit.key, first?.error ?? { sqlstate: "0A000", message: plan.failure ?? "the change cannot be planned" });
  return async (fresh) => void (await applyPlan(fresh, plan.statements));
}

async function attempt(database: Database, sql: string): Promise<PgError | undefined> {
  try {
    await database.exec(sql);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof DatabaseError) return thrown.error;
    throw thrown;
  }
}

function refused(key: NodeKey, error: PgError): SelectoError {
  return new SelectoError({
    code: "change-refused",
    what: `PostgreSQL refuses the change of ${nameOf(key)}: ${error.sqlstate} ${error.message}`,
    why: error.detail?.split("\n")[0] ?? "there is no state after this change to judge",
    next: error.hint === undefined ? "describe the change with --sql FILE instead" : `PostgreSQL's hint: ${error.hint}`,
    exit: EXIT.usage,
  });
}
