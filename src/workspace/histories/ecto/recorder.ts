/**
 * What a migration does, written down in the order in which Ecto's runner does it: commands wait in a queue
 * until `flush` or the end, a query through the repo is sent at once, and on the way back of a `change` the
 * queue is reversed. Knows no syntax.
 */
import type { ElixirValue, Origin } from "../../../elixir/value.ts";
import { NotReadable, type ColumnChange, type Command, type Executed, type Table } from "./commands.ts";
import { reverse } from "./reverse.ts";
import { statementsOf, type Statement } from "./to-sql.ts";

/** Something that was not read, with its place. */
export interface Unknown {
  readonly reason: string;
  readonly at: Origin;
  /** a package makes its own tables there: what they are is not known, but nothing else is missing */
  readonly ofPackage?: string;
}

export class Recorder {
  readonly statements: Statement[] = [];
  readonly unknowns: Unknown[] = [];
  /** why the way back of `change` cannot be gone */
  irreversible: { readonly reason: string; readonly at: Origin } | undefined;
  /** where the code gives up by `raise` */
  raised: { readonly reason: string; readonly at: Origin } | undefined;
  readonly #backward: boolean;
  #queue: Command[] = [];
  #table:
    | { readonly table: Table; readonly kind: "create" | "alter"; readonly ifNotExists: boolean; readonly columns: ColumnChange[]; readonly at: Origin }
    | undefined;

  constructor(backward: boolean) {
    this.#backward = backward;
  }

  record(command: Command): void {
    if (this.#table !== undefined) throw new NotReadable("Ecto refuses a command inside of another", command.at);
    this.#queue.push(command);
  }

  /** Begins `create table` or `alter table`; columns follow. */
  open(kind: "create" | "alter", table: Table, ifNotExists: boolean, at: Origin): void {
    if (this.#table !== undefined) throw new NotReadable("Ecto refuses a command inside of another", at);
    this.#table = { kind, table, ifNotExists, columns: [], at };
  }

  column(change: ColumnChange): void {
    if (this.#table === undefined) throw new NotReadable("a column stands outside of create table and alter table", change.at);
    this.#table.columns.push(change);
  }

  close(): void {
    const made = this.#table;
    this.#table = undefined;
    if (made === undefined) return;
    const { table, columns, at, ifNotExists } = made;
    this.#queue.push(made.kind === "create" ? { kind: "create-table", table, ifNotExists, columns, at } : { kind: "alter-table", table, columns, at });
  }

  /** SQL that is sent at once. Settings of the database are no part of its schema, and the shadow has another name. */
  send(text: Extract<ElixirValue, { kind: "string" }>): void {
    if (text.text.trim() !== "" && !/^\s*alter\s+database\b/i.test(text.text)) this.statements.push([{ text: text.text, at: text }]);
  }

  /** Each place once, whatever loop it stands in. */
  unknown(reason: string, at: Origin, ofPackage?: string): void {
    if (this.unknowns.some((one) => one.at.start === at.start && one.at.file === at.file)) return;
    this.unknowns.push({ reason, at, ...(ofPackage !== undefined && { ofPackage }) });
  }

  /** Everything recorded so far. */
  flush(at: Origin, isEnd = false): void {
    if (this.#backward && !isEnd) this.irreversible ??= { reason: "flush() cannot be called on the way back of change", at };
    const queue = this.#backward ? this.#queue.toReversed() : this.#queue;
    this.#queue = [];
    for (const command of queue) this.#carryOut(command);
  }

  #carryOut(command: Command): void {
    const towards = this.#backward ? reverse(command) : command;
    if (typeof towards === "string") {
      this.irreversible ??= { reason: towards, at: command.at };
      return;
    }
    try {
      if (towards.kind === "execute") this.#execute(towards.up);
      else this.statements.push(...statementsOf(towards));
    } catch (error) {
      if (!(error instanceof NotReadable)) throw error;
      this.unknown(error.reason, error.at ?? command.at);
    }
  }

  #execute(what: Executed): void {
    if (what.kind === "string") this.send(what);
    else what.apply([]);
  }
}
