/**
 * What really was a rename: in each step of the corpus histories, things that kept their identity in the
 * catalog and changed their name. Facts of the tables that lost or got something are kept beside them.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { openEmbedded } from "../../src/database/embedded/open.ts";
import type { Database } from "../../src/model/database.ts";
import { nodeKey, parseNodeKey, type NodeKey } from "../../src/model/identity.ts";
import type { Subject } from "../../src/model/subject.ts";
import type { Fact, SchemaState } from "../../src/model/schema-state.ts";
import { readQueries, toSubject } from "../../src/query/index.ts";
import { diffSchemas } from "../../src/schema/diff.ts";
import { extractSchema } from "../../src/schema/extract.ts";
import { loadHistory } from "../../src/schema/load.ts";
import { extensionsNamed } from "../../src/schema/statement-kind.ts";

export interface RenameCase {
  readonly project: string;
  readonly file: string;
  readonly from: readonly Fact[];
  readonly to: readonly Fact[];
  /** old to new */
  readonly truth: readonly (readonly [NodeKey, NodeKey])[];
  /** the application's queries before the step and after it, where the corpus knows them */
  readonly before?: readonly Subject[];
  readonly after?: readonly Subject[];
}

export interface Collected {
  readonly cases: readonly RenameCase[];
  /** the last schema of each project: raw material for changes that are no renames */
  readonly finals: readonly { readonly project: string; readonly facts: readonly Fact[] }[];
}

const IDENTITIES = `
select 'table' as kind, class.oid::text as id, array[namespace.nspname, class.relname]::text[] as path
  from pg_class class join pg_namespace namespace on namespace.oid = class.relnamespace
  where class.relkind in ('r', 'p') and namespace.nspname !~ '^pg_|^information_schema$'
union all
select 'column', class.oid || '.' || attribute.attnum, array[namespace.nspname, class.relname, attribute.attname]::text[]
  from pg_class class join pg_namespace namespace on namespace.oid = class.relnamespace
  join pg_attribute attribute on attribute.attrelid = class.oid and attribute.attnum > 0 and not attribute.attisdropped
  where class.relkind in ('r', 'p') and namespace.nspname !~ '^pg_|^information_schema$'`;

const DIESEL = "create table __diesel_schema_migrations (version varchar(50) primary key, run_on timestamp not null default now())";

/** Steps that can have renamed something, or that take one thing away and bring another. */
const INTERESTING = [/\brename\b/i, /\bdrop\s+(?:column|table)\b[^]*\b(?:add|create\s+table)\b|\b(?:add|create\s+table)\b[^]*\bdrop\s+(?:column|table)\b/i];

export async function collect(corpus: string, projects: readonly string[]): Promise<Collected> {
  const cases: RenameCase[] = [];
  const finals: { project: string; facts: readonly Fact[] }[] = [];
  for (const project of projects) {
    const folder = join(corpus, "migrations", project);
    const files = readdirSync(folder)
      .filter((file) => file.endsWith(".up.sql"))
      .toSorted();
    const texts = files.map((file) => readFileSync(join(folder, file), "utf8"));
    const database = await openEmbedded({ extensions: extensionsNamed(texts), timeoutMs: 300_000 });
    try {
      // The runner of this history keeps its ledger where the migrations can see it.
      if (texts.some((text) => text.includes("__diesel_schema_migrations"))) await database.exec(DIESEL);
      for (const [at, file] of files.entries()) {
        const text = texts[at] ?? "";
        const before = INTERESTING.some((pattern) => pattern.test(text)) ? await read(database) : undefined;
        const { failures } = await loadHistory(database, [{ file, text }]);
        if (failures[0] !== undefined) console.error(`  ${project}/${file} does not run: ${failures[0].error.message}`);
        if (before === undefined) continue;
        const found = caseOf(project, file, before, await read(database));
        if (found !== undefined) cases.push(found);
      }
      finals.push({ project, facts: (await extractSchema(database)).facts });
    } finally {
      await database.close();
    }
    console.error(`  ${project}: ${files.length} steps, ${cases.filter((one) => one.project === project).length} of interest`);
  }
  return { cases, finals };
}

interface Read {
  readonly schema: SchemaState;
  readonly names: ReadonlyMap<string, NodeKey>;
}

async function read(database: Database): Promise<Read> {
  const rows = await database.query<{ kind: string; id: string; path: string[] }>(IDENTITIES);
  return { schema: await extractSchema(database), names: new Map(rows.map((row) => [`${row.kind} ${row.id}`, nodeKey(row.kind, ...row.path)])) };
}

function caseOf(project: string, file: string, before: Read, after: Read): RenameCase | undefined {
  const changes = diffSchemas(before.schema, after.schema).filter((change) => /^(?:table|column):/.test(change.key));
  const gone = changes.filter((change) => change.verb === "drop");
  const come = changes.filter((change) => change.verb === "add");
  if (gone.length === 0 || come.length === 0) return undefined;
  const last = (key: NodeKey): string => parseNodeKey(key).path.at(-1) ?? "";
  const truth = [...before.names].flatMap(([id, key]): [NodeKey, NodeKey][] => {
    const now = after.names.get(id);
    return now === undefined || last(now) === last(key) ? [] : [[key, now]];
  });
  const relations = new Set([...gone, ...come].map(({ key }) => parseNodeKey(key).path.slice(0, 2).join(".")));
  const keep = (facts: readonly Fact[]): Fact[] => facts.filter((fact) => belongsTo(fact, relations));
  return { project, file, from: keep(before.schema.facts), to: keep(after.schema.facts), truth };
}

function belongsTo(fact: Fact, relations: ReadonlySet<string>): boolean {
  const key = parseNodeKey(fact.key).target ?? (fact.key.startsWith("index:") ? (fact.parent ?? fact.key) : fact.key);
  return relations.has(parseNodeKey(key).path.slice(0, 2).join("."));
}

/** The queries of a project at each of its steps; the query files before step n + 1 are those after step n. */
export function withQueries(corpus: string, collected: Collected): Collected {
  return { ...collected, cases: collected.cases.map((one) => ({ ...one, ...queriesAround(corpus, one) })) };
}

function queriesAround(corpus: string, { project, file }: RenameCase): Pick<RenameCase, "before" | "after"> {
  const folder = join(corpus, "history", project);
  if (!existsSync(join(folder, "steps.jsonl"))) return {};
  const steps = readFileSync(join(folder, "steps.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { migration: string; queryset: string; n_queries: number });
  const at = steps.findIndex((step) => file.startsWith(step.migration));
  const [here, next] = [steps[at], steps.slice(at + 1).find((step) => step.queryset !== steps[at]?.queryset)];
  if (here === undefined || next === undefined || here.n_queries === 0) return {};
  const read = (queryset: string): Subject[] => {
    const packed = join(folder, "querysets", `${queryset}.json.gz`);
    const queries = JSON.parse(gunzipSync(readFileSync(packed)).toString("utf8")) as Record<string, string>;
    return readQueries(Object.entries(queries).map(([name, text]) => ({ path: `${name}.sql`, text, dialect: "postgresql" as const }))).queries.map(toSubject);
  };
  return { before: read(here.queryset), after: read(next.queryset) };
}
