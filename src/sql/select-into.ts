/** Removes the INTO clause of SELECT INTO, so that the query alone can be asked about. Knows this one clause. */
import { keywordOf, significantTokens, textOf } from "./lexer.ts";
import { listOf, locationOf, memberOf, relationParts, type Tree } from "./tree.ts";

/**
 * The text with the INTO clause as spaces (positions stay), or the text itself when there is none.
 *
 * @param node the SelectStmt of this text
 * @param unit byte offset of the tree to UTF-16 offset of the text
 */
export function blankInto(text: string, node: Tree, unit: (byte: number) => number): string {
  const relation = intoRelation(node);
  const location = relation === undefined ? undefined : locationOf(relation);
  if (relation === undefined || location === undefined) return text;
  const tokens = significantTokens(text);
  const name = tokens.findIndex((item) => item.from === unit(location));
  let start = name;
  while (start >= 0 && keywordOf(text, tokens[start]) !== "into") start--;
  const from = tokens[start];
  const last = tokens[name + 2 * (relationParts(relation).length - 1)];
  if (from === undefined || last === undefined) return text;
  return text.slice(0, from.from) + textOf(text, { ...from, to: last.to }).replace(/[^\r\n]/g, " ") + text.slice(last.to);
}

/** INTO belongs to the leftmost SELECT of a UNION. */
function intoRelation(node: Tree): Tree | undefined {
  for (let select: Tree | undefined = node; select !== undefined; select = memberOf(select, "larg")) {
    const into = memberOf(select, "intoClause");
    if (into !== undefined) return memberOf(into, "rel");
    if (listOf(select, "targetList").length > 0) return undefined;
  }
  return undefined;
}
