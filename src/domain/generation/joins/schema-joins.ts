/**
 * What the schema itself joins by: its views, and bodies of its functions that are SQL. PostgreSQL prints
 * views with every name resolved; names in bodies without a namespace are looked for in the function's own,
 * then in public, then wherever there is one of that name.
 */
import { parseNodeKey, type NodeKey } from "../../../model/identity.ts";
import { showJson } from "../../../model/json.ts";
import type { Fact } from "../../../model/schema-state.ts";
import { parseSql, plpgsqlQueries } from "../../../sql/index.ts";
import { nodeOf, nodesOf, namesOf, stringOf, memberOf, type Tree } from "../../../sql/tree.ts";
import type { Table } from "../facts/catalog.ts";
import { comparedColumns, type Lookup, type RelationColumns, type TableColumn } from "./compared-columns.ts";

/** Two columns that somebody compares. Once for each direction. */
export interface Join {
  readonly from: TableColumn;
  readonly to: TableColumn;
  /** who: `view:public.paid_orders` */
  readonly by: NodeKey;
}

const VIEW = /^(?:view|materializedView):/;
const BODY = /^(?:function|procedure):/;

/** Sorted by who joins; needs the parser where there is a view or a function. */
export function readJoins(facts: readonly Fact[], tables: readonly Table[]): readonly Join[] {
  const lookup = relations(facts, tables);
  return facts
    .filter(({ key }) => VIEW.test(key) || BODY.test(key))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .flatMap(({ key, payload }) => {
      const definition = showJson(payload["def"]);
      const [namespace = ""] = parseNodeKey(key).path;
      const texts = VIEW.test(key) ? [definition] : bodiesOf(definition);
      return joinsOf(texts, lookup(namespace), key);
    });
}

/** Joins of texts that are no part of the schema, such as an application's queries. */
export function joinsOfTexts(texts: readonly string[], facts: readonly Fact[], tables: readonly Table[], by: NodeKey): readonly Join[] {
  return joinsOf(texts, relations(facts, tables)("public"), by);
}

function joinsOf(texts: readonly string[], lookup: Lookup, by: NodeKey): Join[] {
  const found = new Map<string, Join>();
  for (const text of texts)
    for (const [a, b] of comparedColumns(text, lookup).pairs)
      for (const [from, to] of [
        [a, b],
        [b, a],
      ] as const)
        found.set(`${from.table} ${from.column} ${to.table} ${to.column}`, { from, to, by });
  return [...found.values()];
}

/** Columns of tables and of views, views down to the tables they read. */
function relations(facts: readonly Fact[], tables: readonly Table[]): (namespace: string) => Lookup {
  const known = new Map<string, RelationColumns | undefined>();
  for (const { key, namespace, name, columns } of tables)
    known.set(`${namespace}.${name}`, new Map(columns.map((column) => [column.name, { table: key, column: column.name }])));
  const views = new Map(facts.flatMap(({ key, payload }) => (VIEW.test(key) ? [[parseNodeKey(key).path.join("."), showJson(payload["def"])] as const] : [])));
  const named = new Map<string, string[]>();
  for (const full of [...known.keys(), ...views.keys()]) {
    const name = full.slice(full.indexOf(".") + 1);
    named.set(name, [...(named.get(name) ?? []), full]);
  }
  const columnsOf = (full: string): RelationColumns | undefined => {
    const definition = views.get(full);
    if (known.has(full) || definition === undefined) return known.get(full);
    // A view that reads itself (rules allow it) is not followed.
    known.set(full, undefined);
    const [namespace = ""] = full.split(".");
    known.set(full, comparedColumns(definition, within(namespace)).outputs);
    return known.get(full);
  };
  const within =
    (namespace: string): Lookup =>
    (parts) => {
      const name = parts.at(-1) ?? "";
      const places = parts.length > 1 ? [parts.slice(-2).join(".")] : [`${namespace}.${name}`, `public.${name}`];
      const everywhere = named.get(name) ?? [];
      const full = places.find((place) => everywhere.includes(place)) ?? (parts.length === 1 && everywhere.length === 1 ? everywhere[0] : undefined);
      return full === undefined ? undefined : columnsOf(full);
    };
  return within;
}

/** The statements of a function's body; empty for languages that are not SQL. */
function bodiesOf(definition: string): readonly string[] {
  const parsed = parseSql(definition);
  if (!parsed.ok) return [];
  return parsed.statements.flatMap(({ node }) => {
    const option = (name: string): Tree | undefined => nodesOf(node, "options", "DefElem").find((one) => stringOf(one, "defname") === name);
    const language = stringOf(nodeOf(memberOf(option("language") ?? {}, "arg"), "String") ?? {}, "sval")?.toLowerCase();
    if (language === "plpgsql") return plpgsqlQueries(definition) ?? [];
    if (language !== "sql") return [];
    const body = nodeOf(memberOf(option("as") ?? {}, "arg"), "List");
    if (body !== undefined) return namesOf(body, "items");
    const [, atomic] = /\bBEGIN ATOMIC\b([^]*)\bEND\b/i.exec(definition) ?? [];
    return atomic === undefined ? [] : [atomic];
  });
}
