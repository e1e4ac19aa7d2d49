/** Control flow of Elixir as far as its conditions can be read: `if`, `unless`, `case`, `cond`, `for`, `put_in` on a path. */
import type { Evaluator, Scope } from "./evaluate.ts";
import { callLibrary } from "./library.ts";
import { matchPattern, type Bindings } from "./patterns.ts";
import type { Call, Clause, Syntax } from "./syntax.ts";
import { atom, entriesOf, mapOf, truthOf, unread, withEntry, type ElixirValue, type Entry, type Origin } from "./value.ts";

/** The value of a special form; `undefined` when the call is none. */
export function evaluateControl(evaluator: Evaluator, item: Call, scope: Scope, piped?: ElixirValue): ElixirValue | undefined {
  const at = evaluator.at(item, scope);
  const [first] = item.args;
  const part = (name: string): ElixirValue => {
    const body = item.block?.[name];
    return body === undefined ? atom("nil", at) : evaluator.body(body, scope, at);
  };
  switch (item.name) {
    case "if":
    case "unless": {
      const condition = piped ?? (first === undefined ? undefined : evaluator.evaluate(first, scope));
      if (condition === undefined || item.block === undefined) return undefined;
      const so = truthOf(condition);
      if (so === undefined) return unread(condition.kind === "unread" ? `the condition cannot be told: ${condition.reason}` : "", at);
      return part((item.name === "if") === so ? "do" : "else");
    }
    case "case": {
      const value = piped ?? (first === undefined ? undefined : evaluator.evaluate(first, scope));
      return value === undefined ? undefined : evaluator.choose(clausesOf(item), [value], scope, at, "case");
    }
    case "cond":
      return cond(evaluator, clausesOf(item), scope, at);
    case "unquote":
      return first === undefined || scope.macro === undefined ? undefined : evaluator.evaluate(first, scope.macro);
    case "try":
      // What it gives when nothing is raised.
      return item.block === undefined ? undefined : part("do");
    case "for":
      return comprehension(evaluator, item, scope, at);
    case "put_in":
    case "update_in":
      return piped === undefined && item.args.length === 2 && first !== undefined ? putIn(evaluator, item, first, scope, at) : undefined;
    case "then": {
      const given = item.args.at(-1);
      const target = given === undefined ? undefined : evaluator.evaluate(given, scope);
      return piped !== undefined && target?.kind === "function" ? target.apply([piped]) : undefined;
    }
    default:
      return undefined;
  }
}

function clausesOf(item: Call): Clause[] {
  return (item.block?.["do"] ?? []).filter((one) => one.kind === "clause");
}

function cond(evaluator: Evaluator, clauses: readonly Clause[], scope: Scope, at: Origin): ElixirValue {
  for (const clause of clauses) {
    const [condition] = clause.patterns;
    const so = condition === undefined ? undefined : truthOf(evaluator.evaluate(condition, scope));
    if (so === undefined) return unread("which branch of cond applies cannot be told", at);
    if (so) return evaluator.body(clause.body, scope, at);
  }
  return unread("no branch of cond applies", at);
}

/** `for x <- list, filter, into: %{}, do: ...` over lists and maps that were read. */
function comprehension(evaluator: Evaluator, item: Call, scope: Scope, at: Origin): ElixirValue {
  const options = item.args.at(-1);
  const named = options?.kind === "list" && options.items.length > 0 && options.items.every((one) => one.kind === "pair") ? options : undefined;
  const into = named?.items.find((one) => one.kind === "pair" && one.key.kind === "atom" && one.key.name === "into");
  const steps = named === undefined ? item.args : item.args.slice(0, -1);
  if (named !== undefined && (into === undefined || named.items.length > 1)) return unread("options of this for are not followed", at);
  const results: ElixirValue[] = [];
  const stopped = run(evaluator, steps, item.block?.["do"] ?? [], scope, at, results);
  if (stopped !== undefined) return stopped;
  if (into?.kind !== "pair") return { kind: "list", items: results, ...at };
  const start = evaluator.evaluate(into.value, scope);
  return callLibrary("Enum", "into", [{ kind: "list", items: results, ...at }, start], at) ?? unread("what is collected here cannot be told", at);
}

function run(
  evaluator: Evaluator,
  steps: readonly Syntax[],
  body: readonly Syntax[],
  scope: Scope,
  at: Origin,
  results: ElixirValue[],
): ElixirValue | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) {
    results.push(evaluator.body(body, scope, at));
    return undefined;
  }
  if (step.kind !== "operator" || step.operator !== "<-" || step.left === undefined) {
    const so = truthOf(evaluator.evaluate(step, scope));
    if (so === undefined) return unread("a filter of this for cannot be told", at);
    return so ? run(evaluator, rest, body, scope, at, results) : undefined;
  }
  const source = evaluator.evaluate(step.right, scope);
  const items = source.kind === "list" ? source.items : source.kind === "map" && source.holes.length === 0 ? pairsOf(source.entries) : undefined;
  if (items === undefined) return unread(source.kind === "unread" ? source.reason : "what this for runs over is no list", at);
  for (const value of items) {
    const bindings: Bindings = new Map();
    const so = matchPattern(step.left, value, bindings, (part) => evaluator.evaluate(part, scope));
    if (so === undefined) return unread(value.kind === "unread" ? value.reason : "what this for runs over cannot be told", at);
    const stopped = so ? run(evaluator, rest, body, { ...scope, variables: new Map([...scope.variables, ...bindings]) }, at, results) : undefined;
    if (stopped !== undefined) return stopped;
  }
  return undefined;
}

function pairsOf(entries: readonly Entry[]): ElixirValue[] {
  return entries.map(({ key, value }) => ({ kind: "tuple", items: [key, value], file: key.file, start: key.start, end: value.end }));
}

/** `put_in(map[:a].b, value)`. */
function putIn(evaluator: Evaluator, item: Call, place: Syntax, scope: Scope, at: Origin): ElixirValue | undefined {
  const path: ElixirValue[] = [];
  let target = place;
  while (target.kind === "access" || (target.kind === "call" && target.bare && target.target !== undefined)) {
    path.unshift(target.kind === "access" ? evaluator.evaluate(target.key, scope) : atom(target.name, evaluator.at(target, scope)));
    const next: Syntax | undefined = target.target;
    if (next === undefined) return undefined;
    target = next;
  }
  const [, value] = item.args;
  if (path.length === 0 || value === undefined) return undefined;
  return callLibrary("Kernel", item.name, [evaluator.evaluate(target, scope), { kind: "list", items: path, ...at }, evaluator.evaluate(value, scope)], at);
}

/** Puts a value below a path of keys; maps and keyword lists only. */
export function setBelow(target: ElixirValue, path: readonly ElixirValue[], change: (before: ElixirValue) => ElixirValue, at: Origin): ElixirValue {
  const [key, ...rest] = path;
  if (key === undefined) return change(target);
  if (target.kind === "unread") return target;
  const entries = entriesOf(target);
  if (entries === undefined) return unread("there is no map to put this in", at);
  const before = callLibrary("Access", "get", [target, key], at) ?? atom("nil", at);
  const entry = { key, value: setBelow(before, rest, change, at) };
  const next = withEntry(entries, entry);
  return target.kind === "map" ? { ...target, entries: next } : { kind: "list", items: pairsOf(next), ...at };
}

/** A map from pairs; `undefined` when one of them is no pair. */
export function mapFromPairs(items: readonly ElixirValue[], at: Origin): ElixirValue | undefined {
  let entries: Entry[] = [];
  for (const item of items) {
    const [key, value, more] = item.kind === "tuple" ? item.items : [];
    if (key === undefined || value === undefined || more !== undefined) return undefined;
    entries = withEntry(entries, { key, value });
  }
  return mapOf(entries, at);
}
