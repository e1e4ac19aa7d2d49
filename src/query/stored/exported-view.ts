/**
 * A row of `exported_views` or of scheduled exports. It runs a frozen copy of its domain, packed into a term of Erlang that
 * may hold connection secrets: of the content only the page's parameters and the domain are looked at, the rest is never
 * kept, and what cannot be read is unknown without a word of what it holds.
 */
import type { DocumentPath } from "../../model/domain-query.ts";
import type { JsonObject, JsonValue } from "../../model/json.ts";
import { readTerm, TermError } from "./erlang-term.ts";
import { readParams } from "./params.ts";
import { isObject, textOf, type StoredItem } from "./stored-item.ts";

/** Forms of the content that are known: the second has no connection in it. */
const VERSIONS: ReadonlySet<JsonValue | undefined> = new Set<JsonValue | undefined>([1, 2]);
const AGAIN = "export the view again to have it examined";

export function readExportedView(record: JsonObject, at: DocumentPath): StoredItem | undefined {
  const blob = record["snapshot_blob"];
  if (blob === undefined && record["public_id"] === undefined) return undefined;
  const context = textOf(record["context"]) ?? textOf(record["path"]);
  const item = {
    kind: "exported view",
    name: textOf(record["name"]) ?? "(unnamed)",
    ...(context !== undefined && { context }),
    at,
  } as const;
  const opened = open(blob);
  if ("reason" in opened) return { ...item, parts: [], fields: [], unread: [{ reason: opened.reason, at }] };
  const { params, domain } = opened;
  const { parts, unread } = readParams(params, []);
  // Inside of the blob nothing has a place: every part stands where the record stands.
  return {
    ...item,
    frozen: domain,
    parts: parts.map((part) => ({ ...part, query: withoutPlaces(part.query) })),
    fields: [],
    unread: unread.map(() => ({ reason: `the parameters in it have an unknown shape: ${AGAIN}`, at })),
  };
}

function open(blob: JsonValue | undefined): { readonly params: JsonObject; readonly domain: JsonObject } | { readonly reason: string } {
  if (blob === undefined || blob === null) return { reason: "it comes without the frozen copy of its domain that it runs: snapshot_blob" };
  const bytes = bytesOf(blob);
  if (bytes === undefined) return { reason: `its snapshot_blob is neither hexadecimal nor base64: ${AGAIN}` };
  let content: JsonValue;
  try {
    content = readTerm(bytes);
  } catch (error) {
    if (!(error instanceof TermError)) throw error;
    return { reason: `its snapshot_blob cannot be read, ${error.message}: ${AGAIN}` };
  }
  if (!isObject(content) || !VERSIONS.has(content["version"])) return { reason: `its snapshot_blob is of a version that is not known here: ${AGAIN}` };
  const { params, domain } = content;
  if (!isObject(params) || !isObject(domain)) return { reason: `its snapshot_blob holds no domain with parameters: ${AGAIN}` };
  return { params, domain };
}

/** `\x83...` as PostgreSQL writes it, or base64 as JSON of Elixir has it. */
function bytesOf(blob: JsonValue): Buffer | undefined {
  if (typeof blob !== "string") return undefined;
  const hex = /^\\x((?:[\da-f]{2})+)$/i.exec(blob)?.[1];
  if (hex !== undefined) return Buffer.from(hex, "hex");
  return /^[A-Za-z\d+/_-]+={0,2}$/.test(blob) ? Buffer.from(blob, "base64") : undefined;
}

function withoutPlaces<T>(value: T): T {
  if (Array.isArray(value)) return value.map((one: unknown) => withoutPlaces(one)) as T;
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key, inner]) => !(key === "at" && isPlace(inner)));
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutPlaces(inner)])) as T;
}

function isPlace(value: unknown): boolean {
  return Array.isArray(value) && value.every((step) => typeof step === "string" || typeof step === "number");
}
