/** What a migration of Ecto asks its runner to do, as plain values. Knows neither Elixir's syntax nor SQL. */
import type { ElixirFunction, ElixirValue, Origin } from "../../../elixir/value.ts";

export interface Table {
  readonly name: string;
  readonly prefix?: string;
  readonly comment?: string;
  /** false: none; else its options: `name`, `type` and those of a column */
  readonly primaryKey: false | ElixirValue;
  readonly options?: string;
  readonly modifiers?: string;
}

export interface Index {
  readonly name: string;
  readonly table: string;
  readonly prefix?: string;
  /** as SQL */
  readonly columns: readonly string[];
  readonly include: readonly string[];
  readonly unique: boolean;
  readonly concurrently: boolean;
  readonly only: boolean;
  readonly using?: string;
  readonly nullsDistinct?: boolean;
  readonly where?: string;
  readonly options?: string;
  readonly comment?: string;
}

export interface Constraint {
  readonly name: string;
  readonly table: string;
  readonly prefix?: string;
  readonly check?: string;
  readonly exclude?: string;
  readonly comment?: string;
  readonly validate: boolean;
}

export interface Reference {
  readonly table: string;
  /** absent: that of the table it stands in */
  readonly prefix?: string | null;
  readonly name?: string;
  readonly column: string;
  readonly type: ElixirValue;
  /** columns here and there beside the first */
  readonly with: readonly (readonly [string, string])[];
  /** everything behind the columns, as SQL */
  readonly clauses: string;
}

/** What a column is: a type with its options, or a reference. */
export interface ColumnType {
  readonly type: ElixirValue;
  readonly reference?: Reference;
}

export interface ColumnChange extends ColumnType {
  readonly action: "add" | "add-if-not-exists" | "modify" | "remove" | "remove-if-exists";
  readonly name: string;
  /** keywords */
  readonly options: ElixirValue;
  /** `remove :name` without a type: it cannot be added again */
  readonly typed: boolean;
  /** of `modify`: what it was */
  readonly from?: ColumnType & { readonly options?: ElixirValue };
  readonly at: Origin;
}

export type Dropped =
  | { readonly kind: "table"; readonly table: Table }
  | { readonly kind: "index"; readonly index: Index }
  | { readonly kind: "constraint"; readonly constraint: Constraint };

/** SQL, or code that sends SQL when its turn comes. */
export type Executed = Extract<ElixirValue, { kind: "string" }> | ElixirFunction;

export type Command = { readonly at: Origin } & (
  | { readonly kind: "create-table"; readonly table: Table; readonly ifNotExists: boolean; readonly columns: readonly ColumnChange[] }
  | { readonly kind: "alter-table"; readonly table: Table; readonly columns: readonly ColumnChange[] }
  | { readonly kind: "create-index"; readonly index: Index; readonly ifNotExists: boolean }
  | { readonly kind: "create-constraint"; readonly constraint: Constraint }
  | { readonly kind: "drop"; readonly what: Dropped; readonly ifExists: boolean; readonly cascade: boolean }
  | { readonly kind: "rename-table"; readonly table: Table; readonly to: Table }
  | { readonly kind: "rename-column"; readonly table: Table; readonly from: string; readonly to: string }
  | { readonly kind: "rename-index"; readonly index: Index; readonly to: string }
  | { readonly kind: "execute"; readonly up: Executed; readonly down?: Executed }
);

/** Something that is not known without running the code, or that Ecto refuses. Caught where a command is recorded. */
export class NotReadable extends Error {
  constructor(
    readonly reason: string,
    readonly at?: Origin,
  ) {
    super(reason);
  }
}
