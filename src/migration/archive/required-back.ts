/**
 * Columns of rows that are there which must have a value again on the way back, and may be empty now. Only those are
 * told of which nothing before gives a value. Pure text; PostgreSQL counts the rows.
 */
import { nameOf, nodeKey, type NodeKey } from "../../model/identity.ts";
import type { MigrationPackage } from "../../model/migration.ts";
import { textOf, tokenize } from "../../sql/lexer.ts";
import { ownName, unquoted } from "./conversions-back.ts";
import { tableSql } from "./place.ts";

export interface RequiredBack {
  readonly key: NodeKey;
  /** `users.email` */
  readonly column: string;
  readonly migration: string;
  /** number of the step of `down` that demands the value, from 0 */
  readonly step: number;
  /** counts the rows without one */
  readonly count: string;
  /** gives them one */
  readonly replace: (expression: string) => string;
}

/** As the planner writes it and the formatter lays it out. */
const STEP = /^ALTER TABLE ("(?:[^"]|"")+")\.("(?:[^"]|"")+")\s+ALTER COLUMN ("(?:[^"]|"")+") SET NOT NULL;$/;
/** Statements that give no row a value; a type change may, by its expression. */
const LEAVES_ROWS = new Set(["alter", "comment", "create", "drop", "grant", "revoke", "set"]);

/** @param settled columns that get their values in another way: from an archive, or by a conversion */
export function requiredBack(migrations: readonly MigrationPackage[], settled: ReadonlySet<NodeKey>): RequiredBack[] {
  const steps = migrations.flatMap(({ manifest, down }) => down.map(({ sql, archive }, step) => ({ migration: manifest.name, step, sql, archive })));
  const end = steps.findIndex(({ sql, archive }) => archive === undefined && !leavesRows(sql));
  return steps.slice(0, end < 0 ? steps.length : end).flatMap(({ migration, step, sql }) => {
    const names = STEP.exec(sql)?.slice(1).map(unquoted);
    if (names === undefined) return [];
    const key = nodeKey("column", ...names);
    if (settled.has(key)) return [];
    return [
      {
        key,
        column: nameOf(key),
        migration,
        step,
        count: `select count(*) as rows from ${tableSql(key)} where ${ownName(key)} is null`,
        replace: (expression: string) => fillEmpty(key, expression),
      },
    ];
  });
}

/** Gives the rows that have no value in a column that of an expression. */
export function fillEmpty(column: NodeKey, expression: string): string {
  const name = ownName(column);
  return `update ${tableSql(column)} set ${name} = (${expression}) where ${name} is null;`;
}

function leavesRows(sql: string): boolean {
  const first = tokenize(sql).find((token) => token.kind === "word");
  return first !== undefined && LEAVES_ROWS.has(textOf(sql, first).toLowerCase());
}
