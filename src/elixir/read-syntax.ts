/** Elixir text to syntax: tree-sitter's tree into plain values, syntax errors into findings. Never throws for what is in the text. */
import type { Node } from "web-tree-sitter";
import type { Diagnostic } from "../model/diagnostic.ts";
import { lineAndColumn } from "../model/position.ts";
import { parseTree } from "./grammar.ts";
import { readCall } from "./read-call.ts";
import { dedent, unescape } from "./quoted-text.ts";
import type { Clause, Pair, Syntax } from "./syntax.ts";

export interface ElixirText {
  /** relative to the workspace, with `/` */
  readonly path: string;
  readonly text: string;
}

export interface ElixirSyntax {
  /** expressions of the file, mostly modules; what stands at an error is `other` */
  readonly body: readonly Syntax[];
  readonly diagnostics: readonly Diagnostic[];
}

/** UTF-16 code units: far above any module that people write. */
const MAX_LENGTH = 4_000_000;
/** Deeper nesting would exhaust the stack. */
const MAX_DEPTH = 400;
/** More would only repeat the first fault. */
const MAX_FAULTS = 5;

/** Reads a file. `loadElixir` must have been awaited. */
export function readSyntax(file: ElixirText): ElixirSyntax {
  const fault = (message: string, offset: number): Diagnostic => ({
    code: "elixir-syntax",
    severity: "error",
    message,
    position: { file: file.path, ...lineAndColumn(file.text, offset) },
    next: "Mend the file; what stands there was not read.",
  });
  if (file.text.length > MAX_LENGTH)
    return {
      body: [],
      diagnostics: [
        { ...fault(`the file has ${file.text.length} characters; ${MAX_LENGTH} is the limit`, 0), code: "elixir-too-large", next: "Split the file." },
      ],
    };
  const tree = parseTree(file.text);
  try {
    const reader = new Reader(file.text);
    const body = reader.children(tree.rootNode, 0);
    const faults = tree.rootNode.hasError ? errorsBelow(tree.rootNode) : [];
    const diagnostics = faults.map((node) => fault(node.isMissing ? `${node.type} is missing here` : "this is not valid Elixir", node.startIndex));
    if (reader.deepest !== undefined) diagnostics.push(fault(`values are nested more than ${MAX_DEPTH} levels deep`, reader.deepest));
    return { body, diagnostics };
  } finally {
    tree.delete();
  }
}

function errorsBelow(root: Node): Node[] {
  const found: Node[] = [];
  const open = [root];
  while (open.length > 0 && found.length < MAX_FAULTS) {
    const node = open.pop();
    if (node === undefined) break;
    if (node.isError || node.isMissing) found.push(node);
    else if (node.hasError) open.push(...node.children.toReversed());
  }
  return found;
}

export class Reader {
  deepest: number | undefined;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  children(node: Node, depth: number): Syntax[] {
    return node.namedChildren.filter((child) => child.type !== "comment").flatMap((child) => this.#spread(child, depth));
  }

  /** Keywords are several pairs at once. */
  #spread(node: Node, depth: number): Syntax[] {
    return node.type === "keywords" ? this.children(node, depth) : [this.read(node, depth)];
  }

  field(node: Node, name: string, depth: number): Syntax | undefined {
    const child = node.childForFieldName(name);
    return child === null ? undefined : this.read(child, depth);
  }

  textOf(node: Node): string {
    return this.#text.slice(node.startIndex, node.endIndex);
  }

  read(node: Node, outer: number): Syntax {
    const depth = outer + 1;
    const at = { start: node.startIndex, end: node.endIndex };
    if (depth > MAX_DEPTH) {
      this.deepest ??= node.startIndex;
      return { kind: "other", type: "too deep", ...at };
    }
    switch (node.type) {
      case "integer":
      case "float":
      case "char":
        return { kind: "number", text: this.textOf(node), ...at };
      case "atom":
        return { kind: "atom", name: this.textOf(node).slice(1), ...at };
      case "keyword":
        return { kind: "atom", name: this.textOf(node).trimEnd().slice(0, -1), ...at };
      case "boolean":
      case "nil":
        return { kind: "atom", name: this.textOf(node), ...at };
      case "quoted_atom":
      case "quoted_keyword":
        return this.#quotedAtom(node, depth);
      case "string":
      case "charlist":
        return { kind: "string", parts: this.#parts(node, depth), charlist: node.type === "charlist", ...at };
      case "sigil":
        return this.#sigil(node, depth);
      case "identifier":
        return { kind: "name", name: this.textOf(node), ...at };
      case "alias":
        return { kind: "alias", name: this.textOf(node).replace(/\s/g, ""), ...at };
      case "list":
      case "tuple":
        return { kind: node.type, items: node.type === "tuple" ? this.#grouped(this.children(node, depth)) : this.children(node, depth), ...at };
      case "block":
        return { kind: "block", items: this.children(node, depth), ...at };
      case "body":
        return { kind: "block", items: this.children(node, depth), ...at };
      case "map":
        return this.#map(node, depth);
      case "pair":
        return this.#pair(node, "key", "value", depth);
      case "call":
      case "dot":
        return readCall(this, node, depth);
      case "access_call":
        return this.#two(node, "target", "key", depth, (target, key) => ({ kind: "access", target, key, ...at }));
      case "unary_operator":
        return this.#unary(node, depth);
      case "binary_operator":
        return this.#binary(node, depth);
      case "anonymous_function":
        return { kind: "function", clauses: this.children(node, depth).filter((one) => one.kind === "clause"), ...at };
      case "stab_clause":
        return this.#clause(node, depth);
      default:
        return { kind: "other", type: node.type, ...at };
    }
  }

  /** Keywords at the end of a tuple are one list. */
  #grouped(items: readonly Syntax[]): readonly Syntax[] {
    return groupPairs(items);
  }

  #parts(node: Node, depth: number): (string | Syntax)[] {
    const parts: (string | Syntax)[] = [];
    const add = (text: string): void => {
      const last = parts.at(-1);
      if (typeof last === "string") parts[parts.length - 1] = last + text;
      else parts.push(text);
    };
    for (const child of node.namedChildren) {
      if (child.type === "quoted_content") add(this.textOf(child));
      else if (child.type === "escape_sequence") add(unescape(this.textOf(child)));
      else if (child.type === "interpolation") parts.push({ kind: "block", items: this.children(child, depth), start: child.startIndex, end: child.endIndex });
    }
    const close = node.childForFieldName("quoted_end");
    const heredoc = close !== null && this.textOf(close).length === 3;
    if (parts.length === 0) parts.push("");
    return heredoc ? dedent(parts, close.startPosition.column) : parts;
  }

  #quotedAtom(node: Node, depth: number): Syntax {
    const [only, ...more] = this.#parts(node, depth);
    const at = { start: node.startIndex, end: node.endIndex };
    if (typeof only === "string" && more.length === 0) return { kind: "atom", name: only, ...at };
    const text: Syntax = { kind: "string", parts: [...(only === undefined ? [] : [only]), ...more], charlist: false, ...at };
    return { kind: "call", target: { kind: "alias", name: "String", ...at }, name: "to_atom", args: [text], bare: false, ...at };
  }

  #sigil(node: Node, depth: number): Syntax {
    const part = (type: string): string => node.namedChildren.filter((child) => child.type === type).map((child) => this.textOf(child))[0] ?? "";
    return {
      kind: "sigil",
      name: part("sigil_name"),
      modifiers: part("sigil_modifiers"),
      parts: this.#parts(node, depth),
      start: node.startIndex,
      end: node.endIndex,
    };
  }

  #two(node: Node, first: string, second: string, depth: number, make: (left: Syntax, right: Syntax) => Syntax): Syntax {
    const left = this.field(node, first, depth);
    const right = this.field(node, second, depth);
    return left === undefined || right === undefined ? { kind: "other", type: node.type, start: node.startIndex, end: node.endIndex } : make(left, right);
  }

  #pair(node: Node, key: string, value: string, depth: number): Syntax {
    return this.#two(node, key, value, depth, (left, right) => ({ kind: "pair", key: left, value: right, start: node.startIndex, end: node.endIndex }));
  }

  #map(node: Node, depth: number): Syntax {
    const struct = node.namedChildren.find((child) => child.type === "struct")?.namedChild(0) ?? undefined;
    const content = node.namedChildren.find((child) => child.type === "map_content");
    let items = content === undefined ? [] : this.children(content, depth);
    const [first] = items;
    let base: Syntax | undefined;
    if (first?.kind === "operator" && first.operator === "|" && first.left !== undefined) {
      base = first.left;
      const { right } = first;
      items = [...(right.kind === "block" ? right.items : [right]), ...items.slice(1)];
    }
    const pairs = items.filter((item): item is Pair => item.kind === "pair");
    const stray = node.namedChildren.filter((child) => child.isError).map((child) => this.read(child, depth));
    return {
      kind: "map",
      ...(struct === undefined ? {} : { struct: this.read(struct, depth) }),
      ...(base === undefined ? {} : { base }),
      pairs,
      rest: [...items.filter((item) => item.kind !== "pair"), ...stray],
      start: node.startIndex,
      end: node.endIndex,
    };
  }

  #unary(node: Node, depth: number): Syntax {
    const at = { start: node.startIndex, end: node.endIndex };
    const operator = node.childForFieldName("operator");
    const operand = this.field(node, "operand", depth);
    if (operator === null || operand === undefined) return { kind: "other", type: node.type, ...at };
    const sign = this.textOf(operator);
    if (sign === "&") return { kind: "capture", operand, ...at };
    if (sign !== "@") return { kind: "operator", operator: sign, right: operand, ...at };
    if (operand.kind === "name") return { kind: "attribute", name: operand.name, ...at };
    const [value] = operand.kind === "call" ? operand.args : [];
    return operand.kind === "call" && value !== undefined ? { kind: "attribute", name: operand.name, value, ...at } : { kind: "other", type: node.type, ...at };
  }

  #binary(node: Node, depth: number): Syntax {
    const at = { start: node.startIndex, end: node.endIndex };
    const sign = node.childForFieldName("operator");
    const operator = sign === null ? "" : this.textOf(sign).replace(/\s+/g, " ");
    if (operator === "=>") {
      // `%{m | "a" => 1}` reads as `(m | "a") => 1`.
      const left = node.childForFieldName("left");
      const bar = left?.type === "binary_operator" ? left.childForFieldName("operator") : null;
      if (left !== null && bar !== null && this.textOf(bar) === "|") {
        const base = this.field(left, "left", depth);
        const key = this.field(left, "right", depth);
        const value = this.field(node, "right", depth);
        if (base !== undefined && key !== undefined && value !== undefined)
          return { kind: "operator", operator: "|", left: base, right: { kind: "pair", key, value, start: key.start, end: at.end }, ...at };
      }
      return this.#pair(node, "left", "right", depth);
    }
    const right = node.childForFieldName("right");
    const read =
      right?.type === "keywords"
        ? ({ kind: "block", items: this.children(right, depth), start: right.startIndex, end: right.endIndex } as const)
        : this.field(node, "right", depth);
    const left = this.field(node, "left", depth);
    return left === undefined || read === undefined ? { kind: "other", type: node.type, ...at } : { kind: "operator", operator, left, right: read, ...at };
  }

  #clause(node: Node, depth: number): Clause {
    const left = node.childForFieldName("left");
    const right = node.childForFieldName("right");
    let args: Node | null = left;
    let guard: Syntax | undefined;
    if (left?.type === "binary_operator") {
      args = left.childForFieldName("left");
      guard = this.field(left, "right", depth);
    }
    return {
      kind: "clause",
      patterns: args === null ? [] : args.type === "arguments" ? groupPairs(this.children(args, depth)) : [this.read(args, depth)],
      ...(guard === undefined ? {} : { guard }),
      body: right === null ? [] : this.children(right, depth),
      start: node.startIndex,
      end: node.endIndex,
    };
  }
}

/** Pairs at the end become one list, as Elixir does with keywords that end arguments. */
export function groupPairs(items: readonly Syntax[]): readonly Syntax[] {
  const first = items.findIndex((item) => item.kind === "pair");
  const pairs = first === -1 ? [] : items.slice(first);
  const [start] = pairs;
  const end = pairs.at(-1);
  return start === undefined || end === undefined ? items : [...items.slice(0, first), { kind: "list", items: pairs, start: start.start, end: end.end }];
}
