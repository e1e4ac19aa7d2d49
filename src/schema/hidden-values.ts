/**
 * Values that may be secrets: options of foreign-data wrappers and what hangs on them, the connection of a
 * subscription. They are not read, so no statement can set them. Knows the marks that stand in their place.
 */
import type { PlannedStatement } from "../model/plan.ts";

const HAS_OPTIONS = /^(?:CREATE|ALTER) (?:FOREIGN (?:DATA WRAPPER|TABLE)|SERVER|USER MAPPING)\b/;
const HIDDEN_OPTION = /([\w$]+|"(?:[^"]|"")+") '__OPTION_[^']*__'/;
const SUBSCRIPTION = /^(?:CREATE|ALTER) SUBSCRIPTION ("(?:[^"]|"")+"|\S+) [^]*'[^']*__CONN_PASSWORD__/;

/** Why a plan cannot be carried out; undefined where nothing of it is hidden. */
export function hiddenValueIn(statements: readonly Pick<PlannedStatement, "sql">[]): string | undefined {
  for (const { sql } of statements) {
    const option = HAS_OPTIONS.test(sql) ? HIDDEN_OPTION.exec(sql)?.[1] : undefined;
    if (option !== undefined) return `the value of option ${option} may be a secret and is not read, so no step can set it: ${headOf(sql)}`;
    const subscription = SUBSCRIPTION.exec(sql)?.[1];
    if (subscription !== undefined) return `the connection of subscription ${subscription} may hold a secret and is not read, so no step can set it`;
  }
  return undefined;
}

/** The statement up to its options. */
function headOf(sql: string): string {
  return sql.slice(0, sql.search(/\sOPTIONS\b/)).trim();
}
