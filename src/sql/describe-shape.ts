/**
 * What the text of one statement says about itself, for the rules of impact: what it writes, and
 * whether it depends on which columns there are rather than on columns it names. Names stay as
 * written; nothing is resolved.
 */
import { parseSql } from "./parser.ts";
import { listOf, memberOf, namesOf, nodeOf, nodesOf, relationParts, stringOf, type Tree, walkTree } from "./tree.ts";

/** A write, also one inside a CTE. */
export interface ColumnWrite {
  /** parts of the relation's name as written, folded: `["public", "users"]` */
  readonly relation: readonly string[];
  /** columns named, or null where the order of the table's columns decides */
  readonly columns: readonly string[] | null;
}

export interface StatementShape {
  /** INSERT and the INSERT of MERGE; `[]` columns for DEFAULT VALUES */
  readonly inserts: readonly ColumnWrite[];
  /** UPDATE, ON CONFLICT DO UPDATE and the UPDATE of MERGE */
  readonly updates: readonly ColumnWrite[];
  /** relations of DELETE, TRUNCATE and the DELETE of MERGE */
  readonly deletes: readonly (readonly string[])[];
  /** COPY of a table, both directions */
  readonly copies: readonly ColumnWrite[];
  /** a `*` that stands for columns (never `count(*)`) */
  readonly hasStar: boolean;
  /** NATURAL JOIN: every common column joins */
  readonly hasNaturalJoin: boolean;
  /** a bare name that is also the name of a relation or alias here, so perhaps its whole row */
  readonly hasWholeRow: boolean;
}

/** The shape of a statement; of a text that does not parse, an empty one. */
export function describeShape(sql: string): StatementShape {
  const found = {
    inserts: new Array<ColumnWrite>(),
    updates: new Array<ColumnWrite>(),
    deletes: new Array<string[]>(),
    copies: new Array<ColumnWrite>(),
    hasStar: false,
    hasNaturalJoin: false,
  };
  const rowNames = new Set<string>();
  const bareNames = new Set<string>();
  const readers: Readonly<Record<string, (node: Tree) => void>> = {
    InsertStmt: (node) => {
      const relation = target(node);
      const fills = memberOf(node, "selectStmt") !== undefined;
      const columns = targetNames(node, "cols");
      found.inserts.push({ relation, columns: columns.length > 0 || !fills ? columns : null });
      const updated = targetNames(memberOf(node, "onConflictClause") ?? {}, "targetList");
      if (updated.length > 0) found.updates.push({ relation, columns: updated });
    },
    UpdateStmt: (node) => found.updates.push({ relation: target(node), columns: targetNames(node, "targetList") }),
    DeleteStmt: (node) => found.deletes.push(target(node)),
    TruncateStmt: (node) => found.deletes.push(...nodesOf(node, "relations", "RangeVar").map(relationParts)),
    MergeStmt: (node) => {
      for (const when of nodesOf(node, "mergeWhenClauses", "MergeWhenClause")) {
        const command = stringOf(when, "commandType");
        const columns = targetNames(when, "targetList");
        if (command === "CMD_INSERT")
          found.inserts.push({ relation: target(node), columns: columns.length > 0 || listOf(when, "values").length === 0 ? columns : null });
        if (command === "CMD_UPDATE") found.updates.push({ relation: target(node), columns });
        if (command === "CMD_DELETE") found.deletes.push(target(node));
      }
    },
    CopyStmt: (node) => {
      const columns = namesOf(node, "attlist");
      if (memberOf(node, "relation") !== undefined) found.copies.push({ relation: target(node), columns: columns.length > 0 ? columns : null });
    },
    A_Star: () => (found.hasStar = true),
    JoinExpr: (node) => (found.hasNaturalJoin ||= node["isNatural"] === true),
    RangeVar: (node) => rowNames.add(stringOf(memberOf(node, "alias") ?? {}, "aliasname") ?? stringOf(node, "relname") ?? ""),
    Alias: (node) => rowNames.add(stringOf(node, "aliasname") ?? ""),
    ColumnRef: (node) => {
      const [only, ...others] = listOf(node, "fields");
      const name = stringOf(nodeOf(only, "String") ?? {}, "sval");
      if (others.length === 0 && name !== undefined) bareNames.add(name);
    },
  };
  const parsed = parseSql(sql);
  for (const statement of parsed.ok ? parsed.statements : []) walkTree({ [statement.kind]: statement.node }, ({ kind, node }) => readers[kind]?.(node));
  return { ...found, hasWholeRow: [...bareNames].some((name) => rowNames.has(name)) };
}

function target(node: Tree): string[] {
  return relationParts(memberOf(node, "relation") ?? {});
}

function targetNames(node: Tree, key: string): string[] {
  return nodesOf(node, key, "ResTarget").map((item) => stringOf(item, "name") ?? "");
}
