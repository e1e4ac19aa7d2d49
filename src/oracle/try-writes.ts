/**
 * What a statement that writes does to rows, found by doing it in a shadow and taking it back. Knows nothing of what is
 * compared; values stay with the caller, who must print none of them.
 */
import { z } from "zod";
import type { Database, PgError } from "../model/database.ts";
import { quoteLiteral } from "../sql/index.ts";
import { askingSettings } from "./settings.ts";

export interface WriteTry {
  /** what happens before, with triggers and foreign keys asleep */
  readonly setup?: string;
  readonly statement: string;
  /** it gives rows: RETURNING */
  readonly gives: boolean;
  /** queries whose rows are read afterwards */
  readonly reads: readonly string[];
}

const rowsOf = z.array(z.record(z.string(), z.string().nullable()));
export type TriedRows = z.infer<typeof rowsOf>;

const outcome = z.union([
  z.object({ given: rowsOf, count: z.int(), tables: z.array(rowsOf) }),
  z.object({ sqlstate: z.string(), message: z.string(), relation: z.string(), column: z.string(), constraint: z.string() }),
]);

/** Rows that came back, how many were written, and the rows of each query; or why it was refused. */
export type WriteOutcome = Extract<z.infer<typeof outcome>, { count: number }> | { readonly error: PgError };

/** The exception at the end takes back what was done; what was read stays in the variables. */
const TRY = `create or replace function pg_temp.selecto_try(setup text, statement text, gives boolean, reads text[]) returns jsonb language plpgsql as $try$
declare
  given jsonb := '[]'; tables jsonb := '[]'; one jsonb; each record; query text; number bigint := 0;
  state text; message text; relation text; at text; rule text;
begin
  if setup <> '' then
    set local session_replication_role = replica;
    execute setup;
    set local session_replication_role = origin;
  end if;
  if gives then
    for each in execute statement loop 
      select given || jsonb_build_array(jsonb_object_agg(key, value)) into given from jsonb_each_text(to_jsonb(each)); number := number + 1;
    end loop;
  else
    execute statement;
    get diagnostics number = row_count;
  end if;
  set constraints all immediate;
  foreach query in array reads loop
    execute 'select coalesce(jsonb_agg((select jsonb_object_agg(f.key, f.value) from jsonb_each_text(to_jsonb(r)) f)), ''[]'') from (' || query || ') r' into one;
    tables := tables || jsonb_build_array(one);
  end loop;
  raise exception using errcode = 'SLCTO';
exception
  when sqlstate 'SLCTO' then return jsonb_build_object('given', given, 'count', number, 'tables', tables);
  when others then
    get stacked diagnostics state = returned_sqlstate, message = message_text, relation = table_name, at = column_name, rule = constraint_name;
    return jsonb_build_object('sqlstate', state, 'message', message, 'relation', relation, 'column', at, 'constraint', rule);
end $try$`;

/** Each stands alone, and leaves the rows as they were; sequences go on. @throws DatabaseError, ShadowDied */
export async function tryWrites(database: Database, tries: readonly WriteTry[], searchPath: string | undefined): Promise<WriteOutcome[]> {
  await database.exec(`${askingSettings(searchPath)}; set timezone = 'UTC'; ${TRY}`);
  const replies = await database.batch(
    tries.map(({ setup = "", statement, gives, reads }) => ({
      kind: "run",
      sql: `select pg_temp.selecto_try(${quoteLiteral(setup)}, ${quoteLiteral(statement)}, ${gives}, array[${reads.map(quoteLiteral).join(", ")}]::text[])`,
    })),
  );
  return replies.map((reply): WriteOutcome => {
    if (!reply.ok) return { error: reply.error };
    const told = outcome.parse(JSON.parse(reply.rows[0]?.[0] ?? "null"));
    if ("count" in told) return told;
    const { sqlstate, message, ...names } = told;
    return { error: { sqlstate, message, ...Object.fromEntries(Object.entries(names).filter(([, name]) => name !== "")) } };
  });
}
