/**
 * Terms of Erlang's external format (`term_to_binary`), as the JSON that an export of Elixir would write: atoms are texts,
 * tuples are lists, structs are maps of their fields. Nothing is evaluated; functions, processes and the like are only told
 * apart. What it throws holds nothing of the content.
 */
import { inflateSync } from "node:zlib";
import type { JsonValue } from "../../model/json.ts";

/** More than any saved page needs; a small file cannot grow into the whole memory. */
const MAX_BYTES = 32 * 1024 * 1024;
const MAX_DEPTH = 200;
const VERSION = 131;
const COMPRESSED = 80;

/** The bytes are no term, or one that is too large. */
export class TermError extends Error {}

/** @throws TermError */
export function readTerm(bytes: Buffer): JsonValue {
  if (bytes[0] !== VERSION) throw new TermError("it is no term of Erlang");
  const reader = createReader(bytes[1] === COMPRESSED ? inflated(bytes) : bytes.subarray(1));
  const value = reader.term(0);
  if (!reader.atEnd()) throw new TermError("something follows its term");
  return value;
}

function inflated(bytes: Buffer): Buffer {
  if (bytes.length < 6) throw new TermError("it ends too early");
  const size = bytes.readUInt32BE(2);
  if (size > MAX_BYTES) throw new TermError("it is too large");
  let content: Buffer;
  try {
    content = inflateSync(bytes.subarray(6), { maxOutputLength: Math.max(1, size) });
  } catch {
    throw new TermError("its compressed part is damaged");
  }
  if (content.length !== size) throw new TermError("its compressed part is damaged");
  return content;
}

/** What stands for a value that is no data, as in an export. */
const opaque = (kind: string): JsonValue => ({ $selecto_export: kind });

function createReader(bytes: Buffer): { term(depth: number): JsonValue; atEnd(): boolean } {
  let at = 0;
  const take = (length: number): Buffer => {
    if (length > bytes.length - at) throw new TermError("it ends too early");
    at += length;
    return bytes.subarray(at - length, at);
  };
  const uint = (length: 1 | 2 | 4): number => take(length).readUIntBE(0, length);
  /** Each member takes a byte at least: a count beyond that is no count. */
  const count = (length: 1 | 4): number => {
    const number = uint(length);
    if (number > bytes.length - at) throw new TermError("it ends too early");
    return number;
  };
  const atom = (length: number, encoding: "utf8" | "latin1"): JsonValue => {
    const name = take(length).toString(encoding);
    return name === "nil" || name === "undefined" ? null : name === "true" ? true : name === "false" ? false : name;
  };
  const several = (number: number, depth: number): JsonValue[] => Array.from({ length: number }, () => term(depth + 1));
  const big = (length: number): JsonValue => {
    const negative = uint(1) === 1;
    const digits = [...take(length)].toReversed().reduce((sum, digit) => sum * 256n + BigInt(digit), 0n);
    const number = negative ? -digits : digits;
    return number >= BigInt(Number.MIN_SAFE_INTEGER) && number <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(number) : String(number);
  };
  const list = (number: number, depth: number): JsonValue => {
    const items = several(number, depth);
    const tail = term(depth + 1);
    return Array.isArray(tail) && tail.length === 0 ? items : [...items, tail];
  };
  const map = (number: number, depth: number): JsonValue => {
    const entries = Array.from({ length: number }, (): [string, JsonValue] => {
      const key = term(depth + 1);
      return [typeof key === "string" ? key : JSON.stringify(key), term(depth + 1)];
    });
    return Object.fromEntries(entries.filter(([key]) => key !== "__struct__"));
  };
  const skipped = (kind: string, terms: number, length: number, depth: number): JsonValue => {
    several(terms, depth);
    take(length);
    return opaque(kind);
  };

  const term = (depth: number): JsonValue => {
    if (depth > MAX_DEPTH) throw new TermError("it is nested too deep");
    const tag = uint(1);
    switch (tag) {
      case 97:
        return uint(1);
      case 98:
        return take(4).readInt32BE();
      case 70:
        return take(8).readDoubleBE();
      case 99:
        return Number.parseFloat(take(31).toString("latin1"));
      case 110:
        return big(uint(1));
      case 111:
        return big(count(4));
      case 100:
        return atom(uint(2), "latin1");
      case 115:
        return atom(uint(1), "latin1");
      case 118:
        return atom(uint(2), "utf8");
      case 119:
        return atom(uint(1), "utf8");
      case 104:
        return several(count(1), depth);
      case 105:
        return several(count(4), depth);
      case 106:
        return [];
      case 107:
        // A list of small numbers.
        return [...take(uint(2))];
      case 108:
        return list(count(4), depth);
      case 109:
        return take(uint(4)).toString("utf8");
      case 77:
        return skipped("term", 0, count(4) + 1, depth);
      case 116:
        return map(count(4), depth);
      case 113:
        // A function by its name: module, name, arity.
        return skipped("function", 3, 0, depth);
      case 112:
        return skipped("function", 0, Math.max(0, uint(4) - 4), depth);
      case 88:
        return skipped("term", 1, 12, depth);
      case 103:
        return skipped("term", 1, 9, depth);
      case 89:
        return skipped("term", 1, 8, depth);
      case 102:
        return skipped("term", 1, 5, depth);
      case 120:
        return skipped("term", 1, 12, depth);
      case 90: {
        const words = uint(2);
        return skipped("term", 1, 4 + words * 4, depth);
      }
      case 114: {
        const words = uint(2);
        return skipped("term", 1, 1 + words * 4, depth);
      }
      default:
        throw new TermError("it holds a kind of term that is not known here");
    }
  };
  return { term, atEnd: () => at === bytes.length };
}
