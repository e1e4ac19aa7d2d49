/**
 * A static evaluator of Elixir data: literals, attributes, functions of the modules at hand, pipes and
 * the common functions over maps and lists. What it cannot tell becomes an `unread` value with its place
 * and reason. Runs nothing, reads no file, never throws for what is in the code.
 */
import { aliasesOf, aliasName, type ElixirModule, type FunctionClause } from "./modules.ts";
import { callLibrary } from "./library.ts";
import { evaluateLiteral } from "./literals.ts";
import { evaluateOperator } from "./operators.ts";
import { captureOf } from "./capture.ts";
import { evaluateControl } from "./control.ts";
import { matchPattern, truth, type Bindings } from "./patterns.ts";
import type { Call, Clause, Syntax } from "./syntax.ts";
import { atom, truthOf, unread, type ElixirFunction, type ElixirValue, type Origin } from "./value.ts";

export interface Scope {
  readonly module: ElixirModule;
  readonly variables: ReadonlyMap<string, ElixirValue>;
  /** aliases made inside of the function */
  readonly aliases: ReadonlyMap<string, string>;
  /** inside of a `quote`: where `unquote` looks */
  readonly macro?: Scope;
}

export interface EvaluatorOptions {
  /** another module by its full name */
  readonly find: (name: string) => ElixirModule | undefined;
  /** functions that macros or packages bring; `undefined` leaves the call to the evaluator. `module` is a full name */
  readonly remote?: (module: string, name: string, args: readonly ElixirValue[], at: Origin) => ElixirValue | undefined;
  /** attributes of a module that are not only set in its own text; `undefined` leaves them to the evaluator */
  readonly attribute?: (name: string, module: ElixirModule) => ElixirValue | undefined;
  /** macros that take code; sees every call before it is evaluated, `undefined` leaves it to the evaluator */
  readonly macro?: (evaluator: Evaluator, item: Call, scope: Scope) => ElixirValue | undefined;
  /** sees the value of each expression of a sequence */
  readonly statement?: (value: ElixirValue, item: Syntax, scope: Scope) => void;
}

/** Evaluations of one root: enough for any domain, a stop for what runs away. */
const MAX_STEPS = 300_000;
const MAX_CALLS = 40;
const [TOO_MUCH, TOO_OFTEN] = ["it is too much to compute", "calls itself too often"];

/** Whether a value is unread because computing it did not come to an end. */
export function isRunaway(value: ElixirValue): boolean {
  return value.kind === "unread" && (value.reason === TOO_MUCH || value.reason.endsWith(TOO_OFTEN));
}

/** Ends loops that would go on without computing anything; caught where the evaluation began. */
class Runaway extends Error {}

export class Evaluator {
  /** keys that stand twice in one literal, in the order they were met; the last one counts */
  readonly duplicates: { readonly key: string; readonly at: Origin }[] = [];
  readonly options: EvaluatorOptions;
  #steps = 0;
  #calls = 0;
  #isRunning = false;

  constructor(options: EvaluatorOptions) {
    this.options = options;
  }

  /** The value of an expression; `module` gives attributes, aliases and functions. */
  evaluate(item: Syntax, scope: Scope): ElixirValue {
    const at = this.at(item, scope);
    if (++this.#steps > MAX_STEPS * 2) throw new Runaway();
    if (this.#steps > MAX_STEPS) return unread(TOO_MUCH, at);
    switch (item.kind) {
      case "name":
        return this.#name(item.name, scope, at);
      case "alias":
        return { kind: "module", name: this.moduleOf(item, scope) ?? item.name, ...at };
      case "attribute":
        return this.#attribute(item.name, item.start, scope, at);
      case "block":
        return this.body(item.items, scope, at);
      case "call":
        return this.call(item, scope);
      case "operator":
        return evaluateOperator(this, item, scope);
      case "access":
        return this.#member(this.evaluate(item.target, scope), this.evaluate(item.key, scope), at);
      case "function":
        return this.#closure(item.clauses, scope, at);
      case "capture":
        return item.operand.kind === "number"
          ? (scope.variables.get(`&${item.operand.text}`) ?? unread("& stands outside of a function", at))
          : captureOf(this, item.operand, scope, at);
      case "clause":
        return unread("a clause stands alone", at);
      case "other":
        return unread(item.type === "ERROR" ? "there is a syntax error" : `${item.type} is not data`, at);
      default:
        return evaluateLiteral(this, item, scope);
    }
  }

  at(item: { start: number; end: number }, scope: Scope): Origin {
    return { file: scope.module.file, start: item.start, end: item.end };
  }

  /** The scope outside of functions. */
  scopeOf(module: ElixirModule, variables: ReadonlyMap<string, ElixirValue> = new Map()): Scope {
    return { module, variables, aliases: module.aliases };
  }

  /** A sequence of expressions: the value is that of the last. */
  body(items: readonly Syntax[], outer: Scope, at: Origin): ElixirValue {
    if (this.#isRunning) return this.#body(items, outer, at);
    this.#isRunning = true;
    try {
      return this.#body(items, outer, at);
    } catch (error) {
      if (!(error instanceof Runaway)) throw error;
      return unread(TOO_MUCH, at);
    } finally {
      this.#isRunning = false;
    }
  }

  #body(items: readonly Syntax[], outer: Scope, at: Origin): ElixirValue {
    let scope = outer;
    let value: ElixirValue = atom("nil", at);
    for (const item of items) {
      const made = aliasesOf(item, scope.aliases, scope.module.name);
      if (made.length > 0) {
        scope = { ...scope, aliases: new Map([...scope.aliases, ...made]) };
        continue;
      }
      if (item.kind === "call" && (item.name === "require" || item.name === "import") && item.target === undefined) continue;
      if (item.kind === "operator" && item.operator === "=" && item.left !== undefined) {
        value = this.evaluate(item.right, scope);
        const bindings: Bindings = new Map();
        matchPattern(item.left, value, bindings, (part) => this.evaluate(part, scope));
        scope = { ...scope, variables: new Map([...scope.variables, ...bindings]) };
      } else value = this.evaluate(item, scope);
      this.options.statement?.(value, item, scope);
    }
    return value;
  }

  /** Calls a function of a module by name, private ones too; `undefined` when it has no such function. */
  callFunction(module: ElixirModule, name: string, args: readonly ElixirValue[], at: Origin): ElixirValue | undefined {
    const clauses = module.functions.filter((one) => one.name === name && takes(one, args.length));
    if (clauses.length === 0) return undefined;
    if (this.#calls >= MAX_CALLS) return unread(`${name} ${TOO_OFTEN}`, at);
    this.#calls++;
    try {
      return this.#clauses(module, name, clauses, args, at);
    } finally {
      this.#calls--;
    }
  }

  #clauses(module: ElixirModule, name: string, clauses: readonly FunctionClause[], args: readonly ElixirValue[], at: Origin): ElixirValue {
    for (const clause of clauses) {
      if (clause.body === undefined) continue;
      const scope = this.scopeOf(module);
      const bindings: Bindings = new Map();
      const given = this.#withDefaults(clause, clauses, args, scope);
      const matches = this.matches(clause.parameters, given, clause.guard, bindings, scope);
      if (matches === undefined && clauses.length > 1) return unread(`which clause of ${name}/${args.length} applies cannot be told`, at);
      if (matches !== false) return this.body(clause.body, { ...scope, variables: bindings }, at);
    }
    return unread(`no clause of ${name}/${args.length} matches`, at);
  }

  /** Defaults fill the parameters that have one, from the left. */
  #withDefaults(clause: FunctionClause, clauses: readonly FunctionClause[], args: readonly ElixirValue[], scope: Scope): ElixirValue[] {
    const head = clauses.find((one) => one.parameters.some(isDefault)) ?? clause;
    let optional = args.length - head.parameters.filter((one) => !isDefault(one)).length;
    const rest = [...args];
    return head.parameters.map((parameter) => {
      if (isDefault(parameter) && optional-- <= 0 && parameter.kind === "operator") return this.evaluate(parameter.right, scope);
      return rest.shift() ?? unread("an argument is missing", this.at(parameter, scope));
    });
  }

  /** Whether patterns and guard take these values; names are added to `bindings`. */
  matches(patterns: readonly Syntax[], values: readonly ElixirValue[], guard: Syntax | undefined, bindings: Bindings, scope: Scope): boolean | undefined {
    if (patterns.length !== values.length) return false;
    let sure = true;
    for (const [index, pattern] of patterns.entries()) {
      const value = values[index];
      if (value === undefined) return false;
      const so = matchPattern(pattern, value, bindings, (part) => this.evaluate(part, scope));
      if (so === false) return false;
      if (so === undefined) sure = false;
    }
    if (guard === undefined) return sure ? true : undefined;
    const holds = truthOf(this.evaluate(guard, { ...scope, variables: new Map([...scope.variables, ...bindings]) }));
    return holds === false ? false : sure && holds === true ? true : undefined;
  }

  /** The body of the first clause that matches. */
  choose(clauses: readonly Clause[], values: readonly ElixirValue[], scope: Scope, at: Origin, what: string): ElixirValue {
    for (const clause of clauses) {
      const bindings: Bindings = new Map();
      const matches = this.matches(clause.patterns, values, clause.guard, bindings, scope);
      if (matches === undefined && clauses.length > 1) return unread(`which branch of ${what} applies cannot be told`, at);
      if (matches !== false) return this.body(clause.body, { ...scope, variables: new Map([...scope.variables, ...bindings]) }, at);
    }
    return unread(`no branch of ${what} matches`, at);
  }

  call(item: Call, scope: Scope, piped?: ElixirValue): ElixirValue {
    const at = this.at(item, scope);
    const expanded = this.options.macro?.(this, item, scope);
    if (expanded !== undefined) return expanded;
    if (item.target === undefined) {
      const special = evaluateControl(this, item, scope, piped);
      if (special !== undefined) return special;
    }
    const args = [...(piped === undefined ? [] : [piped]), ...item.args.map((one) => this.evaluate(one, scope))];
    if (item.target === undefined) return this.local(item.name, args, scope, at);
    const module = this.moduleOf(item.target, scope);
    if (module !== undefined) return this.remote(module, item.name, args, scope, at);
    const target = this.evaluate(item.target, scope);
    if (target.kind === "module") return this.remote(target.name, item.name, args, scope, at);
    if (item.name === "" && target.kind === "function") return target.apply(args);
    if (item.bare && args.length === 0) return this.#member(target, atom(item.name, at), at);
    return unread(target.kind === "unread" ? target.reason : `${item.name} is called on a value`, at);
  }

  /** A call of the module itself: its own function, an imported one, one that `use` brings, or Kernel's. */
  local(name: string, args: readonly ElixirValue[], scope: Scope, at: Origin): ElixirValue {
    const own = this.callFunction(scope.module, name, args, at);
    if (own !== undefined) return own;
    for (const imported of scope.module.imports) {
      const module = this.options.find(imported);
      const value = this.options.remote?.(imported, name, args, at) ?? (module === undefined ? undefined : this.callFunction(module, name, args, at));
      if (value !== undefined) return value;
    }
    for (const used of scope.module.uses) {
      const value = this.options.remote?.(used.name, name, args, at);
      if (value !== undefined) return value;
    }
    return callLibrary("Kernel", name, args, at) ?? unread(`${name}/${args.length} is not defined in ${scope.module.name}`, at);
  }

  /** A call of another module. */
  remote(module: string, name: string, args: readonly ElixirValue[], scope: Scope, at: Origin): ElixirValue {
    const given = this.options.remote?.(module, name, args, at);
    if (given !== undefined) return given;
    if (module === "Code" && /^ensure_(loaded|compiled)[?]?$/.test(name)) return this.#isLoaded(args[0], scope, at);
    const known = module === scope.module.name ? scope.module : this.options.find(module);
    const value = known === undefined ? undefined : this.callFunction(known, name, args, at);
    if (value !== undefined) return value;
    const library = callLibrary(module, name, args, at);
    if (library !== undefined) return library;
    return unread(known === undefined ? `${module} was not found in the workspace` : `${name}/${args.length} is not defined in ${module}`, at);
  }

  /** A module of the same application that is nowhere in the workspace is not there; of others nothing is known. */
  #isLoaded(value: ElixirValue | undefined, scope: Scope, at: Origin): ElixirValue {
    if (value?.kind !== "module") return unread("which module is meant cannot be told", at);
    if (this.options.find(value.name) !== undefined) return atom("true", at);
    return truth(value.name.split(".")[0] === scope.module.name.split(".")[0] ? false : undefined, `whether ${value.name} is loaded cannot be told`, at);
  }

  /** The full name of the module that an alias or an atom names. */
  moduleOf(item: Syntax, scope: Scope): string | undefined {
    if (item.kind === "atom" && item.name !== "nil") return item.name.startsWith("Elixir.") ? item.name.slice("Elixir.".length) : `:${item.name}`;
    return aliasName(item, scope.aliases, scope.module.name);
  }

  #name(name: string, scope: Scope, at: Origin): ElixirValue {
    const variable = scope.variables.get(name);
    if (variable !== undefined) return variable;
    if (name === "__MODULE__") return { kind: "module", name: scope.module.name, ...at };
    // The workspace is the root of all paths here.
    if (name === "__DIR__") return { kind: "string", text: `/${scope.module.file}`.replace(/\/[^/]*$/, ""), ...at };
    return this.local(name, [], scope, at);
  }

  /** The last value set above; inside of a function that is the last one before it. */
  #attribute(name: string, before: number, scope: Scope, at: Origin): ElixirValue {
    const given = this.options.attribute?.(name, scope.module);
    if (given !== undefined) return given;
    const set = scope.module.attributes.filter((one) => one.name === name);
    const found = set.findLast((one) => one.value.end <= before);
    if (found === undefined) return unread(`@${name} is not set above`, at);
    if (this.#calls >= MAX_CALLS) return unread(`@${name} is built on too many others`, at);
    this.#calls++;
    const value = this.evaluate(found.value, this.scopeOf(scope.module));
    this.#calls--;
    return value;
  }

  #member(target: ElixirValue, key: ElixirValue, at: Origin): ElixirValue {
    if (target.kind === "unread") return unread(target.reason, at);
    return callLibrary("Access", "get", [target, key], at) ?? unread("a part of this value cannot be told", at);
  }

  #closure(clauses: readonly Clause[], scope: Scope, at: Origin): ElixirFunction {
    return { kind: "function", arity: clauses[0]?.patterns.length ?? 0, apply: (args) => this.choose(clauses, args, scope, at, "fn"), ...at };
  }
}

function isDefault(parameter: Syntax): boolean {
  return parameter.kind === "operator" && parameter.operator === "\\\\";
}

function takes({ parameters }: FunctionClause, count: number): boolean {
  return count <= parameters.length && count >= parameters.filter((one) => !isDefault(one)).length;
}
