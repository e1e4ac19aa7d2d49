/** A change that is only described: `--drop users.email`, `--rename a:b`, `--retype users.age:bigint`. */
import { describeNode, kindOf, nameOf, nodeKey, parseNodeKey, type NodeKey } from "../model/identity.ts";
import { SelectoError } from "../model/error.ts";
import type { Rename } from "../oracle/rename.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../sql/index.ts";

export type Edit =
  | { readonly kind: "drop"; readonly key: NodeKey }
  | { readonly kind: "rename"; readonly key: NodeKey; readonly newName: string }
  | { readonly kind: "retype"; readonly key: NodeKey; readonly type: string };

const RELATION_WORD: Readonly<Record<string, string>> = {
  table: "table",
  view: "view",
  materializedView: "materialized view",
  foreignTable: "foreign table",
  sequence: "sequence",
  index: "index",
};
const GLOBAL_WORD: Readonly<Record<string, string>> = { schema: "schema", extension: "extension" };

/** The statement for a drop. Run it without `cascade` first: PostgreSQL's refusal names what depends. */
export function dropStatement(key: NodeKey): string {
  const { path, args } = parseNodeKey(key);
  const [namespace = "", relation = "", name = ""] = path;
  const kind = kindOf(key);
  const word = RELATION_WORD[kind] ?? { type: "type", domain: "domain", collation: "collation" }[kind];
  if (word !== undefined) return `drop ${word} ${quoteQualified(namespace, relation)}`;
  if (kind in GLOBAL_WORD) return `drop ${GLOBAL_WORD[kind]} ${quoteIdentifier(namespace)}`;
  switch (kind) {
    case "column":
      return `alter table ${quoteQualified(namespace, relation)} drop column ${quoteIdentifier(name)}`;
    case "constraint":
      return `alter table ${quoteQualified(namespace, relation)} drop constraint ${quoteIdentifier(name)}`;
    case "default":
      return `alter table ${quoteQualified(namespace, relation)} alter column ${quoteIdentifier(name)} drop default`;
    case "trigger":
    case "policy":
    case "rule":
      return `drop ${kind} ${quoteIdentifier(name)} on ${quoteQualified(namespace, relation)}`;
    case "function":
    case "procedure":
    case "aggregate":
      return `drop ${kind} ${quoteQualified(namespace, relation)}(${(args ?? []).join(", ")})`;
    default:
      throw new SelectoError({
        code: "edit-unsupported",
        what: `--drop cannot name a ${kind}`,
        why: "there is no single statement for it",
        next: "write the change as SQL and pass it with --sql FILE",
      });
  }
}

/** Kinds whose DROP takes CASCADE. */
export function takesCascade(key: NodeKey): boolean {
  return kindOf(key) !== "default";
}

/** The rename as the oracle needs it. The new name may repeat the container: `users.full_name` or `full_name`. */
export function renameOf(edit: Extract<Edit, { kind: "rename" }>): Rename {
  const { path } = parseNodeKey(edit.key);
  const oldName = path.at(-1) ?? "";
  const newName = lastPart(edit.newName);
  if (newName === "")
    throw new SelectoError({
      code: "usage",
      what: `${JSON.stringify(edit.newName)} is no name`,
      why: "the new name is empty",
      next: "--rename users.name:users.full_name",
    });
  const kind = kindOf(edit.key);
  const to = nodeKey(kind, ...path.slice(0, -1), newName);
  const [namespace = "", relation = ""] = path;
  const container = quoteQualified(namespace, relation);
  if (kind === "column")
    return { from: edit.key, to, oldName, newName, sql: `alter table ${container} rename column ${quoteIdentifier(oldName)} to ${quoteIdentifier(newName)}` };
  if (kind === "constraint")
    return {
      from: edit.key,
      to,
      oldName,
      newName,
      sql: `alter table ${container} rename constraint ${quoteIdentifier(oldName)} to ${quoteIdentifier(newName)}`,
    };
  if (kind === "enumLabel")
    return { from: edit.key, to, oldName, newName, sql: `alter type ${container} rename value ${quoteLiteral(oldName)} to ${quoteLiteral(newName)}` };
  const word = RELATION_WORD[kind] ?? (kind === "type" || kind === "domain" ? kind : undefined);
  if (word === undefined)
    throw new SelectoError({
      code: "edit-unsupported",
      what: `--rename cannot name a ${kind}`,
      why: "only columns, relations, sequences, indexes, constraints, types and labels of enums are renamed this way",
      next: "write the change as SQL and pass it with --sql FILE",
    });
  return { from: edit.key, to, oldName, newName, sql: `alter ${word} ${container} rename to ${quoteIdentifier(newName)}` };
}

/** The last part of a dotted name, without its quotes. */
function lastPart(name: string): string {
  const part = name.match(/(?:"(?:[^"]|"")*"|[^".])+$/)?.[0] ?? name;
  return /^"(?:[^"]|"")*"$/.test(part) ? part.slice(1, -1).replaceAll('""', '"') : part;
}

/** Splits `old:new` at the last colon outside quotes: a kind (`view:spending`) may stand in front. Undefined when a side is empty. */
export function splitPair(text: string): readonly [string, string] | undefined {
  const at = text.replace(/"(?:[^"]|"")*"/g, (quoted) => "_".repeat(quoted.length)).lastIndexOf(":");
  const [left, right] = [text.slice(0, Math.max(0, at)).trim(), text.slice(at + 1).trim()];
  return left === "" || right === "" ? undefined : [left, right];
}

/** The statement of a retype, with the cast that PostgreSQL would ask for. */
export function retypeStatement(edit: Extract<Edit, { kind: "retype" }>, withUsing: boolean): string {
  const [namespace = "", relation = "", column = ""] = parseNodeKey(edit.key).path;
  if (kindOf(edit.key) !== "column")
    throw new SelectoError({
      code: "edit-unsupported",
      what: `--retype wants a column, ${nameOf(edit.key)} is a ${kindOf(edit.key)}`,
      why: "only columns have a type to change",
      next: "name it as table.column:type",
    });
  const using = withUsing ? ` using ${quoteIdentifier(column)}::text::${edit.type}` : "";
  return `alter table ${quoteQualified(namespace, relation)} alter column ${quoteIdentifier(column)} type ${edit.type}${using}`;
}

/** In words, for the first line of the answer. */
export function describeEdit(edit: Edit): string {
  const what = describeNode(edit.key);
  if (edit.kind === "drop") return `drop ${what}`;
  return edit.kind === "rename" ? `rename ${what} to ${edit.newName}` : `change ${what} to ${edit.type}`;
}
