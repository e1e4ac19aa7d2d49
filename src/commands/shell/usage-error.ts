/** Says what is wrong with a command line. Reads the parser's errors; knows no command. */
import { listMember, member } from "./members.ts";
import { nearestName } from "../../model/nearest-name.ts";

interface UsageText {
  readonly what: string;
  readonly why: string;
  readonly next: string;
}

export function describeUsageError(error: Error, command?: string): UsageText {
  // The parser's errors differ by their members; nothing else of them is read.
  const args = listMember(error, "args");
  const [unknown] = listMember(error, "flags");
  const name = command === undefined ? "selecto" : `selecto ${command}`;
  const next = `see ${name} --help`;
  if (typeof unknown === "string") {
    const known = member(member(member(error, "parse"), "input"), "flags");
    const near = nearestName(
      unknown,
      Object.keys(known ?? {}).map((flag) => `--${flag}`),
    );
    return { what: `unknown flag ${unknown}`, why: `${name} has no such flag`, next: near === undefined ? next : `did you mean ${near}? ${next}` };
  }
  if (args.length > 0) {
    const [unexpected] = args;
    if (typeof unexpected === "string") return { what: `unexpected argument ${unexpected}`, why: `${name} takes no further argument`, next };
    const missing = args.map((arg) => String(member(arg, "name")).toUpperCase());
    return { what: `missing argument ${missing.join(", ")}`, why: `${name} needs it`, next };
  }
  const lines = error.message
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^(See more help|The following errors? occurred)/.test(line));
  const wrong = wrongValue(lines);
  if (wrong !== undefined) return { ...wrong, next };
  return { what: lines.join("; "), why: `${name} was not started`, next };
}

/** `--steps many` of the parser's two ways to say that a value does not fit. */
function wrongValue(lines: readonly string[]): { readonly what: string; readonly why: string } | undefined {
  const text = lines.join("; ");
  const [, flag, expected, given] = /^Parsing (--\S+); Expected (.+?) but received: (.*)$/.exec(text) ?? [];
  if (flag !== undefined) return { what: `${flag} cannot be ${given === "" ? "empty" : given}`, why: `it takes ${expected}` };
  const [, option, value, options] = /^Expected (--[\w-]+)=(.*) to be one of: (.+)$/.exec(text) ?? [];
  if (option === undefined || options === undefined) return undefined;
  const near = nearestName(value ?? "", options.split(", "));
  return {
    what: `${option} cannot be ${value === "" ? "empty" : value}`,
    why: `it takes one of ${options}${near === undefined ? "" : `; did you mean ${near}?`}`,
  };
}
