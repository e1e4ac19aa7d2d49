/** CREATE CONVERSION: how text of one encoding becomes text of another. */
import { quoteLiteral } from "../../sql/index.ts";
import { commentOn, ownObjects, text, type UnmodelledKind } from "./kind.ts";

export const conversions: UnmodelledKind = {
  kind: "conversion",
  lock: "none",
  read: `select array[n.nspname, k.conname], null::text[], array['schema', n.nspname],
      pg_catalog.jsonb_build_object('from', pg_catalog.pg_encoding_to_char(k.conforencoding), 'to', pg_catalog.pg_encoding_to_char(k.contoencoding),
        'function', k.conproc::text, 'default', case when k.condefault then true end, 'comment', pg_catalog.obj_description(k.oid, 'pg_conversion'))
    from pg_catalog.pg_conversion k join pg_catalog.pg_namespace n on n.oid = k.connamespace
    where ${ownObjects("pg_conversion", "k.oid", "n")}`,
  create: ({ qualified }, payload) => {
    const encoding = (member: string): string => quoteLiteral(text(payload, member) ?? "");
    const kind = payload["default"] === true ? "DEFAULT CONVERSION" : "CONVERSION";
    return [
      `CREATE ${kind} ${qualified} FOR ${encoding("from")} TO ${encoding("to")} FROM ${text(payload, "function") ?? ""}`,
      ...commentOn(`CONVERSION ${qualified}`, {}, payload),
    ];
  },
  drop: ({ qualified }) => [`DROP CONVERSION ${qualified}`],
  alter: ({ qualified }, before, after) =>
    ["from", "to", "function", "default"].every((member) => before[member] === after[member]) ? commentOn(`CONVERSION ${qualified}`, before, after) : undefined,
};
