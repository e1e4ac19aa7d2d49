/** Rows that change with time: versions of one thing (slowly changing), and rows that are only marked as deleted. */
import type { Pattern } from "../../../model/generation.ts";
import { wordsOf } from "../facts/words.ts";
import { isMoment } from "./column-kinds.ts";
import { columnNamed, pattern, type Detector } from "./context.ts";

const FROM =
  /^(?:valid|effective|eff|start|row_start|active|begin)(?:_(?:from|start|date|at|dt|ts|on|time|start_date|from_date))*$|^(?:valid|effective|active)_(?:from|start)\w*$|^row_(?:effective|start)\w*$/;
const TO =
  /^(?:valid|effective|eff|end|row_end|active|expiry|expiration|expired|expires)(?:_(?:to|until|end|date|at|dt|ts|on|time|end_date|to_date|thru|through))*$|^(?:valid|effective|active)_(?:to|until|end|thru)\w*$|^row_(?:expir|end)\w*$/;
const CURRENT = /^(?:is_)?(?:current|latest|active_row|current_row)(?:_(?:row|record|flag|version|ind))?$|^current_(?:flag|ind|indicator)$/;

/** Several rows for one thing, each with the time it holds for (type 2), or a column that keeps the value before (type 3). */
export const slowlyChanging: Detector = (table) => {
  const named = table.columns.map((column) => ({ column, name: wordsOf(column.name).join("_") }));
  const from = named.find(({ column, name }) => isMoment(column) && FROM.test(name) && !/^(?:start|begin)(?:_(?:at|time|ts))?$|^active$/.test(name));
  const to = named.find(({ column, name }) => isMoment(column) && TO.test(name) && column !== from?.column);
  const current = named.find(
    ({ column, name }) => CURRENT.test(name) && /^(?:boolean|character|character varying|smallint|integer|text)$/.test(column.baseType),
  );
  const version = named.find(({ name }) => /^(?:row_)?version(?:_(?:no|number|num))?$/.test(name));
  const strong = from !== undefined && /valid|effective|eff|row_/.test(from.name);
  if (
    (from === undefined || to === undefined || !(strong || current !== undefined)) &&
    (current === undefined || (from === undefined && version === undefined))
  ) {
    const before = named.find(
      ({ name }) =>
        /^(?:previous|prior|prev|old)_/.test(name) &&
        named.some((other) => other.name === `current_${name.replace(/^[a-z]+_/, "")}` || other.name === name.replace(/^[a-z]+_/, "")),
    );
    if (before === undefined || table.columns.length < 3) return [];
    const now = before.name.replace(/^[a-z]+_/, "");
    return before.name.endsWith("_id")
      ? []
      : [pattern("slowly-changing", table, 0.6, `${before.column.name} keeps what ${now} was before (type 3)`, { columns: { before: before.column.name } })];
  }
  const columns = {
    ...(from !== undefined && { from: from.column.name }),
    ...(to !== undefined && { to: to.column.name }),
    ...(current !== undefined && { current: current.column.name }),
    ...(version !== undefined && { version: version.column.name }),
  };
  const confidence = from !== undefined && to !== undefined && current !== undefined ? 0.97 : strong && to !== undefined ? 0.88 : 0.8;
  return [
    pattern("slowly-changing", table, confidence, `several rows may stand for one thing, told apart by ${Object.values(columns).join(", ")} (type 2)`, {
      columns,
    }),
  ];
};

export const softDelete: Detector = (table): readonly Pattern[] => {
  const column = columnNamed(
    table,
    "deleted_at",
    "is_deleted",
    "deleted",
    "removed_at",
    "archived_at",
    "discarded_at",
    "deletion_date",
    "deleted_on",
    "date_deleted",
    "is_removed",
    "is_archived",
    "removed",
    "archived",
  );
  if (column === undefined || !(isMoment(column) || /^(?:boolean|smallint|integer|bigint)$/.test(column.baseType))) return [];
  const archived = column.name.includes("archiv");
  return [
    pattern("soft-delete", table, archived ? 0.7 : isMoment(column) && !column.notNull ? 0.95 : 0.85, `${column.name} marks rows as gone`, {
      columns: { marker: column.name },
      ...(isMoment(column) && !archived && { suggestion: `a required filter ${column.name} = null leaves them out of every query` }),
    }),
  ];
};
