/** Dictionaries and configurations of text search. Parsers and templates are C functions and not read. */
import type { JsonObject } from "../../model/json.ts";
import { commentOn, ownObjects, text, texts, type UnmodelledKind } from "./kind.ts";

export const dictionaries: UnmodelledKind = {
  kind: "textSearchDictionary",
  lock: "none",
  first: true,
  read: `select array[n.nspname, d.dictname], null::text[], null::text[],
      pg_catalog.jsonb_build_object('template', pg_catalog.format('%I.%I', tn.nspname, t.tmplname), 'options', d.dictinitoption,
        'comment', pg_catalog.obj_description(d.oid, 'pg_ts_dict'))
    from pg_catalog.pg_ts_dict d join pg_catalog.pg_namespace n on n.oid = d.dictnamespace
    join pg_catalog.pg_ts_template t on t.oid = d.dicttemplate join pg_catalog.pg_namespace tn on tn.oid = t.tmplnamespace
    where ${ownObjects("pg_ts_dict", "d.oid", "n")}`,
  create: ({ qualified }, payload) => {
    const options = text(payload, "options");
    return [
      `CREATE TEXT SEARCH DICTIONARY ${qualified} (TEMPLATE = ${text(payload, "template")}${options === undefined ? "" : `, ${options}`})`,
      ...commentOn(`TEXT SEARCH DICTIONARY ${qualified}`, {}, payload),
    ];
  },
  drop: ({ qualified }) => [`DROP TEXT SEARCH DICTIONARY ${qualified}`],
  alter: ({ qualified }, before, after) => {
    if (before["template"] !== after["template"]) return undefined;
    const wanted = optionsOf(after);
    const gone = [...optionsOf(before).keys()].filter((name) => !wanted.has(name));
    const set = [...[...wanted].map(([name, value]) => `${name} = ${value}`), ...gone];
    return [
      ...(before["options"] === after["options"] ? [] : [`ALTER TEXT SEARCH DICTIONARY ${qualified} (${set.join(", ")})`]),
      ...commentOn(`TEXT SEARCH DICTIONARY ${qualified}`, before, after),
    ];
  },
};

/** `name = 'value', ...` as PostgreSQL stores it. */
function optionsOf(payload: JsonObject): Map<string, string> {
  const pairs = [...(text(payload, "options") ?? "").matchAll(/("(?:[^"]|"")+"|[\w$]+) = ( ?E?'(?:[^']|'')*'|[^,]+)/g)];
  return new Map(pairs.map(([, name = "", value = ""]) => [name, value.trim()]));
}

export const configurations: UnmodelledKind = {
  kind: "textSearchConfiguration",
  lock: "none",
  first: true,
  read: `select array[n.nspname, c.cfgname], null::text[], null::text[],
      pg_catalog.jsonb_build_object('parser', pg_catalog.format('%I.%I', pn.nspname, p.prsname), 'comment', pg_catalog.obj_description(c.oid, 'pg_ts_config'),
        'mappings', (select pg_catalog.jsonb_object_agg(m.alias, m.dictionaries) from (
          select (select t.alias from pg_catalog.ts_token_type(c.cfgparser) t where t.tokid = m.maptokentype) as alias,
            pg_catalog.jsonb_agg(m.mapdict::pg_catalog.regdictionary::text order by m.mapseqno) as dictionaries
          from pg_catalog.pg_ts_config_map m where m.mapcfg = c.oid group by m.maptokentype) m))
    from pg_catalog.pg_ts_config c join pg_catalog.pg_namespace n on n.oid = c.cfgnamespace
    join pg_catalog.pg_ts_parser p on p.oid = c.cfgparser join pg_catalog.pg_namespace pn on pn.oid = p.prsnamespace
    where ${ownObjects("pg_ts_config", "c.oid", "n")}`,
  create: ({ qualified }, payload) => [
    `CREATE TEXT SEARCH CONFIGURATION ${qualified} (PARSER = ${text(payload, "parser")})`,
    ...mappings(qualified, {}, payload),
    ...commentOn(`TEXT SEARCH CONFIGURATION ${qualified}`, {}, payload),
  ],
  drop: ({ qualified }) => [`DROP TEXT SEARCH CONFIGURATION ${qualified}`],
  alter: ({ qualified }, before, after) =>
    before["parser"] === after["parser"]
      ? [...mappings(qualified, before, after), ...commentOn(`TEXT SEARCH CONFIGURATION ${qualified}`, before, after)]
      : undefined,
};

/** Each kind of token has its own list of dictionaries. */
function mappings(name: string, before: JsonObject, after: JsonObject): string[] {
  const [had, wanted] = [tokensOf(before), tokensOf(after)];
  return [...new Set([...Object.keys(had), ...Object.keys(wanted)])].toSorted().flatMap((token) => {
    const [from, to] = [texts(had, token).join(", "), texts(wanted, token).join(", ")];
    if (from === to) return [];
    const verb = from === "" ? "ADD" : to === "" ? "DROP" : "ALTER";
    return [`ALTER TEXT SEARCH CONFIGURATION ${name} ${verb} MAPPING FOR ${token}${to === "" ? "" : ` WITH ${to}`}`];
  });
}

function tokensOf(payload: JsonObject): JsonObject {
  const value = payload["mappings"];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
