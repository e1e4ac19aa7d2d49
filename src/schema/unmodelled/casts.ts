/** CREATE CAST: how a value of one type becomes one of another. */
import { commentOn, text, type KindName, type UnmodelledKind } from "./kind.ts";

const cast = ({ args }: KindName): string => `CAST (${args[0]} AS ${args[1]})`;
const CONTEXTS: Readonly<Record<string, string>> = { a: " AS ASSIGNMENT", i: " AS IMPLICIT" };

export const casts: UnmodelledKind = {
  kind: "cast",
  lock: "none",
  first: true,
  // a range type brings a cast to its multirange type along
  read: `select array['cast'], array[pg_catalog.format_type(k.castsource, null), pg_catalog.format_type(k.casttarget, null)], null::text[],
      pg_catalog.jsonb_build_object('method', k.castmethod, 'context', k.castcontext, 'function', nullif(k.castfunc, 0)::pg_catalog.regprocedure::text,
        'comment', pg_catalog.obj_description(k.oid, 'pg_cast'))
    from pg_catalog.pg_cast k
    where k.oid >= 16384
      and not exists (select from pg_catalog.pg_depend e where e.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass and e.objid = k.oid and e.deptype in ('e', 'i'))`,
  create: (name, payload) => {
    const called = text(payload, "function");
    const how = called !== undefined ? `WITH FUNCTION ${called}` : text(payload, "method") === "i" ? "WITH INOUT" : "WITHOUT FUNCTION";
    return [`CREATE ${cast(name)} ${how}${CONTEXTS[text(payload, "context") ?? ""] ?? ""}`, ...commentOn(cast(name), {}, payload)];
  },
  drop: (name) => [`DROP ${cast(name)}`],
  alter: (name, before, after) =>
    ["function", "method", "context"].every((member) => before[member] === after[member]) ? commentOn(cast(name), before, after) : undefined,
};
