/**
 * SQL that turns PostgreSQL's object addresses into node keys' parts. The catalogs do the naming;
 * only the spelling of a key is ours (see `model/identity.ts`).
 */
import { nodeKey, type NodeKey } from "../model/identity.ts";

/**
 * A query over `addresses` (a relation with `subject text, classid oid, objid oid, objsubid int`) that
 * names each address. Run it with `search_path` pinned to `pg_catalog`, so that types are spelled alike.
 */
export function namingQuery(addresses: string): string {
  return `
with address as (${addresses}),
relation as (
  select address.subject, address.objsubid, namespace.nspname, class.relname, attribute.attname,
         case class.relkind when 'v' then 'view' when 'm' then 'materializedView' when 'f' then 'foreignTable'
              when 'S' then 'sequence' when 'i' then 'index' when 'I' then 'index' when 'c' then 'type' else 'table' end as kind
  from address
  join pg_class class on address.classid = 'pg_class'::regclass and class.oid = address.objid
  join pg_namespace namespace on namespace.oid = class.relnamespace
  left join pg_attribute attribute on address.objsubid <> 0 and attribute.attrelid = class.oid and attribute.attnum = address.objsubid
)
select subject, case when objsubid = 0 then kind else 'column' end as kind,
       case when objsubid = 0 then array[nspname, relname] else array[nspname, relname, attname] end::text[] as path, null::text[] as args
  from relation where nspname not in ('pg_catalog', 'information_schema', 'selecto_probe') and (objsubid = 0 or attname is not null)
union all
select address.subject, case proc.prokind when 'a' then 'aggregate' when 'p' then 'procedure' else 'function' end,
       array[namespace.nspname, proc.proname]::text[],
       array(select format_type(argument.type, null) from unnest(proc.proargtypes) with ordinality as argument(type, place) order by place)::text[]
  from address
  join pg_proc proc on address.classid = 'pg_proc'::regclass and proc.oid = address.objid
  join pg_namespace namespace on namespace.oid = proc.pronamespace
  where namespace.nspname not in ('pg_catalog', 'information_schema', 'selecto_probe')
union all
select address.subject, case coalesce(element.typtype, type.typtype) when 'd' then 'domain' else 'type' end,
       array[namespace.nspname, coalesce(element.typname, type.typname)]::text[], null
  from address
  join pg_type type on address.classid = 'pg_type'::regclass and type.oid = address.objid
  left join pg_type element on type.typcategory = 'A' and element.oid = type.typelem
  join pg_namespace namespace on namespace.oid = coalesce(element.typnamespace, type.typnamespace)
  where namespace.nspname not in ('pg_catalog', 'information_schema')
union all
select address.subject, 'constraint', array[namespace.nspname, class.relname, con.conname]::text[], null
  from address
  join pg_constraint con on address.classid = 'pg_constraint'::regclass and con.oid = address.objid
  join pg_class class on class.oid = con.conrelid
  join pg_namespace namespace on namespace.oid = class.relnamespace
union all
select address.subject, 'collation', array[namespace.nspname, collation_.collname]::text[], null
  from address
  join pg_collation collation_ on address.classid = 'pg_collation'::regclass and collation_.oid = address.objid
  join pg_namespace namespace on namespace.oid = collation_.collnamespace
  where namespace.nspname <> 'pg_catalog'`;
}

export interface NamedAddress extends Readonly<Record<string, unknown>> {
  readonly subject: string;
  readonly kind: string;
  readonly path: readonly string[];
  readonly args: readonly string[] | null;
}

/** The node key of a row of {@link namingQuery}. */
export function keyOfAddress(row: NamedAddress): NodeKey {
  const key = nodeKey(row.kind, ...row.path);
  return row.args === null ? key : `${key}(${row.args.map((type) => nodeKey("x", type).slice(2)).join(",")})`;
}
