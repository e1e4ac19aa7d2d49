/** The contrib extensions that come with the embedded PostgreSQL, by their SQL name. */

/** SQL name -> module under `@electric-sql/pglite/contrib/` (also the exported name). Its other names come from one archive. */
const MODULES: Readonly<Record<string, string>> = {
  amcheck: "amcheck",
  auto_explain: "auto_explain",
  bloom: "bloom",
  btree_gin: "btree_gin",
  btree_gist: "btree_gist",
  citext: "citext",
  cube: "cube",
  dict_int: "dict_int",
  dict_xsyn: "dict_xsyn",
  earthdistance: "earthdistance",
  file_fdw: "file_fdw",
  fuzzystrmatch: "fuzzystrmatch",
  hstore: "hstore",
  intarray: "intarray",
  isn: "isn",
  lo: "lo",
  ltree: "ltree",
  moddatetime: "moddatetime",
  pageinspect: "pageinspect",
  pg_buffercache: "pg_buffercache",
  pg_stat_statements: "pg_stat_statements",
  pg_surgery: "pg_surgery",
  pg_trgm: "pg_trgm",
  pg_visibility: "pg_visibility",
  pg_walinspect: "pg_walinspect",
  pgcrypto: "pgcrypto",
  seg: "seg",
  tablefunc: "tablefunc",
  tcn: "tcn",
  tsm_system_rows: "tsm_system_rows",
  tsm_system_time: "tsm_system_time",
  unaccent: "unaccent",
  "uuid-ossp": "uuid_ossp",
};

/** Extensions that need another one loaded beside them. */
const REQUIRES: Readonly<Record<string, readonly string[]>> = { earthdistance: ["cube"] };

export interface ExtensionModule {
  readonly module: string;
  readonly exported: string;
}

/** The modules to load for the wanted SQL names; names that the embedded server does not have are left out (the schema's own `CREATE EXTENSION` then fails and says so). */
export function extensionModules(names: readonly string[]): ExtensionModule[] {
  const wanted = new Set<string>();
  for (const name of names) for (const one of [name, ...(REQUIRES[name] ?? [])]) if (one in MODULES) wanted.add(one);
  return [...wanted].toSorted().map((name) => ({ module: MODULES[name] ?? name, exported: MODULES[name] ?? name }));
}
