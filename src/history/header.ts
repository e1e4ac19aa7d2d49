/**
 * The first 100 bytes of the history, which SQLite's own check takes on trust. Offsets are those of
 * the SQLite file format. The bytes come from SQLite: a file that SQLite has open must never be
 * opened and closed beside it, for that drops its locks.
 */
import { APPLICATION_ID } from "./store-schema.ts";

/** What is wrong with a header, in words. */
export function auditHeader(header: Buffer): string[] {
  const findings: string[] = [];
  const expect = (what: string, sound: boolean): void => {
    if (!sound) findings.push(`header: ${what} is not what selecto writes`);
  };
  expect("the magic text", header.toString("latin1", 0, 16) === "SQLite format 3\0");
  expect("the page size", header.readUInt16BE(16) === 4096);
  expect("the format version", header[18] === header[19] && (header[18] === 1 || header[18] === 2));
  expect("the reserved space", header[20] === 0);
  expect("a payload fraction", header[21] === 64 && header[22] === 32 && header[23] === 32);
  expect("the change counter", header.readUInt32BE(24) === header.readUInt32BE(92));
  expect("the schema format", header.readUInt32BE(44) === 4);
  expect("the cache size", header.readUInt32BE(48) === 0);
  expect("the vacuum mode", header.readUInt32BE(52) === 0 && header.readUInt32BE(64) === 0);
  expect("the text encoding", header.readUInt32BE(56) === 1);
  expect("the application id", header.readUInt32BE(68) === APPLICATION_ID);
  expect(
    "the expansion space",
    header.subarray(72, 92).every((byte) => byte === 0),
  );
  return findings;
}
