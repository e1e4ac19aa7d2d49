import { describe, expect, it } from "@jest/globals";
import { deflateSync } from "node:zlib";
import { readTerm, TermError } from "../../src/query/stored/erlang-term.ts";
import { EXPORTED_V1, EXPORTED_V2, TERMS } from "./terms.ts";

const bytes = (base64: string): Buffer => Buffer.from(base64, "base64");
const term = (...tags: number[]): Buffer => Buffer.from([131, ...tags]);
const compressed = (content: Buffer, size = content.length): Buffer => {
  const head = Buffer.from([131, 80, 0, 0, 0, 0]);
  head.writeUInt32BE(size, 2);
  return Buffer.concat([head, deflateSync(content)]);
};

/** Why it is refused; nothing where it is taken. */
function complaint(content: Buffer): string {
  try {
    readTerm(content);
    return "it is taken";
  } catch (error) {
    return error instanceof TermError ? error.message : `another error: ${String(error)}`;
  }
}

const PLAIN_WORDS = /^(?:its? [A-Za-z ]+|something follows its term)$/;

describe("terms of Erlang", () => {
  it("are what an export of Elixir would write", () => {
    expect(readTerm(bytes(TERMS))).toEqual({
      ints: [0, 255, -1, 70_000, -2_147_483_649, "123456789012345678901234567890", 9_007_199_254_740_991],
      float: 1.5,
      small: [97, 98, 99],
      list: [1, "tail"],
      tuple: ["a", "b", [1]],
      atom: "ÄÖ€",
      bools: [true, false, null],
      nested: { k: { 1: ["\u0001\u0002"] } },
      fun: { $selecto_export: "function" },
      closure: { $selecto_export: "function" },
      pid: { $selecto_export: "term" },
      ref: { $selecto_export: "term" },
      bits: { $selecto_export: "term" },
      date: { calendar: "Elixir.Calendar.ISO", day: 2, month: 1, year: 2026 },
      text: "häh",
    });
  });

  it.each([
    ["nothing", Buffer.alloc(0), "no term"],
    ["another format", Buffer.from("PK"), "no term"],
    ["a text that is cut off", term(109, 0, 0, 0, 9, 65), "too early"],
    ["a list longer than its bytes", term(108, 255, 255, 255, 255), "too early"],
    ["a map longer than its bytes", term(116, 255, 255, 255, 255), "too early"],
    ["an unknown tag", term(1), "not known"],
    ["more than one term", term(97, 1, 97, 2), "follows"],
    ["deep nesting", term(...Array.from({ length: 400 }, () => [104, 1]).flat(), 106), "too deep"],
    ["a size that is too large", compressed(Buffer.from([97, 1]), 0x7f_ff_ff_ff), "too large"],
    ["a size that is not kept", compressed(Buffer.alloc(5000, 106), 10), "damaged"],
    ["damaged compression", Buffer.concat([Buffer.from([131, 80, 0, 0, 0, 2]), Buffer.from("xx")]), "damaged"],
  ])("refuse %s", (_, content, words) => {
    expect(() => readTerm(content)).toThrow(words);
  });

  it("never fall for any prefix or changed byte, and tell nothing of the content", () => {
    for (const whole of [bytes(EXPORTED_V1), bytes(EXPORTED_V2)]) {
      for (let at = 0; at < whole.length; at++) {
        const changed = Buffer.from(whole);
        changed.writeUInt8((whole.readUInt8(at) + 1) % 256, at);
        expect(complaint(whole.subarray(0, at))).toMatch(PLAIN_WORDS);
        expect(complaint(changed)).toMatch(PLAIN_WORDS);
      }
    }
  });
});
