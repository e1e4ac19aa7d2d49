/**
 * What a change of schema loses that no plan can bring back: rows of dropped tables, values of dropped
 * columns, values of types that hold less. Which conversions lose nothing is PostgreSQL's own answer:
 * its casts. Knows no archive; keeping the rows is another step's job.
 */
import { z } from "zod";
import type { Change } from "../model/change.ts";
import type { Database } from "../model/database.ts";
import { showJson } from "../model/json.ts";
import { kindOf, nameOf, nodeKey, type NodeKey } from "../model/identity.ts";
import type { SchemaState } from "../model/schema-state.ts";

export interface Loss {
  /** `users.email`, as consent is given for it */
  readonly subject: string;
  readonly key: NodeKey;
  /** the type that a column changes to */
  readonly becomes?: string;
  /** those that an enum loses */
  readonly labels?: readonly string[];
  /** the sequence of an identity, which goes while its column stays */
  readonly identity?: true;
  readonly text: string;
  /** what one can do about it */
  readonly remedy?: string;
}

/** The losses of a change that starts at `from`, sorted by subject. The database answers what converts without loss; it is only read. */
export async function lossesOf(changes: readonly Change[], from: Pick<SchemaState, "facts">, database: Database): Promise<Loss[]> {
  const losses: Loss[] = [];
  for (const change of changes.flatMap((one) => withContents(one, from))) {
    losses.push(...identityLoss(change));
    const loss = await lossOf(change, database);
    const becomes = change.verb === "alter" && change.attribute === "type" ? { becomes: showJson(change.after) } : {};
    const labels = removedLabels(change);
    if (loss !== undefined) losses.push({ subject: nameOf(change.key), key: change.key, ...becomes, ...(labels.length > 0 && { labels }), text: loss });
  }
  return losses.toSorted((a, b) => (a.subject < b.subject ? -1 : a.subject > b.subject ? 1 : 0));
}

/** A namespace that goes is one change, but takes its tables and sequences with it. */
function withContents(change: Change, { facts }: Pick<SchemaState, "facts">): Change[] {
  if (change.verb !== "drop" || kindOf(change.key) !== "schema") return [change];
  return [change, ...facts.filter((fact) => fact.parent === change.key).map((fact): Change => ({ verb: "drop", key: fact.key, before: fact.payload }))];
}

async function lossOf(change: Change, database: Database): Promise<string | undefined> {
  const kind = kindOf(change.key);
  const name = nameOf(change.key);
  if (change.verb === "drop") {
    if (kind === "table") return `the rows of ${name} are gone for good`;
    if (kind === "column") return isComputed(change.before) ? undefined : `the values of ${name} are gone for good`;
    return kind === "sequence" ? `the position of ${name} is gone for good` : undefined;
  }
  if (change.verb !== "alter") return undefined;
  const [before, after] = [showJson(change.before), showJson(change.after)];
  if (kind === "column" && change.attribute === "type")
    return (await keepsEveryValue(database, before, after)) ? undefined : `values of ${name} that ${after} cannot hold as ${before} did are changed for good`;
  if (kind === "column" && change.attribute === "generatedExpr" && (change.before ?? null) === null)
    return `the values of ${name} are replaced by computed ones for good`;
  const removed = removedLabels(change);
  if (removed.length > 0) return `rows that hold ${removed.map((label) => `'${label}'`).join(", ")} of ${name} cannot stay as they are`;
  const rebuilt = kind === "table" && (change.attribute === "partitionKey" || change.attribute === "partitionBound" || change.attribute === "parentTable");
  return rebuilt ? `${name} is built anew: its rows are gone for good` : undefined;
}

const identity = z.object({ sequence: z.object({ schema: z.string(), name: z.string() }) });

/** The column goes on without its sequence. */
function identityLoss(change: Change): Loss[] {
  if (change.verb !== "alter" || kindOf(change.key) !== "column" || change.attribute !== "identity" || (change.after ?? null) !== null) return [];
  const { success, data } = identity.safeParse(change.before);
  if (!success) return [];
  const key = nodeKey("sequence", data.sequence.schema, data.sequence.name);
  return [{ subject: nameOf(key), key, identity: true, text: `the position of ${nameOf(key)} is gone for good` }];
}

function removedLabels(change: Change): string[] {
  if (change.verb !== "alter" || kindOf(change.key) !== "type" || change.attribute !== "values") return [];
  const [before, after] = [change.before, change.after].map((list) => (Array.isArray(list) ? list.map(String) : []));
  return (before ?? []).filter((label) => after?.includes(label) === false);
}

function isComputed(before: unknown): boolean {
  return typeof before === "object" && before !== null && "generatedExpr" in before && before.generatedExpr !== null;
}

/** Casts that PostgreSQL makes by itself but that round: the exact types into floating point. */
const ROUNDING = /^(?:real|double precision)$/;
const EXACT_IN_FLOAT = /^(?:smallint|real)$|^integer$/;
/** Casts that PostgreSQL makes by itself but that cut off, follow the session's time zone, or look names up. */
const FICKLE = /^(?:name|reg[a-z]+|(?:timestamp|time) with time zone)$/;
/** Types whose text says all there is to say, whatever the session's settings. Texts of times and of floating point follow them. */
const EXACT_AS_TEXT = /^(?:smallint|integer|bigint|numeric|boolean|uuid|jsonb?|xml|name|oid|inet|cidr|macaddr8?|bytea|bit|bit varying)$/;
const TEXT = /^(?:text|character varying)$/;

/** What PostgreSQL's catalog says of a conversion; domain types count as what they are made of. */
const CONVERSION = `with recursive type(side, oid) as (
    select 1, pg_catalog.to_regtype($1)::oid union all select 2, pg_catalog.to_regtype($2)::oid
    union all select side, t.typbasetype from type join pg_catalog.pg_type t using (oid) where t.typtype = 'd' and (side = 1 or t.typtypmod = -1)),
  plain as (select side, t.oid, t.typtype from type join pg_catalog.pg_type t using (oid) where t.typtype <> 'd')
  select old.oid = now.oid as same, old.typtype = 'e' as enum, pg_catalog.format_type(old.oid, null) as "oldBase", pg_catalog.format_type(now.oid, null) as "nowBase",
    exists (select from pg_catalog.pg_cast where castsource = old.oid and casttarget = now.oid and (castcontext = 'i' or castmethod = 'b')) as kept
  from plain old, plain now where old.side = 1 and now.side = 2`;

/**
 * True when every value of `before` has an equal value of `after`: the same type with a wider or no modifier, another
 * type to which PostgreSQL converts implicitly or without a change of bytes, or text that says it exactly.
 */
async function keepsEveryValue(database: Database, before: string, after: string): Promise<boolean> {
  if (before.endsWith("[]") && after.endsWith("[]")) return keepsEveryValue(database, before.slice(0, -2), after.slice(0, -2));
  const [old, now] = [splitModifier(before), splitModifier(after)];
  if (old.base === now.base) return widens(old.modifier, now.modifier);
  if (now.modifier !== undefined && !widens(old.modifier, now.modifier)) return false;
  if (ROUNDING.test(now.base)) return EXACT_IN_FLOAT.test(old.base) && (now.base === "double precision" || old.base === "smallint");
  if (FICKLE.test(now.base)) return false;
  const [row] = await database.query<{ same: boolean; enum: boolean; oldBase: string; nowBase: string; kept: boolean }>(CONVERSION, [old.base, now.base]);
  if (row === undefined || ROUNDING.test(row.nowBase) || FICKLE.test(row.nowBase)) return row?.same === true;
  if (row.same || row.kept) return true;
  if (now.modifier !== undefined) return false;
  return (TEXT.test(row.nowBase) && (row.enum || EXACT_AS_TEXT.test(row.oldBase))) || (row.oldBase === "jsonb" && row.nowBase === "json");
}

function splitModifier(type: string): { base: string; modifier: string | undefined } {
  const match = /^(.*?)\(([\d, ]+)\)(.*)$/.exec(type);
  return match === null ? { base: type, modifier: undefined } : { base: `${match[1]}${match[3]}`.trim(), modifier: match[2] };
}

/** No modifier is the widest; `10` holds `5`; `12,2` holds `10,2` and not `10,4`. */
function widens(before: string | undefined, after: string | undefined): boolean {
  if (after === undefined || before === after) return true;
  if (before === undefined) return false;
  const [oldPrecision = 0, oldScale = 0] = before.split(",").map(Number);
  const [precision = 0, scale = 0] = after.split(",").map(Number);
  return scale >= oldScale && precision - scale >= oldPrecision - oldScale;
}
