/**
 * Which columns of tables a query compares for equality: in ON, USING, WHERE, IN and correlated sub-queries.
 * Follows aliases, sub-queries, CTEs and views down to tables; what it cannot follow it leaves out.
 */
import { parseSql } from "../../../sql/index.ts";
import { isTree, listOf, memberOf, namesOf, nodeOf, nodesOf, relationParts, stringOf, unwrapNode, type Tree } from "../../../sql/tree.ts";
import type { NodeKey } from "../../../model/identity.ts";

export interface TableColumn {
  readonly table: NodeKey;
  readonly column: string;
}

/** A relation's columns by name, each with the column of a table that it is; `undefined` for what is computed. */
export type RelationColumns = ReadonlyMap<string, TableColumn | undefined>;

/** Columns of a relation by the parts of its name; `undefined` for one that nobody knows. */
export type Lookup = (parts: readonly string[]) => RelationColumns | undefined;

export interface Compared {
  readonly pairs: readonly (readonly [TableColumn, TableColumn])[];
  /** results of the last statement */
  readonly outputs: RelationColumns;
}

const NOTHING: RelationColumns = new Map();

/** Empty for a text that does not parse. */
export function comparedColumns(text: string, lookup: Lookup): Compared {
  const parsed = parseSql(text);
  if (!parsed.ok) return { pairs: [], outputs: NOTHING };
  const reader = new Reader(lookup);
  let outputs = NOTHING;
  for (const { kind, node } of parsed.statements) outputs = reader.query(kind, node, undefined);
  return { pairs: reader.pairs, outputs };
}

interface Source {
  readonly name: string;
  /** `undefined` where nobody knows them: then a bare name may be one of them */
  readonly columns: RelationColumns | undefined;
}

interface Scope {
  readonly sources: Source[];
  readonly ctes: Map<string, RelationColumns>;
  readonly outer: Scope | undefined;
}

class Reader {
  readonly pairs: (readonly [TableColumn, TableColumn])[] = [];

  constructor(private readonly lookup: Lookup) {}

  query(kind: string, node: Tree, outer: Scope | undefined): RelationColumns {
    if (kind === "ViewStmt" || kind === "CreateTableAsStmt") return this.wrapped(memberOf(node, "query"), outer);
    const scope: Scope = { sources: [], ctes: new Map(), outer };
    for (const cte of nodesOf(memberOf(node, "withClause") ?? {}, "ctes", "CommonTableExpr")) this.cte(cte, scope);
    const left = memberOf(node, "larg");
    const right = memberOf(node, "rarg");
    if (left !== undefined && right !== undefined) {
      // An ORDER BY of the whole compares nothing.
      const outputs = this.query("SelectStmt", left, scope);
      this.query("SelectStmt", right, scope);
      return outputs;
    }
    const target = memberOf(node, "relation");
    if (target !== undefined) this.relation(target, scope);
    for (const item of [...listOf(node, "fromClause"), ...listOf(node, "usingClause")]) this.from(item, scope);
    const merged = memberOf(node, "sourceRelation");
    if (merged !== undefined) this.from(merged, scope);
    if (kind === "InsertStmt") return this.wrapped(memberOf(node, "selectStmt"), scope);
    for (const key of ["targetList", "whereClause", "havingClause", "joinCondition", "valuesLists"]) this.expression(node[key], scope);
    return kind === "SelectStmt" ? this.outputs(node, scope) : NOTHING;
  }

  private wrapped(tree: Tree | undefined, outer: Scope | undefined): RelationColumns {
    const found = unwrapNode(tree);
    return found === undefined ? NOTHING : this.query(found.kind, found.node, outer);
  }

  private cte(cte: Tree, scope: Scope): void {
    const name = stringOf(cte, "ctename") ?? "";
    const query = memberOf(cte, "ctequery");
    const named = (columns: RelationColumns): RelationColumns => renamed(columns, namesOf(cte, "aliascolnames"));
    // A recursive one reads itself in its second arm; the first says what it is.
    const first = memberOf(nodeOf(query, "SelectStmt") ?? {}, "larg");
    if (first !== undefined) scope.ctes.set(name, named(new Reader(this.lookup).query("SelectStmt", first, scope)));
    scope.ctes.set(name, named(this.wrapped(query, scope)));
  }

  private from(item: Tree, scope: Scope): void {
    const found = unwrapNode(item);
    if (found === undefined) return;
    const { kind, node } = found;
    const alias = memberOf(node, "alias") ?? {};
    const name = stringOf(alias, "aliasname") ?? "";
    if (kind === "RangeVar") this.relation(node, scope);
    else if (kind === "RangeSubselect") {
      // Without LATERAL it sees nothing of its neighbours, with it what stands before it.
      const inner = { ...scope, sources: node["lateral"] === true ? [...scope.sources] : [] };
      scope.sources.push({ name, columns: renamed(this.wrapped(memberOf(node, "subquery"), inner), namesOf(alias, "colnames")) });
    } else if (kind === "JoinExpr") this.join(node, scope);
    else scope.sources.push({ name, columns: undefined });
  }

  private join(node: Tree, scope: Scope): void {
    const start = scope.sources.length;
    const [left, right] = [memberOf(node, "larg"), memberOf(node, "rarg")];
    if (left !== undefined) this.from(left, scope);
    const middle = scope.sources.length;
    if (right !== undefined) this.from(right, scope);
    for (const name of namesOf(node, "usingClause")) {
      const column = (sources: readonly Source[]): TableColumn[] => sources.flatMap(({ columns }) => columns?.get(name) ?? []).slice(0, 1);
      this.equal(column(scope.sources.slice(start, middle)), column(scope.sources.slice(middle)));
    }
    this.expression(node["quals"], scope);
  }

  private relation(node: Tree, scope: Scope): void {
    const parts = relationParts(node);
    const alias = memberOf(node, "alias") ?? {};
    const columns = (parts.length === 1 ? cteNamed(parts[0] ?? "", scope) : undefined) ?? this.lookup(parts);
    const colnames = namesOf(alias, "colnames");
    scope.sources.push({ name: stringOf(alias, "aliasname") ?? parts.at(-1) ?? "", columns: columns === undefined ? undefined : renamed(columns, colnames) });
  }

  /** Records comparisons in an expression, and reads the queries inside it. */
  private expression(value: unknown, scope: Scope): void {
    if (Array.isArray(value)) for (const item of value) this.expression(item, scope);
    if (!isTree(value)) return;
    const comparison = nodeOf(value, "A_Expr");
    if (comparison !== undefined && isEquality(comparison))
      this.equal(this.columns(memberOf(comparison, "lexpr"), scope), this.columns(memberOf(comparison, "rexpr"), scope));
    const sublink = nodeOf(value, "SubLink");
    if (sublink !== undefined) {
      const [first] = this.wrapped(memberOf(sublink, "subselect"), scope).values();
      const isIn = stringOf(sublink, "subLinkType") === "ANY_SUBLINK" && ["", "="].includes(namesOf(sublink, "operName").join(""));
      if (isIn && first !== undefined) this.equal(this.columns(memberOf(sublink, "testexpr"), scope), [first]);
      this.expression(sublink["testexpr"], scope);
    } else for (const member of Object.values(value)) this.expression(member, scope);
  }

  /** The columns an operand may be: itself, through casts, or each choice of COALESCE. */
  private columns(operand: Tree | undefined, scope: Scope): TableColumn[] {
    const found = unwrapNode(operand);
    if (found === undefined) return [];
    if (found.kind === "TypeCast") return this.columns(memberOf(found.node, "arg"), scope);
    if (found.kind === "CoalesceExpr") return listOf(found.node, "args").flatMap((one) => this.columns(one, scope));
    const column = found.kind === "ColumnRef" ? resolve(namesOf(found.node, "fields"), scope) : undefined;
    return column === undefined ? [] : [column];
  }

  private equal(left: readonly TableColumn[], right: readonly TableColumn[]): void {
    for (const a of left) for (const b of right) if (a.table !== b.table || a.column !== b.column) this.pairs.push([a, b]);
  }

  private outputs(node: Tree, scope: Scope): RelationColumns {
    const found = new Map<string, TableColumn | undefined>();
    for (const target of nodesOf(node, "targetList", "ResTarget")) {
      const reference = nodeOf(memberOf(target, "val"), "ColumnRef");
      const fields = reference === undefined ? [] : namesOf(reference, "fields");
      const star = reference !== undefined && listOf(reference, "fields").some((field) => "A_Star" in field);
      if (star) {
        for (const source of scope.sources)
          if (fields.length === 0 || source.name === fields.at(-1))
            for (const [name, column] of source.columns ?? []) if (!found.has(name)) found.set(name, column);
      } else found.set(stringOf(target, "name") ?? fields.at(-1) ?? `?column ${found.size}`, this.columns(memberOf(target, "val"), scope)[0]);
    }
    return found;
  }
}

function isEquality(node: Tree): boolean {
  const kind = stringOf(node, "kind");
  return (kind === "AEXPR_OP" || kind === "AEXPR_NOT_DISTINCT" || kind === "AEXPR_OP_ANY") && namesOf(node, "name").at(-1) === "=";
}

function renamed(columns: RelationColumns, names: readonly string[]): RelationColumns {
  return names.length === 0 ? columns : new Map([...columns].map(([name, column], at) => [names[at] ?? name, column]));
}

function cteNamed(name: string, scope: Scope | undefined): RelationColumns | undefined {
  for (let at = scope; at !== undefined; at = at.outer) {
    const found = at.ctes.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `column`, `alias.column`, `namespace.table.column`; inner queries before those around them. */
function resolve(fields: readonly string[], scope: Scope): TableColumn | undefined {
  const [column = "", alias] = fields.toReversed();
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const source = at.sources.find(({ name, columns }) => (alias === undefined ? columns?.has(column) === true : name === alias));
    if (source !== undefined) return source.columns?.get(column);
    if (alias === undefined && at.sources.some(({ columns }) => columns === undefined)) return undefined;
  }
  return undefined;
}
