/**
 * What PostgreSQL's parse tree says each identifier token of a statement is. Places that the tree does
 * not locate (aliases, USING lists, conflict targets) are found by the tokens around them.
 */
import { identifierOf } from "./identifiers.ts";
import { keywordOf, textOf } from "./lexer.ts";
import type { ParsedStatement } from "./parser.ts";
import type { TokenText } from "./select-outputs.ts";
import { locationOf, memberOf, namesOf, nodesOf, relationParts, stringOf, type Tree, walkTree } from "./tree.ts";

export type IdentifierRole =
  /** last part of a column reference; without a qualifier it may also be a whole row */
  | "column"
  /** relation or alias before a column (`u` of `u.email`, `users` of `users.*`) */
  | "qualifier"
  | "relation"
  /** namespace before a relation, function or type */
  | "namespace"
  /** column an INSERT fills; the qualifier is its relation */
  | "insert-column"
  /** column a SET assigns; the qualifier is its relation */
  | "update-column"
  /** column of JOIN ... USING */
  | "using-column"
  /** column of ON CONFLICT (...) */
  | "conflict-column"
  /** field of a composite value: `(u).email` */
  | "field"
  | "function"
  | "type"
  /** a name this statement gives: output, relation or column alias, CTE */
  | "alias"
  /** anything the tree gives no place for: keywords, constraint, window and argument names */
  | "other";

export interface RoleFact {
  readonly role: IdentifierRole;
  readonly qualifier: readonly string[];
}

/** Roles by token index. */
export function identifierRoles(source: TokenText, statement: ParsedStatement): Map<number, RoleFact> {
  const { text, tokens, indexAt } = source;
  const roles = new Map<number, RoleFact>();
  const aliases = new Set<string>();
  const set = (index: number, name: string | undefined, role: IdentifierRole, qualifier: readonly string[] = []): void => {
    if (name !== undefined && index >= 0 && !roles.has(index) && identifierOf(text, tokens[index]) === name) roles.set(index, { role, qualifier });
  };
  /** `a.b.c` from its first token on: the last part has one role, those before another. */
  const chain = (location: number | undefined, parts: readonly string[], last: IdentifierRole | undefined, before: IdentifierRole): void => {
    const start = indexAt(location);
    parts.forEach((part, index) => {
      const isLast = index === parts.length - 1 && last !== undefined;
      if (start !== -1) set(start + 2 * index, part, isLast ? last : before, parts.slice(0, index));
    });
  };
  const targets = (node: Tree, key: string, role: IdentifierRole, relation: readonly string[]): void => {
    for (const item of nodesOf(node, key, "ResTarget")) set(indexAt(locationOf(item)), stringOf(item, "name"), role, relation);
  };
  const readers: Readonly<Record<string, (node: Tree) => void>> = {
    ColumnRef: (node) => chain(locationOf(node), namesOf(node, "fields"), nodesOf(node, "fields", "A_Star").length > 0 ? undefined : "column", "qualifier"),
    RangeVar: (node) => chain(locationOf(node), relationParts(node), "relation", "namespace"),
    FuncCall: (node) => chain(locationOf(node), namesOf(node, "funcname"), "function", "namespace"),
    TypeName: (node) => chain(locationOf(node), namesOf(node, "names"), "type", "namespace"),
    InsertStmt: (node) => {
      const relation = relationParts(memberOf(node, "relation") ?? {});
      targets(node, "cols", "insert-column", relation);
      targets(memberOf(node, "onConflictClause") ?? {}, "targetList", "update-column", relation);
    },
    UpdateStmt: (node) => targets(node, "targetList", "update-column", relationParts(memberOf(node, "relation") ?? {})),
    MergeStmt: (node) => {
      for (const when of nodesOf(node, "mergeWhenClauses", "MergeWhenClause")) {
        targets(
          when,
          "targetList",
          stringOf(when, "commandType") === "CMD_INSERT" ? "insert-column" : "update-column",
          relationParts(memberOf(node, "relation") ?? {}),
        );
      }
    },
    ResTarget: (node) => aliases.add(stringOf(node, "name") ?? ""),
    Alias: (node) => [stringOf(node, "aliasname") ?? "", ...namesOf(node, "colnames")].forEach((name) => aliases.add(name)),
    CommonTableExpr: (node) => [stringOf(node, "ctename") ?? "", ...namesOf(node, "aliascolnames")].forEach((name) => aliases.add(name)),
    ViewStmt: (node) => namesOf(node, "aliases").forEach((name) => aliases.add(name)),
  };
  walkTree({ [statement.kind]: statement.node }, ({ kind, node }) => readers[kind]?.(node));
  listRoles(source, roles);
  tokens.forEach((item, index) => {
    const name = identifierOf(text, item);
    if (name === undefined || roles.has(index)) return;
    if (textOf(text, tokens[index - 1]) === ".") roles.set(index, { role: "field", qualifier: [] });
    else if (aliases.has(name)) roles.set(index, { role: "alias", qualifier: [] });
  });
  return roles;
}

/** `USING (a, b)` and `ON CONFLICT (a, b)`. */
function listRoles({ text, tokens }: TokenText, roles: Map<number, RoleFact>): void {
  tokens.forEach((item, index) => {
    if (textOf(text, item) !== "(") return;
    const before = keywordOf(text, tokens[index - 1]);
    const isConflict = before === "conflict" && keywordOf(text, tokens[index - 2]) === "on";
    if (before !== "using" && !isConflict) return;
    for (let at = index + 1, depth = 1; at < tokens.length && depth > 0; at++) {
      const shown = textOf(text, tokens[at]);
      if (shown === "(") depth++;
      else if (shown === ")") depth--;
      const opens = /^[(,]$/.test(textOf(text, tokens[at - 1]));
      if (depth === 1 && opens && identifierOf(text, tokens[at]) !== undefined && !roles.has(at) && keywordOf(text, tokens[at]) !== "select") {
        roles.set(at, { role: isConflict ? "conflict-column" : "using-column", qualifier: [] });
      }
    }
  });
}
