/** OIDs of types as names: OIDs differ from database to database, names are what a contract is made of. */
import type { Database, Reply } from "../model/database.ts";
import type { Signature } from "../model/answer.ts";
import { withPinnedPath } from "./settings.ts";

type Described = Extract<Reply, { ok: true }>;

/** Names every type that the replies mention, in one round trip. */
export async function nameTypes(database: Database, replies: readonly Reply[]): Promise<(reply: Described) => Signature> {
  const wanted = new Map<string, { oid: number; modifier: number }>();
  const note = (oid: number, modifier: number): void => void wanted.set(`${oid}/${modifier}`, { oid, modifier });
  for (const reply of replies) {
    if (!reply.ok) continue;
    for (const oid of reply.params) note(oid, -1);
    for (const column of reply.columns) note(column.type, column.modifier);
  }
  const entries = [...wanted.entries()];
  const rows = await withPinnedPath(database, () =>
    database.query<{ key: string; name: string }>(
      "select wanted.key, pg_catalog.format_type(wanted.oid::oid, case when wanted.modifier < 0 then null else wanted.modifier end) as name from unnest($1::text[], $2::bigint[], $3::int[]) as wanted(key, oid, modifier)",
      [entries.map(([key]) => key), entries.map(([, type]) => String(type.oid)), entries.map(([, type]) => type.modifier)],
    ),
  );
  const names = new Map(rows.map((row) => [row.key, row.name]));
  const nameOf = (oid: number, modifier: number): string => names.get(`${oid}/${modifier}`) ?? `oid ${oid}`;
  return (reply) => ({
    params: reply.params.map((oid) => nameOf(oid, -1)),
    columns: reply.columns.map((column) => ({ name: column.name, type: nameOf(column.type, column.modifier) })),
  });
}
