/** Planned SQL laid out for people: a reviewer reads it before anybody runs it. */
import { formatSqlStatements } from "@supabase/pg-delta/sql-format";

/**
 * The same statement over several lines, one column a line. Bodies of routines, views and rules stay as
 * they are. What it gives is proved afterwards like any other text, so a slip of the layout cannot pass.
 */
export function formatStatement(sql: string): string {
  const [formatted] = formatSqlStatements([sql], {
    keywordCase: "preserve",
    indent: 2,
    maxWidth: 120,
    alignColumns: false,
    preserveRoutineBodies: true,
    preserveViewBodies: true,
    preserveRuleBodies: true,
  });
  return (formatted ?? sql).trim().replace(/;$/, "");
}
