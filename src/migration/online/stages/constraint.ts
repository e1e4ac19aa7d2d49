/** Foreign keys and checks are added NOT VALID and validated in a later transaction; NOT NULL is proved by such a check first. */
import { quoteIdentifier } from "../../../sql/quote.ts";
import type { NameParts, TableAction } from "../../../sql/table-actions.ts";
import { isPartitioned } from "../goal.ts";
import { aloneStep, alter, txStep, withoutEnd, type Staged, type StageView } from "./stage-view.ts";

export async function stageConstraint({ database, step }: StageView, action: Extract<TableAction, { kind: "add-constraint" }>): Promise<Staged | undefined> {
  const { constraint, name, table, notValid } = action;
  if (name === undefined || notValid || (constraint !== "check" && constraint !== "foreign-key")) return undefined;
  // before PostgreSQL 18 a partitioned table takes no foreign key that is not valid
  if (constraint === "foreign-key" && (await isPartitioned(database, table))) return undefined;
  return {
    now: [{ ...step, sql: `${withoutEnd(step.sql)} NOT VALID` }],
    later: [aloneStep(alter(table, `VALIDATE CONSTRAINT ${quoteIdentifier(name)}`))],
  };
}

/** PostgreSQL spares itself the reading when a validated check says the same. */
export function stageNotNull(table: NameParts, column: string): Staged {
  // PostgreSQL cuts a name that is too long, and cuts it alike each time
  const check = quoteIdentifier(`selecto_not_null_${column}`);
  const quoted = quoteIdentifier(column);
  return {
    now: [txStep(alter(table, `ADD CONSTRAINT ${check} CHECK (${quoted} IS NOT NULL) NOT VALID`))],
    later: [
      aloneStep(alter(table, `VALIDATE CONSTRAINT ${check}`)),
      txStep(alter(table, `ALTER COLUMN ${quoted} SET NOT NULL`)),
      txStep(alter(table, `DROP CONSTRAINT ${check}`)),
    ],
  };
}
