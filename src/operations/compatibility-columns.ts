/** Where the values of former columns are now, and which views give them back: PostgreSQL is asked whether a type casts, who may read, and what can be written. */
import { z } from "zod";
import { relationSql, type ViewGrant, type ViewPlan } from "../domain/versions/compatibility-views.ts";
import { columnBehind, relationBehind, relationOf } from "../migration/renames/compose.ts";
import type { Answer } from "../model/answer.ts";
import type { CompatibilityColumn, CompatibilityView } from "../model/compatibility.ts";
import type { Database } from "../model/database.ts";
import { EXIT, SelectoError } from "../model/error.ts";
import { nameOf, nodeKey, type NodeKey } from "../model/identity.ts";
import type { MigrationManifest } from "../model/migration.ts";
import { shellWord } from "../model/shell-word.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../sql/index.ts";

/** A relation that the former version reads, as it was. */
export interface FormerRelation {
  readonly key: NodeKey;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** columns that the former version reads or writes */
  readonly read: ReadonlySet<string>;
}

const KINDS: Readonly<Record<string, string>> = { r: "table", p: "table", v: "view", m: "materializedView", f: "foreignTable" };

const relationRow = z.object({
  namespace: z.string(),
  name: z.string(),
  relkind: z.string(),
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
});

/** Relations of the namespaces with their columns, in their order. The session's search path is `pg_catalog`, so that types are written in full. */
async function readRelations(database: Database, namespaces: readonly string[]): Promise<readonly z.infer<typeof relationRow>[]> {
  await database.exec("set search_path = pg_catalog");
  const rows = await database.query(
    `select n.nspname as namespace, c.relname as name, c.relkind::text as relkind,
      (select coalesce(jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum), '[]')
        from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname = any ($1::text[]) order by array_position($1::text[], n.nspname::text), c.relname`,
    [[...namespaces]],
  );
  return z.array(relationRow).parse(rows);
}

/** The relations behind the answers, each with what is read of it. A name that several namespaces have is the first one's. */
export async function formerRelations(database: Database, answers: readonly Answer[], namespaces: readonly string[]): Promise<readonly FormerRelation[]> {
  const read = new Map<string, Set<string>>();
  for (const answer of answers) {
    for (const key of answer.status === "ok" ? (answer.dependencies ?? []) : []) {
      const found = relationOf(key);
      if (found === undefined) continue;
      const place = found.place.join("\0");
      const columns = read.get(place) ?? read.set(place, new Set()).get(place);
      if (found.column !== undefined) columns?.add(found.column);
    }
  }
  const names = new Set<string>();
  return (await readRelations(database, namespaces)).flatMap(({ namespace, name, relkind, columns }) => {
    const own = read.get(`${namespace}\0${name}`);
    if (own === undefined || names.has(name)) return [];
    names.add(name);
    return [{ key: nodeKey(KINDS[relkind] ?? "table", namespace, name), columns, read: own }];
  });
}

export interface MappingInput {
  readonly renames: MigrationManifest["renames"];
  /** `users.name` and an SQL expression over the present relation */
  readonly expressions: readonly (readonly [column: string, expression: string])[];
  /** consents by name: `null:users.street` */
  readonly allow: readonly string[];
  readonly namespaces: readonly string[];
}

/**
 * A view for each relation, asked of a shadow that has the present schema.
 *
 * @throws SelectoError `version-not-kept` for a relation that is gone and a type without a cast; `values-gone` (exit 3)
 *   for columns that nobody agreed to read as NULL
 */
export async function planViews(
  database: Database,
  former: readonly FormerRelation[],
  input: MappingInput,
): Promise<(ViewPlan & { readonly leftOut: readonly string[] })[]> {
  const known = new Set(former.flatMap(({ key, columns }) => columns.map(({ name }) => `${nameOf(key)}.${name}`)));
  const strange = input.expressions.find(([column]) => !known.has(column));
  if (strange !== undefined)
    throw notKept(
      `--column ${strange[0]}: the former version reads no relation with such a column`,
      `known are those of ${former.map(({ key }) => nameOf(key)).join(", ")}`,
      "selecto domain version keep --help",
    );
  const present = new Map((await readRelations(database, await allNamespaces(database))).map((one) => [`${one.namespace}\0${one.name}`, one]));
  const gone: string[] = [];
  const plans = [];
  for (const relation of former) {
    const now = relationBehind(relation.key, input.renames);
    const place = relationOf(now)?.place ?? [];
    const found = present.get(place.join("\0"));
    if (found === undefined)
      throw notKept(
        `${nameOf(relation.key)} is gone`,
        "a view needs a relation to read; its rows are in no relation that a migration renamed it to",
        "make a view of that name by hand: selecto migrate create NAME",
      );
    const columns: ViewPlan["columns"][number][] = [];
    const leftOut: string[] = [];
    for (const column of relation.columns) {
      const own = `${nameOf(relation.key)}.${column.name}`;
      const expression = input.expressions.find(([name]) => name === own)?.[1];
      const behind = columnBehind(relation.key, column.name, input.renames);
      const there = found.columns.find(({ name }) => name === behind);
      if (expression !== undefined)
        columns.push({ ...column, source: "expression", from: expression, sql: await castSql(database, `(${expression})`, column.type, now, own) });
      else if (there !== undefined) {
        const renamed = behind !== column.name;
        const source = there.type !== column.type ? "cast" : renamed ? "renamed" : "same";
        const sql = source === "cast" ? await castSql(database, quoteIdentifier(behind), column.type, now, own) : quoteIdentifier(behind);
        columns.push({ ...column, source, ...(source !== "same" && { from: source === "cast" ? `${behind} (${there.type})` : behind }), sql, behind });
      } else if (!relation.read.has(column.name)) leftOut.push(column.name);
      else if (input.allow.includes(`null:${own}`)) columns.push({ ...column, source: "null", sql: await castSql(database, "NULL", column.type, now, own) });
      else gone.push(own);
    }
    plans.push({ relation: relation.key, now, columns, leftOut, grants: await readGrants(database, now) });
  }
  if (gone.length > 0) throw valuesGone(gone);
  return plans;
}

/** PostgreSQL says whether there is such a cast; where there is none but both have a text form, through that. */
async function castSql(database: Database, value: string, type: string, relation: NodeKey, column: string): Promise<string> {
  const tries = [`${value}::${type}`, `${value}::text::${type}`];
  const replies = await database.batch(tries.map((sql) => ({ kind: "describe", sql: `select ${sql} from ${relationSql(relation)}` })));
  const at = replies.findIndex(({ ok }) => ok);
  const [first] = replies;
  if (at >= 0) return tries[at] ?? value;
  const why = first?.ok === false ? `PostgreSQL says: ${first.error.sqlstate} ${first.error.message}` : "PostgreSQL takes no cast";
  throw notKept(`${column} cannot be given back as ${type}`, why, `say how it is made: --column ${shellWord(`${column}=EXPRESSION`)}`);
}

async function allNamespaces(database: Database): Promise<string[]> {
  const rows = await database.query<{ name: string }>(
    "select nspname as name from pg_catalog.pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'",
  );
  return rows.map(({ name }) => name);
}

const GRANTS = `select case when a.grantee = 0 then 'PUBLIC' else quote_ident(r.rolname) end as grantee, a.privilege_type as privilege
  from pg_catalog.pg_class c cross join lateral pg_catalog.aclexplode(c.relacl) a left join pg_catalog.pg_roles r on r.oid = a.grantee
  where c.oid = $1::pg_catalog.regclass and a.grantee <> c.relowner and a.privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'DELETE') order by 1, 2`;

/** Privileges on the whole relation, but its owner's. */
async function readGrants(database: Database, relation: NodeKey): Promise<ViewGrant[]> {
  return database.query<ViewGrant & Record<string, unknown>>(GRANTS, [relationSql(relation)]);
}

const WRITES = `select pg_catalog.pg_relation_is_updatable(c.oid, true) as bits,
  (select coalesce(jsonb_agg(a.attname order by a.attnum), '[]') from pg_catalog.pg_attribute a
    where a.attrelid = c.oid and a.attnum > 0 and not pg_catalog.pg_column_is_updatable(c.oid, a.attnum, true)) as fixed
  from pg_catalog.pg_class c where c.oid = $1::pg_catalog.regclass`;
const writeRow = z.object({ bits: z.coerce.number(), fixed: z.array(z.string()) });
/** Events of pg_relation_is_updatable. */
const EVENTS = [
  ["insert", 8],
  ["update", 4],
  ["delete", 16],
] as const;

/** The views as they stand in the shadow: what PostgreSQL lets through them. */
export async function describeViews(database: Database, namespace: string, plans: Awaited<ReturnType<typeof planViews>>): Promise<CompatibilityView[]> {
  const views: CompatibilityView[] = [];
  for (const { relation, now, columns, leftOut, triggers } of plans) {
    const name = quoteQualified(namespace, relationOf(relation)?.place.at(-1) ?? "");
    const [row] = await database.query(WRITES, [name]);
    const { bits, fixed } = writeRow.parse(row);
    views.push({
      relation,
      now,
      columns: columns.map(({ sql: _sql, behind: _behind, ...column }): CompatibilityColumn => column),
      leftOut,
      writes: EVENTS.flatMap(([event, bit]) => ((bits & bit) === 0 ? [] : [event])),
      // With a trigger PostgreSQL takes any column; the trigger refuses those that have no place.
      readOnly: bits === 0 ? [] : [...new Set([...fixed, ...(triggers?.fixed ?? [])])],
      triggers: triggers?.events ?? [],
    });
  }
  return views;
}

function notKept(what: string, why: string, next: string): SelectoError {
  return new SelectoError({ code: "version-not-kept", what, why, next, exit: EXIT.findings });
}

function valuesGone(columns: readonly string[]): SelectoError {
  const [first = ""] = columns;
  return new SelectoError({
    code: "values-gone",
    what: `${columns.join(", ")} ${columns.length === 1 ? "is" : "are"} gone, and the former version reads ${columns.length === 1 ? "it" : "them"}`,
    why: "no present column has these values; a view could only give NULL",
    next: `${columns.map((column) => `--allow ${shellWord(`null:${column}`)}`).join(" ")} gives NULL; --column ${shellWord(`${first}=EXPRESSION`)} says where the values are`,
    exit: EXIT.consent,
  });
}

/** A namespace that is kept already, by the comments on namespaces. */
export async function readNamespaces(database: Database): Promise<{ name: string; comment: string; views: string[]; functions: string[] }[]> {
  const rows = await database.query(
    `select n.nspname as name, coalesce(pg_catalog.obj_description(n.oid, ${quoteLiteral("pg_namespace")}), '') as comment,
      (select coalesce(jsonb_agg(c.relname order by c.relname), '[]') from pg_catalog.pg_class c where c.relnamespace = n.oid and c.relkind = 'v') as views,
      (select coalesce(jsonb_agg(p.proname order by p.proname), '[]') from pg_catalog.pg_proc p
        where p.pronamespace = n.oid and p.prorettype = 'pg_catalog.trigger'::pg_catalog.regtype) as functions
    from pg_catalog.pg_namespace n order by 1`,
  );
  return z.array(z.object({ name: z.string(), comment: z.string(), views: z.array(z.string()), functions: z.array(z.string()) })).parse(rows);
}
