/** The statements that write ledger and journal. Text only: they run inside a migration's transaction. */
import type { Direction, DomainPatch, JournalEntry, MigrationPackage, MigrationStep } from "../../model/migration.ts";
import type { JsonValue } from "../../model/json.ts";
import { quoteLiteral } from "../../sql/quote.ts";

/** Gives the document of a domain's version, where the caller has it. */
export type DomainDocument = (domain: string, version: string) => JsonValue | undefined;

const SINCE_BEGIN = "(extract(epoch from clock_timestamp() - transaction_timestamp()) * 1000)::integer";

/** Enters a migration. */
export function enterMigration(migration: MigrationPackage, toolVersion: string, journalled: boolean, documentOf: DomainDocument): string[] {
  const { manifest } = migration;
  const name = quoteLiteral(manifest.name);
  const duration = journalled
    ? `coalesce((select (extract(epoch from clock_timestamp() - min(started_at)) * 1000)::integer from selecto.steps where migration = ${name} and direction = 'up'), ${SINCE_BEGIN})`
    : SINCE_BEGIN;
  const values = [manifest.checksum, manifest.from.schema, manifest.to.schema].map(quoteLiteral).join(", ");
  return [
    `insert into selecto.migrations (ordinal, name, checksum, from_fingerprint, to_fingerprint, duration_ms, tool_version, package, up_sql, down_sql)
select coalesce(max(ordinal), 0) + 1, ${name}, ${values}, ${duration}, ${quoteLiteral(toolVersion)}, ${quoteLiteral(JSON.stringify(manifest))}, ${quoteLiteral(migration.upSql)}, ${quoteLiteral(migration.downSql)} from selecto.migrations;`,
    ...manifest.domains.flatMap((domain) => domainForward(domain, manifest.name, documentOf)),
    ...(journalled ? [clearJournal(manifest.name, "up")] : []),
  ];
}

/** Takes a migration out again. */
export function removeMigration(migration: MigrationPackage, journalled: boolean): string[] {
  const { manifest } = migration;
  return [
    `delete from selecto.migrations where name = ${quoteLiteral(manifest.name)};`,
    ...manifest.domains.toReversed().flatMap((domain) => domainBack(domain, manifest.name)),
    ...(journalled ? [clearJournal(manifest.name, "down")] : []),
  ];
}

function domainForward(domain: DomainPatch, migration: string, documentOf: DomainDocument): string[] {
  const name = quoteLiteral(domain.name);
  const retire =
    domain.from === null ? [] : [`update selecto.domain_versions set live_until = clock_timestamp() where domain = ${name} and live_until is null;`];
  if (domain.to === null) return retire;
  const document = documentOf(domain.name, domain.to);
  const json = document === undefined ? "null" : quoteLiteral(JSON.stringify(document));
  return [
    ...retire,
    `insert into selecto.domain_versions (domain, version, document, migration) values (${name}, ${quoteLiteral(domain.to)}, ${json}, ${quoteLiteral(migration)});`,
  ];
}

function domainBack(domain: DomainPatch, migration: string): string[] {
  const name = quoteLiteral(domain.name);
  const forget = `delete from selecto.domain_versions where domain = ${name} and migration = ${quoteLiteral(migration)};`;
  if (domain.from === null) return [forget];
  return [
    forget,
    `update selecto.domain_versions set live_until = null where id = (select max(id) from selecto.domain_versions where domain = ${name} and version = ${quoteLiteral(domain.from)});`,
  ];
}

function stepRow(migration: string, direction: Direction, step: MigrationStep): string {
  return `${quoteLiteral(migration)}, '${direction}', ${step.n}, ${quoteLiteral(step.sha256)}`;
}

/** Journals a step that is about to run by itself. */
export function journalStart(migration: string, direction: Direction, step: MigrationStep): string {
  return `insert into selecto.steps (migration, direction, step, sha256) values (${stepRow(migration, direction, step)}) on conflict (migration, direction, step) do update set sha256 = excluded.sha256, started_at = clock_timestamp(), finished_at = null;`;
}

/** Journals a step that ran, in its own transaction or just before. */
export function journalFinish(migration: string, direction: Direction, step: MigrationStep): string {
  return `insert into selecto.steps (migration, direction, step, sha256, finished_at) values (${stepRow(migration, direction, step)}, clock_timestamp()) on conflict (migration, direction, step) do update set sha256 = excluded.sha256, finished_at = clock_timestamp();`;
}

/** Takes back the start of a step that PostgreSQL refused. */
export function journalForget(migration: string, direction: Direction, step: number): string {
  return `delete from selecto.steps where migration = ${quoteLiteral(migration)} and direction = '${direction}' and step = ${step} and finished_at is null;`;
}

function clearJournal(migration: string, direction: Direction): string {
  return `delete from selecto.steps where migration = ${quoteLiteral(migration)} and direction = '${direction}';`;
}

/** Entries of one migration and direction by step. */
export function entriesOf(journal: readonly JournalEntry[], migration: string, direction: Direction): ReadonlyMap<number, JournalEntry> {
  return new Map(journal.filter((entry) => entry.migration === migration && entry.direction === direction).map((entry) => [entry.step, entry]));
}
