/** CREATE OPERATOR. */
import type { JsonObject } from "../../model/json.ts";
import { quoteIdentifier } from "../../sql/index.ts";
import { commentOn, ownObjects, text, type KindName, type UnmodelledKind } from "./kind.ts";

const spelled = ({ path }: KindName): string => `${quoteIdentifier(path[0] ?? "")}.${path[1]}`;
const signature = (name: KindName): string => `${spelled(name)} (${name.args.join(", ")})`;
const other = (oid: string): string =>
  `(select pg_catalog.format('OPERATOR(%I.%s)', xn.nspname, x.oprname) from pg_catalog.pg_operator x join pg_catalog.pg_namespace xn on xn.oid = x.oprnamespace where x.oid = ${oid})`;
const ESTIMATORS = ["restrict", "join"] as const;

export const operators: UnmodelledKind = {
  kind: "operator",
  lock: "none",
  first: true,
  // a shell operator, named by another one and never made, has no function
  read: `select array[n.nspname, o.oprname],
      array[case when o.oprleft = 0 then 'NONE' else pg_catalog.format_type(o.oprleft, null) end, pg_catalog.format_type(o.oprright, null)], null::text[],
      pg_catalog.jsonb_build_object('function', o.oprcode::text, 'commutator', ${other("o.oprcom")}, 'negator', ${other("o.oprnegate")},
        'restrict', nullif(o.oprrest::oid, 0)::pg_catalog.regproc::text, 'join', nullif(o.oprjoin::oid, 0)::pg_catalog.regproc::text,
        'hashes', nullif(o.oprcanhash, false), 'merges', nullif(o.oprcanmerge, false), 'comment', pg_catalog.obj_description(o.oid, 'pg_operator'))
    from pg_catalog.pg_operator o join pg_catalog.pg_namespace n on n.oid = o.oprnamespace
    where o.oprcode <> 0 and ${ownObjects("pg_operator", "o.oid", "n")}`,
  create: (name, payload) => [
    `CREATE OPERATOR ${spelled(name)} (${settings(name, payload).join(", ")})`,
    ...commentOn(`OPERATOR ${signature(name)}`, {}, payload),
  ],
  drop: (name) => [`DROP OPERATOR ${signature(name)}`],
  alter: (name, before, after) => {
    if (["function", "commutator", "negator", "hashes", "merges"].some((member) => before[member] !== after[member])) return undefined;
    const changed = ESTIMATORS.filter((member) => before[member] !== after[member]);
    return [
      ...(changed.length === 0
        ? []
        : [`ALTER OPERATOR ${signature(name)} SET (${changed.map((member) => `${member.toUpperCase()} = ${text(after, member) ?? "NONE"}`).join(", ")})`]),
      ...commentOn(`OPERATOR ${signature(name)}`, before, after),
    ];
  },
};

function settings({ args: [left, right] }: KindName, payload: JsonObject): string[] {
  const named = ["commutator", "negator", ...ESTIMATORS].flatMap((member) => {
    const value = text(payload, member);
    return value === undefined ? [] : [`${member.toUpperCase()} = ${value}`];
  });
  return [
    `FUNCTION = ${text(payload, "function")}`,
    ...(left === "NONE" ? [] : [`LEFTARG = ${left}`]),
    `RIGHTARG = ${right}`,
    ...named,
    ...["hashes", "merges"].flatMap((member) => (payload[member] === true ? [member.toUpperCase()] : [])),
  ];
}
