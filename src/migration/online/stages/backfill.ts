/** Rows get their values in batches: a column with a default of its own for every row, an UPDATE of a whole table. */
import type { Database } from "../../../model/database.ts";
import { parseNodeKey } from "../../../model/identity.ts";
import type { ColumnFill } from "../../../model/plan.ts";
import { keywordOf, significantTokens } from "../../../sql/lexer.ts";
import { quoteIdentifier, quoteQualified } from "../../../sql/quote.ts";
import type { TableAction } from "../../../sql/table-actions.ts";
import type { StepDraft } from "../../package/package.ts";
import { batchesDirective } from "../../package/directive.ts";
import { planBatches } from "../batches.ts";
import { columnOf, orderingKeyOf } from "../goal.ts";
import { stageNotNull } from "./constraint.ts";
import { alter, txStep, type Staged, type StageView } from "./stage-view.ts";

const ROWS_OF_A_BATCH = 5000;

export async function stageColumn({ database, made }: StageView, action: Extract<TableAction, { kind: "add-column" }>): Promise<Staged | undefined> {
  const { table, column } = action;
  const added = await columnOf(database, table, column);
  if (added === undefined || added.computed || added.expression === null) return undefined;
  const key = await orderingKeyOf(database, table, made);
  if (key === undefined) return undefined;
  const quoted = quoteIdentifier(column);
  const collation = added.collation === null ? "" : ` COLLATE ${added.collation}`;
  const notNull = added.not_null ? stageNotNull(table, column) : { now: [], later: [] };
  return {
    now: [
      txStep(alter(table, `ADD COLUMN ${quoted} ${added.type}${collation}`)),
      txStep(alter(table, `ALTER COLUMN ${quoted} SET DEFAULT ${added.expression}`)),
    ],
    // the check comes after the rows are filled: also unvalidated it would refuse every UPDATE of a row that is not
    later: [batches(`UPDATE ${quoteQualified(...table)} SET ${quoted} = DEFAULT WHERE ${quoted} IS NULL`, key), ...notNull.now, ...notNull.later],
  };
}

/** A statement that reads nothing but the row it changes says the same of every window. */
export async function stageUpdate({ database, step, made }: StageView, { table }: { readonly table: readonly string[] }): Promise<Staged | undefined> {
  if (significantTokens(step.sql).some((token) => keywordOf(step.sql, token) === "select")) return undefined;
  const key = await orderingKeyOf(database, table, made);
  if (key === undefined) return undefined;
  const staged = batches(step.sql, key);
  return "problem" in planBatches(staged.sql) ? undefined : { now: [], later: [{ ...step, sql: staged.sql, mode: staged.mode }] };
}

/**
 * A new column that must have a value: rows in batches, then nobody may leave it empty any more, then the few rows that
 * came in between. Meanwhile new rows get the value as a default, where it can be one. `SET NOT NULL` is among the steps.
 */
export async function stageFill({ database, step, made }: StageView, fill: ColumnFill): Promise<Staged | undefined> {
  const [namespace = "", relation = "", column = ""] = parseNodeKey(fill.column).path;
  const table = [namespace, relation];
  const added = await columnOf(database, table, column);
  const key = await orderingKeyOf(database, table, made);
  if (!fill.inBatches || added === undefined || key === undefined) return undefined;
  const staged = batches(step.sql, key);
  if ("problem" in planBatches(staged.sql)) return undefined;
  const quoted = quoteIdentifier(column);
  const isDefault = added.expression === null && (await canBeDefault(database, alter(table, `ALTER COLUMN ${quoted} SET DEFAULT ${fill.expression}`)));
  const notNull = added.not_null ? stageNotNull(table, column) : undefined;
  return {
    now: isDefault ? [txStep(alter(table, `ALTER COLUMN ${quoted} SET DEFAULT ${fill.expression}`))] : [],
    later: [
      staged,
      ...(notNull === undefined ? [] : [...notNull.now, staged, ...notNull.later]),
      ...(isDefault ? [txStep(alter(table, `ALTER COLUMN ${quoted} DROP DEFAULT`))] : []),
    ],
  };
}

/** A default may name no column: PostgreSQL says so. */
async function canBeDefault(database: Database, sql: string): Promise<boolean> {
  const replies = await database.batch(["begin", "set local search_path = pg_catalog", sql].map((one) => ({ kind: "run", sql: one })));
  await database.exec("rollback");
  return replies.every(({ ok }) => ok);
}

function batches(sql: string, key: readonly string[]): StepDraft {
  return { ...txStep(`${batchesDirective(ROWS_OF_A_BATCH, key)}\n${sql}`), mode: "batches" };
}
