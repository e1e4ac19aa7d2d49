/**
 * Bodies as they lie on disk: one byte that names the encoding, then the bytes. Knows compression;
 * refuses to know what a body means. (A dictionary to start compression with was measured: it saves
 * 8 % and would have to stay the same for ever, so there is none.)
 */
import { deflateRawSync, inflateRawSync } from "node:zlib";

const RAW = 0;
const DEFLATE = 1;

/** The smaller of the plain and the compressed bytes. */
export function packBody(text: string): Buffer {
  const plain = Buffer.from(text, "utf8");
  const packed = deflateRawSync(plain);
  return packed.length < plain.length ? Buffer.concat([Buffer.of(DEFLATE), packed]) : Buffer.concat([Buffer.of(RAW), plain]);
}

/** @throws Error when the bytes were not written by {@link packBody} */
export function unpackBody(body: Uint8Array): string {
  const rest = body.subarray(1);
  if (body[0] === RAW) return Buffer.from(rest).toString("utf8");
  if (body[0] === DEFLATE) return inflateRawSync(rest).toString("utf8");
  throw new Error(`unknown encoding ${body[0]}`);
}
