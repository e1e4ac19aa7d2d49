/** Generated columns that are computed when they are read (since PostgreSQL 18): the planner would store them. */
import { nodeKey, parseNodeKey } from "../../model/identity.ts";
import type { PlannedStatement } from "../../model/plan.ts";
import type { SchemaState } from "../../model/schema-state.ts";
import { quoteIdentifier } from "../../sql/index.ts";

/** The statements with VIRTUAL where TO says so. */
export function withVirtualColumns(statements: readonly PlannedStatement[], to: Pick<SchemaState, "facts">): readonly PlannedStatement[] {
  const virtual = to.facts.filter((fact) => fact.key.startsWith("columnSettings:") && fact.payload["virtual"] === true);
  if (virtual.length === 0) return statements;
  const expressions = new Map(
    to.facts.flatMap((fact) => (typeof fact.payload["generatedExpr"] === "string" ? [[fact.key, fact.payload["generatedExpr"]] as const] : [])),
  );
  return statements.map((statement) => {
    const sql = virtual.reduce((text, { key }) => {
      const { path } = parseNodeKey(key);
      const [column, table] = [nodeKey("column", ...path), nodeKey("table", ...path.slice(0, 2))];
      if (!statement.produces.includes(column) && !statement.produces.includes(table)) return text;
      return virtualIn(text, path[2] ?? "", expressions.get(column) ?? "");
    }, statement.sql);
    return { ...statement, sql };
  });
}

/** The planner quotes every name, so the column's definition is where its quoted name first stands before its expression. */
function virtualIn(sql: string, column: string, expression: string): string {
  const name = sql.indexOf(`${quoteIdentifier(column)} `);
  const stored = ` GENERATED ALWAYS AS (${expression}) STORED`;
  const at = name < 0 ? -1 : sql.indexOf(stored, name);
  return at < 0 ? sql : `${sql.slice(0, at)}${stored.replace(/STORED$/, () => "VIRTUAL")}${sql.slice(at + stored.length)}`;
}
