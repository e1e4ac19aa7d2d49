/**
 * Parsed YAML nodes to JSON values and places: aliases, merge keys, duplicate and odd keys. Own
 * conversion instead of the library's, because each value must keep its place and each oddity must be
 * reported.
 */
import { isAlias, isMap, isScalar, isSeq, type Alias, type ParsedNode, type YAMLMap, type YAMLSeq } from "yaml";
import type { JsonObject, JsonValue } from "../../model/json.ts";
import type { Severity } from "../../model/diagnostic.ts";
import type { Place } from "./positions.ts";

/** Values that aliases may add to a document. Honest files stay far below, bombs pass it at once. */
const MAX_ALIASED_VALUES = 50_000;

interface ValueFinding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly next: string;
  readonly offset: number;
}

interface Converted {
  readonly value: JsonValue;
  readonly place: Place;
}

type Node = ParsedNode | null | undefined;

export function convertDocument(
  top: YAMLMap.Parsed,
  limits: { readonly maxDepth: number },
): { document?: JsonObject; place: Place; findings: readonly ValueFinding[] } {
  const findings: ValueFinding[] = [];
  const anchors = new Map<string, ParsedNode>();
  const open = new Set<ParsedNode>();
  let aliasDepth = 0;
  let aliased = 0;
  let exploded = false;

  const report = (code: string, message: string, next: string, offset: number, severity: Severity = "error"): void => {
    findings.push({ code, severity, message, next, offset });
  };

  function convert(node: Node, keyOffset: number, depth: number): Converted {
    const at = node?.range[0] ?? keyOffset;
    const nothing: Converted = { value: null, place: { key: keyOffset, value: at } };
    if (node === null || node === undefined || exploded) return nothing;
    if (aliasDepth > 0 && ++aliased > MAX_ALIASED_VALUES) {
      exploded = true;
      report("domain-alias-bomb", `aliases add more than ${MAX_ALIASED_VALUES} values to the document`, "Write the repeated parts out, or repeat less.", at);
      return nothing;
    }
    if (isAlias(node)) return convertAlias(node, keyOffset, depth);
    if (depth > limits.maxDepth || open.has(node)) {
      report(
        "domain-too-deep",
        open.has(node) ? "an alias leads back into the value it stands in" : `aliases nest values more than ${limits.maxDepth} levels deep`,
        "Write the value out.",
        at,
      );
      return nothing;
    }
    if (node.anchor !== undefined && aliasDepth === 0) anchors.set(node.anchor, node);
    if (isScalar(node)) return { value: scalarValue(node.value, node.source), place: { key: keyOffset, value: at } };
    open.add(node);
    const result = isMap(node) ? convertMap(node, keyOffset, depth) : isSeq(node) ? convertSeq(node, keyOffset, depth) : nothing;
    open.delete(node);
    return result;
  }

  function convertAlias(alias: Alias.Parsed, keyOffset: number, depth: number): Converted {
    const at = alias.range[0];
    const target = anchors.get(alias.source);
    if (target === undefined) {
      report("domain-unknown-alias", `no anchor &${alias.source} stands above`, `Define &${alias.source} before it is used.`, at);
      return { value: null, place: { key: keyOffset, value: at } };
    }
    aliasDepth++;
    const converted = convert(target, keyOffset, depth);
    aliasDepth--;
    return { value: converted.value, place: { ...converted.place, key: keyOffset } };
  }

  function convertSeq(seq: YAMLSeq.Parsed, keyOffset: number, depth: number): Converted {
    const children = new Map<number, Place>();
    const value = seq.items.map((item, index) => {
      const at = item?.range?.[0] ?? seq.range[0];
      const converted = convert(asNode(item), at, depth + 1);
      children.set(index, converted.place);
      return converted.value;
    });
    return { value, place: { key: keyOffset, value: seq.range[0], children } };
  }

  function convertMap(map: YAMLMap.Parsed, keyOffset: number, depth: number): Converted {
    const members = new Map<string, Converted>();
    const merged = new Map<string, Converted>();
    for (const pair of map.items) {
      const keyNode = asNode(pair.key);
      const at = keyNode?.range[0] ?? map.range[0];
      if (isScalar(keyNode) && keyNode.type === "PLAIN" && keyNode.value === "<<") {
        for (const [key, converted] of mergedMembers(convert(asNode(pair.value), at, depth + 1))) if (!merged.has(key)) merged.set(key, converted);
        continue;
      }
      const key = keyText(keyNode);
      if (key === undefined || key === "__proto__") {
        report("domain-odd-key", key === undefined ? "a key must be a text" : "the key __proto__ cannot be used", "Name it otherwise.", at);
        continue;
      }
      if (members.has(key))
        report("domain-duplicate-key", `the key ${JSON.stringify(key)} stands twice in this map; the last one counts`, "Remove one of them.", at);
      members.set(key, convert(asNode(pair.value), at, depth + 1));
    }
    for (const [key, converted] of merged) if (!members.has(key)) members.set(key, converted);
    const value: Record<string, JsonValue> = {};
    const children = new Map<string, Place>();
    for (const [key, converted] of members) {
      value[key] = converted.value;
      children.set(key, converted.place);
    }
    return { value, place: { key: keyOffset, value: map.range[0], children } };
  }

  const { value, place } = convert(top, top.range[0], 0);
  const readable = !exploded && isJsonObject(value);
  return readable ? { document: value, place, findings } : { place, findings };
}

/** The members a `<<` brings in: of one map, or of a list of maps of which the first wins. */
function mergedMembers({ value, place }: Converted): [string, Converted][] {
  const parts = Array.isArray(value)
    ? value.map((item: JsonValue, index) => ({ item, at: place.children?.get(index) ?? place }))
    : [{ item: value, at: place }];
  return parts.flatMap(({ item, at }) =>
    isJsonObject(item)
      ? Object.entries(item).map(([key, member]): [string, Converted] => [key, { value: member ?? null, place: at.children?.get(key) ?? at }])
      : [],
  );
}

function isJsonObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Items of collections are nodes once a document is composed; plain values only occur in documents built by hand. */
function asNode(item: unknown): Node {
  return isMap(item) || isSeq(item) || isScalar(item) || isAlias(item) ? (item as ParsedNode) : null;
}

function keyText(node: Node): string | undefined {
  if (!isScalar(node) || node.value === null) return undefined;
  return typeof node.value === "string" ? node.value : (node.source ?? JSON.stringify(node.value));
}

/** JSON has no NaN and no exact large integers: those keep their text. */
function scalarValue(value: unknown, source: string | undefined): JsonValue {
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (typeof value === "number" && Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))) return value;
  return source ?? JSON.stringify(value) ?? null;
}
