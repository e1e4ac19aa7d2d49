/** The flags every command has, and where they may stand. */
import { Flags } from "@oclif/core";

export const globalFlags = {
  json: Flags.boolean({ summary: "print the answer as JSON", helpGroup: "GLOBAL" }),
  workspace: Flags.string({ summary: "folder of the workspace", helpValue: "DIR", default: ".", helpGroup: "GLOBAL" }),
  "no-color": Flags.boolean({ summary: "no colours (also: NO_COLOR=1)", helpGroup: "GLOBAL" }),
  quiet: Flags.boolean({ summary: "nothing on stderr but errors", helpGroup: "GLOBAL" }),
};

/**
 * Lets global flags stand before the command (`selecto --json check`): moves them behind the last word,
 * but before a `--`. `selecto help x` becomes `selecto x --help`.
 */
export function arrangeArguments(argv: readonly string[]): string[] {
  let start = 0;
  for (let flag = argv[start]; flag !== undefined; flag = argv[start]) {
    if (flag === "--workspace" && argv[start + 1] !== undefined) start += 2;
    else if (flag.startsWith("--workspace=") || flag === "--json" || flag === "--no-color" || flag === "--quiet") start += 1;
    else break;
  }
  const leading = argv.slice(0, start);
  const rest = argv.slice(start);
  if (rest[0] === "help") return [...rest.slice(1), ...leading, "--help"];
  const end = rest.indexOf("--");
  return end === -1 ? [...rest, ...leading] : [...rest.slice(0, end), ...leading, ...rest.slice(end)];
}

/** What was asked of the form of a failure; read off the words, because it may happen before or while they are parsed. */
export function outputFlags(argv: readonly string[]): { readonly json: boolean; readonly noColor: boolean } {
  const end = argv.indexOf("--");
  const words = argv.slice(0, end === -1 ? undefined : end);
  const json = words.some((word, at) => word === "--json" || word === "--format=json" || (word === "--format" && words[at + 1] === "json"));
  return { json, noColor: words.includes("--no-color") };
}
