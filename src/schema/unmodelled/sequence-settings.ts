/** Whether a sequence is logged, where that is not what its table is. Known since PostgreSQL 15; before, every sequence is logged. */
import { ownObjects, text, type KindName, type UnmodelledKind } from "./kind.ts";

const switched = ({ qualified }: KindName, logged: boolean): string[] => [`ALTER SEQUENCE ${qualified} SET ${logged ? "LOGGED" : "UNLOGGED"}`];

export const sequenceSettings: UnmodelledKind = {
  kind: "sequenceSettings",
  lock: "accessExclusive",
  // the sequence of an identity column goes with its table
  read: `select array[n.nspname, c.relname], null::text[], array['sequence', n.nspname, c.relname], pg_catalog.jsonb_build_object('persistence', c.relpersistence::text)
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    left join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid
      and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.deptype in ('a', 'i')
    left join pg_catalog.pg_class t on t.oid = d.refobjid
    where c.relkind = 'S' and d.deptype is distinct from 'i' and c.relpersistence in ('p', 'u') and pg_catalog.current_setting('server_version_num')::integer >= 150000
      and c.relpersistence <> coalesce(t.relpersistence, 'p') and ${ownObjects("pg_class", "c.oid", "n")}`,
  create: (name, payload) => switched(name, text(payload, "persistence") === "p"),
  drop: (name, payload) => switched(name, text(payload, "persistence") !== "p"),
  alter: (name, _before, after) => switched(name, text(after, "persistence") === "p"),
};
