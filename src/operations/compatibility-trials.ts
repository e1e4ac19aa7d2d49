/**
 * Statements that writers of a former version send: an insert of what they know and of what they must give, an update of
 * each column, of a key, a delete. Made of generated rows; which of them the former schema takes, PostgreSQL says.
 */
import type { ViewPlan } from "../domain/versions/compatibility-views.ts";
import { columnId } from "../migration/rows/demand.ts";
import type { Contents, RowText } from "../migration/rows/contents.ts";
import type { ColumnShape, TableShape } from "../migration/rows/shape.ts";
import type { TypeValues } from "../migration/rows/types.ts";
import type { NodeKey } from "../model/identity.ts";
import type { WriteTry } from "../oracle/try-writes.ts";
import { quoteIdentifier, quoteLiteral } from "../sql/index.ts";

/** One thing that a writer does, in several tries: the first that the former schema takes counts. */
export interface WriteTrial {
  readonly relation: NodeKey;
  /** `insert`, `update of name` */
  readonly label: string;
  readonly tries: readonly WriteTry[];
}

export interface TrialInput {
  readonly contents: Contents;
  readonly types: TypeValues;
  /** values that both types of a changed column take */
  readonly convertible: ReadonlyMap<string, readonly string[]>;
  /** columns that the former schema fills by itself, by relation */
  readonly filled: ReadonlyMap<NodeKey, readonly string[]>;
}

/** Values tried for one column. */
const MOST_VALUES = 4;

/** For a relation that is a table with rows; none for what had no row, or for views. */
export function writeTrials(plan: ViewPlan, reads: readonly string[], input: TrialInput): WriteTrial[] {
  const found = input.contents.tables.get(plan.relation);
  const name = quoteIdentifier(found?.table.table ?? "x");
  if (found === undefined || found.rows.length === 0) return [];
  const { table, rows } = found;
  const shown = table.columns.filter((column) => !column.virtual && plan.columns.some((one) => one.name === column.name));
  const gives = ` returning ${shown.map((column) => quoteIdentifier(column.name)).join(", ")}`;
  const trial = (label: string, tries: readonly Pick<WriteTry, "setup" | "statement">[]): WriteTrial[] =>
    tries.length === 0
      ? []
      : [
          {
            relation: plan.relation,
            label,
            tries: tries.map(({ statement, ...rest }) => ({ ...rest, statement: `${statement}${gives}`, gives: true, reads })),
          },
        ];
  const own = rowsWith(table, shown);
  const free = shown.filter((column) => column.given === null);
  // What has no place any more is tried by its own update.
  const placed = free.filter(
    (column) => column.notNull || plan.columns.some((one) => one.name === column.name && one.source !== "null" && one.source !== "expression"),
  );
  const needed = free.filter((column) => column.notNull && input.filled.get(plan.relation)?.includes(column.name) !== true);
  const inserts = (columns: readonly ColumnShape[]): Pick<WriteTry, "setup" | "statement">[] =>
    [rows.slice(-2), rows.slice(-1), rows.slice(0, 1)].map((some) => ({
      ...(own !== undefined && { setup: `delete from ${name} where ${own(some)}` }),
      statement:
        columns.length === 0
          ? `insert into ${name} default values`
          : `insert into ${name} (${columns.map((column) => quoteIdentifier(column.name)).join(", ")}) values ${some.map((row) => `(${columns.map((column) => literal(valueIn(table, row, column))).join(", ")})`).join(", ")}`,
    }));
  return [
    ...trial("insert", inserts(placed)),
    ...(needed.length === placed.length ? [] : trial("insert of what must be given", inserts(needed))),
    ...(own === undefined
      ? []
      : [
          ...shown.flatMap((column) =>
            column.given === "generated"
              ? []
              : trial(`update of ${column.name}`, updates(name, table, column, rows, own, valuesFor(table, column, rows, input))),
          ),
          ...trial(
            "delete",
            rows.toReversed().map((row) => ({ statement: `delete from ${name} where ${own([row])}` })),
          ),
        ]),
  ];
}

/** Two rows at once, and where that is refused one. */
function updates(
  name: string,
  table: TableShape,
  column: ColumnShape,
  rows: readonly RowText[],
  own: (rows: readonly RowText[]) => string,
  values: readonly string[],
): Pick<WriteTry, "statement">[] {
  const several = rows.length > 1 && !table.uniques.some((one) => one.length === 1 && one[0] === column.name);
  return (several ? [2, 1] : [1]).flatMap((count) =>
    values.map((value) => ({ statement: `update ${name} set ${quoteIdentifier(column.name)} = ${literal(value)} where ${own(rows.slice(0, count))}` })),
  );
}

/** Other values than that of the first row: of the other rows, then of the type; for what must differ one that nobody has. */
function valuesFor(table: TableShape, column: ColumnShape, rows: readonly RowText[], { types, convertible }: TrialInput): string[] {
  const [first] = rows;
  const fresh = types.nth(column.type, 700);
  const unique = table.uniques.some((one) => one.includes(column.name));
  const there = rows.map((row) => valueIn(table, row, column));
  const all = [...(unique && fresh !== undefined ? [fresh] : []), ...there, ...(convertible.get(columnId(table, column)) ?? types.of(column.type))];
  const current = first === undefined ? null : valueIn(table, first, column);
  return [...new Set(all.filter((value): value is string => value !== null && value !== current))].slice(0, MOST_VALUES);
}

function valueIn(table: TableShape, row: RowText, column: ColumnShape): string | null {
  return row[table.columns.findIndex((one) => one.name === column.name)] ?? null;
}

/** A condition that is true of these rows alone; undefined where the view does not show what identifies them. */
function rowsWith(table: TableShape, shown: readonly ColumnShape[]): ((rows: readonly RowText[]) => string) | undefined {
  const key = table.primary.map((column) => shown.find((one) => one.name === column));
  if (key.length === 0 || !key.every((column) => column !== undefined)) return undefined;
  return (rows) =>
    rows.map((row) => `(${key.map((column) => `${quoteIdentifier(column.name)} = ${literal(valueIn(table, row, column))}`).join(" and ")})`).join(" or ");
}

/** Without a type: what the former schema calls it may have another name now. */
function literal(value: string | null): string {
  return value === null ? "null" : quoteLiteral(value);
}
