/**
 * The names a select list gives its results where no alias does, as PostgreSQL derives them. Knows
 * select lists and RETURNING; refuses to expand `*` or to resolve names.
 */
import { keywordOf, type Token, textOf } from "./lexer.ts";
import type { ParsedStatement } from "./parser.ts";
import { listOf, locationOf, memberOf, namesOf, nodeOf, nodesOf, stringOf, type Tree, unwrapNode, walkTree } from "./tree.ts";

/** A select-list entry without alias. */
export interface SelectOutput {
  /** place in the select list, from 1; a `*` counts as one */
  readonly position: number;
  /** true inside a CTE or subquery: the name matters to the statement around it, not to the caller */
  readonly nested: boolean;
  /** UTF-16 offset after the expression, where ` AS name` can be inserted */
  readonly end: number;
  /** UTF-16 offset of the identifier that gives the name */
  readonly named: number;
}

/** A statement's text as tokens, with the way from the tree's bytes to them. */
export interface TokenText {
  readonly text: string;
  /** without comments */
  readonly tokens: readonly Token[];
  /** index of the token that starts at a byte of the tree, -1 for none */
  readonly indexAt: (byte: number | undefined) => number;
}

/** Every unaliased output whose name comes from an identifier, in all select lists of a statement. */
export function selectOutputs(source: TokenText, statement: ParsedStatement): SelectOutput[] {
  const outputs: SelectOutput[] = [];
  walkTree({ [statement.kind]: statement.node }, ({ kind, node }) => {
    const isTop = node === statement.node || (kind === "SelectStmt" && node === leftmost(statement.node));
    // Only the leftmost SELECT of a UNION gives names; the others are its unnamed arms.
    if (kind === "SelectStmt") outputs.push(...outputsOf(source, nodesOf(node, "targetList", "ResTarget"), !isTop));
    const returning = memberOf(node, "returningClause");
    if (returning !== undefined) outputs.push(...outputsOf(source, nodesOf(returning, "exprs", "ResTarget"), !isTop));
  });
  return outputs;
}

function leftmost(select: Tree): Tree {
  let found = select;
  for (let left = memberOf(found, "larg"); left !== undefined; left = memberOf(found, "larg")) found = left;
  return found;
}

function outputsOf(source: TokenText, targets: readonly Tree[], nested: boolean): SelectOutput[] {
  return targets.flatMap((target, index) => {
    if (stringOf(target, "name") !== undefined) return [];
    const last = lastToken(source, source.indexAt(locationOf(target)));
    const name = last === -1 ? -1 : nameToken(source, memberOf(target, "val"), last);
    const [named, end] = [source.tokens[name], source.tokens[last]];
    return named === undefined || end === undefined ? [] : [{ position: index + 1, nested, end: end.to, named: named.from }];
  });
}

/** The token that names an expression (PostgreSQL's FigureColname), -1 when none does. */
function nameToken(source: TokenText, expression: Tree | undefined, last: number): number {
  const found = unwrapNode(expression);
  switch (found?.kind) {
    case "ColumnRef":
      return listOf(found.node, "fields").some((field) => nodeOf(field, "A_Star") !== undefined) ? -1 : lastPart(source, found.node, "fields");
    case "FuncCall":
      return lastPart(source, found.node, "funcname");
    case "TypeCast": {
      const inner = nameToken(source, memberOf(found.node, "arg"), last);
      return inner === -1 ? lastPart(source, memberOf(found.node, "typeName") ?? {}, "names") : inner;
    }
    case "CollateClause":
      return nameToken(source, memberOf(found.node, "arg"), last);
    case "CaseExpr":
      return nameToken(source, memberOf(found.node, "defresult"), last);
    case "SubLink": {
      const select = stringOf(found.node, "subLinkType") === "EXPR_SUBLINK" ? nodeOf(memberOf(found.node, "subselect"), "SelectStmt") : undefined;
      const target = select === undefined ? undefined : nodesOf(leftmost(select), "targetList", "ResTarget")[0];
      return target === undefined || stringOf(target, "name") !== undefined ? -1 : nameToken(source, memberOf(target, "val"), last);
    }
    case "A_Indirection": {
      const fields = namesOf(found.node, "indirection");
      // The tree does not say where a field stands; as the name giver it is the last identifier.
      if (fields.length > 0) return unwrapNode(listOf(found.node, "indirection").at(-1))?.kind === "String" ? last : -1;
      return nameToken(source, memberOf(found.node, "arg"), last);
    }
    default:
      return -1;
  }
}

function lastPart(source: TokenText, node: Tree, key: string): number {
  const start = source.indexAt(locationOf(node));
  return start === -1 ? -1 : start + 2 * (namesOf(node, key).length - 1);
}

const CLAUSES = /^(?:from|into|where|group|having|window|union|intersect|except|order|limit|offset|fetch|for|returning|on)$/;

/** Index of the last token of a select-list entry that starts at `start`. */
function lastToken({ text, tokens }: TokenText, start: number): number {
  let depth = 0;
  for (let index = start; index >= 0 && index < tokens.length; index++) {
    const shown = textOf(text, tokens[index]);
    const before = keywordOf(text, tokens[index - 1]);
    if (shown === "(" || shown === "[") depth++;
    else if (shown === ")" || shown === "]") depth--;
    const isClause = CLAUSES.test(keywordOf(text, tokens[index])) && textOf(text, tokens[index - 1]) !== "." && before !== "distinct" && before !== "within";
    if (depth < 0 || (depth === 0 && index > start && (shown === "," || shown === ";" || isClause))) return index - 1;
  }
  return start === -1 ? -1 : tokens.length - 1;
}
