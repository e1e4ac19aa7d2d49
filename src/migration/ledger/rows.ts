/** The statements that write ledger and journal. Text only: they run inside a migration's transaction. */
import type { Direction, DomainPatch, JournalEntry, LedgerDomain, MigrationPackage, MigrationStep } from "../../model/migration.ts";
import { quoteLiteral } from "../../sql/quote.ts";
import { WHOLE_DATABASE } from "./tables.ts";

const SINCE_BEGIN = "(extract(epoch from clock_timestamp() - transaction_timestamp()) * 1000)::integer";

/** Enters a migration. */
export function enterMigration(migration: MigrationPackage, toolVersion: string, journalled: boolean, tenant: string = WHOLE_DATABASE): string[] {
  const { manifest } = migration;
  const own = quoteLiteral(tenant);
  const name = quoteLiteral(manifest.name);
  const duration = journalled
    ? `coalesce((select (extract(epoch from clock_timestamp() - min(started_at)) * 1000)::integer from selecto.steps where tenant = ${own} and migration = ${name} and direction = 'up'), ${SINCE_BEGIN})`
    : SINCE_BEGIN;
  const values = [manifest.checksum, manifest.from.schema, manifest.to.schema].map(quoteLiteral).join(", ");
  return [
    `insert into selecto.migrations (tenant, ordinal, name, checksum, from_fingerprint, to_fingerprint, duration_ms, tool_version, package, up_sql, down_sql)
select ${own}, coalesce(max(ordinal), 0) + 1, ${name}, ${values}, ${duration}, ${quoteLiteral(toolVersion)}, ${quoteLiteral(JSON.stringify(manifest))}, ${quoteLiteral(migration.upSql)}, ${quoteLiteral(migration.downSql)} from selecto.migrations where tenant = ${own};`,
    ...manifest.domains.flatMap((domain) => domainForward(domain, manifest.name, own)),
    ...(journalled ? [clearJournal(manifest.name, "up", own)] : []),
  ];
}

/** Takes a migration out again. */
export function removeMigration(migration: MigrationPackage, journalled: boolean, tenant: string = WHOLE_DATABASE): string[] {
  const { manifest } = migration;
  const own = quoteLiteral(tenant);
  return [
    `delete from selecto.migrations where tenant = ${own} and name = ${quoteLiteral(manifest.name)};`,
    ...manifest.domains.toReversed().flatMap((domain) => domainBack(domain, manifest.name, own)),
    ...(journalled ? [clearJournal(manifest.name, "down", own)] : []),
  ];
}

/** What was live of the domain is so no longer, and the new document is. */
function domainForward({ name, to, after }: DomainPatch, migration: string, own: string): string[] {
  const domain = quoteLiteral(name);
  const retire = `update selecto.domain_versions set live_until = clock_timestamp() where tenant = ${own} and domain = ${domain} and live_until is null;`;
  if (after === null) return [retire];
  const version = to === null ? "null" : quoteLiteral(to);
  return [
    retire,
    `insert into selecto.domain_versions (tenant, domain, version, document_hash, migration) values (${own}, ${domain}, ${version}, ${quoteLiteral(after)}, ${quoteLiteral(migration)});`,
  ];
}

function domainBack({ name, before }: DomainPatch, migration: string, own: string): string[] {
  const domain = quoteLiteral(name);
  const forget = `delete from selecto.domain_versions where tenant = ${own} and domain = ${domain} and migration = ${quoteLiteral(migration)};`;
  if (before === null) return [forget];
  return [
    forget,
    `update selecto.domain_versions set live_until = null where id = (select max(id) from selecto.domain_versions where tenant = ${own} and domain = ${domain} and document_hash = ${quoteLiteral(before)});`,
  ];
}

/** Writes the documents of all domains anew, as the applied packages say; for the database as a whole. */
export function rewriteDomains(rows: readonly ExpectedDomain[], tenant: string): string[] {
  const at = (migration: string | null): string =>
    migration === null ? "null" : `(select applied_at from selecto.migrations where tenant = ${quoteLiteral(tenant)} and name = ${quoteLiteral(migration)})`;
  return [
    `delete from selecto.domain_versions where tenant = ${quoteLiteral(tenant)};`,
    ...rows.map(
      ({ domain, version, hash, migration, endedBy }) =>
        `insert into selecto.domain_versions (tenant, domain, version, document_hash, migration, live_since, live_until) values (${quoteLiteral(tenant)}, ${quoteLiteral(domain)}, ${version === null ? "null" : quoteLiteral(version)}, ${quoteLiteral(hash)}, ${quoteLiteral(migration)}, ${at(migration)}, ${at(endedBy)});`,
    ),
  ];
}

/** A row of the ledger's domains as the applied packages say it; `endedBy` is the migration since which it is live no more. */
export type ExpectedDomain = Pick<LedgerDomain, "domain" | "version" | "hash" | "migration"> & { readonly endedBy: string | null };

function stepRow(migration: string, direction: Direction, step: MigrationStep, tenant: string): string {
  return `${quoteLiteral(tenant)}, ${quoteLiteral(migration)}, '${direction}', ${step.n}, ${quoteLiteral(step.sha256)}`;
}

/** Journals a step that is about to run by itself. */
export function journalStart(migration: string, direction: Direction, step: MigrationStep, tenant: string = WHOLE_DATABASE): string {
  return `insert into selecto.steps (tenant, migration, direction, step, sha256) values (${stepRow(migration, direction, step, tenant)}) on conflict (tenant, migration, direction, step) do update set sha256 = excluded.sha256, started_at = clock_timestamp(), finished_at = null;`;
}

/** Journals a step that ran, in its own transaction or just before. */
export function journalFinish(migration: string, direction: Direction, step: MigrationStep, tenant: string = WHOLE_DATABASE): string {
  return `insert into selecto.steps (tenant, migration, direction, step, sha256, finished_at) values (${stepRow(migration, direction, step, tenant)}, clock_timestamp()) on conflict (tenant, migration, direction, step) do update set sha256 = excluded.sha256, finished_at = clock_timestamp();`;
}

/** Takes back the start of a step that PostgreSQL refused. */
export function journalForget(migration: string, direction: Direction, step: number, tenant: string = WHOLE_DATABASE): string {
  return `delete from selecto.steps where tenant = ${quoteLiteral(tenant)} and migration = ${quoteLiteral(migration)} and direction = '${direction}' and step = ${step} and finished_at is null;`;
}

function clearJournal(migration: string, direction: Direction, own: string): string {
  return `delete from selecto.steps where tenant = ${own} and migration = ${quoteLiteral(migration)} and direction = '${direction}';`;
}

/** Entries of one migration and direction by step. */
export function entriesOf(journal: readonly JournalEntry[], migration: string, direction: Direction): ReadonlyMap<number, JournalEntry> {
  return new Map(journal.filter((entry) => entry.migration === migration && entry.direction === direction).map((entry) => [entry.step, entry]));
}
