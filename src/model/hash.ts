/** Content addresses. One algorithm for the whole product, so that hashes of different rooms compare. */
import { createHash } from "node:crypto";
import { canonicalJson, type JsonValue } from "./json.ts";

/** SHA-256 of the bytes or of the UTF-8 text, as 64 lower-case hex digits. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** SHA-256 of the canonical JSON of a value: equal values have equal hashes whatever their key order. */
export function hashOf(value: JsonValue): string {
  return sha256(canonicalJson(value));
}
