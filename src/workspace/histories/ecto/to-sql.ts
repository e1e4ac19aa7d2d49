/** Commands to PostgreSQL's statements, as `Ecto.Adapters.Postgres.Connection.execute_ddl` writes them. */
import type { Origin } from "../../../elixir/value.ts";
import { changedColumn, newColumn } from "./columns.ts";
import type { ColumnChange, Command, Constraint, Dropped, Index, Table } from "./commands.ts";
import { flag, literal, optionalName, qualified, quoted } from "./values.ts";

/** A statement in parts, each with the place in the file that says it. */
export type Statement = readonly { readonly text: string; readonly at: Origin }[];

/** The statements of a command, `execute` excepted. @throws NotReadable */
export function statementsOf(command: Exclude<Command, { kind: "execute" }>): readonly Statement[] {
  const { at } = command;
  const one = (text: string): Statement => [{ text, at }];
  switch (command.kind) {
    case "create-table":
      return createTable(command.table, command.ifNotExists, command.columns, at);
    case "alter-table":
      return alterTable(command.table, command.columns, at);
    case "create-index":
      return [
        one(createIndex(command.index, command.ifNotExists)),
        ...comment("INDEX", qualified(command.index.prefix, command.index.name), command.index.comment, at),
      ];
    case "create-constraint":
      return createConstraint(command.constraint, at);
    case "drop":
      return [one(drop(command.what, command.ifExists) + (command.cascade ? " CASCADE" : ""))];
    case "rename-table":
      return [one(`ALTER TABLE ${tableName(command.table)} RENAME TO ${quoted(command.to.name, at)}`)];
    case "rename-column":
      return [one(`ALTER TABLE ${tableName(command.table)} RENAME ${quoted(command.from, at)} TO ${quoted(command.to, at)}`)];
    case "rename-index":
      return [one(`ALTER INDEX ${qualified(command.index.prefix, command.index.name, at)} RENAME TO ${quoted(command.to, at)}`)];
  }
}

function tableName({ prefix, name }: Table): string {
  return qualified(prefix, name);
}

function comment(kind: string, name: string, text: string | undefined, at: Origin): readonly Statement[] {
  return text === undefined ? [] : [[{ text: `COMMENT ON ${kind} ${name} IS ${literal(text)}`, at }]];
}

function columnComments(table: Table, columns: readonly ColumnChange[]): readonly Statement[] {
  return columns.flatMap(({ action, name, options, at }) =>
    action === "remove" || action === "remove-if-exists"
      ? []
      : comment("COLUMN", `${tableName(table)}.${quoted(name)}`, optionalName(options, "comment", at), at),
  );
}

function keyColumns(columns: readonly ColumnChange[]): string {
  const keys = columns.filter(({ action, options }) => action !== "remove" && action !== "remove-if-exists" && flag(options, "primary_key", false));
  return keys.length === 0 ? "" : `PRIMARY KEY (${keys.map(({ name }) => quoted(name)).join(",")})`;
}

function createTable(table: Table, ifNotExists: boolean, columns: readonly ColumnChange[], at: Origin): readonly Statement[] {
  const key = keyColumns(columns);
  const parts = [...columns.map((change) => ({ text: newColumn(table, change), at: change.at })), ...(key === "" ? [] : [{ text: key, at }])];
  const modifiers = table.modifiers === undefined ? "" : `${table.modifiers} `;
  const head = `CREATE ${modifiers}TABLE ${ifNotExists ? "IF NOT EXISTS " : ""}${tableName(table)} (`;
  const body = parts.map((part, index) => ({ text: `\n  ${part.text}${index < parts.length - 1 ? "," : ""}`, at: part.at }));
  const tail = `${parts.length > 0 ? "\n" : ""})${table.options === undefined ? "" : ` ${table.options}`}`;
  return [[{ text: head, at }, ...body, { text: tail, at }], ...comment("TABLE", tableName(table), table.comment, at), ...columnComments(table, columns)];
}

function alterTable(table: Table, columns: readonly ColumnChange[], at: Origin): readonly Statement[] {
  const key = keyColumns(columns);
  const parts = [...columns.map((change) => ({ text: changedColumn(table, change), at: change.at })), ...(key === "" ? [] : [{ text: `ADD ${key}`, at }])];
  const body = parts.map((part, index) => ({ text: `\n  ${part.text}${index < parts.length - 1 ? "," : ""}`, at: part.at }));
  const statement = parts.length === 0 ? [] : [[{ text: `ALTER TABLE ${tableName(table)}`, at }, ...body]];
  return [...statement, ...comment("TABLE", tableName(table), table.comment, at), ...columnComments(table, columns)];
}

function createIndex(index: Index, ifNotExists: boolean): string {
  const distinct = index.nullsDistinct === undefined ? "" : index.nullsDistinct ? " NULLS DISTINCT" : " NULLS NOT DISTINCT";
  return [
    `CREATE ${index.unique ? "UNIQUE " : ""}INDEX ${index.concurrently ? "CONCURRENTLY " : ""}${ifNotExists ? "IF NOT EXISTS " : ""}`,
    `${quoted(index.name)} ON ${index.only ? "ONLY " : ""}${qualified(index.prefix, index.table)}`,
    `${index.using === undefined ? "" : ` USING ${index.using}`} (${index.columns.join(", ")})`,
    `${index.include.length === 0 ? "" : ` INCLUDE (${index.include.join(", ")})`}${distinct}`,
    `${index.options === undefined ? "" : ` WITH (${index.options})`}${index.where === undefined ? "" : ` WHERE ${index.where}`}`,
  ].join("");
}

function createConstraint(constraint: Constraint, at: Origin): readonly Statement[] {
  const table = qualified(constraint.prefix, constraint.table);
  const body = constraint.check === undefined ? `EXCLUDE USING ${constraint.exclude ?? ""}` : `CHECK (${constraint.check})`;
  const text = `ALTER TABLE ${table} ADD CONSTRAINT ${quoted(constraint.name)} ${body}${constraint.validate ? "" : " NOT VALID"}`;
  const said = constraint.comment;
  return [[{ text, at }], ...(said === undefined ? [] : [[{ text: `COMMENT ON CONSTRAINT ${quoted(constraint.name)} ON ${table} IS ${literal(said)}`, at }]])];
}

function drop(what: Dropped, ifExists: boolean): string {
  const maybe = ifExists ? "IF EXISTS " : "";
  switch (what.kind) {
    case "table":
      return `DROP TABLE ${maybe}${tableName(what.table)}`;
    case "index":
      return `DROP INDEX ${what.index.concurrently ? "CONCURRENTLY " : ""}${maybe}${qualified(what.index.prefix, what.index.name)}`;
    case "constraint":
      return `ALTER TABLE ${qualified(what.constraint.prefix, what.constraint.table)} DROP CONSTRAINT ${maybe}${quoted(what.constraint.name)}`;
  }
}
