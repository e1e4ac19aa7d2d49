/**
 * What a table, its columns or an index's columns carry besides their shape: storage, compression, statistics
 * targets, column options, comments on columns of views, the type a table is made of, the index it is clustered on, its TOAST table's parameters.
 */
import type { JsonObject } from "../../model/json.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/index.ts";
import { commentOn, ownObjects, text, texts, type KindName, type UnmodelledKind } from "./kind.ts";

const PARENT = "case c.relkind when 'm' then 'materializedView' when 'f' then 'foreignTable' else 'table' end";
/** Options that ALTER TABLE takes: some builds of PostgreSQL keep notes of their own beside them, which no SQL can set. */
const OPTIONS = "(select pg_catalog.array_agg(one) from pg_catalog.unnest(a.attoptions) one where one ~ '^n_distinct(_inherited)?=')";
const sorted = (list: string): string => `(select pg_catalog.jsonb_agg(one order by one) from pg_catalog.unnest(${list}) one)`;

export const columnSettings: UnmodelledKind = {
  kind: "columnSettings",
  lock: "shareUpdateExclusive",
  read: `select array[n.nspname, c.relname, a.attname], null::text[],
      case when c.relkind = 'v' then array['view', n.nspname, c.relname] when c.relkind = 'm' then array['materializedView', n.nspname, c.relname] else array['column', n.nspname, c.relname, a.attname] end,
      pg_catalog.jsonb_build_object(
        'foreign', case when c.relkind = 'f' then true end,
        'comment', case when c.relkind in ('v', 'm') then pg_catalog.col_description(c.oid, a.attnum) end,
        'virtual', case when a.attgenerated = 'v' then true end,
        'storage', case when a.attstorage <> t.typstorage then case a.attstorage when 'p' then 'PLAIN' when 'e' then 'EXTERNAL' when 'm' then 'MAIN' else 'EXTENDED' end end,
        'compression', case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end,
        'statistics', nullif(a.attstattarget, -1)::text,
        'options', ${sorted(OPTIONS)}, 'foreignOptions', ${sorted("a.attfdwoptions")})
    from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_type t on t.oid = a.atttypid
    where c.relkind in ('r', 'p', 'f', 'm', 'v') and a.attnum > 0 and not a.attisdropped
      and (c.relkind in ('v', 'm') and pg_catalog.col_description(c.oid, a.attnum) is not null or a.attgenerated = 'v' or a.attstorage <> t.typstorage or a.attcompression <> '' or coalesce(a.attstattarget, -1) >= 0 or ${OPTIONS} is not null or a.attfdwoptions is not null)
      and ${ownObjects("pg_class", "c.oid", "n")}`,
  create: (name, payload) => settings(name, {}, payload),
  drop: (name, payload) => settings(name, payload, payload["foreign"] === true ? { foreign: true } : {}),
  alter: settings,
};

function settings({ path, qualified }: KindName, before: JsonObject, after: JsonObject): string[] {
  const kind = after["foreign"] === true || before["foreign"] === true ? "FOREIGN TABLE" : "TABLE";
  const column = `ALTER ${kind} ${qualified} ALTER COLUMN ${quoteIdentifier(path[2] ?? "")}`;
  const changed = (member: string): boolean => text(before, member) !== text(after, member);
  const options = optionChanges(texts(before, "options"), texts(after, "options"));
  const foreign = optionChanges(texts(before, "foreignOptions"), texts(after, "foreignOptions"));
  const foreignWords = [
    ...foreign.gone.map((option) => `DROP ${quoteIdentifier(option)}`),
    ...foreign.set.map(([option, value, isNew]) => `${isNew ? "ADD" : "SET"} ${quoteIdentifier(option)} ${quoteLiteral(value)}`),
  ];
  return [
    ...(changed("storage") ? [`${column} SET STORAGE ${text(after, "storage") ?? "DEFAULT"}`] : []),
    ...(changed("compression") ? [`${column} SET COMPRESSION ${text(after, "compression") ?? "DEFAULT"}`] : []),
    ...(changed("statistics") ? [`${column} SET STATISTICS ${text(after, "statistics") ?? "-1"}`] : []),
    ...(options.set.length > 0 ? [`${column} SET (${options.set.map(([option, value]) => `${option} = ${value}`).join(", ")})`] : []),
    ...(options.gone.length > 0 ? [`${column} RESET (${options.gone.join(", ")})`] : []),
    ...commentOn(`COLUMN ${qualified}.${quoteIdentifier(path[2] ?? "")}`, before, after),
    ...(foreignWords.length > 0 ? [`${column} OPTIONS (${foreignWords.join(", ")})`] : []),
  ];
}

/** Lists of `name=value`. */
function optionChanges(
  before: readonly string[],
  after: readonly string[],
): { readonly set: readonly (readonly [name: string, value: string, isNew: boolean])[]; readonly gone: readonly string[] } {
  const split = (list: readonly string[]): Map<string, string> => new Map(list.map((one) => [one.slice(0, one.indexOf("=")), one.slice(one.indexOf("=") + 1)]));
  const [had, wanted] = [split(before), split(after)];
  return {
    set: [...wanted].filter(([name, value]) => had.get(name) !== value).map(([name, value]) => [name, value, !had.has(name)] as const),
    gone: [...had.keys()].filter((name) => !wanted.has(name)),
  };
}

export const indexSettings: UnmodelledKind = {
  kind: "indexSettings",
  lock: "shareUpdateExclusive",
  read: `select array[n.nspname, c.relname, a.attnum::text], null::text[], array['index', n.nspname, c.relname],
      pg_catalog.jsonb_build_object('statistics', a.attstattarget::text)
    from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('i', 'I') and coalesce(a.attstattarget, -1) >= 0 and ${ownObjects("pg_class", "c.oid", "n")}`,
  create: (name, payload) => indexStatistics(name, text(payload, "statistics")),
  drop: (name) => indexStatistics(name, undefined),
  alter: (name, _before, after) => indexStatistics(name, text(after, "statistics")),
};

function indexStatistics({ path, qualified }: KindName, target: string | undefined): string[] {
  return [`ALTER INDEX ${qualified} ALTER COLUMN ${path[2]} SET STATISTICS ${target ?? "-1"}`];
}

export const tableSettings: UnmodelledKind = {
  kind: "tableSettings",
  lock: "accessExclusive",
  read: `select array[n.nspname, c.relname], null::text[], array[${PARENT}, n.nspname, c.relname],
      pg_catalog.jsonb_build_object('kind', case c.relkind when 'm' then 'MATERIALIZED VIEW' end,
        'ofType', case when c.reloftype <> 0 then pg_catalog.format_type(c.reloftype, null) end, 'clusterOn', x.relname, 'toast', ${sorted("o.reloptions")})
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    left join pg_catalog.pg_class o on o.oid = c.reltoastrelid
    left join (select i.indrelid, y.relname from pg_catalog.pg_index i join pg_catalog.pg_class y on y.oid = i.indexrelid where i.indisclustered) x on x.indrelid = c.oid
    where c.relkind in ('r', 'p', 'm') and (c.reloftype <> 0 or x.relname is not null or o.reloptions is not null) and ${ownObjects("pg_class", "c.oid", "n")}`,
  create: (name, payload) => tableChanges(name, {}, payload),
  drop: (name, payload) => tableChanges(name, payload, text(payload, "kind") === undefined ? {} : { kind: text(payload, "kind") ?? null }),
  alter: tableChanges,
};

function tableChanges({ qualified }: KindName, before: JsonObject, after: JsonObject): string[] {
  const table = `ALTER ${text(after, "kind") ?? "TABLE"} ${qualified}`;
  const [ofType, clusterOn] = [text(after, "ofType"), text(after, "clusterOn")];
  const toast = optionChanges(texts(before, "toast"), texts(after, "toast"));
  return [
    ...(ofType === text(before, "ofType") ? [] : [ofType === undefined ? `${table} NOT OF` : `${table} OF ${ofType}`]),
    ...(clusterOn === text(before, "clusterOn")
      ? []
      : [clusterOn === undefined ? `${table} SET WITHOUT CLUSTER` : `${table} CLUSTER ON ${quoteIdentifier(clusterOn)}`]),
    ...(toast.set.length > 0 ? [`${table} SET (${toast.set.map(([option, value]) => `toast.${option} = ${value}`).join(", ")})`] : []),
    ...(toast.gone.length > 0 ? [`${table} RESET (${toast.gone.map((option) => `toast.${option}`).join(", ")})`] : []),
  ];
}
