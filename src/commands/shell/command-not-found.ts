/** The hook for a command that does not exist: names the nearest one, asks nothing. */
import type { Hook } from "@oclif/core";
import { redact } from "../../database/redact.ts";
import { SelectoError } from "../../model/error.ts";
import { nearestName } from "../../model/nearest-name.ts";

/**
 * @param id what was typed, words joined by `:`
 * @param known command ids in the same form
 */
export function unknownCommand(id: string, known: readonly string[]): SelectoError {
  if (id.startsWith("-")) return notFound(`unknown flag ${id}`, "flags follow a command", "see all commands: selecto --help");
  // A URL among the words is taken apart by the next line, and could not be recognised afterwards.
  const words = redact(id).split(":");
  const command = known.filter((name) => id.startsWith(`${name}:`)).toSorted((a, b) => b.length - a.length)[0];
  if (command !== undefined) {
    const name = `selecto ${command.replaceAll(":", " ")}`;
    const further = words.slice(command.split(":").length).join(" ");
    return new SelectoError({ code: "usage", what: `unexpected argument ${further}`, why: `${name} takes no such argument`, next: `see ${name} --help` });
  }
  const candidates = new Set(known.flatMap((name) => name.split(":").map((_, index, parts) => parts.slice(0, index + 1).join(" "))));
  // Arguments look like further words of the name: try the longest reading first.
  for (let length = words.length; length > 0; length--) {
    const read = words.slice(0, length).join(" ");
    const near = nearestName(
      read,
      [...candidates].filter((name) => name.split(" ").length === length),
    );
    if (near !== undefined) return notFound(`there is no command "${read}"`, "selecto knows no command of that name", `did you mean: selecto ${near}`);
  }
  return notFound(`there is no command "${words.join(" ")}"`, "selecto knows no command of that name", "see all commands: selecto --help");
}

function notFound(what: string, why: string, next: string): SelectoError {
  return new SelectoError({ code: "unknown-command", what, why, next });
}

const hook: Hook.CommandNotFound = (options) => {
  throw unknownCommand(
    options.id,
    options.config.commands.filter((command) => !command.hidden).map((command) => command.id),
  );
};

export default hook;
