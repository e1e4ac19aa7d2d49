/**
 * A type that changes back on the way down: what converts a column finds the former value of a row in the archive, so
 * that it need not go back through a conversion. By a cast, rows whose value it refuses get theirs so, and the restore
 * sees to the rest; by an expression that somebody gave, all of them. Pure text.
 */
import type { NodeKey } from "../../model/identity.ts";
import type { PlannedStatement } from "../../model/plan.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../../sql/quote.ts";
import { columnOf, valueBack, type Kept } from "./kept.ts";
import type { ColumnFacts, TableFacts } from "./table-facts.ts";

export interface FormerValues {
  /** the column that is converted */
  readonly column: NodeKey;
  /** before the first of the statements, when the archive holds only rows that have not changed since */
  readonly prepare: (statements: readonly PlannedStatement[]) => readonly string[];
  /** The value of a row of `alias`, as the former type has it; `expression` is for rows without one, and default the cast. */
  readonly valueOf: (alias: string, expression?: string) => string;
  /** the statement with former values in it, where it is the conversion of the column */
  readonly within: (statement: PlannedStatement) => PlannedStatement;
  readonly forget: readonly string[];
}

/** Classes of errors that values cause, as PL/pgSQL names them. */
export const BY_VALUE = "data_exception or integrity_constraint_violation or plpgsql_error or feature_not_supported";

/**
 * Two functions in the archive's namespace, because USING takes no query: whether a row gets its former value, and the
 * value. They take the key, and give it in types of PostgreSQL's own, so that nothing of the schema hangs on them. With a
 * cast it is tried first: a lookup for every row takes ten times as long.
 *
 * @param place namespace and table of the archive, which holds `selecto_before` by the key
 */
export function formerValues(column: NodeKey, facts: ColumnFacts, table: TableFacts, key: readonly string[], place: readonly [string, string]): FormerValues {
  const archive = quoteQualified(...place);
  const [isKept, back] = ["kept", "back"].map((name) => quoteQualified(place[0], `${place[1]}_${name}`));
  const keys = key.flatMap((name) => columnOf(table, name) ?? []).map((one) => ({ name: one.name, type: one.builtin ? one.plain : "text" }));
  const types = [...keys.map(({ type }) => type), ...(table.inherited ? ["text"] : [])];
  const names = [...keys.map(({ name }) => name), ...(table.inherited ? ["selecto_table"] : [])].map(quoteIdentifier);
  const rowsFrom = (first: number): string => `from ${archive} a where ${names.map((name, at) => `a.${name} = $${at + first}`).join(" and ")}`;
  const signatures = [`${isKept}(${["boolean", "anyelement", ...types].join(", ")})`, `${back}(${types.join(", ")})`];
  const name = quoteIdentifier(facts.name);
  const formerOr = (isTried: boolean, conversion: string, alias?: string): string => {
    const own = (one: string): string => (alias === undefined ? one : `${alias}.${one}`);
    const given = [...keys.map((one) => `${own(quoteIdentifier(one.name))}::${one.type}`), ...(table.inherited ? ["tableoid::regclass::text"] : [])];
    const former = valueBack(facts, `${back}(${given.join(", ")})`);
    return `CASE WHEN ${isKept}(${[String(isTried), own(name), ...given].join(", ")}) THEN ${former} ELSE ${conversion} END`;
  };
  const head = `ALTER TABLE ${table.sql} ALTER COLUMN ${name} TYPE `;
  const conversionOf = ({ sql, using }: PlannedStatement): { type: string; expression: string; isCast: boolean } | undefined => {
    const [, type, expression] = sql.startsWith(head) ? (/^([^]+?) USING ([^]+?);?$/.exec(sql.slice(head.length)) ?? []) : [];
    if (type === undefined || expression === undefined) return undefined;
    const isCast = using === undefined && expression.startsWith(`${name}::`);
    return isCast || using !== undefined ? { type, expression, isCast } : undefined;
  };
  return {
    column,
    prepare: (statements) => {
      const [cast = `::${facts.type}`] = statements.flatMap((one) => {
        const { isCast = false, expression = "" } = conversionOf(one) ?? {};
        return isCast ? [expression.slice(name.length)] : [];
      });
      const tried = `if $1 then begin perform $2${cast}; return false; exception when ${BY_VALUE} then null; end; end if;`;
      return [
        ...(table.inherited ? [] : [`alter table ${archive} add primary key (${names.join(", ")})`]),
        `create function ${signatures[0]} returns boolean language plpgsql stable as ${quoteLiteral(`begin ${tried} return exists (select ${rowsFrom(3)}); end`)}`,
        `create function ${signatures[1]} returns ${facts.builtin ? facts.type : "text"} language plpgsql stable as ${quoteLiteral(`begin return (select a.selecto_before ${rowsFrom(1)}); end`)}`,
      ];
    },
    valueOf: (alias, expression) =>
      expression === undefined ? formerOr(true, `${alias}.${name}::${facts.type}`, alias) : formerOr(false, asType(expression, facts.type), alias),
    within: (statement) => {
      const found = conversionOf(statement);
      if (found === undefined) return statement;
      const { type, expression, isCast } = found;
      return { ...statement, sql: `${head}${type} USING ${formerOr(isCast, isCast ? expression : asType(expression, type))}` };
    },
    forget: signatures.map((signature) => `drop function ${signature}`),
  };
}

/** What CASE gives is of one type. A length is left to the column, which refuses what is too long instead of cutting it off. */
function asType(expression: string, type: string): string {
  const unlimited = type
    .replace(/^character(?=\()/, "bpchar")
    .replace(/^bit(?=\()/, '"bit"')
    .replace(/\([\d, ]+\)/, "");
  return `(${expression}\n)::${unlimited}`;
}

/** As `formerOr` writes it and the formatter lays it out; the first ELSE that is in no name. */
const FORMER_OR = /^(CASE\s+WHEN\s+"(?:[^"]|"")+"\."a\d+_kept"\()(?:true|false)((?:"(?:[^"]|"")*"|[^"])*?\sELSE\s+)([^]+?)(\s+END)$/;

/** What the conversion of a step makes of the values that it gives no former one. */
export function conversionWithin(using: string): string {
  return FORMER_OR.exec(using)?.[3] ?? using;
}

/** The conversion of a step to `type` by another expression: no row with a former value goes through it. */
export function withConversion(using: string, type: string, expression: string): string {
  if (!FORMER_OR.test(using)) return expression;
  return using.replace(
    FORMER_OR,
    (_whole, start: string, former: string, _old: string, end: string) => `${start}false${former}${asType(expression, type)}${end}`,
  );
}

/** Whether the SQL of a step asks this archive for former values. */
export function asksFor(sql: string, [namespace, id]: readonly [string, string]): boolean {
  return sql.includes(`${quoteQualified(namespace, `${id}_kept`)}(`);
}

/** What somebody wrote, of a conversion that stands beside former values. */
export function asGiven(conversion: string): string {
  return /^\(([^]*)\s\)::/.exec(conversion)?.[1]?.trim() ?? conversion;
}

/** What is kept, with the former values of those columns whose conversion back changes or refuses some. */
export function keepFromConversion(kept: readonly Kept[], converted: ReadonlySet<NodeKey>, statements: readonly PlannedStatement[]): Kept[] {
  return kept.map(({ former, ...one }) => {
    if (former === undefined || !converted.has(former.column)) return one;
    return { ...one, former, comeBack: [...one.comeBack, ...former.prepare(statements)], forget: [...former.forget, ...one.forget] };
  });
}

/** The statements with their conversions giving former values back. */
export function withFormerValues(statements: readonly PlannedStatement[], kept: readonly Kept[]): PlannedStatement[] {
  return statements.map((statement) => kept.reduce((found, { former }) => former?.within(found) ?? found, statement));
}
