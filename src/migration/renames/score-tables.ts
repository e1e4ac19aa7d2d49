/** How likely two tables, one gone and one come, are the same: what they hold, then what they are called. */
import { showJson } from "../../model/json.ts";
import type { TableFacts } from "./column-profile.ts";
import { nameOf } from "./column-profile.ts";
import type { Finding } from "./evidence.ts";
import { nameLikeness } from "./name-likeness.ts";
import type { TeamEdits } from "./team-edits.ts";

const PRIOR = -5;

type Column = TableFacts["columns"][number];

/** @param frequency in how many tables of FROM a column of that name and type stands: `id` and `created_at` say little */
export function compareTables(from: TableFacts, to: TableFacts, frequency: ReadonlyMap<string, number>, edits: TeamEdits): Finding[] {
  const likeness = nameLikeness(from.name, to.name);
  const shared = sharedColumns(from, to, frequency);
  return [
    { weight: PRIOR },
    { weight: 9 * shared - 1, ...(shared >= 0.5 && { text: shared > 0.99 ? "same columns" : `${Math.round(shared * 100)} % of the columns` }) },
    { weight: 3 * likeness, ...(likeness >= 0.4 && { text: "similar name" }) },
    ...edits.findings(from.name, to.name, [from.name, to.name]),
  ];
}

/** `email character varying(50)`: a column as other tables may have it too. */
export function columnSignature({ key, payload }: Column): string {
  return `${nameOf(key)} ${showJson(payload["type"])}`;
}

/**
 * Columns of the same name and type, by all columns; each counts the less, the more tables have one like
 * it. Columns that are left over count half where their type and number are the same: they may be renamed too.
 */
function sharedColumns(from: TableFacts, to: TableFacts, frequency: ReadonlyMap<string, number>): number {
  const weigh = (column: Column): number => 1 / (frequency.get(columnSignature(column)) ?? 1);
  const rest = [...to.columns];
  let shared = 0;
  const take = (columns: readonly Column[], share: number, same: (one: Column, other: Column) => boolean): Column[] =>
    columns.filter((column) => {
      const at = rest.findIndex((other) => same(column, other));
      if (at >= 0) {
        shared += share * (weigh(column) + weigh(rest[at] ?? column));
        rest.splice(at, 1);
      }
      return at < 0;
    });
  const left = take(from.columns, 1, (one, other) => columnSignature(one) === columnSignature(other));
  take(left, 0.5, (one, other) => one.payload["type"] === other.payload["type"] && one.payload["_position"] === other.payload["_position"]);
  const [old, now] = [from, to].map((table) => table.columns.reduce((total, column) => total + weigh(column), 0));
  return old === undefined || now === undefined || old + now === 0 ? 0 : shared / (old + now);
}
