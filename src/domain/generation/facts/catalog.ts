/**
 * The tables of a schema as generation looks at them: columns, keys, indexes, declared foreign keys.
 * Read from facts only; partitions and inheriting tables are one with the table above them.
 */
import { nodeKey, parseNodeKey, type NodeKey } from "../../../model/identity.ts";
import { showJson, type JsonValue } from "../../../model/json.ts";
import type { Fact, SchemaState } from "../../../model/schema-state.ts";
import { readJoins, type Join } from "../joins/schema-joins.ts";
import { checkedValues, readForeignKey, readIndex, readKeyColumns } from "./definitions.ts";

export interface Column {
  readonly name: string;
  /** with modifiers, domain types resolved: `character varying(40)` */
  readonly type: string;
  /** without modifiers: `character varying` */
  readonly baseType: string;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
  /** the table makes its values itself: a sequence, an identity, a random uuid */
  readonly ownValues: boolean;
  readonly generated: boolean;
  /** labels of an enum, what a check allows, or what the application says */
  readonly values?: { readonly source: "enum" | "check" | "application"; readonly list: readonly string[] };
  readonly comment?: string;
}

export interface ForeignKey {
  readonly columns: readonly string[];
  readonly target: NodeKey;
  readonly targetColumns: readonly string[];
}

export interface Table {
  /** `table:public.orders` */
  readonly key: NodeKey;
  readonly namespace: string;
  readonly name: string;
  /** by position */
  readonly columns: readonly Column[];
  readonly primaryKey: readonly string[];
  /** column lists that are unique over all rows, the primary key among them; shortest first */
  readonly uniques: readonly (readonly string[])[];
  /** column lists with an index, keys included */
  readonly indexes: readonly (readonly string[])[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly comment?: string;
  /** an estimate of the live database, where one was asked */
  readonly rows?: number;
}

export interface Catalog {
  /** sorted by key */
  readonly tables: readonly Table[];
  readonly byKey: ReadonlyMap<NodeKey, Table>;
  /** what the schema's own views and functions join by */
  readonly joins: readonly Join[];
  /** relations whose columns the facts do not hold: views and foreign tables, sorted */
  readonly unread: readonly NodeKey[];
}

/**
 * @param rows estimates by table, from a live database
 * @param values by column, as the application declares them
 */
export function readCatalog(
  schema: Pick<SchemaState, "facts">,
  rows: ReadonlyMap<NodeKey, number> = new Map(),
  values: ReadonlyMap<NodeKey, readonly string[]> = new Map(),
): Catalog {
  const types = readTypes(schema.facts);
  const tableFacts = schema.facts.filter((fact) => fact.key.startsWith("table:"));
  const above = new Map(tableFacts.flatMap((fact) => parentOf(fact)));
  const rootOf = (key: NodeKey): NodeKey => {
    let at = key;
    for (let up = above.get(at), steps = 0; up !== undefined && steps < 100; up = above.get(at), steps++) at = up;
    return at;
  };
  const parts = new Map<NodeKey, Fact[]>();
  const comments = new Map<NodeKey, string>();
  const defaults = new Map<NodeKey, string>();
  for (const fact of schema.facts) {
    if (fact.key.startsWith("comment:") && fact.parent !== undefined && typeof fact.payload["text"] === "string")
      comments.set(fact.parent, fact.payload["text"]);
    if (fact.key.startsWith("default:") && fact.parent !== undefined) defaults.set(fact.parent, showJson(fact.payload["expr"]));
    if (fact.parent === undefined || !fact.parent.startsWith("table:")) continue;
    const list = parts.get(fact.parent) ?? [];
    parts.set(fact.parent, list);
    list.push(fact);
  }
  const children = new Map<NodeKey, NodeKey[]>();
  for (const [child] of above) children.set(rootOf(child), [...(children.get(rootOf(child)) ?? []), child]);

  const tables = tableFacts
    .filter((fact) => !above.has(fact.key))
    .map((fact): Table => {
      const own = parts.get(fact.key) ?? [];
      const [namespace = "", name = ""] = parseNodeKey(fact.key).path;
      const keys = readKeys(own);
      const checks = new Map(own.flatMap((one) => (one.payload["type"] === "c" ? checkedValues(showJson(one.payload["def"])) : [])));
      const columns = own.filter((one) => one.key.startsWith("column:")).toSorted((a, b) => Number(a.payload["_position"]) - Number(b.payload["_position"]));
      // Where partitions carry the foreign keys, the whole table does.
      const foreign = [fact.key, ...(children.get(fact.key) ?? [])].flatMap((key) => readForeignKeys(parts.get(key) ?? [], rootOf));
      const comment = comments.get(fact.key);
      const estimate = rows.get(fact.key);
      return {
        key: fact.key,
        namespace,
        name,
        columns: columns.map((one) => withValues(readColumn(one, types, checks, comments.get(one.key), defaults.get(one.key)), values.get(one.key))),
        ...keys,
        foreignKeys: unique(foreign),
        ...(comment !== undefined && { comment }),
        ...(estimate !== undefined && { rows: estimate }),
      };
    })
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return {
    tables,
    byKey: new Map(tables.map((table) => [table.key, table])),
    joins: readJoins(schema.facts, tables),
    unread: schema.facts.flatMap(({ key }) => (/^(?:view|materializedView|foreignTable):/.test(key) ? [key] : [])).toSorted(),
  };
}

function parentOf(fact: Fact): [NodeKey, NodeKey][] {
  const parent: JsonValue | undefined = fact.payload["parentTable"];
  if (typeof parent !== "object" || parent === null || Array.isArray(parent)) return [];
  const { schema, name } = parent as { schema?: JsonValue; name?: JsonValue };
  return typeof schema === "string" && typeof name === "string" ? [[fact.key, nodeKey("table", schema, name)]] : [];
}

function readKeys(own: readonly Fact[]): Pick<Table, "primaryKey" | "uniques" | "indexes"> {
  const definitions = own.filter((one) => one.key.startsWith("constraint:"));
  const listed = (type: string): (readonly string[])[] =>
    definitions.flatMap((one) => (one.payload["type"] === type ? [readKeyColumns(showJson(one.payload["def"]))] : []));
  const indexes = own.flatMap((one) => (one.key.startsWith("index:") ? [readIndex(showJson(one.payload["def"]))] : []));
  const [primaryKey = []] = listed("p");
  const whole = indexes.filter((index) => index.unique && !index.partial && index.whole);
  const uniques = [...listed("p"), ...listed("u"), ...whole.map(({ columns }) => columns)];
  return {
    primaryKey,
    uniques: unique(uniques).toSorted((a, b) => a.length - b.length),
    indexes: unique([...uniques, ...indexes.map(({ columns }) => columns)].filter((columns) => columns.length > 0)),
  };
}

function readForeignKeys(own: readonly Fact[], rootOf: (key: NodeKey) => NodeKey): ForeignKey[] {
  return own.flatMap((one) => {
    const read = one.payload["type"] === "f" ? readForeignKey(showJson(one.payload["def"])) : undefined;
    if (read === undefined) return [];
    const { columns, table, targetColumns } = read;
    return [{ columns, target: rootOf(nodeKey("table", ...table)), targetColumns }];
  });
}

interface Types {
  readonly enums: ReadonlyMap<string, readonly string[]>;
  readonly bases: ReadonlyMap<string, string>;
}

function readTypes(facts: readonly Fact[]): Types {
  const enums = new Map<string, readonly string[]>();
  const bases = new Map<string, string>();
  for (const { key, payload } of facts) {
    if (key.startsWith("type:") && payload["variant"] === "enum" && Array.isArray(payload["values"])) enums.set(typeName(key), payload["values"].map(String));
    if (key.startsWith("domain:") && typeof payload["baseType"] === "string") bases.set(typeName(key), payload["baseType"]);
  }
  return { enums, bases };
}

function typeName(key: NodeKey): string {
  return parseNodeKey(key).path.join(".");
}

const OWN_VALUES = /^\(*(?:nextval|gen_random_uuid|\w*uuid_generate\w*|[\w.]*uuid_?v\d\w*|[\w.]*\buuid_generate_v\d\w*)\(/;

function readColumn(
  fact: Fact,
  types: Types,
  checks: ReadonlyMap<string, readonly string[]>,
  comment: string | undefined,
  defaultText: string | undefined,
): Column {
  const name = parseNodeKey(fact.key).path.at(-1) ?? "";
  const written = showJson(fact.payload["type"]).replaceAll('"', "");
  let type = written;
  for (let base = types.bases.get(type), steps = 0; base !== undefined && steps < 20; base = types.bases.get(type), steps++) type = base.replaceAll('"', "");
  const identity = typeof fact.payload["identity"] === "string";
  const labels = types.enums.get(written);
  const checked = checks.get(name);
  return {
    name,
    type,
    baseType: type.replace(/\([^)]*\)/, "").trim(),
    notNull: fact.payload["notNull"] === true,
    hasDefault: defaultText !== undefined || identity,
    ownValues: identity || (defaultText !== undefined && OWN_VALUES.test(defaultText)),
    generated: typeof fact.payload["generatedExpr"] === "string",
    ...(labels !== undefined && { values: { source: "enum", list: labels } }),
    ...(labels === undefined && checked !== undefined && { values: { source: "check", list: checked } }),
    ...(comment !== undefined && { comment }),
  };
}

/** What the database itself allows comes first. */
function withValues(column: Column, list: readonly string[] | undefined): Column {
  return list === undefined || column.values !== undefined ? column : { ...column, values: { source: "application", list } };
}

function unique<V>(values: readonly V[]): V[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
