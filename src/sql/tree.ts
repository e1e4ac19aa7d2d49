/**
 * Reading PostgreSQL's parse tree as plain JSON: typed access to members, and one walk over all nodes.
 * Knows how the tree is wrapped; refuses to know what any node means.
 */

export type Tree = Readonly<Record<string, unknown>>;

export interface TreeNode {
  /** PostgreSQL's name of the node: `SelectStmt`, `ColumnRef` */
  readonly kind: string;
  readonly node: Tree;
}

/** Members that hold a node without its wrapper, and what it is. */
const BARE: Readonly<Record<string, string>> = {
  larg: "SelectStmt",
  rarg: "SelectStmt",
  relation: "RangeVar",
  rel: "RangeVar",
  view: "RangeVar",
  alias: "Alias",
  typeName: "TypeName",
  argType: "TypeName",
  returnType: "TypeName",
  withClause: "WithClause",
  intoClause: "IntoClause",
  into: "IntoClause",
  onConflictClause: "OnConflictClause",
  infer: "InferClause",
  returningClause: "ReturningClause",
  funccall: "FuncCall",
  over: "WindowDef",
};

export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A member that is a node (still wrapped, where the tree wraps it). */
export function memberOf(node: Tree, key: string): Tree | undefined {
  const value = node[key];
  return isTree(value) ? value : undefined;
}

/** A member that is a list of nodes; empty when it is absent. */
export function listOf(node: Tree, key: string): Tree[] {
  const value = node[key];
  return Array.isArray(value) ? value.filter(isTree) : [];
}

export function stringOf(node: Tree, key: string): string | undefined {
  const value = node[key];
  return typeof value === "string" ? value : undefined;
}

/** Byte offset of a node, where PostgreSQL gives one. PostgreSQL leaves out the number 0. */
export function locationOf(node: Tree): number | undefined {
  const value = node["location"] ?? 0;
  return typeof value === "number" && value >= 0 ? value : undefined;
}

/** `{SelectStmt: {...}}` taken apart. */
export function unwrapNode(wrapped: Tree | undefined): TreeNode | undefined {
  if (wrapped === undefined) return undefined;
  const [kind, ...others] = Object.keys(wrapped);
  if (kind === undefined || others.length > 0 || !isNodeKind(kind)) return undefined;
  const node = wrapped[kind];
  return isTree(node) ? { kind, node } : undefined;
}

/** A node of one kind behind its wrapper. */
export function nodeOf(wrapped: Tree | undefined, kind: string): Tree | undefined {
  const found = wrapped?.[kind];
  return isTree(found) ? found : undefined;
}

/** The nodes of one kind in a list; others are left out. */
export function nodesOf(node: Tree, key: string, kind: string): Tree[] {
  const found: Tree[] = [];
  for (const item of listOf(node, key)) {
    const member = item[kind];
    if (isTree(member)) found.push(member);
  }
  return found;
}

/** The texts of a list of String nodes; other members (`*`, subscripts) are left out. */
export function namesOf(node: Tree, key: string): string[] {
  return nodesOf(node, key, "String").map((name) => stringOf(name, "sval") ?? "");
}

/** Parts of a relation's name as PostgreSQL reads them, without a default namespace. */
export function relationParts(rangeVar: Tree): string[] {
  return ["catalogname", "schemaname", "relname"].flatMap((key) => stringOf(rangeVar, key) ?? []);
}

/** Visits every node once, parents first. Iterative, because a long UNION is deeper than any call stack. */
export function walkTree(root: Tree, visit: (found: TreeNode) => void): void {
  const open: Tree[] = [root];
  for (let tree = open.pop(); tree !== undefined; tree = open.pop()) {
    for (const [key, value] of Object.entries(tree)) {
      if (isTree(value)) {
        const kind = isNodeKind(key) ? key : BARE[key];
        if (kind !== undefined && !(kind !== key && unwrapNode(value) !== undefined)) visit({ kind, node: value });
        open.push(value);
      } else if (Array.isArray(value)) {
        for (const item of value) if (isTree(item)) open.push(item);
      }
    }
  }
}

function isNodeKind(key: string): boolean {
  return /^[A-Z]/.test(key);
}
