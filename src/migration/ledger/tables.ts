/**
 * The ledger's own tables, in the namespace `selecto` of the target database. This file alone knows
 * their columns' types; they are made by the first `up`, under the run's lock. The rows of a tenant that
 * is a namespace of the database carry its name; those of the database as a whole an empty one.
 */
import { DatabaseError, type Database } from "../../model/database.ts";
import { SelectoError } from "../../model/error.ts";

/** Newest version of the ledger that this selecto reads and writes; kept as the comment of its first table. */
export const LEDGER_VERSION = 1;
/** The tenant whose rows are those of the database as a whole. */
export const WHOLE_DATABASE = "";
export const LEDGER_MARK = "selecto ledger ";

const TABLES = `create table if not exists selecto.migrations (
  tenant text not null default '',
  ordinal integer not null,
  name text not null,
  checksum text not null,
  from_fingerprint text not null,
  to_fingerprint text not null,
  applied_at timestamptz not null default clock_timestamp(),
  duration_ms integer not null,
  applied_by text not null default session_user,
  tool_version text not null,
  package json not null,
  up_sql text not null,
  down_sql text not null,
  constraint migrations_pkey primary key (tenant, ordinal),
  constraint migrations_name_key unique (tenant, name)
);
create table if not exists selecto.steps (
  tenant text not null default '',
  migration text not null,
  direction text not null check (direction in ('up', 'down')),
  step integer not null,
  sha256 text not null,
  started_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  constraint steps_pkey primary key (tenant, migration, direction, step)
);
create table if not exists selecto.domain_versions (
  id integer generated always as identity primary key,
  tenant text not null default '',
  domain text not null,
  version text,
  document_hash text not null,
  migration text not null,
  live_since timestamptz not null default clock_timestamp(),
  live_until timestamptz
);
comment on table selecto.migrations is '${LEDGER_MARK}${LEDGER_VERSION}';`;

/**
 * A ledger that was made before there were tenants gets their column, its rows are the whole database's; one from before
 * packages held edits of domains gets the place for their hashes, and its table of domains was empty until then.
 */
const UPGRADE = `begin;
alter table selecto.migrations add column if not exists tenant text not null default '', drop constraint migrations_pkey, drop constraint migrations_name_key,
  add constraint migrations_pkey primary key (tenant, ordinal), add constraint migrations_name_key unique (tenant, name);
alter table selecto.steps add column if not exists tenant text not null default '', drop constraint steps_pkey,
  add constraint steps_pkey primary key (tenant, migration, direction, step);
alter table selecto.domain_versions add column if not exists tenant text not null default '', add column if not exists document_hash text not null default '',
  alter column version drop not null, drop column if exists document;
alter table selecto.domain_versions alter column document_hash drop default;
commit;`;

/** The statements that make a ledger. A namespace that an administrator has made beforehand is used. */
export function ledgerTablesSql(namespaceExists: boolean): string {
  return `begin;\n${namespaceExists ? "" : "create schema selecto;\n"}${TABLES}\ncommit;`;
}

/** Whether somebody has made the namespace `selecto`. */
export async function namespaceExists(database: Database): Promise<boolean> {
  const [row] = await database.query<{ exists: boolean }>("select to_regnamespace('selecto') is not null as exists");
  return row?.exists === true;
}

/**
 * Makes the ledger, or brings an older one up to date. Call it under the lock, and only after reading said so.
 *
 * @throws SelectoError `ledger-privilege` when the role may not create it
 */
export async function createLedger(database: Database, outdated = false): Promise<void> {
  const exists = outdated || (await namespaceExists(database));
  try {
    await database.exec(outdated ? UPGRADE : ledgerTablesSql(exists));
  } catch (error) {
    await database.exec("rollback").catch(() => undefined);
    if (!(error instanceof DatabaseError) || error.error.sqlstate !== "42501") throw error;
    throw new SelectoError({
      code: "ledger-privilege",
      what: "the ledger cannot be created in this database",
      why: "the role may not create the namespace selecto or tables in it (42501); nothing was changed",
      next: "have an administrator run once: create schema selecto authorization <the role that migrates>",
    });
  }
}
