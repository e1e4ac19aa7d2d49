/**
 * A type that changes back on the way down and does not take every value: where it refuses what became of a value,
 * the row gets the former one out of the archive at once, in the statement that converts. Pure text.
 */
import type { NodeKey } from "../../model/identity.ts";
import type { PlannedStatement } from "../../model/plan.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../../sql/quote.ts";
import type { Loss } from "../losses.ts";
import { columnOf, valueBack, type Kept } from "./kept.ts";
import type { ColumnFacts, TableFacts } from "./table-facts.ts";

export interface FormerValues {
  /** the column that is converted */
  readonly column: NodeKey;
  /** before the first of the statements, when the archive holds only rows that have not changed since */
  readonly prepare: (statements: readonly PlannedStatement[]) => readonly string[];
  /** The value of a row of `alias`, or of the table that is altered, as the former type has it. */
  readonly valueOf: (alias?: string) => string;
  /** the statement with former values in it, where it is the conversion of the column */
  readonly within: (statement: PlannedStatement) => PlannedStatement;
  readonly forget: readonly string[];
}

/** Classes of errors that values cause, as PL/pgSQL names them. */
export const BY_VALUE = "data_exception or integrity_constraint_violation or plpgsql_error or feature_not_supported";

/**
 * A function in the archive's namespace, because USING takes no query. It takes the key and gives the value in types
 * of PostgreSQL's own, so that nothing of the schema hangs on it. The lookup is for those that are refused only: one
 * for every row takes ten times as long.
 *
 * @param place namespace and table of the archive, which holds `selecto_before` by the key
 */
export function formerValues(column: NodeKey, facts: ColumnFacts, table: TableFacts, key: readonly string[], place: readonly [string, string]): FormerValues {
  const archive = quoteQualified(...place);
  const back = quoteQualified(place[0], `${place[1]}_back`);
  const keys = key.flatMap((name) => columnOf(table, name) ?? []).map((one) => ({ name: one.name, type: one.builtin ? one.plain : "text" }));
  const types = [...keys.map(({ type }) => type), ...(table.inherited ? ["text"] : [])];
  const names = [...keys.map(({ name }) => name), ...(table.inherited ? ["selecto_table"] : [])].map(quoteIdentifier);
  const same = names.map((name, at) => `a.${name} = $${at + 2}`).join(" and ");
  const signature = ["anyelement", ...types].join(", ");
  const name = quoteIdentifier(facts.name);
  const valueOf = (alias?: string): string => {
    const own = (one: string): string => (alias === undefined ? one : `${alias}.${one}`);
    const given = keys.map((one) => `${own(quoteIdentifier(one.name))}::${one.type}`);
    return valueBack(facts, `${back}(${[own(name), ...given, ...(table.inherited ? ["tableoid::regclass::text"] : [])].join(", ")})`);
  };
  const body = (cast: string): string =>
    quoteLiteral(`declare former record; begin return $1${cast}${facts.builtin ? "" : "::text"}; exception when ${BY_VALUE} then
  select a.selecto_before into former from ${archive} a where ${same}; if found then return former.selecto_before; end if; raise; end`);
  const head = `ALTER TABLE ${table.sql} ALTER COLUMN ${name} TYPE `;
  const conversion = ({ sql }: PlannedStatement): { type: string; cast: string } | undefined => {
    if (!sql.startsWith(head)) return undefined;
    const [type = "", plain = `${name}::${type}`] = sql.slice(head.length).split(/ USING |;$/);
    return plain.startsWith(`${name}::`) ? { type, cast: plain.slice(name.length) } : undefined;
  };
  return {
    column,
    prepare: (statements) => {
      const [cast = `::${facts.type}`] = statements.flatMap((one) => conversion(one)?.cast ?? []);
      return [
        ...(table.inherited ? [] : [`alter table ${archive} add primary key (${names.join(", ")})`]),
        `create function ${back}(${signature}) returns ${facts.builtin ? facts.type : "text"} language plpgsql stable as ${body(cast)}`,
      ];
    },
    valueOf,
    within: (statement) => {
      const found = conversion(statement);
      return found === undefined ? statement : { ...statement, sql: `${head}${found.type} USING ${valueOf()}` };
    },
    forget: [`drop function ${back}(${signature})`],
  };
}

/** What is kept, with the former values of those columns whose conversion back changes or refuses some. */
export function keepFromConversion(kept: readonly Kept[], entered: readonly Loss[], statements: readonly PlannedStatement[]): Kept[] {
  return kept.map(({ former, ...one }) => {
    if (former === undefined || !entered.some(({ key, becomes }) => key === former.column && becomes !== undefined)) return one;
    return { ...one, former, comeBack: [...one.comeBack, ...former.prepare(statements)], forget: [...former.forget, ...one.forget] };
  });
}

/** The statements with their conversions giving former values back. */
export function withFormerValues(statements: readonly PlannedStatement[], kept: readonly Kept[]): PlannedStatement[] {
  return statements.map((statement) => kept.reduce((found, { former }) => former?.within(found) ?? found, statement));
}
