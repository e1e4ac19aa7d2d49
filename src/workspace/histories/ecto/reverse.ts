/** The way back of a `change`, as Ecto's own runner makes it (`Ecto.Migration.Runner.reverse`). */
import type { ColumnChange, Command } from "./commands.ts";

/** @returns the command that undoes this one, or why there is none */
export function reverse(command: Command): Command | string {
  const { at } = command;
  switch (command.kind) {
    case "create-table":
      return { kind: "drop", what: { kind: "table", table: command.table }, ifExists: command.ifNotExists, cascade: false, at };
    case "create-index":
      return { kind: "drop", what: { kind: "index", index: command.index }, ifExists: command.ifNotExists, cascade: false, at };
    case "create-constraint":
      return { kind: "drop", what: { kind: "constraint", constraint: command.constraint }, ifExists: false, cascade: false, at };
    case "rename-table":
      return { kind: "rename-table", table: command.to, to: command.table, at };
    case "rename-column":
      return { kind: "rename-column", table: command.table, from: command.to, to: command.from, at };
    case "rename-index":
      return { kind: "rename-index", index: { ...command.index, name: command.to }, to: command.index.name, at };
    case "drop":
      return command.what.kind === "index"
        ? { kind: "create-index", index: command.what.index, ifNotExists: command.ifExists, at }
        : `dropping a ${command.what.kind} cannot be reversed`;
    case "execute":
      return command.down === undefined ? "execute without a second statement cannot be reversed" : { kind: "execute", up: command.down, at };
    case "alter-table": {
      const columns = command.columns.toReversed().map(reverseColumn);
      const why = columns.find((one) => typeof one === "string");
      return why ?? { kind: "alter-table", table: command.table, columns: columns.filter((one) => typeof one !== "string"), at };
    }
  }
}

function reverseColumn(change: ColumnChange): ColumnChange | string {
  const { name, options, from, type, reference } = change;
  const itself = { type, ...(reference !== undefined && { reference }) };
  switch (change.action) {
    case "add":
      return { ...change, action: "remove", options: without(options) };
    case "remove":
      return change.typed ? { ...change, action: "add" } : `remove :${name} without a type cannot be reversed`;
    case "modify": {
      if (from === undefined) return `modify :${name} without from: cannot be reversed`;
      const { options: former, ...before } = from;
      const then = { ...itself, ...(former !== undefined && { options }) };
      return { action: "modify", name, typed: true, at: change.at, ...before, options: former ?? options, from: then };
    }
    case "add-if-not-exists":
    case "remove-if-exists":
      return `${change.action === "add-if-not-exists" ? "add_if_not_exists" : "remove_if_exists"} :${name} cannot be reversed`;
  }
}

/** A removed column has no options. */
function without(options: ColumnChange["options"]): ColumnChange["options"] {
  return { kind: "list", items: [], file: options.file, start: options.start, end: options.end };
}
