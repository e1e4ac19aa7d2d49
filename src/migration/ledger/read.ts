/** Reads the ledger: one statement, read-only, and a database without a ledger is an answer, not an error. */
import { z } from "zod";
import { DatabaseError, type Database } from "../../model/database.ts";
import { SelectoError } from "../../model/error.ts";
import type { AppliedMigration, JournalEntry, LedgerDomain, MigrationPackage } from "../../model/migration.ts";
import { parsePackage } from "../package/package.ts";
import { LEDGER_MARK, LEDGER_VERSION, WHOLE_DATABASE } from "./tables.ts";

export interface Ledger {
  readonly exists: boolean;
  /** it was made by an older selecto: the next run brings it up to date */
  readonly outdated?: boolean;
  /** by ordinal */
  readonly applied: readonly AppliedMigration[];
  readonly journal: readonly JournalEntry[];
  /** documents of domains, live and former, in the order in which they came */
  readonly domains: readonly LedgerDomain[];
}

const EMPTY: Ledger = { exists: false, applied: [], journal: [], domains: [] };
const UNDEFINED_TABLE = "42P01";
const UNDEFINED_NAMESPACE = "3F000";
const UNDEFINED_COLUMN = "42703";
const NO_PRIVILEGE = "42501";

/** @param of which rows of a table, by the name that the table has in the statement */
const readOf = (of: (row: string) => string, domains: string): string => `select obj_description('selecto.migrations'::regclass, 'pg_class') as mark,
  (select json_agg(json_build_object('ordinal', ordinal, 'name', name, 'checksum', checksum, 'from', from_fingerprint, 'to', to_fingerprint,
     'appliedAt', to_char(applied_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'durationMs', duration_ms, 'appliedBy', applied_by, 'toolVersion', tool_version) order by ordinal)
   from selecto.migrations m where ${of("m")})::text as applied,
  (select json_agg(json_build_object('migration', migration, 'direction', direction, 'step', step, 'sha256', sha256, 'finished', finished_at is not null) order by migration, direction, step)
   from selecto.steps s where ${of("s")})::text as journal,
  ${domains} as domains`;

const ofTenant = (row: string): string => `${row}.tenant = $1`;
/** For a ledger without tenants too. */
const ofTenantIfAny = (row: string): string => `coalesce(to_json(${row}) ->> 'tenant', '') = $1`;
const DOMAINS = `(select json_agg(json_build_object('domain', domain, 'version', version, 'hash', document_hash, 'migration', migration,
     'since', to_char(live_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'until', to_char(live_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by id)
   from selecto.domain_versions where tenant = $1)::text`;

const appliedRows = z.array(
  z.object({
    ordinal: z.number(),
    name: z.string(),
    checksum: z.string(),
    from: z.string(),
    to: z.string(),
    appliedAt: z.string(),
    durationMs: z.number(),
    appliedBy: z.string(),
    toolVersion: z.string(),
  }),
);
const journalRows = z.array(
  z.object({ migration: z.string(), direction: z.enum(["up", "down"]), step: z.number(), sha256: z.string(), finished: z.boolean() }),
);
const domainRows = z.array(
  z.object({ domain: z.string(), version: z.string().nullable(), hash: z.string(), migration: z.string(), since: z.string(), until: z.string().nullable() }),
);
const ledgerRow = z.object({ mark: z.string().nullable(), applied: z.string().nullable(), journal: z.string().nullable(), domains: z.string().nullable() });
const bodyRow = z.object({ package: z.string(), up_sql: z.string(), down_sql: z.string() });

/**
 * Reads the ledger of the database, or of one tenant in it, without the bodies.
 *
 * @throws SelectoError when `selecto.migrations` is somebody else's, of a newer selecto, or may not be read
 */
export async function readLedger(database: Database, tenant: string = WHOLE_DATABASE): Promise<Ledger> {
  try {
    return parseLedger((await database.query(readOf(ofTenant, DOMAINS), [tenant]))[0]);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    switch (error.error.sqlstate) {
      case UNDEFINED_TABLE:
      case UNDEFINED_NAMESPACE:
        return EMPTY;
      case UNDEFINED_COLUMN:
        return readOutdated(database, tenant);
      case NO_PRIVILEGE:
        throw new SelectoError({
          code: "ledger-privilege",
          what: "the ledger of this database cannot be read",
          why: "the role has no right to read the tables of the namespace selecto (42501)",
          next: "grant usage on schema selecto and select on all tables in schema selecto to that role",
        });
      default:
        throw error;
    }
  }
}

function parseLedger(found: unknown): Ledger {
  const row = ledgerRow.parse(found);
  const version = row.mark?.startsWith(LEDGER_MARK) === true ? Number(row.mark.slice(LEDGER_MARK.length)) : Number.NaN;
  if (Number.isNaN(version)) throw foreignLedger();
  if (version > LEDGER_VERSION) throw newerLedger(version);
  return {
    exists: true,
    applied: appliedRows.parse(JSON.parse(row.applied ?? "[]")),
    journal: journalRows.parse(JSON.parse(row.journal ?? "[]")),
    domains: domainRows.parse(JSON.parse(row.domains ?? "[]")),
  };
}

/** A ledger without tenants, where everything is the whole database's, or without the documents of domains. */
async function readOutdated(database: Database, tenant: string): Promise<Ledger> {
  const [row] = await database.query(readOf(ofTenantIfAny, "null"), [tenant]).catch((error: unknown) => {
    throw error instanceof DatabaseError && error.error.sqlstate === UNDEFINED_COLUMN ? foreignLedger() : error;
  });
  return { ...parseLedger(row), outdated: true };
}

/**
 * The package as it was applied, out of the ledger.
 *
 * @throws SelectoError `ledger-tampered` when it is not what its checksum says
 */
export async function readLedgerPackage(database: Database, applied: AppliedMigration, tenant: string = WHOLE_DATABASE): Promise<MigrationPackage> {
  // As JSON, so that a ledger without tenants answers as well.
  const rows = await database.query(
    "select package::text as package, up_sql, down_sql from selecto.migrations m where name = $2 and coalesce(to_json(m) ->> 'tenant', '') = $1",
    [tenant, applied.name],
  );
  const body = bodyRow.parse(rows[0]);
  const parsed = parsePackage({ name: applied.name, manifest: body.package, up: body.up_sql, down: body.down_sql }, "ledger");
  if (parsed.package === undefined || parsed.package.edited || parsed.package.manifest.checksum !== applied.checksum) {
    throw new SelectoError({
      code: "ledger-tampered",
      what: `the ledger's copy of ${applied.name} is not what was applied`,
      why: "its text differs from its checksum: somebody changed the row",
      next: "restore the migration's folder from git, and the row from a backup",
    });
  }
  return parsed.package;
}

function foreignLedger(): SelectoError {
  return new SelectoError({
    code: "ledger-foreign",
    what: "this database has a table selecto.migrations that is not selecto's ledger",
    why: "its columns or its comment are not those of a ledger; nothing was changed",
    next: "move that table to another namespace, or migrate another database",
  });
}

function newerLedger(version: number): SelectoError {
  return new SelectoError({
    code: "ledger-newer",
    what: `the ledger of this database has version ${version}`,
    why: `this selecto knows versions up to ${LEDGER_VERSION}`,
    next: "update selecto: npm install selecto-cli@latest",
  });
}
