/** CREATE OPERATOR FAMILY and CREATE OPERATOR CLASS: which operators and functions an index uses for a type. */
import type { JsonObject } from "../../model/json.ts";
import { quoteIdentifier } from "../../sql/index.ts";
import { commentOn, ownObjects, text, texts, type KindName, type UnmodelledKind } from "./kind.ts";

const spelled = ({ qualified, path }: KindName): string => `${qualified} USING ${quoteIdentifier(path[2] ?? "")}`;
const FAMILY =
  "(select pg_catalog.format('%I.%I', fn.nspname, f.opfname) from pg_catalog.pg_opfamily f join pg_catalog.pg_namespace fn on fn.oid = f.opfnamespace where f.oid =";

/** Operators and functions that hang on `oid` of `catalog`, as CREATE OPERATOR CLASS spells them, and what identifies them in the family. */
function members(catalog: string, oid: string): string {
  const hangs = (member: string, own: string): string =>
    `select from pg_catalog.pg_depend e where e.classid = 'pg_catalog.${member}'::pg_catalog.regclass and e.objid = ${own} and e.refclassid = 'pg_catalog.${catalog}'::pg_catalog.regclass and e.refobjid = ${oid}`;
  return `(select pg_catalog.jsonb_agg(m.spelled order by m.spelled) from (
      select pg_catalog.format('OPERATOR %s %s%s', x.amopstrategy, x.amopopr::pg_catalog.regoperator,
          case when x.amopsortfamily <> 0 then ' FOR ORDER BY ' || ${FAMILY} x.amopsortfamily) end) as spelled
        from pg_catalog.pg_amop x where exists (${hangs("pg_amop", "x.oid")})
      union all
      select pg_catalog.format('FUNCTION %s (%s, %s) %s', p.amprocnum, pg_catalog.format_type(p.amproclefttype, null), pg_catalog.format_type(p.amprocrighttype, null), p.amproc::pg_catalog.regprocedure)
        from pg_catalog.pg_amproc p where exists (${hangs("pg_amproc", "p.oid")})) m)`;
}

export const operatorClasses: UnmodelledKind = {
  kind: "operatorClass",
  lock: "none",
  first: true,
  read: `select array[n.nspname, o.opcname, a.amname], null::text[], null::text[],
      pg_catalog.jsonb_build_object('type', pg_catalog.format_type(o.opcintype, null), 'family', ${FAMILY} o.opcfamily), 'default', nullif(o.opcdefault, false),
        'storage', case when o.opckeytype <> 0 then pg_catalog.format_type(o.opckeytype, null) end,
        'members', ${members("pg_opclass", "o.oid")}, 'comment', pg_catalog.obj_description(o.oid, 'pg_opclass'))
    from pg_catalog.pg_opclass o join pg_catalog.pg_namespace n on n.oid = o.opcnamespace join pg_catalog.pg_am a on a.oid = o.opcmethod
    where ${ownObjects("pg_opclass", "o.oid", "n")}`,
  create: (name, payload) => [
    `CREATE OPERATOR CLASS ${name.qualified}${payload["default"] === true ? " DEFAULT" : ""} FOR TYPE ${text(payload, "type")} USING ${quoteIdentifier(name.path[2] ?? "")} FAMILY ${text(payload, "family")} AS ${parts(payload).join(", ")}`,
    ...commentOn(`OPERATOR CLASS ${spelled(name)}`, {}, payload),
  ],
  drop: (name) => [`DROP OPERATOR CLASS ${spelled(name)}`],
  alter: (name, before, after) =>
    isSame(before, after, ["type", "family", "default", "storage"]) ? commentOn(`OPERATOR CLASS ${spelled(name)}`, before, after) : undefined,
};

export const operatorFamilies: UnmodelledKind = {
  kind: "operatorFamily",
  lock: "none",
  first: true,
  // members of a class are the class's; what is here was added to the family alone
  read: `select array[n.nspname, f.opfname, a.amname], null::text[], null::text[],
      pg_catalog.jsonb_build_object('members', ${members("pg_opfamily", "f.oid")}, 'comment', pg_catalog.obj_description(f.oid, 'pg_opfamily'))
    from pg_catalog.pg_opfamily f join pg_catalog.pg_namespace n on n.oid = f.opfnamespace join pg_catalog.pg_am a on a.oid = f.opfmethod
    where ${ownObjects("pg_opfamily", "f.oid", "n")}`,
  create: (name, payload) => [`CREATE OPERATOR FAMILY ${spelled(name)}`, ...familyChanges(name, {}, payload)],
  drop: (name) => [`DROP OPERATOR FAMILY ${spelled(name)}`],
  alter: familyChanges,
};

function familyChanges(name: KindName, before: JsonObject, after: JsonObject): string[] {
  const [had, wanted] = [texts(before, "members"), texts(after, "members")];
  const gone = had.filter((one) => !wanted.includes(one)).map(placeOf);
  const come = wanted.filter((one) => !had.includes(one));
  const family = `OPERATOR FAMILY ${spelled(name)}`;
  return [
    ...(gone.length === 0 ? [] : [`ALTER ${family} DROP ${gone.join(", ")}`]),
    ...(come.length === 0 ? [] : [`ALTER ${family} ADD ${come.join(", ")}`]),
    ...commentOn(family, before, after),
  ];
}

/** A member leaves the family by its number and its types: `OPERATOR 1 (integer, bigint)`. */
function placeOf(member: string): string {
  const [, numbered, functionTypes] = /^(OPERATOR \d+|FUNCTION \d+) (\([^)]*\))?/.exec(member) ?? [];
  const operatorTypes = /(\([^()]*(?:\([^()]*\)[^()]*)*\))(?: FOR ORDER BY .*)?$/.exec(member)?.[1];
  return `${numbered} ${(functionTypes ?? operatorTypes ?? "").replaceAll(",", ", ").replaceAll(/\s+/g, " ")}`;
}

/** A class without members is made by its storage type. */
function parts(payload: JsonObject): string[] {
  const [given, storage] = [texts(payload, "members"), text(payload, "storage")];
  if (storage !== undefined) return [...given, `STORAGE ${storage}`];
  return given.length > 0 ? [...given] : [`STORAGE ${text(payload, "type")}`];
}

function isSame(before: JsonObject, after: JsonObject, names: readonly string[]): boolean {
  return names.every((name) => before[name] === after[name]) && texts(before, "members").join("\n") === texts(after, "members").join("\n");
}
