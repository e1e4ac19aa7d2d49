/** Calls of Elixir to syntax: local, of a module, of a value, with keywords and with `do ... end`. */
import type { Node } from "web-tree-sitter";
import { groupPairs, type Reader } from "./read-syntax.ts";
import type { Call, Syntax } from "./syntax.ts";

const PARTS = new Set(["do", "else", "rescue", "after", "catch"]);

/** A call, or a dot without parentheses (`m.field`, `Mod.fun`, `Mod.{A, B}`). */
export function readCall(reader: Reader, node: Node, depth: number): Syntax {
  const at = { start: node.startIndex, end: node.endIndex };
  const other: Syntax = { kind: "other", type: node.type, ...at };
  if (node.type === "dot") return readDot(reader, node, depth) ?? other;

  const target = node.childForFieldName("target");
  if (target === null) return other;
  const argumentNode = node.namedChildren.find((child) => child.type === "arguments");
  const blockNode = node.namedChildren.find((child) => child.type === "do_block");
  const { args, inline } = splitArguments(argumentNode === undefined ? [] : groupPairs(reader.children(argumentNode, depth)));
  const block = { ...inline, ...(blockNode === undefined ? {} : readBlock(reader, blockNode, depth)) };
  const shared = { kind: "call" as const, args, bare: argumentNode === undefined, ...(Object.keys(block).length > 0 ? { block } : {}), ...at };

  if (target.type === "identifier") return { ...shared, name: reader.textOf(target) };
  if (target.type === "dot") {
    const dot = readDot(reader, target, depth);
    if (dot?.kind !== "call") return other;
    return { ...shared, name: dot.name, ...(dot.target === undefined ? {} : { target: dot.target }) };
  }
  return other;
}

function readDot(reader: Reader, node: Node, depth: number): Call | Syntax | undefined {
  const at = { start: node.startIndex, end: node.endIndex };
  const target = reader.field(node, "left", depth);
  if (target === undefined) return undefined;
  const right = node.childForFieldName("right");
  if (right === null) return { kind: "call", name: "", target, args: [], bare: false, ...at };
  // `alias App.{A, B}`
  if (right.type === "tuple") return { kind: "call", name: "{}", target, args: reader.children(right, depth), bare: false, ...at };
  if (right.type === "alias" && target.kind === "name") return { kind: "alias", name: `${target.name}.${reader.textOf(right)}`, ...at };
  return { kind: "call", name: reader.textOf(right), target, args: [], bare: true, ...at };
}

/** `do:` and its kin among the keywords are the block. */
function splitArguments(args: readonly Syntax[]): { args: readonly Syntax[]; inline: Record<string, readonly Syntax[]> } {
  const last = args.at(-1);
  if (last?.kind !== "list" || !last.items.some((item) => isPart(item) && item.kind === "pair" && item.key.kind === "atom" && item.key.name === "do"))
    return { args, inline: {} };
  const inline: Record<string, readonly Syntax[]> = {};
  for (const item of last.items) if (item.kind === "pair" && item.key.kind === "atom" && PARTS.has(item.key.name)) inline[item.key.name] = [item.value];
  const rest = last.items.filter((item) => !isPart(item));
  return { args: rest.length === 0 ? args.slice(0, -1) : [...args.slice(0, -1), { ...last, items: rest }], inline };
}

function isPart(item: Syntax): boolean {
  return item.kind === "pair" && item.key.kind === "atom" && PARTS.has(item.key.name);
}

function readBlock(reader: Reader, node: Node, depth: number): Record<string, readonly Syntax[]> {
  const block: Record<string, readonly Syntax[]> = {};
  const body: Syntax[] = [];
  for (const child of node.namedChildren) {
    if (child.type === "comment") continue;
    if (child.type.endsWith("_block")) block[child.type.slice(0, -"_block".length)] = reader.children(child, depth);
    else body.push(reader.read(child, depth));
  }
  return { do: body, ...block };
}
