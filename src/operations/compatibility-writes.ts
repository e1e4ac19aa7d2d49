/**
 * Which writes through a view need a trigger, and what it must know: PostgreSQL is asked whether a former value can be
 * assigned to the present column, what identifies a row, and which columns get a value of their own.
 */
import { z } from "zod";
import type { TriggerEvent, TriggerPlan, WrittenColumn } from "../domain/versions/compatibility-triggers.ts";
import { relationSql, type ViewPlan } from "../domain/versions/compatibility-views.ts";
import type { Answer } from "../model/answer.ts";
import type { Database } from "../model/database.ts";
import type { NodeKey } from "../model/identity.ts";
import type { Subject } from "../model/subject.ts";
import { quoteIdentifier } from "../sql/index.ts";

const TABLE = `select
  (select coalesce(jsonb_agg(a.attname), '[]') from pg_catalog.pg_attribute a join pg_catalog.pg_type t on t.oid = a.atttypid
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      and (a.atthasdef or a.attidentity <> '' or a.attgenerated <> '' or t.typdefault is not null)) as filled,
  (select coalesce(jsonb_agg(a.attname), '[]') from pg_catalog.pg_attribute a
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and (a.attidentity = 'a' or a.attgenerated <> '')) as always,
  (select coalesce(jsonb_agg(x.columns order by x.main desc, jsonb_array_length(x.columns), x.columns), '[]') from
    (select i.indisprimary as main, (select jsonb_agg(a.attname order by k.place) from pg_catalog.unnest(i.indkey::int2[]) with ordinality k(number, place)
        join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = k.number and a.attnotnull where k.place <= i.indnkeyatts) as columns, i.indnkeyatts as wide
      from pg_catalog.pg_index i where i.indrelid = c.oid and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null) x
    where jsonb_array_length(x.columns) = x.wide) as keys
from pg_catalog.pg_class c where c.oid = $1::pg_catalog.regclass and c.relkind in ('r', 'p')`;
const writeFacts = z.object({ filled: z.array(z.string()), always: z.array(z.string()), keys: z.array(z.array(z.string())) });

/** Which columns of a table get a value by themselves, and what identifies its rows, the primary key first; undefined for what is no table. */
async function readWriteFacts(database: Database, relation: NodeKey): Promise<z.infer<typeof writeFacts> | undefined> {
  const [row] = await database.query(TABLE, [relationSql(relation)]);
  return row === undefined ? undefined : writeFacts.parse(row);
}

/** Columns that the schema of this database fills by itself, by the relations of the views. */
export async function readFilled(database: Database, plans: readonly ViewPlan[]): Promise<Map<NodeKey, readonly string[]>> {
  const filled = new Map<NodeKey, readonly string[]>();
  for (const { relation } of plans) filled.set(relation, (await readWriteFacts(database, relation))?.filled ?? []);
  return filled;
}

/** Events of relations that PostgreSQL must go on writing by itself, because no trigger knows the statement. */
export type OwnWrites = ReadonlyMap<NodeKey, "insert" | "all">;

/** The views with the triggers they need; a view that PostgreSQL writes through by itself gets none. */
export async function planTriggers<P extends ViewPlan>(database: Database, plans: readonly P[], own: OwnWrites): Promise<P[]> {
  const planned: P[] = [];
  for (const plan of plans) {
    const triggers = await triggersOf(database, plan, own.get(plan.relation));
    planned.push(triggers === undefined ? plan : { ...plan, triggers });
  }
  return planned;
}

async function triggersOf(database: Database, plan: ViewPlan, own: "insert" | "all" | undefined): Promise<TriggerPlan | undefined> {
  if (own === "all" || !plan.columns.some(({ source }) => source === "cast")) return undefined;
  const facts = await readWriteFacts(database, plan.now);
  // What is no table is written as it says itself.
  if (facts === undefined) return undefined;
  const { filled, always, keys } = facts;
  const columns: WrittenColumn[] = [];
  const fixed: string[] = [];
  for (const { name, type, source, behind } of plan.columns) {
    const cast = behind === undefined ? undefined : source === "cast" ? await assignment(database, plan.now, behind, type) : "";
    if (behind === undefined || cast === undefined) fixed.push(name);
    else columns.push({ name, target: behind, cast, filled: filled.includes(behind) });
  }
  if (!columns.some((column) => isCast(plan, column))) return undefined;
  const viewed = keys.map((key) => key.map((target) => columns.find((column) => column.target === target)?.name));
  const key = viewed.find((names): names is string[] => names.every((name) => name !== undefined)) ?? [];
  const events: TriggerEvent[] = [...(own === "insert" ? [] : (["insert"] as const)), ...(key.length === 0 ? [] : (["update"] as const))];
  // A retyped one: triggers of the table that look at a column rarely look at that.
  const settable = columns.filter(({ target }) => !always.includes(target));
  const idle = settable.find((column) => isCast(plan, column)) ?? settable.find(({ name }) => !key.includes(name)) ?? settable[0];
  return events.length === 0 || idle === undefined ? undefined : { events, columns, fixed, key, idle: idle.target };
}

function isCast(plan: ViewPlan, column: WrittenColumn): boolean {
  return plan.columns.some(({ name, source }) => name === column.name && source === "cast");
}

/** How a former value gets into the present column: an assignment first, because a cast in so many words cuts texts without a word. */
async function assignment(database: Database, relation: NodeKey, column: string, former: string): Promise<string | undefined> {
  const type = await columnType(database, relation, column);
  const tries = ["", `::${type}`, `::text::${type}`];
  const replies = await database.batch(
    tries.map((cast) => ({ kind: "describe", sql: `update ${relationSql(relation)} set ${quoteIdentifier(column)} = null::${former}${cast}` })),
  );
  return tries[replies.findIndex(({ ok }) => ok)];
}

async function columnType(database: Database, relation: NodeKey, column: string): Promise<string> {
  const [row] = await database.query<{ type: string }>(
    "select pg_catalog.format_type(atttypid, atttypmod) as type from pg_catalog.pg_attribute where attrelid = $1::pg_catalog.regclass and attname = $2",
    [relationSql(relation), column],
  );
  return row?.type ?? "";
}

/** Former statements that insert with ON CONFLICT, or merge: PostgreSQL does that only where there are no triggers. */
export function ownWrites(subjects: readonly Subject[], answers: readonly Answer[]): OwnWrites {
  const own = new Map<NodeKey, "insert" | "all">();
  subjects.forEach((subject, at) => {
    const answer = answers[at];
    for (const { operation, relation, upsert } of answer?.status === "ok" ? answer.writes : []) {
      if (operation === "merge") own.set(relation, "all");
      else if (operation === "insert" && own.get(relation) === undefined && (upsert || /\bon\s+conflict\b/i.test(subject.sql))) own.set(relation, "insert");
    }
  });
  return own;
}
