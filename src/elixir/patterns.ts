/** Elixir's pattern matching over values that were read; three answers, because some values were not. */
import { atom, identityOf, unread, type ElixirValue, type Origin } from "./value.ts";
import type { Syntax } from "./syntax.ts";

export type Bindings = Map<string, ElixirValue>;

/** Gives the value of a pinned or literal part of a pattern. */
type Literal = (item: Syntax) => ElixirValue;

/** @returns whether it matches, `undefined` when that cannot be told; names are added to `bindings` */
export function matchPattern(pattern: Syntax, value: ElixirValue, bindings: Bindings, literal: Literal): boolean | undefined {
  if (pattern.kind === "name") {
    if (pattern.name.startsWith("_")) return true;
    const bound = bindings.get(pattern.name);
    if (bound !== undefined) return equal(bound, value);
    bindings.set(pattern.name, value);
    return true;
  }
  if (pattern.kind === "operator" && pattern.operator === "=" && pattern.left !== undefined)
    return both(matchPattern(pattern.left, value, bindings, literal), () => matchPattern(pattern.right, value, bindings, literal));
  if (pattern.kind === "operator" && pattern.operator === "\\\\" && pattern.left !== undefined) return matchPattern(pattern.left, value, bindings, literal);
  if (value.kind === "unread") {
    bindAll(pattern, value, bindings);
    return undefined;
  }
  switch (pattern.kind) {
    case "tuple":
    case "list":
      return matchItems(pattern, value, bindings, literal);
    case "pair":
      if (value.kind !== "tuple" || value.items.length !== 2) return false;
      return [pattern.key, pattern.value].reduce<boolean | undefined>(
        (so, item, index) => both(so, () => matchPattern(item, value.items[index] ?? value, bindings, literal)),
        true,
      );
    case "map":
      return matchMap(pattern, value, bindings, literal);
    default:
      return equal(literal(pattern), value);
  }
}

function matchItems(pattern: Extract<Syntax, { kind: "tuple" | "list" }>, value: ElixirValue, bindings: Bindings, literal: Literal): boolean | undefined {
  if (value.kind !== pattern.kind) return false;
  const last = pattern.items.at(-1);
  const open = pattern.kind === "list" && last?.kind === "operator" && last.operator === "|" && last.left !== undefined ? last : undefined;
  const heads = open?.left === undefined ? pattern.items : [...pattern.items.slice(0, -1), open.left];
  if (open === undefined ? value.items.length !== heads.length : value.items.length < heads.length) return false;
  const matched = heads.reduce<boolean | undefined>(
    (so, item, index) => both(so, () => matchPattern(item, value.items[index] ?? unread("", value), bindings, literal)),
    true,
  );
  return open === undefined ? matched : both(matched, () => matchPattern(open.right, { ...value, items: value.items.slice(heads.length) }, bindings, literal));
}

function matchMap(pattern: Extract<Syntax, { kind: "map" }>, value: ElixirValue, bindings: Bindings, literal: Literal): boolean | undefined {
  if (value.kind !== "map") return false;
  return pattern.pairs.reduce<boolean | undefined>((so, pair) => {
    const key = identityOf(literal(pair.key));
    const entry = key === undefined ? undefined : value.entries.find((one) => identityOf(one.key) === key);
    if (entry === undefined) return both(so, () => (value.holes.length > 0 || key === undefined ? undefined : false));
    return both(so, () => matchPattern(pair.value, entry.value, bindings, literal));
  }, true);
}

/** Everything a pattern names is unread when the value is. */
function bindAll(pattern: Syntax, value: ElixirValue, bindings: Bindings): void {
  if (pattern.kind === "name") bindings.set(pattern.name, value);
  else if (pattern.kind === "tuple" || pattern.kind === "list") for (const item of pattern.items) bindAll(item, value, bindings);
  else if (pattern.kind === "map") for (const pair of pattern.pairs) bindAll(pair.value, value, bindings);
}

function both(first: boolean | undefined, second: () => boolean | undefined): boolean | undefined {
  if (first === false) return false;
  const next = second();
  return next === false ? false : first === undefined ? undefined : next;
}

/** Equality as Elixir's `==`; `undefined` when that cannot be told. */
export function equal(left: ElixirValue, right: ElixirValue): boolean | undefined {
  const [first, second] = [identityOf(left), identityOf(right)];
  return first === undefined || second === undefined ? undefined : first === second;
}

export function truth(answer: boolean | undefined, reason: string, at: Origin): ElixirValue {
  return answer === undefined ? unread(reason, at) : atom(String(answer), at);
}
