/** States to store and places to store them, for the tests of the history. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { openHistory, type History } from "../../src/history/open.ts";
import { sha256 } from "../../src/model/hash.ts";
import { nodeKey } from "../../src/model/identity.ts";
import type { JsonObject } from "../../src/model/json.ts";
import type { Diagnostic } from "../../src/model/diagnostic.ts";
import type { Fact, FactEdge } from "../../src/model/schema-state.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import type { Query } from "../../src/model/subject.ts";

/** Runs a test in a folder of its own. */
export async function inFolder<T>(test: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "selecto-history-test-"));
  try {
    return await test(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a test on a new history. */
export function withHistory<T>(test: (history: History, path: string) => T | Promise<T>): Promise<T> {
  return inFolder(async (folder) => {
    const path = join(folder, "snapshots", "history.db");
    const history = await openHistory(path);
    try {
      return await test(history, path);
    } finally {
      history.close();
    }
  });
}

/** The n-th minute of 2026. */
export function minute(n: number): string {
  return new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString();
}

export function column(table: string, name: string, position: number, type = "text"): Fact {
  return { key: nodeKey("column", "public", table, name), parent: nodeKey("table", "public", table), payload: { type, notNull: false, _position: position } };
}

/** Tables `t0`, `t1` ... of twelve columns each. */
export function tableFacts(tables: number): Fact[] {
  const facts: Fact[] = [];
  for (let table = 0; table < tables; table++) {
    facts.push({ key: nodeKey("table", "public", `t${table}`), parent: "schema:public", payload: { persistence: "p" } });
    for (let position = 1; position <= 12; position++) facts.push(column(`t${table}`, `c${position}`, position));
  }
  return sortFacts(facts);
}

export function sortFacts(facts: readonly Fact[]): Fact[] {
  return facts.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

export function query(name: string, line: number, text = `select ${line}`): Query {
  return {
    name,
    position: { file: "queries/all.sql", line, column: 1 },
    text,
    sql: text,
    edits: [],
    dialect: "postgresql",
    parameters: [],
    statement: { kind: "ask", sql: text, offset: 0 },
  };
}

export function snapshot(facts: readonly Fact[], queries: readonly Query[] = [], edges: readonly FactEdge[] = []): Snapshot {
  const fingerprint = `s1:pg18:${sha256(JSON.stringify(facts))}`;
  return {
    origin: { kind: "files", text: "the working tree: schema.sql" },
    schema: { facts, edges, fingerprint, orderedFingerprint: fingerprint, serverVersion: "18.6", diagnostics: [] },
    domains: [],
    queries,
    diagnostics: [],
  };
}

/** A small state that differs for every n. */
export function variant(n: number): Snapshot {
  return snapshot(sortFacts([...tableFacts(3), column("t1", "extra", 13, `character varying(${n})`)]));
}

const name = fc.oneof(fc.constantFrom("users", "id", "Ä ö", 'a"b', "x.y", "ns:1", ""), fc.string({ maxLength: 8 }));
const position = fc.record({
  file: fc.constantFrom("queries/a.sql", "domains/b.yaml"),
  line: fc.integer({ min: 1, max: 30 }),
  column: fc.integer({ min: 1, max: 90 }),
});

/** JSON as it is after one trip through text: no -0, no undefined. */
const document = fc
  .dictionary(fc.oneof(name, fc.constantFrom("_position", "__proto__", "10")), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 })
  .map((value): JsonObject => JSON.parse(JSON.stringify(value)));

const diagnostic: fc.Arbitrary<Diagnostic> = fc.record(
  { code: fc.constantFrom("query-unparsable", "not-compared"), severity: fc.constantFrom("error" as const, "warning" as const), message: name, position },
  { requiredKeys: ["code", "severity", "message"] },
);

const facts = fc.tuple(fc.array(fc.tuple(name, name, document), { maxLength: 12 }), fc.integer({ min: 0, max: 120 })).map(([odd, wide]) => {
  const byKey = new Map<string, Fact>();
  for (const [table, own, payload] of odd)
    byKey.set(nodeKey("column", "public", table, own), { key: nodeKey("column", "public", table, own), parent: nodeKey("table", "public", table), payload });
  for (let index = 0; index < wide; index++) byKey.set(nodeKey("column", "public", "wide", `c${index}`), column("wide", `c${index}`, index));
  return sortFacts([...byKey.values()]);
});

const edges = fc.uniqueArray(
  fc.record({
    from: name.map((own) => nodeKey("view", "public", own)),
    to: name.map((own) => nodeKey("table", "public", own)),
    kind: fc.constantFrom("depends" as const, "managedBy" as const),
  }),
  {
    maxLength: 20,
    selector: (edge) => JSON.stringify([edge.from, edge.to, edge.kind]),
  },
);

const queries = fc.array(
  fc
    .tuple(fc.constantFrom("top", "churn", "list users"), position, name)
    .map(([own, place, text]): Query => ({ ...query(own, place.line, text), position: place, statement: { kind: "unknown", reason: text } })),
  { maxLength: 8 },
);

const domains = fc.array(
  fc.record({
    name: fc.constantFrom("Order", "User"),
    file: fc.constant("domains/b.yaml"),
    position,
    document,
    elements: fc.array(
      fc.record({
        key: name.map((own) => nodeKey("element", "Order", own)),
        domain: fc.constant("Order"),
        kind: fc.constant("field" as const),
        label: name,
        position,
        uses: fc.array(name, { maxLength: 2 }),
      }),
      { maxLength: 3 },
    ),
    diagnostics: fc.array(diagnostic, { maxLength: 2 }),
  }),
  { maxLength: 3 },
);

/** Snapshots of all shapes, their lists in any order. */
export const anySnapshot: fc.Arbitrary<Snapshot> = fc
  .record({
    facts,
    edges,
    notes: fc.array(diagnostic, { maxLength: 3 }),
    domains,
    queries,
    diagnostics: fc.array(diagnostic, { maxLength: 4 }),
    seed: fc.string(),
  })
  .map(({ notes, seed, ...parts }) => {
    const plain = snapshot(parts.facts, parts.queries, parts.edges);
    return {
      ...plain,
      schema: { ...plain.schema, fingerprint: `s1:pg18:${sha256(seed)}`, diagnostics: notes },
      domains: parts.domains,
      diagnostics: parts.diagnostics,
    };
  });

/** Takes the lists of a snapshot apart and puts them together in another order. */
export function reversed(state: Snapshot): Snapshot {
  const { schema } = state;
  return {
    ...state,
    schema: { ...schema, facts: schema.facts.toReversed(), edges: schema.edges.toReversed(), diagnostics: schema.diagnostics.toReversed() },
    domains: state.domains.toReversed(),
    queries: state.queries.toReversed(),
    diagnostics: state.diagnostics.toReversed(),
  };
}

/** A history with something in every table, closed and compacted: as little free space as there can be. */
export async function createSample(path: string): Promise<void> {
  const history = await openHistory(path);
  for (let n = 1; n <= 8; n++) {
    history.put(
      { ...variant(n), queries: [query("top", n)] },
      { createdAt: minute(n), gitCommit: sha256(`commit ${n}`).slice(0, 40), databaseVersion: "15.4", engine: "PostgreSQL 18.6 (embedded)" },
    );
  }
  history.put(snapshot(tableFacts(12)), { createdAt: minute(9), label: "release-1.0" });
  const [to = "", from = ""] = history.list().map(({ root }) => root);
  history.cacheRoot(sha256("input"), to);
  history.cacheVerdicts(
    { from, to, engine: "e" },
    ["a", "b", "c"].map((own) => ({ subject: `query:${own}`, statementHash: sha256(own), body: { verdict: "safe" } })),
  );
  history.addDomainVersion({ name: "Order", version: "1.0.0", document: { source: "orders" }, origin: "domains/order.yaml", createdAt: minute(1) });
  history.addRun({ command: "check", startedAt: minute(1), durationMs: 10, exitCode: 0, from, to, summary: { safe: 3 } });
  history.prune({ keep: 99 });
  history.close();
}
