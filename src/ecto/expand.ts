/**
 * The statements of a module as the compiler sees them: `use`, `import` and macros of the same project
 * replaced by what they put there, loops and decided conditions unrolled. Knows nothing of what the
 * statements mean; what it cannot unroll it hands on as it is.
 */
import type { Evaluator, Scope } from "../elixir/evaluate.ts";
import { aliasesOf, aliasName, type ElixirModule, type FunctionClause } from "../elixir/modules.ts";
import { matchPattern, type Bindings } from "../elixir/patterns.ts";
import type { Call, Syntax } from "../elixir/syntax.ts";
import { truthOf, type ElixirValue } from "../elixir/value.ts";

/** One statement and where its names mean something. */
export interface Statement {
  readonly item: Syntax;
  readonly scope: Scope;
  /** attributes as they are there */
  readonly attributes: ReadonlyMap<string, ElixirValue>;
}

/** A macro in a macro, and so on. */
const MAX_DEPTH = 20;

export class Expander {
  /** modules used, and those that `use` brought; full names */
  readonly uses: string[] = [];
  readonly #imports: string[] = [];
  /** aliases that a `use` brought: they hold for what follows it */
  readonly #brought = new Map<string, string>();
  readonly #find: (name: string) => ElixirModule | undefined;
  readonly #evaluator: Evaluator;
  #attributes: ReadonlyMap<string, ElixirValue> = new Map();
  #depth = 0;

  constructor(evaluator: Evaluator, find: (name: string) => ElixirModule | undefined) {
    this.#evaluator = evaluator;
    this.#find = find;
  }

  /** Attributes as they are at this point of the module. */
  get attributes(): ReadonlyMap<string, ElixirValue> {
    return this.#attributes;
  }

  /** Statements inside of another one: what is set further down does not count there. */
  inside(statement: Statement, items: readonly Syntax[]): Statement[] {
    this.#attributes = statement.attributes;
    return this.statements(items, statement.scope);
  }

  /** Statements that are neither structure nor preparation, in order. */
  statements(items: readonly Syntax[], outer: Scope): Statement[] {
    let scope = outer;
    return items.flatMap((item): Statement[] => {
      if (this.#brought.size > 0) scope = { ...scope, aliases: new Map([...this.#brought, ...scope.aliases]) };
      const made = aliasesOf(item, scope.aliases, scope.module.name);
      if (made.length > 0) {
        if (scope.macro !== undefined) for (const [short, long] of made) this.#brought.set(short, long);
        scope = { ...scope, aliases: new Map([...scope.aliases, ...made]) };
        return [];
      }
      if (item.kind === "attribute" && item.value !== undefined) {
        if (!TEXT_ATTRIBUTES.has(item.name)) this.#attributes = new Map([...this.#attributes, [item.name, this.#evaluator.evaluate(item.value, scope)]]);
        return [];
      }
      if (item.kind === "operator" && item.operator === "=" && item.left !== undefined) {
        scope = this.#bound(item.left, this.#evaluator.evaluate(item.right, scope), scope) ?? scope;
        return [];
      }
      // `field(:name, :string) :: binary()` of typed schemas.
      if (item.kind === "operator" && item.operator === "::" && item.left !== undefined) return this.statements([item.left], scope);
      if (item.kind === "block") return this.statements(item.items, scope);
      if (item.kind === "operator") return [{ item, scope, attributes: this.#attributes }];
      return item.kind === "call" || item.kind === "name" ? this.#call(item.kind === "name" ? plainCall(item) : item, scope) : [];
    });
  }

  #call(call: Call, scope: Scope): Statement[] {
    const as = { item: call, scope, attributes: this.#attributes };
    if (call.target === undefined) {
      if (IGNORED.has(call.name)) return [];
      if (call.name === "use") return this.#use(call, scope);
      if (call.name === "import") {
        const [what] = call.args;
        const name = what === undefined ? undefined : aliasName(what, scope.aliases, scope.module.name);
        if (name !== undefined) this.#imports.push(name);
        return [];
      }
      if (call.name === "if" || call.name === "unless") return this.#condition(call, scope) ?? [as];
      if (call.name === "for") return this.#loop(call, scope) ?? [as];
      if (call.name === "unquote") return this.#spliced(call, scope) ?? [as];
    } else if (call.name === "each" && call.target.kind === "alias" && call.target.name === "Enum") return this.#each(call, scope) ?? [as];
    return this.#macro(call, scope) ?? [as];
  }

  #use(call: Call, scope: Scope): Statement[] {
    const [what, ...args] = call.args;
    const name = what === undefined ? undefined : aliasName(what, scope.aliases, scope.module.name);
    if (name === undefined) return [];
    this.uses.push(name);
    const module = this.#find(name);
    if (module === undefined) return [];
    this.#imports.push(name);
    const given = args.length > 0 ? args : [{ kind: "list" as const, items: [], start: call.end, end: call.end }];
    return this.#expand(module, "__using__", { ...call, args: given }, scope) ?? [];
  }

  /** A call of a macro of this module, of an imported one, or of one that is named; `undefined` when it is none. */
  #macro(call: Call, scope: Scope): Statement[] | undefined {
    const named = call.target === undefined ? undefined : aliasName(call.target, scope.aliases, scope.module.name);
    if (call.target !== undefined && named === undefined) return undefined;
    const modules = named === undefined ? [scope.macro?.module, this.#find(scope.module.name), ...this.#imports.map(this.#find)] : [this.#find(named)];
    const owner = modules.find((module) => module?.macros.some(({ name }) => name === call.name) === true);
    return owner === undefined ? undefined : this.#expand(owner, call.name, call, scope);
  }

  #expand(owner: ElixirModule, name: string, call: Call, scope: Scope): Statement[] | undefined {
    if (this.#depth >= MAX_DEPTH) return undefined;
    this.#depth++;
    try {
      const args = call.args.map((one) => this.#evaluator.evaluate(one, scope));
      const block = call.block?.["do"];
      for (const clause of owner.macros.filter((one) => one.name === name)) {
        const macro = this.#enter(owner, clause, args, block === undefined ? undefined : { body: block, scope });
        if (macro !== undefined) return this.#quoted(clause.body ?? [], macro, scope);
      }
      return undefined;
    } finally {
      this.#depth--;
    }
  }

  /** The scope inside of a macro, when it takes these arguments. */
  #enter(owner: ElixirModule, clause: FunctionClause, args: readonly ElixirValue[], block: MacroScope["block"]): MacroScope | undefined {
    const outside = this.#evaluator.scopeOf(owner);
    const { parameters } = clause;
    const given = parameters.flatMap((one, at) => {
      const value = args[at];
      if (value !== undefined) return [value];
      return one.kind === "operator" && one.operator === "\\\\" ? [this.#evaluator.evaluate(one.right, outside)] : [];
    });
    if (given.length !== parameters.length || args.length > parameters.length || (block === undefined) !== (clause.block === undefined)) return undefined;
    const bindings: Bindings = new Map();
    if (this.#evaluator.matches(parameters, given, clause.guard, bindings, outside) === false) return undefined;
    return { ...outside, variables: bindings, ...(block !== undefined && clause.block !== undefined && { block: { ...block, name: clause.block } }) };
  }

  /** What the `quote` at the end of a body puts at the place of the call; `undefined` where there is none that can be found. */
  #quoted(body: readonly Syntax[], outer: MacroScope, caller: Scope): Statement[] | undefined {
    let macro = outer;
    for (const item of body.slice(0, -1))
      if (item.kind === "operator" && item.operator === "=" && item.left !== undefined)
        macro = { ...macro, ...this.#bound(item.left, this.#evaluator.evaluate(item.right, macro), macro) };
    const last = body.at(-1);
    if (last?.kind === "block") return this.#quoted(last.items, macro, caller);
    if (last?.kind === "name") return this.#bodyOf(last.name, 0, macro, caller);
    if (last?.kind !== "call" || last.target !== undefined) return undefined;
    if (last.name === "apply" || last.block === undefined) {
      const [, name] = last.name === "apply" ? last.args.map((one) => this.#evaluator.evaluate(one, macro)) : [];
      return name?.kind === "atom" ? this.#bodyOf(name.name, 0, macro, caller) : this.#bodyOf(last.name, last.args.length, macro, caller);
    }
    if (last.name !== "quote") return undefined;
    const [options] = last.args;
    const bound =
      options?.kind === "list" ? options.items.find((one) => one.kind === "pair" && one.key.kind === "atom" && one.key.name === "bind_quoted") : undefined;
    const variables = new Map<string, ElixirValue>();
    if (bound?.kind === "pair" && bound.value.kind === "list")
      for (const one of bound.value.items)
        if (one.kind === "pair" && one.key.kind === "atom") variables.set(one.key.name, this.#evaluator.evaluate(one.value, macro));
    // `__MODULE__` and calls mean the module it is put into, places and aliases those of the macro.
    const module = { ...caller.module, file: macro.module.file };
    return this.statements(last.block["do"] ?? [], { module, variables, aliases: macro.aliases, macro });
  }

  /** `apply(__MODULE__, which, [])`, `schema()`: a function that holds the `quote`. */
  #bodyOf(name: string, arity: number, macro: MacroScope, caller: Scope): Statement[] | undefined {
    const clause = macro.module.functions.find((one) => one.name === name && one.parameters.length === arity);
    if (clause?.body === undefined || arity > 0 || this.#depth >= MAX_DEPTH) return undefined;
    this.#depth++;
    const made = this.#quoted(clause.body, macro, caller);
    this.#depth--;
    return made;
  }

  /** `unquote(block)`: the block that the caller gave. */
  #spliced(call: Call, scope: Scope): Statement[] | undefined {
    const [what] = call.args;
    const block = scope.macro === undefined ? undefined : (scope.macro as MacroScope).block;
    return what?.kind === "name" && what.name === block?.name ? this.statements(block.body, block.scope) : undefined;
  }

  #condition(call: Call, scope: Scope): Statement[] | undefined {
    const [condition] = call.args;
    const so = condition === undefined ? undefined : truthOf(this.#evaluator.evaluate(condition, scope));
    return so === undefined ? undefined : this.statements(call.block?.[(call.name === "if") === so ? "do" : "else"] ?? [], scope);
  }

  /** `for x <- list do ... end`. */
  #loop(call: Call, scope: Scope): Statement[] | undefined {
    const [step, ...more] = call.args;
    if (step?.kind !== "operator" || step.operator !== "<-" || step.left === undefined || more.length > 0) return undefined;
    return this.#over(this.#evaluator.evaluate(step.right, scope), step.left, call.block?.["do"] ?? [], scope);
  }

  #each(call: Call, scope: Scope): Statement[] | undefined {
    const [list, change] = call.args;
    const [clause, ...others] = change?.kind === "function" ? change.clauses : [];
    const [pattern] = clause?.patterns ?? [];
    if (list === undefined || clause === undefined || pattern === undefined || others.length > 0) return undefined;
    return this.#over(this.#evaluator.evaluate(list, scope), pattern, clause.body, scope);
  }

  #over(list: ElixirValue, pattern: Syntax, body: readonly Syntax[], scope: Scope): Statement[] | undefined {
    if (list.kind !== "list") return undefined;
    const rounds = list.items.map((value) => this.#bound(pattern, value, scope));
    return rounds.includes(undefined) ? undefined : rounds.flatMap((round) => (round === undefined ? [] : this.statements(body, round)));
  }

  #bound(pattern: Syntax, value: ElixirValue, scope: Scope): Scope | undefined {
    const bindings: Bindings = new Map();
    if (matchPattern(pattern, value, bindings, (part) => this.#evaluator.evaluate(part, scope)) === false) return undefined;
    return { ...scope, variables: new Map([...scope.variables, ...bindings]) };
  }
}

/** Inside of a macro: its arguments, and the block it was given. */
interface MacroScope extends Scope {
  readonly block?: { readonly body: readonly Syntax[]; readonly scope: Scope; readonly name?: string };
}

/** Attributes for people and for the compiler. */
const TEXT_ATTRIBUTES = new Set(["doc", "moduledoc", "typedoc", "type", "typep", "opaque", "spec", "callback", "impl", "behaviour", "derive"]);
/** Definitions, and what brings no names that are looked up here. */
const IGNORED = new Set([
  "def",
  "defp",
  "defmacro",
  "defmacrop",
  "defmodule",
  "defguard",
  "defguardp",
  "defdelegate",
  "defstruct",
  "defimpl",
  "require",
  "alias",
]);

/** `timestamps` without parentheses. */
function plainCall({ name, start, end }: Extract<Syntax, { kind: "name" }>): Call {
  return { kind: "call", name, args: [], bare: true, start, end };
}
