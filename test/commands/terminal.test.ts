/** Colour, width and progress from flags, environment and streams. */
import { describe, expect, it } from "@jest/globals";
import { readTerminal, type TerminalInput } from "../../src/commands/terminal.ts";

const tty = { isTTY: true, columns: 120 };
const pipe = {};
const input = (over: Partial<TerminalInput>): TerminalInput => ({
  noColor: false,
  quiet: false,
  env: { TERM: "xterm" },
  stdin: tty,
  stdout: tty,
  stderr: tty,
  ...over,
});

describe("readTerminal", () => {
  it.each<[string, Partial<TerminalInput>, boolean]>([
    ["a terminal", {}, true],
    ["a pipe", { stdout: pipe }, false],
    ["--no-color", { noColor: true }, false],
    ["--no-color beats FORCE_COLOR", { noColor: true, env: { FORCE_COLOR: "1" } }, false],
    ["NO_COLOR", { env: { NO_COLOR: "1" } }, false],
    ["an empty NO_COLOR", { env: { NO_COLOR: "" } }, true],
    ["NO_COLOR beats FORCE_COLOR", { env: { NO_COLOR: "1", FORCE_COLOR: "1" } }, false],
    ["FORCE_COLOR in a pipe", { stdout: pipe, env: { FORCE_COLOR: "1" } }, true],
    ["FORCE_COLOR=0", { env: { FORCE_COLOR: "0" } }, false],
    ["TERM=dumb", { env: { TERM: "dumb" } }, false],
  ])("colour on %s", (_name, over, expected) => {
    expect(readTerminal(input(over)).color).toBe(expected);
  });

  it.each<[string, Partial<TerminalInput>, boolean]>([
    ["a terminal", {}, true],
    ["stderr into a file", { stderr: pipe }, false],
    ["stdout into a file", { stdout: pipe }, true],
    ["--quiet", { quiet: true }, false],
    ["CI", { env: { CI: "true" } }, false],
    ["TERM=dumb", { env: { TERM: "dumb" } }, false],
  ])("progress on %s", (_name, over, expected) => {
    expect(readTerminal(input(over)).progress).toBe(expected);
  });

  it.each([
    [tty, 120],
    [{ isTTY: true, columns: 10 }, 40],
    [{ isTTY: true, columns: 0 }, 100],
    [{ columns: 120 }, 100],
  ])("width of %j", (stdout, width) => {
    expect(readTerminal(input({ stdout })).width).toBe(width);
  });

  it("asks nobody in CI or behind a pipe", () => {
    expect(readTerminal(input({})).interactive).toBe(true);
    expect(readTerminal(input({ stdin: pipe })).interactive).toBe(false);
    expect(readTerminal(input({ env: { CI: "1" } })).interactive).toBe(false);
  });
});
