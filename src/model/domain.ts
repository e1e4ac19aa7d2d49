/** A domain as read from a notation: the document itself plus its elements, ready to be asked about. */
import type { Diagnostic } from "./diagnostic.ts";
import type { JsonObject } from "./json.ts";
import type { SourcePosition } from "./position.ts";
import type { DomainElement } from "./subject.ts";

/** An Ecto schema that a relation of a domain names. */
export interface SchemaModule {
  readonly module: string;
  /** of the relation */
  readonly table?: string;
  readonly position: SourcePosition;
}

export interface Domain {
  readonly name: string;
  /** semver, where the domain declares one */
  readonly version?: string;
  readonly file: string;
  /** the file that is laid over it */
  readonly overlay?: string;
  /** other names people know it by, its Elixir module */
  readonly aliases?: readonly string[];
  readonly position: SourcePosition;
  /** parts of it could not be read: the document is not the whole */
  readonly partial?: true;
  /** the document as written, unknown keys kept */
  readonly document: JsonObject;
  /** the relation behind `source`, unquoted as written */
  readonly sourceTable?: string;
  /** absent where it names none */
  readonly schemaModules?: readonly SchemaModule[];
  readonly elements: readonly DomainElement[];
  /** structural and internal-reference findings; the database's own come from the oracle */
  readonly diagnostics: readonly Diagnostic[];
}
