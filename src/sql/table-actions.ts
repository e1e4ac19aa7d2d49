/**
 * What a statement asks to be done to tables, as PostgreSQL's parser reads it: a list of plain actions. Knows the
 * words only; what an action costs and whether it is allowed is PostgreSQL's to say.
 */
import { parseSql, type ParsedStatement } from "./parser.ts";
import { listOf, memberOf, nodeOf, nodesOf, relationParts, stringOf, type Tree } from "./tree.ts";

/** A table or index as the statement names it: `["public", "users"]`. */
export type NameParts = readonly string[];

export type TableAction =
  | { readonly kind: "add-column"; readonly table: NameParts; readonly column: string; readonly notNull: boolean; readonly hasDefault: boolean }
  | { readonly kind: "alter-type" | "set-not-null" | "drop-column"; readonly table: NameParts; readonly column: string }
  | {
      readonly kind: "add-constraint";
      readonly table: NameParts;
      readonly constraint: "check" | "foreign-key" | "unique" | "primary-key" | "exclusion" | "not-null" | "other";
      readonly name: string | undefined;
      readonly notValid: boolean;
      readonly usingIndex: boolean;
    }
  | { readonly kind: "validate-constraint" | "attach-partition" | "drop-table" | "other"; readonly table: NameParts }
  | { readonly kind: "create-index"; readonly table: NameParts; readonly name: string | undefined; readonly concurrently: boolean; readonly only: boolean }
  | { readonly kind: "update" | "delete"; readonly table: NameParts };

const CONSTRAINTS = {
  CONSTR_CHECK: "check",
  CONSTR_FOREIGN: "foreign-key",
  CONSTR_UNIQUE: "unique",
  CONSTR_PRIMARY: "primary-key",
  CONSTR_EXCLUSION: "exclusion",
  CONSTR_NOTNULL: "not-null",
} as const;

/** The actions of all statements of a text; of what is neither about tables nor indexes, none. {@link loadParser} first. */
export function tableActions(sql: string): TableAction[] {
  const parsed = parseSql(sql);
  return parsed.ok ? parsed.statements.flatMap(actionsOf) : [];
}

function actionsOf({ kind, node }: ParsedStatement): TableAction[] {
  const relation = memberOf(node, "relation");
  const table = relation === undefined ? [] : relationParts(relation);
  switch (kind) {
    case "AlterTableStmt":
      return nodesOf(node, "cmds", "AlterTableCmd").map((command) => alterAction(table, command));
    case "IndexStmt":
      return [{ kind: "create-index", table, name: stringOf(node, "idxname"), concurrently: node["concurrent"] === true, only: relation?.["inh"] !== true }];
    case "DropStmt":
      return node["removeType"] === "OBJECT_TABLE" ? dropped(node).map((name) => ({ kind: "drop-table", table: name })) : [];
    case "UpdateStmt":
      return [{ kind: "update", table }];
    case "DeleteStmt":
      return [{ kind: "delete", table }];
    default:
      return [];
  }
}

function alterAction(table: NameParts, command: Tree): TableAction {
  const column = stringOf(command, "name") ?? "";
  const definition = memberOf(command, "def");
  switch (command["subtype"]) {
    case "AT_AddColumn": {
      const added = nodeOf(definition, "ColumnDef") ?? {};
      const has = (...kinds: readonly string[]): boolean =>
        nodesOf(added, "constraints", "Constraint").some(({ contype }) => typeof contype === "string" && kinds.includes(contype));
      return { kind: "add-column", table, column: stringOf(added, "colname") ?? "", notNull: has("CONSTR_NOTNULL"), hasDefault: has("CONSTR_DEFAULT") };
    }
    case "AT_AlterColumnType":
      return { kind: "alter-type", table, column };
    case "AT_DropColumn":
      return { kind: "drop-column", table, column };
    case "AT_SetNotNull":
      return { kind: "set-not-null", table, column };
    case "AT_ValidateConstraint":
      return { kind: "validate-constraint", table };
    case "AT_AttachPartition":
      return { kind: "attach-partition", table };
    case "AT_AddConstraint": {
      const constraint = nodeOf(definition, "Constraint") ?? {};
      const type = stringOf(constraint, "contype") ?? "";
      return {
        kind: "add-constraint",
        table,
        constraint: isConstraint(type) ? CONSTRAINTS[type] : "other",
        name: stringOf(constraint, "conname"),
        notValid: constraint["skip_validation"] === true,
        usingIndex: stringOf(constraint, "indexname") !== undefined,
      };
    }
    default:
      return { kind: "other", table };
  }
}

function isConstraint(type: string): type is keyof typeof CONSTRAINTS {
  return type in CONSTRAINTS;
}

function dropped(node: Tree): NameParts[] {
  return listOf(node, "objects").flatMap((object) => {
    const list = nodeOf(object, "List");
    return list === undefined ? [] : [nodesOf(list, "items", "String").map((part) => stringOf(part, "sval") ?? "")];
  });
}
