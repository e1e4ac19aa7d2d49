/**
 * Runs a plan in a shadow. The planner asks no database, so its order can be wrong: what PostgreSQL
 * refuses is tried again after the rest, and the order that worked is the plan that is kept.
 */
import type { Ask, Database, PgError } from "../model/database.ts";
import type { NodeKey } from "../model/identity.ts";
import { DEFAULT_SEARCH_PATH, PINNED_SEARCH_PATH } from "../model/oracle-settings.ts";
import type { PlannedStatement } from "../model/plan.ts";
import { isConversion, viaText, withUsings } from "./conversions.ts";

export interface AppliedPlan {
  /** in the order in which PostgreSQL took them */
  readonly applied: readonly PlannedStatement[];
  readonly refused: readonly { readonly statement: PlannedStatement; readonly error: PgError }[];
}

export interface ApplyOptions {
  /** where no cast leads from one type of a column to the other, its values go through text; else PostgreSQL's refusal stands */
  readonly throughText?: boolean;
  /** what is sent to run a statement; the statement itself is what is kept */
  readonly sent?: (sql: string) => string;
  /** SQL expressions that convert a column, by its key, instead of the cast */
  readonly usings?: ReadonlyMap<NodeKey, string>;
  /** The application's, as SQL: what a statement calls may find its names by it. Default PostgreSQL's own. */
  readonly searchPath?: string | undefined;
}

/** Applies each statement on its own (no transaction around), deferring what is refused until nothing more moves. */
export async function applyPlan(
  database: Database,
  statements: readonly PlannedStatement[],
  { throughText = false, usings, sent = (sql) => sql, searchPath = DEFAULT_SEARCH_PATH }: ApplyOptions = {},
): Promise<AppliedPlan> {
  // A function may be defined before what it calls.
  await database.exec(`set search_path = ${PINNED_SEARCH_PATH}; set check_function_bodies = off; set client_min_messages = error`);
  const applied: PlannedStatement[] = [];
  let pending = usings === undefined ? statements : withUsings(statements, usings);
  let refused: { statement: PlannedStatement; error: PgError }[] = [];
  while (pending.length > 0) {
    refused = [];
    for (const stretch of throughText ? stretchesOf(pending) : [pending]) {
      const replies = await database.batch(stretch.map((statement): Ask => ({ kind: "run", sql: sent(statement.sql) })));
      for (const [at, statement] of stretch.entries()) {
        const reply = replies[at];
        if (reply?.ok !== false) applied.push(statement);
        else {
          const other = throughText ? viaText(statement, reply.error) : undefined;
          const [again] = other === undefined ? [] : await database.batch([{ kind: "run", sql: other.sql }]);
          if (other !== undefined && again?.ok === true) applied.push(other);
          else refused.push({ statement, error: reply.error });
        }
      }
    }
    if (refused.length === pending.length) {
      const found = await applyOnPath(database, refused, searchPath, sent);
      if (found.length === 0) break;
      applied.push(...found.flatMap(({ taken }) => taken));
      refused = refused.filter(({ statement }) => !found.some((one) => one.statement === statement));
    }
    pending = refused.map(({ statement }) => statement);
  }
  await database.exec("reset search_path; reset check_function_bodies");
  return { applied, refused };
}

/** A relation, function, type or namespace that PostgreSQL does not find. */
const NOT_FOUND = /^(?:42P01|42883|42704|3F000)$/;

/**
 * Statements name everything in full. A function that they call, as the default of a new column, may not: it finds
 * what it names by the path of the application, which the statement then brings with it.
 */
async function applyOnPath(
  database: Database,
  refused: AppliedPlan["refused"],
  searchPath: string,
  sent: (sql: string) => string,
): Promise<{ readonly statement: PlannedStatement; readonly taken: readonly PlannedStatement[] }[]> {
  const onPath = refused.flatMap(({ statement, error }) =>
    NOT_FOUND.test(error.sqlstate) && statement.mode === "tx"
      ? [{ statement, taken: [pathStatement(searchPath), statement, pathStatement(PINNED_SEARCH_PATH)] }]
      : [],
  );
  // statements of one message are one transaction
  const asks = onPath.map(({ taken }): Ask => ({ kind: "run", sql: taken.map(({ sql }) => sent(sql)).join(";\n") }));
  const replies = await database.batch(asks);
  return onPath.filter((_one, at) => replies[at]?.ok !== false);
}

function pathStatement(path: string): PlannedStatement {
  const none = { produces: [], destroys: [], commitAfter: false, lock: "none", rewrite: false, destructive: false } as const;
  return { sql: `SET LOCAL search_path = ${path}`, verb: "alter", mode: "tx", ...none };
}

/** Each conversion ends a stretch: what follows it, a view that is made again for instance, must find it done. */
function stretchesOf(statements: readonly PlannedStatement[]): PlannedStatement[][] {
  const stretches: PlannedStatement[][] = [[]];
  for (const statement of statements) {
    stretches.at(-1)?.push(statement);
    if (isConversion(statement)) stretches.push([]);
  }
  return stretches.filter((stretch) => stretch.length > 0);
}
