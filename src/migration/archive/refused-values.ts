/**
 * Rows whose value does not convert on the way back, though up kept no former one for them: they came or changed since.
 * PostgreSQL would refuse the first of them in the middle of the way; here they are counted before anything is touched,
 * and given another value where one is said. Only reads the target.
 */
import { DatabaseError, type Database } from "../../model/database.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../../sql/quote.ts";
import { ownName, type ConversionBack } from "./conversions-back.ts";
import { BY_VALUE } from "./former-values.ts";
import { tableSql } from "./place.ts";

export interface ConvertedRows {
  /** that the type does not take */
  readonly refused: number;
  /** that it changes */
  readonly changed: number;
  /** what PostgreSQL says of the first that it refuses; else empty */
  readonly sqlstate: string;
  /** gives those that are refused another value, right before the step */
  readonly replace: (expression: string) => string;
}

const SETTING = "selecto.converted";

/** What becomes of rows without a former value; none where nobody can tell here: the column comes with an older migration. */
export async function convertRows(database: Database, conversion: ConversionBack): Promise<ConvertedRows> {
  const { key, expression } = conversion;
  const rows = `${tableSql(key)} where ${await withoutFormer(database, conversion)}`;
  // the table has no alias: the expression may call it by its name
  const one = `from ${tableSql(key)} where tableoid = selecto_row.tableoid and ctid = selecto_row.ctid`;
  const differs = `(${expression}\n)::text is distinct from ${ownName(key)}::text`;
  const eachRow = (attempt: string, otherwise: string): string =>
    `for selecto_row in select tableoid, ctid from ${rows} loop begin ${attempt}; exception when ${BY_VALUE} then ${otherwise}; end; end loop;`;
  const counting = `#variable_conflict use_column
declare selecto_row record; selecto_refused bigint := 0; selecto_changed bigint := 0; selecto_state text := ''; begin
  perform pg_catalog.set_config('search_path', 'pg_catalog', true);
  begin select count(*) filter (where ${differs}) into selecto_changed from ${rows};
  exception when ${BY_VALUE} then selecto_changed := 0; selecto_state := sqlstate;
    ${eachRow(`if (select ${differs} ${one}) then selecto_changed := selecto_changed + 1; end if`, "selecto_refused := selecto_refused + 1")} end;
  perform pg_catalog.set_config('${SETTING}', concat_ws(' ', selecto_refused, selecto_changed, selecto_state), false); end`;
  const replace = (other: string): string =>
    `do ${quoteLiteral(`#variable_conflict use_column
declare selecto_row record; begin ${eachRow(`perform (${expression}\n) ${one}`, `update ${tableSql(key)} set ${ownName(key)} = (${other}\n) where tableoid = selecto_row.tableoid and ctid = selecto_row.ctid`)} end`)};`;
  try {
    await database.exec(`do ${quoteLiteral(counting)}`);
  } catch (error) {
    if (error instanceof DatabaseError) return { refused: 0, changed: 0, sqlstate: "", replace };
    throw error;
  }
  const [row] = await database.query<{ counted: string }>(`select pg_catalog.current_setting('${SETTING}') as counted`);
  const [refused, changed, sqlstate = ""] = (row?.counted ?? "").split(" ");
  return { refused: Number(refused ?? 0), changed: Number(changed ?? 0), sqlstate, replace };
}

const KEPT_VALUES = `select exists (select from pg_attribute where attrelid = to_regclass($1) and attname = 'selecto_after') as values,
  exists (select from pg_attribute where attrelid = to_regclass($1) and attname = 'selecto_table') as inherited`;

/** Rows that the archive does not know, or knows with another value. */
async function withoutFormer(database: Database, { key, archive }: ConversionBack): Promise<string> {
  if (archive === undefined) return "true";
  const place = quoteQualified(...archive.place);
  const [kept] = await database.query<{ values: boolean; inherited: boolean }>(KEPT_VALUES, [place]);
  if (kept?.values !== true) return "true";
  const table = tableSql(key);
  const same = archive.key.map((name) => `${table}.${quoteIdentifier(name)}::text = a.${quoteIdentifier(name)}::text`);
  const own = kept.inherited ? [`${table}.tableoid::regclass::text = a.selecto_table`] : [];
  const unchanged = `a.selecto_after::text is not distinct from ${table}.${ownName(key)}::text`;
  return `not exists (select from ${place} a where ${[...same, ...own, unchanged].join(" and ")})`;
}
