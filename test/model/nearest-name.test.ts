/** "Did you mean" finds slips and refuses guesses. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { nearestName } from "../../src/model/nearest-name.ts";

describe("nearestName", () => {
  const known = ["analyze", "check", "diff", "migrate", "snapshot"];
  it.each([
    ["analyse", "analyze"],
    ["anaylze", "analyze"],
    ["CHEKC", "check"],
    ["dif", "diff"],
    ["xyz", undefined],
    ["", undefined],
  ])("%s -> %s", (wanted, expected) => {
    expect(nearestName(wanted, known)).toBe(expected);
  });

  it("takes the first of equally near names", () => {
    expect(nearestName("abd", ["abc", "abe"])).toBe("abc");
  });
});

describe("nearestName, as a law", () => {
  const word = fc.stringMatching(/^[a-z]{4,10}$/);
  const slip = fc.constantFrom("insert", "delete", "replace", "swap");

  it("finds the name behind any one slip", () => {
    fc.assert(
      fc.property(word, slip, fc.nat(3), (name, kind, at) => {
        const [before, letter, after] = [name.slice(0, at), name[at] ?? "", name.slice(at + 1)];
        const typed = {
          insert: `${before}#${letter}${after}`,
          delete: before + after,
          replace: `${before}#${after}`,
          swap: before + (after[0] ?? "") + letter + after.slice(1),
        }[kind];
        fc.pre(typed !== name);
        expect(nearestName(typed, ["", "0000000000", name])).toBe(name);
      }),
    );
  });

  it("does not depend on the order of the known names", () => {
    fc.assert(
      fc.property(word, fc.uniqueArray(word), (typed, known) => {
        expect(nearestName(typed, known)).toBe(nearestName(typed, known.toReversed()));
      }),
    );
  });
});
