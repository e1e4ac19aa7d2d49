/** Leads a shadow that was left halfway back to a state; only for shadows, because it empties every table. */
import type { Database } from "../model/database.ts";
import { DatabaseError } from "../model/database.ts";
import type { SchemaState } from "../model/schema-state.ts";
import { extractSchema } from "../schema/extract.ts";
import { planWay } from "./plan-migration.ts";

const ARCHIVES = "select pg_catalog.quote_ident(nspname) as name from pg_catalog.pg_namespace where nspname ~ '^selecto_archive_'";
const TABLES = `select c.oid::pg_catalog.regclass::text as name from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and not exists (select from pg_catalog.pg_depend e where e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and e.objid = c.oid and e.deptype = 'e')`;

/** True when the shadow is at `state` now, with empty tables and no archive. @throws ShadowDied */
export async function restoreShadow(shadow: Database, state: SchemaState): Promise<boolean> {
  try {
    await shadow.exec("reset all; set search_path = pg_catalog");
    for (const { name } of await shadow.query<{ name: string }>(ARCHIVES)) await shadow.exec(`drop schema ${name} cascade`);
    const tables = await shadow.query<{ name: string }>(TABLES);
    if (tables.length > 0) await shadow.exec(`truncate ${tables.map(({ name }) => name).join(", ")} cascade`);
    await shadow.exec("reset all");
    // the tables are empty: any way from type to type will do
    const { reached } = await planWay(shadow, await extractSchema(shadow), state, { throughText: true });
    return reached.fingerprint === state.fingerprint;
  } catch (error) {
    if (error instanceof DatabaseError) return false;
    throw error;
  }
}
