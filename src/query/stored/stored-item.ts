/** What a reader of stored queries gives: plain values, each part with its place in the document. */
import type { DocumentPath, DomainQuery } from "../../model/domain-query.ts";
import type { JsonObject, JsonValue } from "../../model/json.ts";
import type { StoredKind } from "../../model/subject.ts";

/** A name of a field, or of another thing of the domain, where it is stored. */
export interface FieldPlace {
  readonly field: string;
  readonly at: DocumentPath;
}

/** One query of a stored record: a saved view holds one for each kind of view it was set up for. */
export interface StoredPart {
  /** `detail`, `graph`; absent where the record is one query */
  readonly view?: string;
  /** set up, but not the one that is shown */
  readonly latent: boolean;
  readonly query: Omit<DomainQuery, "domain">;
}

export interface StoredItem {
  readonly kind: StoredKind;
  readonly name: string;
  /** the page it belongs to; the configuration says which domain that is */
  readonly context?: string;
  /** where the record itself names its domain */
  readonly domain?: string;
  /** the copy of a domain that the record carries along and runs, whatever the domain is by now */
  readonly frozen?: JsonObject;
  /** of the record */
  readonly at: DocumentPath;
  readonly parts: readonly StoredPart[];
  readonly fields: readonly FieldPlace[];
  /** what could not be read; then nothing of it is known to be fine */
  readonly unread: readonly { readonly reason: string; readonly at: DocumentPath }[];
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text that is not empty. */
export function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
