/** An Ecto schema as its module declares it: a table, the columns of it that the application uses, and the ways to other modules. */
import type { JsonValue } from "./json.ts";
import type { SourcePosition } from "./position.ts";

export interface EctoField {
  /** how the application calls it */
  readonly name: string;
  /** absent for a virtual field: there is none */
  readonly column?: string;
  /** as Ecto writes it: `:string`, `{:array, :map}`, `MyApp.Money` */
  readonly type: string;
  /** declared types of a column that fit, in the words of `typeAgrees`; empty where the type says nothing about columns */
  readonly accepts: readonly JsonValue[];
  readonly position: SourcePosition;
  readonly primaryKey: boolean;
  readonly redact: boolean;
  /** of an `Ecto.Enum`: what stands in the database */
  readonly values?: readonly string[];
}

/** Keys are names of fields; the columns behind them are known by the schemas. */
export interface EctoAssociation {
  readonly name: string;
  readonly kind: "belongs_to" | "has_one" | "has_many" | "many_to_many";
  readonly position: SourcePosition;
  /** the module on the other side; absent with `through` */
  readonly related?: string;
  /** `{"archived_posts", Post}`: the other side's table, where it is not that of the module */
  readonly relatedTable?: string;
  readonly ownerKey?: string;
  readonly relatedKey?: string;
  /** names of associations, the first of this schema */
  readonly through?: readonly string[];
  readonly join?: {
    /** the table in between, or the module that has it */
    readonly through: { readonly table: string } | { readonly module: string };
    /** column (or field, where there is a module) that leads to the owner */
    readonly toOwner: string;
    readonly toRelated: string;
  };
}

/** What of a schema could not be told from its text. */
export interface EctoUnread {
  /** what it would have been: `the table`, `field price` */
  readonly what: string;
  readonly reason: string;
  readonly position: SourcePosition;
}

export interface EctoSchema {
  /** `MyApp.Accounts.User` */
  readonly module: string;
  /** where its `schema "users"` stands */
  readonly position: SourcePosition;
  /** absent where it is embedded, or where the name could not be told */
  readonly table?: string;
  /** `@schema_prefix`: the namespace */
  readonly prefix?: string;
  readonly embedded: boolean;
  /** in the order of the text */
  readonly fields: readonly EctoField[];
  readonly associations: readonly EctoAssociation[];
  readonly unread: readonly EctoUnread[];
}
