/**
 * Runs one way of a migration on the evaluator: what it asks Ecto for is recorded, what goes through a repo is
 * told apart into SQL and rows, and whatever was not followed is judged by what it could have done.
 */
import { Evaluator, isRunaway, type Scope } from "../../../elixir/evaluate.ts";
import type { ElixirModule } from "../../../elixir/modules.ts";
import type { Call, Syntax } from "../../../elixir/syntax.ts";
import { unread, type ElixirValue, type Origin } from "../../../elixir/value.ts";
import { NotReadable } from "./commands.ts";
import { callMigration, withColumns, type Migration } from "./dsl.ts";
import { callOutside } from "./outside.ts";
import { Recorder, type Unknown } from "./recorder.ts";
import type { RepoOptions } from "./repo-options.ts";
import type { Statement } from "./to-sql.ts";
import { changesOnlyRows, UnreadCode } from "./unread-code.ts";

/** What a run may look at. What it misses it notes, to be run again. */
export interface Surroundings {
  /** another module by its full name; undefined while it is not there or nowhere */
  readonly find: (name: string) => ElixirModule | undefined;
  /** the text of a file; `undefined` while it is not there, `null` where there is none */
  readonly readFile: (path: string) => { readonly path: string; readonly text: string } | null | undefined;
  readonly repo: RepoOptions;
}

export interface WayRun {
  readonly statements: readonly Statement[];
  readonly unknowns: readonly Unknown[];
  /** why there is no way back */
  readonly noWay?: { readonly reason: string; readonly at: Origin };
}

/** `up`, or `change` forward. `undefined` when the module has neither. */
export function runUp(module: ElixirModule, around: Surroundings): WayRun | undefined {
  const operation = ["up", "change"].find((name) => has(module, name));
  return operation === undefined ? undefined : run(module, operation, "up", false, around);
}

/** `down`, or `change` reversed. `undefined` when the module has neither. */
export function runDown(module: ElixirModule, around: Surroundings): WayRun | undefined {
  if (has(module, "down")) return run(module, "down", "down", false, around);
  return has(module, "change") ? run(module, "change", "down", true, around) : undefined;
}

/** Whether a module is a migration, whatever macro makes it one. */
export function isMigration(module: ElixirModule): boolean {
  return ["up", "change"].some((name) => has(module, name));
}

/** `@disable_ddl_transaction true`. */
export function isTransactional(module: ElixirModule): boolean {
  const set = module.attributes.findLast(({ name }) => name === "disable_ddl_transaction")?.value;
  return !(set?.kind === "atom" && set.name === "true");
}

function has(module: ElixirModule, name: string): boolean {
  return module.functions.some((one) => one.name === name && one.isPublic && one.parameters.length === 0);
}

function run(module: ElixirModule, operation: string, direction: "up" | "down", backward: boolean, around: Surroundings): WayRun {
  const at = { file: module.file, start: module.start, end: module.end };
  const runner = new Runner(module, direction, backward, around);
  if (isTransactional(module)) runner.call("after_begin", at);
  runner.call(operation, at);
  if (isTransactional(module)) runner.call("before_commit", at);
  const { statements, unknowns, irreversible, raised } = runner.recorder;
  const noWay = irreversible ?? (direction === "down" ? raised : undefined);
  if (direction === "up" && raised !== undefined) runner.recorder.unknown(raised.reason, raised.at);
  return { statements, unknowns, ...(noWay !== undefined && { noWay }) };
}

class Runner implements Migration {
  readonly recorder: Recorder;
  readonly #evaluator: Evaluator;
  readonly #unreadCode: UnreadCode;
  /** values whose cause was told, or which only stand for rows */
  readonly #settled = new WeakSet<ElixirValue>();
  /** values that stand for what was told already */
  readonly #told = new WeakSet<object>();
  readonly #calls = new Map<number, Call>();

  constructor(
    readonly module: ElixirModule,
    readonly direction: "up" | "down",
    backward: boolean,
    readonly around: Surroundings,
  ) {
    this.recorder = new Recorder(backward);
    this.#unreadCode = new UnreadCode(around.find);
    this.#evaluator = new Evaluator({
      find: around.find,
      macro: (evaluator, item, scope) => this.#macro(evaluator, item, scope),
      remote: (name, called, args, at) => this.#remote(name, called, args, at),
      statement: (value, item, scope) => this.#judge(value, item, scope),
    });
  }

  get repo(): RepoOptions {
    return this.around.repo;
  }

  /** Calls a function of the migration, where it has it, and carries out what it recorded. */
  call(name: string, at: Origin): void {
    if (!has(this.module, name)) return;
    const value = this.#evaluator.callFunction(this.module, name, [], at);
    if (value !== undefined && value.kind === "unread" && !this.#settled.has(value)) this.recorder.unknown(value.reason, value);
    this.recorder.flush(at, true);
  }

  readFile(path: string, at: Origin): ElixirValue {
    const read = this.around.readFile(path);
    if (read === null || read === undefined) throw new NotReadable(`there is no file ${path.replace(/^\/+/, "")}`, at);
    return { kind: "string", text: read.text, file: read.path, start: 0, end: read.text.length };
  }

  /** Code blocks of `create` and `alter`; every call is noted, to tell later what was reached. */
  #macro(evaluator: Evaluator, item: Call, scope: Scope): ElixirValue | undefined {
    this.#unreadCode.reached(item);
    this.#calls.set(item.start, item);
    if (item.target === undefined && item.name === "raise") return this.#raise(item, scope);
    const block = item.block?.["do"];
    const [what] = item.args;
    if (block === undefined || what === undefined || !["create", "create_if_not_exists", "alter"].includes(item.name)) return undefined;
    if (item.target !== undefined && evaluator.moduleOf(item.target, scope) !== "Ecto.Migration") return undefined;
    const at = evaluator.at(item, scope);
    const value = evaluator.evaluate(what, scope);
    return this.#guarded(at, () => withColumns(this, item.name, value, at, () => evaluator.body(block, scope, at)));
  }

  #raise(item: Call, scope: Scope): ElixirValue {
    const at = this.#evaluator.at(item, scope);
    const [message] = item.args.map((one) => this.#evaluator.evaluate(one, scope));
    this.recorder.raised ??= { reason: message?.kind === "string" ? `it raises: ${message.text.trim().split("\n", 1)[0] ?? ""}` : "it raises an error", at };
    const value = unread("it raises an error", at);
    this.#settled.add(value);
    return value;
  }

  #remote(module: string, name: string, args: readonly ElixirValue[], at: Origin): ElixirValue | undefined {
    return this.#guarded(at, () => {
      // A macro of the project's own stands for `use Ecto.Migration`, and may bring functions of its module.
      const isUsed = this.module.uses.some((one) => one.name === module);
      const own = isUsed ? this.around.find(module) : undefined;
      const made =
        (module === "Ecto.Migration" || isUsed ? callMigration(this, name, args, at) : undefined) ??
        (own === undefined ? undefined : this.#evaluator.callFunction(own, name, args, at));
      return made ?? callOutside(this, module, name, args, at, (value) => this.#settled.add(value));
    });
  }

  /** What cannot be known ends one command, not the migration. */
  #guarded<T extends ElixirValue | undefined>(at: Origin, task: () => T): T | ElixirValue {
    try {
      return task();
    } catch (error) {
      if (!(error instanceof NotReadable)) throw error;
      const value = unread(error.reason, at);
      this.#settled.add(value);
      const item = this.#calls.get(at.start);
      const isTold = error.at !== undefined && this.#told.has(error.at);
      if (!isTold && (item === undefined || !changesOnlyRows(item))) this.recorder.unknown(error.reason, error.at ?? at);
      this.#told.add(value);
      return value;
    }
  }

  /** The value of a statement: when it is not known, something may not have happened. */
  #judge(value: ElixirValue, item: Syntax, scope: Scope): void {
    const values = value.kind === "list" ? value.items : [value];
    for (const one of values) {
      if (one.kind !== "unread" || this.#settled.has(one)) continue;
      this.#settled.add(one);
      const found = isRunaway(one) ? {} : this.#unreadCode.examine(item, scope);
      if (found !== undefined)
        this.recorder.unknown(found.reason ?? one.reason, found.at ?? { file: scope.module.file, start: item.start, end: item.end }, found.ofPackage);
    }
  }
}
