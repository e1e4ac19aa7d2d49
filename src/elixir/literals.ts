/** Literals to values: numbers, texts, sigils, lists, tuples, maps and structs. */
import type { Evaluator, Scope } from "./evaluate.ts";
import { wordsOf } from "./quoted-text.ts";
import type { Syntax } from "./syntax.ts";
import { atom, identityOf, mapOf, unread, withEntry, type ElixirValue, type Entry, type Origin, type Unread } from "./value.ts";

type Literal = Extract<Syntax, { kind: "atom" | "number" | "string" | "sigil" | "list" | "tuple" | "map" | "pair" }>;

export function evaluateLiteral(evaluator: Evaluator, item: Literal, scope: Scope): ElixirValue {
  const at = evaluator.at(item, scope);
  switch (item.kind) {
    case "atom":
      return item.name.startsWith("Elixir.") ? { kind: "module", name: item.name.slice("Elixir.".length), ...at } : atom(item.name, at);
    case "number":
      return { kind: "number", text: numberText(item.text), ...at };
    case "string":
      return joined(evaluator, item.parts, scope, at);
    case "sigil":
      return sigil(evaluator, item, scope, at);
    case "tuple":
      return { kind: "tuple", items: item.items.map((one) => evaluator.evaluate(one, scope)), ...at };
    case "pair":
      return { kind: "tuple", items: [evaluator.evaluate(item.key, scope), evaluator.evaluate(item.value, scope)], ...at };
    case "list":
      return listOf(evaluator, item.items, scope, at);
    case "map":
      return map(evaluator, item, scope, at);
  }
}

/** `1_000`, `0xFF`, `?a`. */
function numberText(text: string): string {
  if (text.startsWith("?")) return String(text.slice(text.startsWith("?\\") ? 2 : 1).codePointAt(0) ?? 0);
  const plain = text.replaceAll("_", "");
  return /^0[xob]/i.test(plain) ? String(BigInt(plain)) : plain;
}

function joined(evaluator: Evaluator, parts: readonly (string | Syntax)[], scope: Scope, at: Origin): ElixirValue {
  let text = "";
  for (const part of parts) {
    if (typeof part === "string") {
      text += part;
      continue;
    }
    const value = evaluator.evaluate(part, scope);
    if (value.kind === "string" || value.kind === "number") text += value.text;
    else if (value.kind === "atom") text += value.name === "nil" ? "" : value.name;
    else return unread(value.kind === "unread" ? value.reason : "the text is put together from a value that is no text", at);
  }
  return { kind: "string", text, ...at };
}

function sigil(evaluator: Evaluator, item: Extract<Syntax, { kind: "sigil" }>, scope: Scope, at: Origin): ElixirValue {
  const value = joined(evaluator, item.parts, scope, at);
  if (value.kind !== "string" || /^[sSpDTNU]$/.test(item.name)) return value;
  if (item.name.toLowerCase() === "w") {
    const word = (text: string): ElixirValue => (item.modifiers === "a" ? atom(text, at) : { kind: "string", text, ...at });
    return { kind: "list", items: wordsOf(value.text).map(word), ...at };
  }
  return unread(`the sigil ~${item.name} is not data`, at);
}

function listOf(evaluator: Evaluator, items: readonly Syntax[], scope: Scope, at: Origin): ElixirValue {
  const last = items.at(-1);
  if (last?.kind !== "operator" || last.operator !== "|" || last.left === undefined)
    return { kind: "list", items: items.map((one) => evaluator.evaluate(one, scope)), ...at };
  const heads = [...items.slice(0, -1), last.left].map((one) => evaluator.evaluate(one, scope));
  const tail = evaluator.evaluate(last.right, scope);
  return { kind: "list", items: [...heads, ...(tail.kind === "list" ? tail.items : [unread("the rest of this list cannot be told", at)])], ...at };
}

function map(evaluator: Evaluator, item: Extract<Syntax, { kind: "map" }>, scope: Scope, at: Origin): ElixirValue {
  const holes: Unread[] = item.rest.map((one) => unread("there is a syntax error", evaluator.at(one, scope)));
  let entries: Entry[] = [];
  const base = item.base === undefined ? undefined : evaluator.evaluate(item.base, scope);
  if (base?.kind === "map") {
    entries = [...base.entries];
    holes.push(...base.holes);
  } else if (base !== undefined) holes.push(base.kind === "unread" ? base : unread("what is updated here is no map", at));
  const seen = new Set<string>();
  for (const pair of item.pairs) {
    const key = evaluator.evaluate(pair.key, scope);
    const identity = identityOf(key);
    if (identity === undefined) {
      holes.push(unread(key.kind === "unread" ? key.reason : "a key of this map cannot be told", evaluator.at(pair.key, scope)));
      continue;
    }
    if (seen.has(identity)) evaluator.duplicates.push({ key: identity, at: evaluator.at(pair.key, scope) });
    seen.add(identity);
    entries = withEntry(entries, { key, value: evaluator.evaluate(pair.value, scope) });
  }
  const struct = item.struct === undefined ? undefined : evaluator.evaluate(item.struct, scope);
  return { ...mapOf(entries, at, holes), ...(struct?.kind === "module" ? { struct: struct.name } : {}) };
}
