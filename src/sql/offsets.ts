/**
 * Three ways to count in one text: JavaScript counts UTF-16 units, PostgreSQL's parse tree bytes of
 * UTF-8, PostgreSQL's error positions characters (code points). Knows nothing of SQL.
 */

const SURROGATE = /[\ud800-\udfff]/;

/**
 * Converts byte offsets of the UTF-8 form of `text` to UTF-16 offsets. Cheap for plain ASCII; else one
 * table is built for the whole text. An offset past the end is the end.
 */
export function byteOffsets(text: string): (byte: number) => number {
  const bytes = Buffer.byteLength(text);
  if (bytes === text.length) return (byte) => Math.min(byte, text.length);
  const table = new Uint32Array(bytes + 1);
  let byte = 0;
  for (let unit = 0; unit < text.length; unit++) {
    const code = text.codePointAt(unit) ?? 0;
    const width = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    table.fill(unit, byte, byte + width);
    byte += width;
    if (code > 0xffff) unit++;
  }
  table[bytes] = text.length;
  return (offset) => table[Math.min(offset, bytes)] ?? text.length;
}

/** UTF-16 offset of the `count`-th (from 0) code point. Past the end is the end. */
export function codePointOffset(text: string, count: number): number {
  if (!SURROGATE.test(text)) return Math.max(0, Math.min(count, text.length));
  let unit = 0;
  for (let seen = 0; seen < count && unit < text.length; seen++) unit += (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1;
  return unit;
}

/** How many code points stand before a UTF-16 offset: the way back from {@link codePointOffset}. */
export function codePointsBefore(text: string, offset: number): number {
  return offset - (text.slice(0, offset).match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}
