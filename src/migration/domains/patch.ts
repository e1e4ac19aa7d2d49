/**
 * The edit from one document of a domain to another as JSON Patch (RFC 6902), both ways, and its application. Knows
 * documents as plain JSON and nothing of what is in them. The order of an object's keys is no part of a document.
 */
import { applyPatch, createPatch, type Operation } from "rfc6902";
import { hashOf } from "../../model/hash.ts";
import type { JsonObject, JsonValue } from "../../model/json.ts";
import type { DomainDocument, DomainPatch } from "../../model/migration.ts";

/** Lists with more items in both together are replaced whole: the shortest edit of a list takes the product of both lengths. */
const MOST_ITEMS = 400;

/**
 * The edit from one document to another; undefined where they are the same.
 *
 * @param before absent for a domain that is new
 * @param after absent for one that is gone
 */
export function domainPatch(before: DomainDocument | undefined, after: DomainDocument | undefined): DomainPatch | undefined {
  const known = after ?? before;
  const [had, has] = [documentHash(before), documentHash(after)];
  if (known === undefined || had === has) return undefined;
  return {
    name: known.name,
    file: known.file,
    from: before?.version ?? null,
    to: after?.version ?? null,
    before: had,
    after: has,
    patch: operations(before?.document, after?.document),
    unpatch: operations(after?.document, before?.document),
  };
}

/** The hash that a patch and the ledger keep of a document; null for none. */
export function documentHash(domain: DomainDocument | undefined): string | null {
  return domain === undefined ? null : hashOf(domain.document);
}

/**
 * What a domain is after a patch, or before it.
 *
 * @returns why it cannot be: the document is another one than the patch was made for, or the patch does not lead where it says
 */
export function applyDomainPatch(
  domain: DomainDocument | undefined,
  patch: DomainPatch,
  direction: "up" | "down",
): { readonly domain: DomainDocument | undefined } | { readonly problem: string } {
  const isUp = direction === "up";
  const [start, end, version] = isUp ? [patch.before, patch.after, patch.to] : [patch.after, patch.before, patch.from];
  if (documentHash(domain) !== start) return { problem: `the edit of ${patch.name} starts at another document than the one that is there` };
  const document = applied(domain?.document, isUp ? patch.patch : patch.unpatch);
  if (document === "refused" || (document === undefined ? null : hashOf(document)) !== end)
    return { problem: `the edit of ${patch.name} does not lead ${isUp ? "" : "back "}to the document whose hash it holds` };
  return { domain: document === undefined ? undefined : { name: patch.name, file: patch.file, version, document } };
}

function operations(from: JsonObject | undefined, to: JsonObject | undefined): JsonValue[] {
  if (from === undefined) return [{ op: "add", path: "", value: plain(to ?? {}) }];
  if (to === undefined) return [{ op: "remove", path: "" }];
  const found = createPatch(plain(from), plain(to), (before: unknown, after: unknown, at) =>
    Array.isArray(before) && Array.isArray(after) && before.length + after.length > MOST_ITEMS
      ? hashOf(before as JsonValue[]) === hashOf(after as JsonValue[])
        ? []
        : [{ op: "replace", path: at.toString(), value: after }]
      : undefined,
  );
  return found as unknown as JsonValue[];
}

function applied(document: JsonObject | undefined, patch: readonly JsonValue[]): JsonObject | undefined | "refused" {
  const [first] = patch as unknown as readonly { readonly op: string; readonly path: string; readonly value?: JsonValue }[];
  // A whole document comes or goes: the library changes what it is given, and there is nothing to change.
  if (first?.path === "" && patch.length === 1) {
    if (first.op === "remove") return undefined;
    return isObject(first.value) ? (plain(first.value) as JsonObject) : "refused";
  }
  const copy = plain(document ?? {});
  try {
    const refused = applyPatch(copy, patch as unknown as Operation[]).some((error) => error !== null);
    return refused || !isObject(copy) ? "refused" : copy;
  } catch {
    // an operation or a pointer that is none
    return "refused";
  }
}

/** A copy without what JSON cannot hold. */
function plain(value: JsonValue): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
