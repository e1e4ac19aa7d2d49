/**
 * Checksums of stored rows. A CRC-32 finds every flipped byte (any burst of up to 32 bits, with
 * certainty); it is no protection against someone who means harm, content hashes are for that.
 */
import { crc32 } from "node:zlib";

/** What SQLite hands out. */
export type SqlValue = string | number | bigint | null | Uint8Array;

/**
 * The checksum kept beside a row: over the table's name and every value with its type, so that text
 * that became a blob counts as another row too.
 */
export function checksumOf(table: string, values: readonly SqlValue[]): number {
  let text = table;
  let blobs = 0;
  for (const value of values) {
    if (value instanceof Uint8Array) {
      text += `|b${value.length}`;
      blobs = crc32(value, blobs);
    } else if (typeof value === "string") text += `|s${value.length}:${value}`;
    else text += `|${typeof value}${value}`;
  }
  return crc32(text, blobs);
}
