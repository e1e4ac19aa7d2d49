/**
 * Measures the history: 10,000 snapshots of a schema with 1,000 tables, all in one namespace, each a
 * little different from the one before. Arguments: `--snapshots N`, `--tables N`.
 *
 * Goals: the file within 200 MB; any two snapshots compared within 300 ms.
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openHistory, type History } from "../src/history/open.ts";
import { sha256 } from "../src/model/hash.ts";
import type { Fact, FactEdge } from "../src/model/schema-state.ts";
import type { Snapshot } from "../src/model/snapshot.ts";

const { values: flags } = parseArgs({ options: { snapshots: { type: "string", default: "10000" }, tables: { type: "string", default: "1000" } } });
const SNAPSHOTS = Number(flags.snapshots);
const TABLES = Number(flags.tables);
const TYPES = ["bigint", "integer", "text", "uuid", "boolean", "jsonb", "numeric(12,2)", "date", "timestamp with time zone", "character varying(80)"];
const WORDS =
  "account address audit batch booking carrier channel claim contact contract coupon credit currency customer delivery device discount document event export filter group image import invoice item label ledger location member message method note notice offer order page parcel party payment period plan policy price product profile quota rating reason receipt refund region report request review role route rule sales schedule service session shipment status stock store subject supplier tag target tax team template tenant ticket token topic transfer unit user vendor version visit voucher wallet warehouse".split(
    " ",
  );

/** mulberry32: the same numbers in every run */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const random = createRandom(20);
const pick = <T>(list: readonly T[]): T => list[random(list.length)] ?? fail("nothing to pick from");

function fail(reason: string): never {
  throw new Error(reason);
}

/** A list in order of its keys, as states list their facts and edges. */
interface Sorted<T> {
  readonly keys: string[];
  readonly values: T[];
}

interface Draft {
  readonly facts: Sorted<Fact>;
  readonly edges: Sorted<FactEdge>;
}

/** Where a key is or belongs. */
function placeOf(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] ?? "") < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function put<T>(list: Sorted<T>, key: string, value: T): void {
  const place = placeOf(list.keys, key);
  const replaced = list.keys[place] === key ? 1 : 0;
  list.keys.splice(place, replaced, key);
  list.values.splice(place, replaced, value);
}

function addFact({ facts }: Draft, key: string, parent: string, payload: Fact["payload"]): void {
  put(facts, key, { key, parent, payload });
}

function addEdge({ edges }: Draft, from: string, to: string): void {
  put(edges, `${from}\n${to}\ndepends`, { from, to, kind: "depends" });
}

function addColumn(draft: Draft, table: string, name: string, position: number, type: string): void {
  addFact(draft, `column:public.${table}.${name}`, `table:public.${table}`, {
    _position: position,
    type,
    notNull: random(2) === 0,
    identity: null,
    collation: null,
    generatedExpr: null,
  });
  if (random(10) < 3) {
    addFact(draft, `default:public.${table}.${name}`, `column:public.${table}.${name}`, {
      expr: type === "boolean" ? "false" : type === "uuid" ? "gen_random_uuid()" : type.startsWith("time") ? "now()" : "0",
    });
    addEdge(draft, `default:public.${table}.${name}`, `column:public.${table}.${name}`);
  }
}

function addIndex(draft: Draft, table: string, column: string, suffix: string): void {
  const name = `${table}_${column}_idx${suffix}`;
  addFact(draft, `index:public.${name}`, `table:public.${table}`, { def: `CREATE INDEX ${name} ON public.${table} USING btree (${column})`, valid: true });
  addEdge(draft, `index:public.${name}`, `column:public.${table}.${column}`);
}

/** About 13,200 columns and 4,608 indexes for 1,000 tables. */
function createDraft(): { draft: Draft; tables: string[] } {
  const draft: Draft = { facts: { keys: [], values: [] }, edges: { keys: [], values: [] } };
  put(draft.facts, "schema:public", { key: "schema:public", payload: {} });
  const tables = Array.from({ length: TABLES }, (_, index) => `${pick(WORDS)}_${pick(WORDS)}_${index}`);
  for (const [index, table] of tables.entries()) {
    addFact(draft, `table:public.${table}`, "schema:public", {
      persistence: "p",
      rowSecurity: false,
      forceRowSecurity: false,
      replicaIdentity: "d",
      replicaIdentityIndex: null,
      partitionKey: null,
      partitionBound: null,
      parentTable: null,
      reloptions: null,
    });
    addEdge(draft, `table:public.${table}`, "schema:public");
    addColumn(draft, table, "id", 1, "bigint");
    const primary = `constraint:public.${table}.${table}_pkey`;
    addFact(draft, primary, `table:public.${table}`, { def: "PRIMARY KEY (id)", type: "p", validated: true });
    addEdge(draft, primary, `column:public.${table}.id`);
    const columns = 8 + random(9) + (index % 5 === 0 ? 1 : 0);
    for (let position = 2; position <= columns + 1; position++) addColumn(draft, table, `${pick(WORDS)}_${position}`, position, pick(TYPES));
    const names = columnsOf(draft, table);
    for (let count = index % 5 < 3 ? 5 : 4; count > 0; count--) addIndex(draft, table, pick(names), `_${count}`);
    if (index > 0) {
      const other = tables[random(index)] ?? "";
      const foreign = `constraint:public.${table}.${table}_fkey`;
      const column = pick(names);
      addFact(draft, foreign, `table:public.${table}`, {
        def: `FOREIGN KEY (${column}) REFERENCES public.${other}(id) ON DELETE CASCADE`,
        type: "f",
        validated: true,
      });
      addEdge(draft, foreign, `column:public.${table}.${column}`);
      addEdge(draft, foreign, `constraint:public.${other}.${other}_pkey`);
    }
  }
  return { draft, tables };
}

const columnNames = new Map<string, string[]>();
function columnsOf(draft: Draft, table: string): string[] {
  let names = columnNames.get(table);
  if (names === undefined) {
    const prefix = `column:public.${table}.`;
    const { keys } = draft.facts;
    names = [];
    for (let place = placeOf(keys, prefix); keys[place]?.startsWith(prefix) === true; place++) names.push(keys[place]?.slice(prefix.length) ?? "");
    columnNames.set(table, names);
  }
  return names;
}

/** One to three facts, and the edges that come with them. */
function changeALittle(draft: Draft, tables: readonly string[], round: number): void {
  const table = pick(tables);
  const names = columnsOf(draft, table);
  const kind = random(3);
  if (kind === 0) {
    const key = `column:public.${table}.${pick(names)}`;
    const fact = draft.facts.values[placeOf(draft.facts.keys, key)] ?? fail(key);
    put(draft.facts, key, { ...fact, payload: { ...fact.payload, type: pick(TYPES), notNull: round % 2 === 0 } });
  } else if (kind === 1) {
    addColumn(draft, table, `added_${round}`, names.length + 1, pick(TYPES));
    names.push(`added_${round}`);
  } else addIndex(draft, table, pick(names), `_r${round}`);
}

function snapshotOf(draft: Draft, round: number): Snapshot {
  const fingerprint = `s1:pg18:${sha256(`state ${round}`)}`;
  const schema = {
    facts: [...draft.facts.values],
    edges: [...draft.edges.values],
    fingerprint,
    orderedFingerprint: `s1:pg18:${sha256(`ordered ${round}`)}`,
    serverVersion: "18.6",
    diagnostics: [],
  };
  return { origin: { kind: "git", text: `main ${round}`, commit: sha256(`commit ${round}`).slice(0, 40) }, schema, domains: [], queries: [], diagnostics: [] };
}

const report = (label: string, value: string): void => void process.stdout.write(`${label.padEnd(46)} ${value}\n`);
const ms = (value: number): string => `${value.toFixed(1)} ms`;
const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;
/** `took` is the wall clock; `used` is processor time, which a busy machine does not stretch as much. */
function time<T>(action: () => T): { value: T; took: number; used: number } {
  const start = performance.now();
  const before = process.cpuUsage();
  const value = action();
  const { user, system } = process.cpuUsage(before);
  return { value, took: performance.now() - start, used: (user + system) / 1_000 };
}
function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return `median ${ms(at(0.5))}, 95 % ${ms(at(0.95))}, worst ${ms(at(1))}`;
}

function measureStates(history: History, file: string): void {
  const { draft, tables } = createDraft();
  const kinds = (kind: string): number => draft.facts.keys.filter((key) => key.startsWith(`${kind}:`)).length;
  report(
    "schema",
    `${TABLES} tables, ${kinds("column")} columns, ${kinds("index")} indexes; ${draft.facts.keys.length} facts, ${draft.edges.keys.length} edges`,
  );
  const puts: number[] = [];
  const objects: number[] = [];
  for (let round = 0; round < SNAPSHOTS; round++) {
    if (round > 0) changeALittle(draft, tables, round);
    const snapshot = snapshotOf(draft, round);
    const { value, took } = time(() =>
      history.put(snapshot, { createdAt: new Date(Date.UTC(2026, 0, 1) + round * 60_000).toISOString(), engine: "PostgreSQL 18.6 (embedded)" }),
    );
    puts.push(took);
    objects.push(value.objects);
    if (round === 0) report("first snapshot", `${ms(took)}, ${value.objects} objects, ${megabytes(sizeOf(file))}`);
  }
  report(
    "objects added by one",
    `${(objects.slice(1).reduce((sum, count) => sum + count, 0) / Math.max(1, objects.length - 1)).toFixed(1)} on average, ${Math.max(0, ...objects.slice(1))} at most`,
  );
  report("put, same process", spread(puts.slice(1)));
}

function sizeOf(file: string): number {
  return [file, `${file}-wal`].reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
}

function measureReading(history: History): void {
  const all = history.list();
  const at = (share: number): string => all[Math.floor((all.length - 1) * share)]?.root ?? fail("empty history");
  report("get", spread(Array.from({ length: 15 }, (_, index) => time(() => history.get(at(index / 14))).took)));
  report("resolve the start of an id", spread(Array.from({ length: 15 }, () => time(() => history.resolve(pick(all).id.slice(0, 12))).took)));
  const compare = (label: string, pairs: readonly (readonly [string, string])[]): void => {
    const changes = pairs.map(([from, to]) => time(() => history.diffRoots(from, to)));
    report(
      label,
      `${spread(changes.map(({ took }) => took))}; processor: ${spread(changes.map(({ used }) => used))}; up to ${Math.max(...changes.map(({ value }) => value.facts.length))} facts`,
    );
  };
  compare(
    "diff of neighbours",
    Array.from({ length: 50 }, (_, index) => [all[index * 2 + 1]?.root ?? at(1), all[index * 2]?.root ?? at(0)] as const),
  );
  compare(
    "diff of any two",
    Array.from({ length: 50 }, () => [pick(all).root, pick(all).root] as const),
  );
  compare(
    "diff of the first and the last (goal 300 ms)",
    Array.from({ length: 5 }, () => [at(1), at(0)] as const),
  );
}

function measureCaches(history: History): void {
  const scope = { from: history.resolve("@{1}").root, to: history.resolve("latest").root, engine: "PostgreSQL 18.6 (embedded)" };
  const verdicts = Array.from({ length: 10_000 }, (_, index) => ({
    subject: `query:${pick(WORDS)}_${index}`,
    statementHash: sha256(`statement ${index}`),
    body: { verdict: "safe", live: false },
  }));
  report("10,000 verdicts into the cache", ms(time(() => history.cacheVerdicts(scope, verdicts)).took));
  report("10,000 verdicts out of the cache", ms(time(() => history.cachedVerdicts(scope)).took));
}

const folder = mkdtempSync(join(tmpdir(), "selecto-bench-"));
try {
  const file = join(folder, "history.db");
  const opened = await openHistory(file);
  measureStates(opened, file);
  opened.close();
  const size = sizeOf(file);
  report(`${SNAPSHOTS} snapshots`, `${megabytes(size)} (goal 200 MB), ${Math.round(size / SNAPSHOTS)} bytes each`);
  globalThis.gc?.(); // a reader has not just written 10,000 snapshots
  const start = performance.now();
  const history = await openHistory(file);
  report("open", ms(performance.now() - start));
  measureReading(history);
  measureCaches(history);
  const checked = time(() => history.fsck());
  report("fsck", `${ms(checked.took)}, ${checked.value.findings.length} findings, ${checked.value.examined.object + checked.value.examined.node} objects`);
  const pruned = time(() => history.prune({ keep: Math.ceil(SNAPSHOTS / 10) }));
  report("prune to a tenth", `${ms(pruned.took)}, ${pruned.value.objects} objects, ${megabytes(sizeOf(file))} left`);
  report("memory", `${megabytes(process.memoryUsage().rss)} at the end, ${megabytes(process.resourceUsage().maxRSS * 1024)} at most`);
  history.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
