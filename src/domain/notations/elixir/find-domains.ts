/**
 * Which functions of which modules give a domain: generated modules, hand written ones under any name,
 * composed ones, registries and tables of `case`. Of several that share one literal and one name the
 * outermost counts. Knows nothing of what a domain means.
 */
import { Evaluator } from "../../../elixir/evaluate.ts";
import type { ElixirFile, ElixirModule, FunctionClause } from "../../../elixir/modules.ts";
import { scriptOf } from "../../../elixir/notebook.ts";
import type { Syntax } from "../../../elixir/syntax.ts";
import { nameOf, unread, valueAt, type ElixirMap, type ElixirValue, type Origin, type Unread } from "../../../elixir/value.ts";
import { canonicalJson } from "../../../model/json.ts";
import { mergeOverlay } from "./overlay-merge.ts";
import { overlayOfMacros, OVERLAY_MACROS } from "./overlay-macros.ts";
import { documentOf } from "./value-document.ts";

export interface FoundDomain {
  readonly module: ElixirModule;
  /** `MyApp.OrderDomain.domain/0` */
  readonly label: string;
  readonly value: ElixirMap;
  /** what to call it where it has no name of its own */
  readonly fallbackName: string;
  readonly duplicates: Evaluator["duplicates"];
  /** where the whole is one map with another laid over it */
  readonly layers?: ElixirLayers;
}

export interface ElixirLayers {
  readonly base: ElixirMap;
  readonly overlay: ElixirMap;
}

/** A function that by its name gives a domain, whose value could not be told at all. */
export interface LostDomain {
  readonly label: string;
  readonly at: Origin;
  readonly value: Unread;
}

const REGISTRY = "Selecto.Domain.Registry";
const DOMAIN_NAME = /^(domain|.*_domain|base_domain)$/;

interface Candidate extends FoundDomain {
  readonly rank: number;
}

export interface DomainsFound {
  readonly found: readonly FoundDomain[];
  readonly lost: readonly LostDomain[];
}

/**
 * All domains of these modules; each once.
 *
 * @param around other modules that they may call
 */
export function findDomains(modules: readonly ElixirModule[], around: readonly ElixirModule[] = []): DomainsFound {
  const byName = new Map([...around, ...modules].map((module) => [module.name, module]));
  const candidates: Candidate[] = [];
  const lost: LostDomain[] = [];
  for (const module of modules.filter((one) => !usesMacros(one))) {
    const seen = new Set<string>();
    for (const clause of module.functions) {
      const label = `${module.name}.${clause.name}/${clause.parameters.length}`;
      if (seen.has(label) || clause.body === undefined) continue;
      seen.add(label);
      for (const { value, name, duplicates, layers } of valuesOf(module, clause, byName)) {
        const rank = rankOf(clause);
        if (isDomain(value)) candidates.push({ module, label, value, fallbackName: name ?? nameFromModule(module.name), duplicates, rank, ...layers });
        else if (value.kind === "unread" && name === undefined && clause.isPublic && DOMAIN_NAME.test(clause.name) && speaksOfDomains(module))
          lost.push({ label, at: { file: module.file, start: clause.start, end: clause.end }, value });
      }
    }
  }
  const found = outermost(candidates);
  return { found, lost: lost.filter((one) => !found.some(({ label }) => label === one.label)) };
}

/**
 * Domains of a notebook: those of its modules, and those that its cells give a name. A cell may build one on another, so
 * each that differs counts.
 */
export function findInNotebook(file: ElixirFile, around: readonly ElixirModule[]): DomainsFound {
  const inModules = findDomains(file.modules, around);
  const byName = new Map([...around, ...file.modules].map((module) => [module.name, module]));
  const script = scriptOf(file);
  const variables = new Map<string, ElixirValue>();
  const named: FoundDomain[] = [];
  for (const item of file.body) {
    if (item.kind !== "operator" || item.operator !== "=" || item.left?.kind !== "name") continue;
    const evaluator = domainEvaluator(byName, new WeakMap());
    const { name } = item.left;
    const value = evaluator.evaluate(item.right, evaluator.scopeOf(script, variables));
    variables.set(name, value);
    if (isDomain(value)) named.push({ module: script, label: name, value, fallbackName: name, duplicates: evaluator.duplicates });
  }
  const texts = new Set<string>();
  const found = [...inModules.found, ...named].filter(({ value }) => {
    const text = canonicalJson(documentOf(value).document);
    return !texts.has(text) && texts.add(text) !== undefined;
  });
  return { found, lost: inModules.lost };
}

/** An evaluator that knows Selecto's own functions. @param layers what was laid over what, by the outcome */
function domainEvaluator(byName: ReadonlyMap<string, ElixirModule>, layers: WeakMap<ElixirValue, ElixirLayers>): Evaluator {
  const evaluator: Evaluator = new Evaluator({
    find: (name) => byName.get(name),
    remote: (module, name, args) => {
      const [first, second] = args;
      if (module === "Selecto.Config.Overlay" && name === "merge" && first !== undefined && second !== undefined) {
        const merged = mergeOverlay(first, second);
        if (first.kind === "map" && second.kind === "map") layers.set(merged, { base: first, overlay: second });
        return merged;
      }
      const known = byName.get(module);
      if (name === "overlay" && args.length === 0 && known !== undefined && usesMacros(known) && !known.functions.some((one) => one.name === "overlay"))
        return overlayOfMacros(known, evaluator);
      return undefined;
    },
  });
  return evaluator;
}

function usesMacros(module: ElixirModule): boolean {
  return module.uses.some((one) => one.name === OVERLAY_MACROS);
}

function speaksOfDomains(module: ElixirModule): boolean {
  return /Domain/.test(module.name) || module.uses.some((one) => one.name === REGISTRY || one.name.startsWith("Selecto."));
}

interface Outcome {
  readonly value: ElixirValue;
  readonly name?: string;
  readonly duplicates: Evaluator["duplicates"];
  readonly layers?: Pick<FoundDomain, "layers">;
}

/** The value of a function without parameters; of others those of the branches that its arguments choose. */
function valuesOf(module: ElixirModule, clause: FunctionClause, byName: ReadonlyMap<string, ElixirModule>): Outcome[] {
  const at: Origin = { file: module.file, start: clause.start, end: clause.end };
  if (clause.parameters.every((one) => one.kind === "operator" && one.operator === "\\\\")) {
    const layers = new WeakMap<ElixirValue, ElixirLayers>();
    const evaluator = domainEvaluator(byName, layers);
    const value = evaluator.callFunction(module, clause.name, [], at) ?? unread("it has no body", at);
    const found = layers.get(value);
    return [{ value, duplicates: evaluator.duplicates, ...(found !== undefined && { layers: { layers: found } }) }];
  }
  return branchesOf(clause).flatMap(({ name, body }) => {
    const evaluator = domainEvaluator(byName, new WeakMap());
    const variables = new Map<string, ElixirValue>();
    for (const one of clause.parameters) if (one.kind === "name") variables.set(one.name, unread("it is an argument", at));
    const value = evaluator.body(body, evaluator.scopeOf(module, variables), at);
    return value.kind === "unread" ? [] : [{ value, name, duplicates: evaluator.duplicates }];
  });
}

/** `case name do "orders" -> ... end` and `def fetch("orders", _), do: ...`: one name, one body. */
function branchesOf(clause: FunctionClause): { name: string; body: readonly Syntax[] }[] {
  const [first] = clause.parameters;
  const literal = first === undefined ? undefined : textOf(first);
  const last = clause.body?.at(-1);
  if (literal !== undefined) return [{ name: literal, body: clause.body ?? [] }];
  if (last?.kind !== "call" || last.name !== "case") return [];
  return (last.block?.["do"] ?? []).flatMap((one) => {
    const [pattern] = one.kind === "clause" ? one.patterns : [];
    const name = pattern === undefined ? undefined : textOf(pattern);
    return one.kind === "clause" && name !== undefined ? [{ name, body: one.body }] : [];
  });
}

function textOf(item: Syntax): string | undefined {
  if (item.kind === "atom") return item.name;
  const [part, ...more] = item.kind === "string" ? item.parts : [];
  return typeof part === "string" && more.length === 0 ? part : undefined;
}

/** Only a domain has a `source` that is a map about a table. */
function isDomain(value: ElixirValue): value is ElixirMap {
  const source = value.kind === "map" ? valueAt(value, "source") : undefined;
  if (source?.kind === "map")
    return valueAt(source, "source_table") !== undefined || (valueAt(source, "columns") !== undefined && valueAt(source, "fields") !== undefined);
  return source?.kind === "unread" && (valueAt(value, "schemas") !== undefined || valueAt(value, "joins") !== undefined);
}

/** Which function stands for the domain when several give it: the lower, the better. */
function rankOf({ name, isPublic, parameters }: FunctionClause): number {
  if (parameters.length > 0) return 4;
  if (!isPublic) return 3;
  return name === "domain" ? 0 : name.startsWith("base") ? 2 : 1;
}

/** Domains with the same name over the same literal are one, told by the function with the best rank. */
function outermost(candidates: readonly Candidate[]): FoundDomain[] {
  const best = new Map<string, Candidate>();
  for (const one of candidates) {
    const source = valueAt(valueAt(one.value, "source"), "source_table") ?? valueAt(one.value, "source") ?? one.value;
    const key = [source.file, source.start, nameOf(valueAt(one.value, "name")) ?? ""].join("\n");
    const present = best.get(key);
    if (present === undefined || one.rank < present.rank) best.set(key, one);
  }
  return [...best.values()];
}

function nameFromModule(name: string): string {
  const last = name.slice(name.lastIndexOf(".") + 1);
  return last.replace(/Domain$/, "") || last;
}
