/** Rows get their values in batches: a column with a default of its own for every row, an UPDATE of a whole table. */
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

function batches(sql: string, key: readonly string[]): StepDraft {
  return { ...txStep(`${batchesDirective(ROWS_OF_A_BATCH, key)}\n${sql}`), mode: "batches" };
}
