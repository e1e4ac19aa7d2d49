/** What a query of the workspace gave on a database, for those who asked for it. */
import type { SignatureColumn } from "./answer.ts";
import type { JsonValue } from "./json.ts";
import type { SourcePosition } from "./position.ts";

/** The query that was meant, and its SQL. */
export interface NamedSql {
  readonly query: string;
  readonly position: SourcePosition;
  readonly sql: string;
  /** `$n` in order: by name where whoever runs it gives the value, else stored with the query or only a number */
  readonly parameters: readonly { readonly number: number; readonly name?: string; readonly given: boolean }[];
}

export interface QueryRows extends NamedSql {
  readonly target: string;
  readonly columns: readonly SignatureColumn[];
  /** cells as PostgreSQL writes them */
  readonly rows: readonly (readonly (string | null)[])[];
  /** more rows are there than were asked for */
  readonly more: boolean;
}

export interface QueryPlan extends NamedSql {
  /** absent where no database was asked */
  readonly target?: string;
  /** it was run to measure it */
  readonly analyzed: boolean;
  /** lines of the plan as PostgreSQL prints it */
  readonly lines: readonly string[];
  /** the same as data */
  readonly plan?: JsonValue;
}
