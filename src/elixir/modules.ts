/** The modules of a file: their functions, macros, attributes, aliases and uses. Knows no other file. */
import type { Diagnostic } from "../model/diagnostic.ts";
import { readSyntax, type ElixirText } from "./read-syntax.ts";
import type { Call, Range, Syntax } from "./syntax.ts";

export interface FunctionClause extends Range {
  readonly name: string;
  readonly isPublic: boolean;
  /** a parameter with a default is the operator `\\` */
  readonly parameters: readonly Syntax[];
  /** of `do: block` at the end of a macro's parameters */
  readonly block?: string;
  readonly guard?: Syntax;
  /** absent for a head without a body */
  readonly body?: readonly Syntax[];
}

export interface ElixirModule extends Range {
  readonly file: string;
  readonly name: string;
  /** short name -> full name */
  readonly aliases: ReadonlyMap<string, string>;
  readonly attributes: readonly { readonly name: string; readonly value: Syntax }[];
  readonly functions: readonly FunctionClause[];
  /** `defmacro` and `defmacrop`, `__using__` among them */
  readonly macros: readonly FunctionClause[];
  /** `use Name, args`, full names */
  readonly uses: readonly { readonly name: string; readonly args: readonly Syntax[]; readonly start: number }[];
  /** modules whose functions can be called by their names alone */
  readonly imports: readonly string[];
  /** everything in it, in order */
  readonly body: readonly Syntax[];
}

export interface ElixirFile {
  readonly path: string;
  readonly modules: readonly ElixirModule[];
  /** what stands outside of modules */
  readonly body: readonly Syntax[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a file to its modules. `loadElixir` must have been awaited; never throws for what is in the file. */
export function readElixir(file: ElixirText): ElixirFile {
  const { body, diagnostics } = readSyntax(file);
  return { path: file.path, modules: modulesIn(body, file.path), body, diagnostics };
}

/** The modules that stand in this code of a file. */
export function modulesIn(body: readonly Syntax[], file: string): ElixirModule[] {
  const modules: ElixirModule[] = [];
  collect(body, file, "", new Map(), modules);
  return modules;
}

function collect(body: readonly Syntax[], file: string, outer: string, outerAliases: ReadonlyMap<string, string>, found: ElixirModule[]): void {
  for (const item of body) {
    const inside = item.kind === "call" && item.name === "defmodule" && item.target === undefined ? item.block?.["do"] : undefined;
    const [name] = item.kind === "call" ? item.args : [];
    const called =
      name?.kind === "alias" ? name.name : name?.kind === "atom" && name.name.startsWith("Elixir.") ? name.name.slice("Elixir.".length) : undefined;
    if (item.kind !== "call" || inside === undefined || called === undefined) continue;
    const full = outer === "" || name?.kind === "atom" ? called : `${outer}.${called}`;
    const aliases = new Map(outerAliases);
    const nested = inside.filter((one) => one.kind === "call" && one.name === "defmodule");
    for (const one of nested) {
      const [inner] = one.kind === "call" ? one.args : [];
      if (inner?.kind === "alias") aliases.set(first(inner.name), `${full}.${first(inner.name)}`);
    }
    for (const one of inside) for (const [short, long] of aliasesOf(one, aliases, full)) aliases.set(short, long);
    found.push({ file, name: full, aliases, ...partsOf(inside, aliases, full), body: inside, start: item.start, end: item.end });
    collect(nested, file, full, aliases, found);
  }
}

function partsOf(
  body: readonly Syntax[],
  aliases: ReadonlyMap<string, string>,
  self: string,
): Pick<ElixirModule, "attributes" | "functions" | "macros" | "uses" | "imports"> {
  const named = (call: Call): string | undefined => {
    const [name] = call.args;
    return name?.kind === "alias" ? fullName(name.name, aliases, self) : undefined;
  };
  const attributes = body.flatMap((one) => (one.kind === "attribute" && one.value !== undefined ? [{ name: one.name, value: one.value }] : []));
  const calls = body.filter((one): one is Call => one.kind === "call" && one.target === undefined);
  return {
    attributes,
    functions: calls.flatMap((call) => definitionOf(call, "def") ?? []),
    macros: calls.flatMap((call) => definitionOf(call, "defmacro") ?? []),
    uses: calls.flatMap((call) => {
      const name = call.name === "use" ? named(call) : undefined;
      return name === undefined ? [] : [{ name, args: call.args.slice(1), start: call.start }];
    }),
    imports: calls.flatMap((call) => (call.name === "import" ? (named(call) ?? []) : [])),
  };
}

function definitionOf(call: Call, word: "def" | "defmacro"): FunctionClause | undefined {
  if (call.name !== word && call.name !== `${word}p`) return undefined;
  const [head] = call.args;
  const guarded = head?.kind === "operator" && head.operator === "when" ? head : undefined;
  const signature = guarded?.left ?? head;
  if (signature?.kind !== "call" && signature?.kind !== "name") return undefined;
  const body = call.block?.["do"];
  const [block] = signature.kind === "call" ? (signature.block?.["do"] ?? []) : [];
  return {
    name: signature.name,
    isPublic: call.name === word,
    parameters: signature.kind === "call" ? signature.args : [],
    ...(block?.kind === "name" && { block: block.name }),
    ...(guarded === undefined ? {} : { guard: guarded.right }),
    ...(body === undefined ? {} : { body: Object.keys(call.block ?? {}).length > 1 ? [{ ...call, name: "try", args: [] }] : body }),
    start: call.start,
    end: call.end,
  };
}

/** What an `alias` brings: `alias A.B`, `alias A.B, as: C`, `alias A.{B, C}`. */
export function aliasesOf(item: Syntax, aliases: ReadonlyMap<string, string>, self: string): [string, string][] {
  if (item.kind !== "call" || item.name !== "alias" || item.target !== undefined) return [];
  const [what, options] = item.args;
  if (what?.kind === "alias") {
    const full = fullName(what.name, aliases, self);
    const as = options?.kind === "list" ? options.items.find((one) => one.kind === "pair" && one.key.kind === "atom" && one.key.name === "as") : undefined;
    const short = as?.kind === "pair" && as.value.kind === "alias" ? as.value.name : last(full);
    return [[short, full]];
  }
  if (what?.kind !== "call" || what.name !== "{}") return [];
  const prefix = what.target === undefined ? undefined : aliasName(what.target, aliases, self);
  return prefix === undefined ? [] : what.args.flatMap((one): [string, string][] => (one.kind === "alias" ? [[last(one.name), `${prefix}.${one.name}`]] : []));
}

/** The full name of what names a module: an alias or `__MODULE__`. */
export function aliasName(item: Syntax, aliases: ReadonlyMap<string, string>, self: string): string | undefined {
  if (item.kind === "alias") return fullName(item.name, aliases, self);
  return item.kind === "name" && item.name === "__MODULE__" ? self : undefined;
}

function fullName(name: string, aliases: ReadonlyMap<string, string>, self: string): string {
  const head = first(name);
  if (head === "__MODULE__") return self + name.slice(head.length);
  if (head === "Elixir") return name.slice("Elixir.".length);
  const full = aliases.get(head);
  return full === undefined ? name : full + name.slice(head.length);
}

function first(name: string): string {
  return name.split(".")[0] ?? name;
}

function last(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
