/**
 * Values that an expression made need not go back through one: where the archive has what was there before, the column
 * is emptied ahead of the type change, and only what was entered since is converted.
 */
import type { Database } from "../../model/database.ts";
import { quoteIdentifier, quoteQualified } from "../../sql/quote.ts";
import { quietly, sameRow, seeAll, type Kept } from "./kept.ts";
import { relax } from "./relax.ts";
import { readTable } from "./table-facts.ts";

/**
 * The steps for one column, ahead of the plan that leads back. What forbids it to be empty is taken off in the database,
 * which stands at the end of the way up; the plan starts behind that.
 */
export async function blankValues(database: Database, kept: Kept): Promise<string[]> {
  const { entry } = kept;
  const table = await readTable(database, entry.table);
  const freed = await relax(database, [kept]);
  const columns = entry.columns.map((name) => `${quoteIdentifier(name)} = null`).join(", ");
  const update = `update ${table.sql} t set ${columns} from ${quoteQualified(...entry.place)} a where ${sameRow(table, entry.key)}`;
  return [...freed, ...seeAll(table, quietly(table, [update]))];
}
