/**
 * Brings a shadow from one state to another by plan. The shadow has no rows, so it can go where a
 * database with rows needs help: what only rows stand in the way of is done, and said.
 */
import type { Database } from "../model/database.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { SelectoError } from "../model/error.ts";
import { describeNode } from "../model/identity.ts";
import type { PlannedStatement } from "../model/plan.ts";
import type { SchemaState } from "../model/schema-state.ts";
import { applyPlan } from "../schema/apply-plan.ts";
import { extractSchema } from "../schema/extract.ts";
import type { AppliedChange } from "./apply-change.ts";
import { planWay, type PlannedWay } from "./plan-migration.ts";

/** @throws SelectoError when there is no plan at all */
export async function applyState(database: Database, from: SchemaState, to: SchemaState): Promise<AppliedChange> {
  const first = await planWay(database, from, to);
  if (first.failure !== undefined && first.statements.length === 0) {
    throw new SelectoError({
      code: "change-not-planned",
      what: "the change from one schema to the other could not be planned",
      why: first.failure,
      next: "write the change as SQL and pass it with --sql FILE",
    });
  }
  const { applied } = await applyPlan(database, withoutValues(first.refused));
  const last = applied.length === 0 ? first : await planWay(database, await extractSchema(database), to);
  const statements = applied.length === 0 ? first.statements : [...first.statements, ...applied, ...last.statements];
  return {
    replay: async (fresh) => void (await applyPlan(fresh, statements)),
    diagnostics: [...first.refused.filter(isUncastable).map(castDiagnostic), ...leftDiagnostics(last)],
  };
}

type Refused = PlannedWay["refused"][number];

/** PostgreSQL knows no cast between the types: rows need an expression by hand, an empty table does not. */
function isUncastable({ statement, error }: Refused): boolean {
  return error.sqlstate === "42846" && USING.test(statement.sql);
}

const USING = /\sUSING\s[\s\S]*$/;

function withoutValues(refused: readonly Refused[]): PlannedStatement[] {
  return refused.filter(isUncastable).map(({ statement }) => ({ ...statement, sql: statement.sql.replace(USING, " USING NULL") }));
}

function castDiagnostic({ statement, error }: Refused): Diagnostic {
  return {
    code: "cast-missing",
    severity: "warning",
    message: `rows cannot be converted by themselves: ${error.message} (${firstLine(statement.sql)})`,
    sqlstate: error.sqlstate,
    next: "write this step by hand in the migration, with a USING expression",
  };
}

/** Verdicts about half a change would pass for verdicts about the whole. */
function leftDiagnostics({ left, refused }: PlannedWay): Diagnostic[] {
  const [first] = left;
  if (first === undefined) return [];
  return [
    {
      code: "change-not-reached",
      severity: "error",
      message: `the planned steps do not lead all the way: ${describeNode(first.key)} still differs${left.length > 1 ? `, and ${left.length - 1} more` : ""}`,
      next: "write the change as SQL and pass it with --sql FILE",
    },
    ...refused.map(({ statement, error }): Diagnostic => ({
      code: "plan-step-refused",
      severity: "warning",
      message: `a planned step is refused: ${error.sqlstate} ${error.message} (${firstLine(statement.sql)})`,
      sqlstate: error.sqlstate,
      next: "write this step by hand in the migration",
    })),
  ];
}

function firstLine(sql: string): string {
  return (sql.split("\n", 1)[0] ?? "").slice(0, 100);
}
