/**
 * Columns that a table has both from its parent and as its own. The planner makes the table with those of the parent
 * and then adds its own, which PostgreSQL refuses for a name that is there; said together they are merged. Text only.
 */
import { kindOf, nodeKey, parseNodeKey } from "../model/identity.ts";
import type { PlannedStatement } from "../model/plan.ts";
import type { Fact } from "../model/schema-state.ts";
import { inheritedColumn } from "./parents.ts";

const CHILD = /^(CREATE (?:UNLOGGED )?TABLE (?:"(?:[^"]|"")+"\.)?"(?:[^"]|"")+" \()(\) INHERITS \([^]+)$/;
const ADDED = /^ALTER TABLE (?:"(?:[^"]|"")+"\.)?"(?:[^"]|"")+" ADD COLUMN ([^]+?);?$/;
/** What a parent demands need not be said again: it would be a demand of the table's own. */
const NOT_NULL = /^((?:(?! DEFAULT )[^])*?) NOT NULL\b/;

/** The plan, with such columns where their table is made. */
export function withMergedColumns(statements: readonly PlannedStatement[], { facts }: { readonly facts: readonly Fact[] }): PlannedStatement[] {
  const children = new Map(
    statements.flatMap(({ sql, produces }) =>
      (CHILD.test(sql) ? produces.filter((key) => kindOf(key) === "table") : []).map((key) => [key, new Map<number, string>()]),
    ),
  );
  if (children.size === 0) return [...statements];
  const all = new Map(facts.map((fact) => [fact.key, fact]));
  for (const [at, { sql, produces }] of statements.entries()) {
    const [, definition] = ADDED.exec(sql) ?? [];
    const column = produces.find((key) => kindOf(key) === "column");
    if (definition === undefined || column === undefined) continue;
    const table = nodeKey("table", ...parseNodeKey(column).path.slice(0, 2));
    const inherited = inheritedColumn(all, column);
    if (inherited !== undefined) children.get(table)?.set(at, inherited.payload["notNull"] === true ? definition.replace(NOT_NULL, "$1") : definition);
  }
  const moved = new Set([...children.values()].flatMap((one) => [...one.keys()]));
  return statements.flatMap((statement, at) => {
    if (moved.has(at)) return [];
    const table = statement.produces.find((key) => children.has(key) && CHILD.test(statement.sql));
    const own = table === undefined ? [] : [...(children.get(table) ?? [])];
    if (own.length === 0) return [statement];
    const sql = statement.sql.replace(CHILD, (_all, head: string, tail: string) => head + own.map(([, definition]) => definition).join(", ") + tail);
    return [{ ...statement, sql, produces: [...statement.produces, ...own.flatMap(([index]) => statements[index]?.produces ?? [])] }];
  });
}
