/**
 * Type changes as the planner writes them, and how their values get there: by the cast it names, through text, or by
 * an expression that somebody gave. Text only.
 */
import type { PgError } from "../model/database.ts";
import { parseNodeKey, type NodeKey } from "../model/identity.ts";
import type { PlannedStatement } from "../model/plan.ts";
import { quoteIdentifier, quoteQualified } from "../sql/index.ts";

/** `ALTER COLUMN "a" TYPE x USING "a"::x` */
const CONVERSION = /^(ALTER TABLE [^]+ ALTER COLUMN ("(?:[^"]|"")+") TYPE ([^]+?) USING )\2::\3(?=;?$)/;

/** Whether the statement changes a type by a cast. */
export function isConversion({ sql, using }: PlannedStatement): boolean {
  return using !== undefined || CONVERSION.test(sql);
}

/** The plan with the expressions in place of the casts; where a column changes its type more than once, in place of the last. */
export function withUsings(statements: readonly PlannedStatement[], usings: ReadonlyMap<NodeKey, string>): readonly PlannedStatement[] {
  const places = new Map<number, readonly [NodeKey, string]>();
  for (const [key, expression] of usings) {
    const [namespace = "", table = "", column = ""] = parseNodeKey(key).path;
    const head = `ALTER TABLE ${quoteQualified(namespace, table)} ALTER COLUMN ${quoteIdentifier(column)} TYPE `;
    const at = statements.findLastIndex(({ sql }) => sql.startsWith(head) && CONVERSION.test(sql));
    if (at !== -1) places.set(at, [key, expression]);
  }
  if (places.size === 0) return statements;
  return statements.map((statement, at): PlannedStatement => {
    const [using, expression] = places.get(at) ?? [];
    if (using === undefined) return statement;
    return { ...statement, using, sql: statement.sql.replace(CONVERSION, (_whole, head: string) => `${head}${expression}`) };
  });
}

/** Every type is written and read as text. Values that the other type cannot read are refused when they come. */
export function viaText(statement: PlannedStatement, error: PgError): PlannedStatement | undefined {
  if (error.sqlstate !== "42846" || !CONVERSION.test(statement.sql)) return undefined;
  return { ...statement, sql: statement.sql.replace(CONVERSION, (_whole, head: string, column: string, type: string) => `${head}${column}::text::${type}`) };
}
