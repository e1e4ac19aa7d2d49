/** What a partition or child says of a column it inherits: NOT NULL, another default. The planner knows only what the parent says. */
import type { JsonObject } from "../../model/json.ts";
import { quoteIdentifier } from "../../sql/index.ts";
import { ownObjects, text, type KindName, type UnmodelledKind } from "./kind.ts";

export const inheritedColumns: UnmodelledKind = {
  kind: "inheritedColumn",
  lock: "accessExclusive",
  // NOT NULL of a primary key's column comes with the key
  read: `select array[namespace, relation, name], null::text[], array['table', namespace, relation],
      pg_catalog.jsonb_build_object('notNull', case when strict then true end,
        'default', case when own is distinct from given then coalesce(own, '') end, 'parentDefault', case when own is distinct from given then given end)
    from (select n.nspname as namespace, c.relname as relation, a.attname as name, a.attnum,
        a.attnotnull and not p.attnotnull and not exists (select from pg_catalog.pg_constraint k where k.conrelid = c.oid and k.contype = 'p' and a.attnum = any (k.conkey)) as strict,
        pg_catalog.pg_get_expr(d.adbin, d.adrelid) as own, pg_catalog.pg_get_expr(e.adbin, e.adrelid) as given
      from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      join pg_catalog.pg_inherits h on h.inhrelid = c.oid and h.inhseqno = 1 join pg_catalog.pg_attribute p on p.attrelid = h.inhparent and p.attname = a.attname
      left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum left join pg_catalog.pg_attrdef e on e.adrelid = p.attrelid and e.adnum = p.attnum
      where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped and not a.attislocal and a.attgenerated = '' and a.attidentity = ''
        and ${ownObjects("pg_class", "c.oid", "n")}) as inherited
    where strict or own is distinct from given`,
  create: (name, payload) => statements(name, {}, payload),
  drop: (name, payload) => statements(name, payload, {}),
  alter: statements,
};

/** An empty default is none where the parent has one. */
function statements({ path, qualified }: KindName, before: JsonObject, after: JsonObject): string[] {
  const column = `ALTER TABLE ${qualified} ALTER COLUMN ${quoteIdentifier(path[2] ?? "")}`;
  const strict = after["notNull"] === true;
  const [old, now] = [text(before, "default"), text(after, "default") ?? text(before, "parentDefault") ?? ""];
  return [
    ...(strict === (before["notNull"] === true) ? [] : [`${column} ${strict ? "SET" : "DROP"} NOT NULL`]),
    ...(old === text(after, "default") ? [] : [now === "" ? `${column} DROP DEFAULT` : `${column} SET DEFAULT ${now}`]),
  ];
}
