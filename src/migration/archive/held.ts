/** The archives that a database holds, read from its catalog and their registers; and their end. */
import { z } from "zod";
import type { Database } from "../../model/database.ts";
import type { HeldArchive } from "../../model/migration.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../../sql/quote.ts";

const NAMESPACES = `select n.nspname as name, to_regclass(quote_ident(n.nspname) || '.archives') is not null as is_register,
    coalesce(sum(pg_total_relation_size(c.oid)), 0)::int8::text as bytes
  from pg_namespace n left join pg_class c on c.relnamespace = n.oid and c.relkind = 'r'
  where n.nspname ~ '^selecto_archive_\\d{14}' and has_schema_privilege(n.oid, 'usage') group by n.oid, n.nspname order by n.nspname`;

const registerRows = z.array(z.object({ migration: z.string(), place: z.string(), holds: z.string() }));

/** Archives by migration, oldest first. Counts their rows. @throws DatabaseError */
export async function readHeldArchives(database: Database): Promise<HeldArchive[]> {
  const namespaces = await database.query<{ name: string; is_register: boolean; bytes: string }>(NAMESPACES);
  const archives: HeldArchive[] = [];
  for (const { name } of namespaces.filter((one) => one.is_register)) {
    const own = namespaces.filter((one) => archiveOf(one.name) === archiveOf(name));
    const entries = registerRows.parse(
      await database.query(`select migration, place, holds from ${quoteQualified(name, "archives")} where to_regclass(place) is not null order by kept_at, id`),
    );
    const [first] = entries;
    if (first === undefined) continue;
    const holds: { what: string; rows: number }[] = [];
    for (const { place, holds: what } of entries) {
      const [row] = await database.query<{ rows: string }>(`select count(*) as rows from ${place}`);
      holds.push({ what, rows: Number(row?.rows ?? 0) });
    }
    archives.push({ migration: first.migration, namespaces: own.map((one) => one.name), bytes: own.reduce((sum, one) => sum + Number(one.bytes), 0), holds });
  }
  return archives;
}

/** `selecto_archive_<stamp>_1@acme` belongs to `selecto_archive_<stamp>@acme`: the archive of a tenant is not the database's. */
function archiveOf(namespace: string): string {
  return namespace.replace(/^(selecto_archive_\d{14})_\d+(?=@|$)/, "$1");
}

/** Drops archives in one transaction. What hangs on one that is not an archive's own makes PostgreSQL refuse. @throws DatabaseError */
export async function dropArchives(database: Database, archives: readonly HeldArchive[]): Promise<void> {
  const names = archives.flatMap((one) => one.namespaces);
  const tables = await database.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace::regnamespace::text in (${names.map(quoteLiteral).join(", ")})`,
  );
  const drops = tables.length === 0 ? [] : [`drop table ${tables.map(({ name }) => name).join(", ")}`];
  await database
    .exec(["begin", ...drops, ...names.map((name) => `drop schema ${quoteIdentifier(name)}`), "commit"].join(";\n"))
    .catch(async (error: unknown) => {
      await database.exec("rollback");
      throw error;
    });
}
