/**
 * Hazards on a live database: how large the tables are that a step works on, and whether somebody must have said that
 * this is fine. Reads sizes only, never rows.
 */
import { z } from "zod";
import type { Database } from "../../model/database.ts";
import { EXIT, SelectoError } from "../../model/error.ts";
import { nameOf, parseNodeKey, type NodeKey } from "../../model/identity.ts";
import type { LiveHazard, MigrationPackage, MigrationStep } from "../../model/migration.ts";
import { tableSizeWords } from "../../model/step-words.ts";
import { quoteQualified } from "../../sql/quote.ts";

/** From this size on a table is big, unless the configuration says otherwise. */
export const BIG_TABLE_BYTES = 256 * 1024 * 1024;

const sizeRows = z.array(z.object({ place: z.coerce.number(), rows: z.number().nullable(), bytes: z.coerce.number() }));

/** Rows as the planner believes (none where nobody has analysed the table), bytes of the table with all its partitions. */
const SIZES = `select place, sum(case when reltuples >= 0 then reltuples end)::float8 as rows, sum(pg_table_size(c.oid))::bigint as bytes
from unnest($1::text[]) with ordinality as wanted(name, place)
join pg_class c on c.oid = to_regclass(name) or c.oid in (select relid from pg_partition_tree(to_regclass(name)))
group by place`;

/** The hazards of the way up that work on tables of this database; tables that are not there yet have no size and are left out. */
export async function liveHazards(database: Database, migrations: readonly MigrationPackage[], bigBytes: number): Promise<LiveHazard[]> {
  const found = migrations.flatMap((migration) => migration.up.flatMap((step) => onTables(step).map((one) => ({ ...one, migration, step }))));
  if (found.length === 0) return [];
  const keys = [...new Set(found.map(({ relation }) => relation))];
  const names = keys.map((key) => quoteQualified(...parseNodeKey(key).path));
  const sizes = new Map(sizeRows.parse(await database.query(SIZES, [names])).map((row) => [keys[row.place - 1], row]));
  return found.flatMap(({ migration, step, relation, code, subject }) => {
    const size = sizes.get(relation);
    if (size === undefined) return [];
    const { rows, bytes } = size;
    return [{ migration: migration.manifest.name, step: step.n, code, subject, rows, bytes, big: bytes >= bigBytes }];
  });
}

function onTables(step: MigrationStep): { readonly relation: NodeKey; readonly code: string; readonly subject: string }[] {
  const touches = step.touches ?? [];
  return step.hazards.flatMap(({ code, subject }) => {
    const relation = touches.find((touch) => nameOf(touch.relation) === subject)?.relation;
    return relation === undefined || subject === undefined ? [] : [{ relation, code, subject }];
  });
}

/** @throws SelectoError `consent-needed` (exit 3) for a step that keeps others waiting on a big table and was not allowed by name */
export function requireCalm(hazards: readonly LiveHazard[], allowed: readonly string[]): void {
  const waiting = hazards.filter(({ big, code, subject }) => big && !allowed.includes(`${code}:${subject}`));
  const [first] = waiting;
  if (first === undefined) return;
  const consents = [...new Set(waiting.map(({ code, subject }) => `${code}:${subject}`))];
  const tables = waiting.filter((one, at) => waiting.findIndex(({ subject }) => subject === one.subject) === at);
  const codesOf = (table: string): string => [...new Set(waiting.filter(({ subject }) => subject === table).map(({ code }) => code))].join(", ");
  throw new SelectoError({
    code: "consent-needed",
    what: `${[...new Set(waiting.map(({ migration }) => migration))].join(", ")}: others would wait on big tables`,
    why: `${tables.map((one) => `${one.subject} (${tableSizeWords(one)}): ${codesOf(one.subject)}`).join("; ")}; nothing was changed`,
    next: `make it anew with selecto migrate generate --online, or at a quiet hour: selecto migrate up ${consents.map((one) => `--allow ${one}`).join(" ")}`,
    exit: EXIT.consent,
  });
}
