/**
 * Things whose definition stays and whose name changes: keys and indexes that are called after a renamed
 * table, sequences, types, views. Nothing is guessed here: the definitions are the same, and nothing else
 * of that kind in that place has it.
 */
import { kindOf, nodeKey, parseNodeKey, type NodeKey } from "../../model/identity.ts";
import { canonicalJson, type JsonObject, type JsonValue } from "../../model/json.ts";
import type { Fact } from "../../model/schema-state.ts";

/** In the order in which they are renamed: what others are made of comes first. */
const KINDS = ["type", "domain", "sequence", "constraint", "index", "view", "materializedView"];

/** Pairs of old and new key. Run it on the state after the renames of tables and columns. */
export function followingRenames(from: readonly Fact[], to: readonly Fact[]): (readonly [NodeKey, NodeKey])[] {
  const [before, after] = [new Set(from.map((fact) => fact.key)), new Set(to.map((fact) => fact.key))];
  const gone = definitionsOf(from.filter((fact) => !after.has(fact.key)));
  const come = definitionsOf(to.filter((fact) => !before.has(fact.key)));
  const same = [...gone].flatMap(([definition, keys]): [NodeKey, NodeKey][] => {
    const [old, ...more] = keys;
    const [now, ...others] = come.get(definition) ?? [];
    return old === undefined || now === undefined || more.length > 0 || others.length > 0 ? [] : [[old, now]];
  });
  const place = ([key]: readonly [NodeKey, NodeKey]): number => KINDS.indexOf(kindOf(key));
  return [...same, ...identitySequences(from, to)].toSorted((a, b) => place(a) - place(b) || (a[0] < b[0] ? -1 : 1));
}

/** Keys by what they are: kind, place and definition without the own name. */
function definitionsOf(facts: readonly Fact[]): Map<string, NodeKey[]> {
  const definitions = new Map<string, NodeKey[]>();
  for (const fact of facts) {
    const kind = kindOf(fact.key);
    if (!KINDS.includes(kind)) continue;
    const { path } = parseNodeKey(fact.key);
    const definition = [kind, ...path.slice(0, -1), fact.parent ?? "", canonicalJson(withoutName(fact.payload))].join(" ");
    definitions.set(definition, [...(definitions.get(definition) ?? []), fact.key]);
  }
  return definitions;
}

/** PostgreSQL prints an index with its own name. */
function withoutName(payload: JsonObject): JsonObject {
  const definition = payload["def"];
  return typeof definition === "string" ? { ...payload, def: definition.replace(/^(CREATE (?:UNIQUE )?INDEX) .*? (ON) /, "$1 $2 ") } : payload;
}

/** The sequence behind an identity column is no fact of its own. */
function identitySequences(from: readonly Fact[], to: readonly Fact[]): [NodeKey, NodeKey][] {
  const after = new Map(to.map((fact) => [fact.key, fact]));
  return from.flatMap((fact): [NodeKey, NodeKey][] => {
    const [old, now] = [sequenceOf(fact), sequenceOf(after.get(fact.key))];
    return old === undefined || now === undefined || old === now || parseNodeKey(old).path[0] !== parseNodeKey(now).path[0] ? [] : [[old, now]];
  });
}

function sequenceOf(fact: Fact | undefined): NodeKey | undefined {
  const sequence = memberOf(memberOf(fact?.payload["identity"], "sequence"), "name");
  const namespace = memberOf(memberOf(fact?.payload["identity"], "sequence"), "schema");
  return typeof sequence === "string" && typeof namespace === "string" ? nodeKey("sequence", namespace, sequence) : undefined;
}

function memberOf(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject)[key] : undefined;
}
