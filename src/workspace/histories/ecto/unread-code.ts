/**
 * Code that was not followed: could it have changed the schema? Looks at what it calls, through functions of
 * the workspace; whatever is not known to leave the schema alone could have changed it.
 */
import type { Scope } from "../../../elixir/evaluate.ts";
import { aliasName, type ElixirModule } from "../../../elixir/modules.ts";
import type { Call, Syntax } from "../../../elixir/syntax.ts";
import type { Origin } from "../../../elixir/value.ts";
import { CHANGING } from "./dsl.ts";
import { isRepo } from "./outside.ts";

/** Elixir's own and what comes with Ecto: they compute, log, or move rows. */
const HARMLESS =
  /^(Access|Agent|Application|Atom|Base|Bitwise|Calendar|Code|Date|DateTime|Decimal|Enum|Exception|File|Float|Function|IO|Inspect|Integer|Jason|JSON|Kernel|Keyword|List|Logger|Map|MapSet|Mix|NaiveDateTime|Node|Path|Poison|Process|Range|Regex|Stream|String|StringIO|System|Task|Time|Tuple|URI|UUID|Ecto\.(Changeset|Query|Multi|Type|UUID|DateTime|Date|Schema|Enum|ULID)|:\w+)(\.|$)/;
/** Programs and code that may do anything. */
const ANYTHING = /^(System\.(cmd|shell)|Code\.(eval_\w+|require_file|compile_\w+)|Mix\.Task\.\w+|Process\.spawn|:os\.cmd)$/;
/** Special forms, `Kernel`, `Ecto.Query`, and what of Ecto.Migration changes nothing by itself. */
const PLAIN =
  /^(if|unless|case|cond|for|with|try|fn|raise|reraise|throw|quote|unquote|alias|import|require|use|super|then|tap|put_in|update_in|get_in|pop_in|is_\w+|inspect|to_string|to_charlist|length|hd|tl|elem|tuple_size|map_size|byte_size|div|rem|abs|min|max|round|trunc|floor|ceil|self|send|spawn\w*|struct!?|binding|match\?|sigil_\w+|not|node|make_ref|apply|from|where|or_where|select|select_merge|join|order_by|group_by|having|limit|offset|distinct|preload|update|lock|subquery|dynamic|exclude|union|union_all|first|last|type|field|count|fragment|table|index|unique_index|constraint|references|flush|direction|repo|prefix|function_exported\?|def|defp|__\w+__)$/;
const ROW_WORDS = /^\s*(select|insert|update|delete|with|copy|truncate|lock|set\s+local|analyze|vacuum|notify)\b/i;
const MAX_CALLS = 400;

export interface UnreadEffect {
  readonly reason?: string;
  readonly at?: Origin;
  readonly ofPackage?: string;
}

export class UnreadCode {
  readonly #find: (name: string) => ElixirModule | undefined;
  readonly #reached = new WeakSet<Call>();
  #left = 0;

  constructor(find: (name: string) => ElixirModule | undefined) {
    this.#find = find;
  }

  /** Notes a call that was evaluated: what it did is known. */
  reached(item: Call): void {
    this.#reached.add(item);
  }

  /** What of this code, as far as it was not reached, could have changed the schema; `undefined`: nothing. */
  examine(item: Syntax, scope: Scope): UnreadEffect | undefined {
    this.#left = MAX_CALLS;
    return this.#search(item, scope.module, scope.aliases, new Set(), true);
  }

  #search(item: unknown, module: ElixirModule, aliases: ReadonlyMap<string, string>, seen: Set<string>, outermost: boolean): UnreadEffect | undefined {
    if (typeof item !== "object" || item === null) return undefined;
    if (Array.isArray(item)) return first(item, (one) => this.#search(one, module, aliases, seen, outermost));
    if (isSyntax(item)) {
      const found = this.#effectOf(item, module, aliases, seen, outermost);
      if (found !== undefined) return found;
    }
    return first(Object.values(item), (one) => this.#search(one, module, aliases, seen, outermost));
  }

  #effectOf(item: Syntax, module: ElixirModule, aliases: ReadonlyMap<string, string>, seen: Set<string>, outermost: boolean): UnreadEffect | undefined {
    const at = { file: module.file, start: item.start, end: item.end };
    if (item.kind === "other") return { reason: item.type === "ERROR" ? "there is a syntax error" : `${item.type} is not followed`, at };
    if (item.kind !== "call" && item.kind !== "name") return undefined;
    if (--this.#left < 0) return { reason: "it calls too much to be followed", at };
    const wasReached = outermost && item.kind === "call" && this.#reached.has(item);
    const target = item.kind === "call" ? item.target : undefined;
    if (target === undefined) return this.#localEffect(item, module, aliases, seen, wasReached, at);
    if (item.kind !== "call" || isRepoCall(target, item)) return undefined;
    const name = target.kind === "atom" ? `:${target.name}` : aliasName(target, aliases, module.name);
    if (name === undefined) return undefined;
    return this.#remoteEffect(name, item, module, seen, wasReached, at);
  }

  #localEffect(
    item: Extract<Syntax, { kind: "call" | "name" }>,
    module: ElixirModule,
    aliases: ReadonlyMap<string, string>,
    seen: Set<string>,
    wasReached: boolean,
    at: Origin,
  ): UnreadEffect | undefined {
    const functions = module.functions.filter((one) => one.name === item.name);
    if (functions.length === 0) {
      if (item.kind === "call" && CHANGING.has(item.name) && !wasReached && !changesOnlyRows(item)) return { at };
      const imported = module.imports.flatMap((name) => this.#find(name) ?? []).find((one) => one.functions.some((made) => made.name === item.name));
      if (imported !== undefined) return wasReached ? undefined : this.#inside(imported, item.name, seen);
      const isKnown = item.kind === "name" || item.name === "" || CHANGING.has(item.name) || PLAIN.test(item.name);
      return isKnown ? undefined : { reason: `${item.name} is not defined here`, at };
    }
    return wasReached ? undefined : this.#inside({ ...module, aliases: new Map([...module.aliases, ...aliases]) }, item.name, seen);
  }

  #remoteEffect(name: string, item: Call, module: ElixirModule, seen: Set<string>, wasReached: boolean, at: Origin): UnreadEffect | undefined {
    if (name === "Ecto.Migration") return CHANGING.has(item.name) && !wasReached ? { at } : undefined;
    if (name === "Ecto.Adapters.SQL" || isRepo(name)) return queries(item) && !wasReached && !changesOnlyRows(item) ? { at } : undefined;
    if (ANYTHING.test(`${name}.${item.name}`)) return { reason: `what ${name}.${item.name} does is not known`, at };
    if (HARMLESS.test(name)) return undefined;
    const known = this.#find(name);
    if (known === undefined) {
      const isPackage = name.split(".")[0] !== module.name.split(".")[0] && /(^|\.)Migrations?$/.test(name);
      return isPackage
        ? { reason: `${name}.${item.name} is of a package: the tables that it makes are not known`, at, ofPackage: name.split(".")[0] ?? name }
        : { reason: `${name} was not found in the workspace`, at };
    }
    return wasReached && known.functions.some((one) => one.name === item.name) ? undefined : this.#inside(known, item.name, seen);
  }

  /** Everything below a function of a module, each once. */
  #inside(module: ElixirModule, name: string, seen: Set<string>): UnreadEffect | undefined {
    const key = `${module.name}.${name}`;
    if (seen.has(key)) return undefined;
    seen.add(key);
    return first(
      module.functions.filter((one) => one.name === name),
      (one) => this.#search(one.body, module, module.aliases, seen, false),
    );
  }
}

/** SQL whose beginning says that it moves rows only, whatever is put into it. */
export function changesOnlyRows(item: Call): boolean {
  const texts = [...item.args, ...(item.target === undefined ? [] : [item.target])].filter((one) => one.kind === "string" || one.kind === "sigil");
  return texts.length > 0 && texts.every(({ parts: [start] }) => typeof start === "string" && ROW_WORDS.test(start));
}

function queries(item: Call): boolean {
  return /^query(_many)?!?$/.test(item.name);
}

/** `repo().all(...)`: rows, unless it is a query. */
function isRepoCall(target: Syntax, item: Call): boolean {
  return (target.kind === "call" || target.kind === "name") && target.name === "repo" && !queries(item);
}

function first<T, R>(items: readonly T[], look: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isSyntax(item: object): item is Syntax {
  return "kind" in item && "start" in item;
}
