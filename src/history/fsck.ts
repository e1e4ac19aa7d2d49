/**
 * Questions every byte of the history: the file's header, SQLite's own structure, the tables'
 * definitions, the checksum of each row, the hash of each object, every link. It reports and never
 * repairs. What it cannot see is what nothing reads: free space inside pages.
 */
import type { Database as Sqlite } from "better-sqlite3";
import type { Diagnostic } from "../model/diagnostic.ts";
import { sha256 } from "../model/hash.ts";
import { unpackBody } from "./body.ts";
import { checksumOf, type SqlValue } from "./checksum.ts";
import { auditHeader } from "./header.ts";
import { SET_NAMES } from "./members.ts";
import { hashDocument } from "./objects.ts";
import { identifySnapshot, readSnapshotRow } from "./snapshot-rows.ts";
import { hashRoot, readRoot } from "./state.ts";
import { CHECKED_COLUMNS, STORE_MIGRATIONS, type TableName } from "./store-schema.ts";
import { hashBranch, hashBucket, readBranch, type Hash, type TreeRef } from "./tree.ts";

export interface FsckReport {
  /** empty for a sound history; codes `history-header`, `history-page`, `history-table`, `history-row`, `history-object`, `history-link` */
  readonly findings: readonly Diagnostic[];
  /** rows examined in each table */
  readonly examined: Readonly<Record<TableName, number>>;
  /** objects and nodes that no snapshot and no domain version needs: prune frees them */
  readonly unreferenced: number;
}

type Report = (code: string, message: string) => void;

/**
 * @param header gives the first 100 bytes of the file
 * @param scratch makes an empty database in memory
 */
export function auditHistory(db: Sqlite, header: () => Buffer, scratch: () => Sqlite): FsckReport {
  const findings: Diagnostic[] = [];
  const next = "move the file aside; the history can be rebuilt (snapshot create, or snapshot import of an exported one)";
  const report: Report = (code, message) => void findings.push({ code, severity: "error", message, next });
  const attempt = (code: string, what: string, action: () => void): void => {
    try {
      action();
    } catch (error) {
      report(code, `${what} cannot be read: ${error instanceof Error ? error.message : "unknown reason"}`);
    }
  };

  attempt("history-header", "the header", () => {
    for (const finding of auditHeader(header())) report("history-header", finding);
  });
  const examined: Record<TableName, number> = { object: 0, node: 0, snapshot: 0, input_cache: 0, verdict_scope: 0, verdict: 0, domain_version: 0, run: 0 };
  const graph: Graph = { children: new Map(), roots: new Map(), documents: new Set() };
  const auditAll = db.transaction(() => {
    attempt("history-page", "the pages", () => auditPages(db, report));
    attempt("history-table", "the tables", () => auditTables(db, scratch(), report));
    for (const table of Object.keys(CHECKED_COLUMNS).filter(isTable)) {
      attempt("history-row", `table ${table}`, () => {
        examined[table] = auditRows(db, table, graph, report);
      });
    }
  });
  attempt("history-page", "the file", auditAll);
  const reached = auditLinks(graph, report);
  return { findings, examined, unreferenced: graph.children.size - reached };
}

function isTable(name: string): name is TableName {
  return name in CHECKED_COLUMNS;
}

function auditPages(db: Sqlite, report: Report): void {
  const lines = db.prepare<[], string>("pragma integrity_check(20)").pluck().all();
  for (const line of lines) if (line !== "ok") report("history-page", line.replaceAll("\n", " "));
}

/** The definitions must read as the migrations wrote them. */
function auditTables(db: Sqlite, reference: Sqlite, report: Report): void {
  const read = (from: Sqlite): string[] =>
    from
      .prepare<[], unknown[]>("select type, name, tbl_name, sql from sqlite_schema order by 1, 2")
      .raw()
      .all()
      .map((row) => JSON.stringify(row));
  try {
    for (const { sql } of STORE_MIGRATIONS) reference.exec(sql);
    const expected = read(reference);
    const found = read(db);
    if (found.join("\n") !== expected.join("\n")) report("history-table", "the definitions of its tables are not those of this store version");
    // No migration has dropped a table yet, so the definitions are numbered without a gap.
    const numbered = db.prepare<[], number>("select min(rowid) = 1 and max(rowid) = count(*) from sqlite_schema").pluck().get();
    if (numbered !== 1) report("history-table", "the definitions of its tables are not numbered as they were written");
  } finally {
    reference.close();
  }
}

/** What the rows say about each other, collected on the way. */
interface Graph {
  /** children of each object and node, by `kind:hash` */
  readonly children: Map<string, readonly string[]>;
  /** roots that snapshots need, and which snapshot */
  readonly roots: Map<Hash, string>;
  readonly documents: Set<Hash>;
}

function auditRows(db: Sqlite, table: TableName, graph: Graph, report: Report): number {
  let count = 0;
  for (const row of db
    .prepare<[], SqlValue[]>(`select ${CHECKED_COLUMNS[table].join(", ")}, crc from ${table}`)
    .raw()
    .iterate()) {
    count++;
    const crc = row.pop();
    if (checksumOf(table, row) !== crc) {
      report("history-row", `row ${count} of table ${table} does not fit its checksum`);
      continue;
    }
    try {
      auditContent(table, row, graph, report);
    } catch (error) {
      report("history-object", `row ${count} of table ${table} cannot be read: ${error instanceof Error ? error.message : "unknown reason"}`);
    }
  }
  return count;
}

function auditContent(table: TableName, row: SqlValue[], graph: Graph, report: Report): void {
  const [first, second, third, fourth] = row;
  if (table === "object" && first instanceof Uint8Array && typeof second === "string" && third instanceof Uint8Array) {
    const hash = Buffer.from(first).toString("hex");
    const { computed, children } = readObject(second, unpackBody(third));
    if (computed !== hash) report("history-object", `${second} ${hash.slice(0, 12)} has the content of another`);
    graph.children.set(`${second}:${hash}`, children);
  } else if (table === "node" && first instanceof Uint8Array && second instanceof Uint8Array) {
    const hash = Buffer.from(first).toString("hex");
    if (hashBranch(second) !== hash) report("history-object", `node ${hash.slice(0, 12)} has the content of another`);
    graph.children.set(`node:${hash}`, readBranch(second).map(linkTo));
  } else if (table === "snapshot") {
    const snapshot = readSnapshotRow(row);
    if (identifySnapshot(snapshot) !== snapshot.id) report("history-object", `snapshot ${snapshot.id.slice(0, 12)} is not what its id says`);
    graph.roots.set(snapshot.root, snapshot.id);
  } else if (table === "domain_version" && fourth instanceof Uint8Array) graph.documents.add(Buffer.from(fourth).toString("hex"));
}

function linkTo({ kind, hash }: TreeRef): string {
  return `${kind}:${hash}`;
}

function readObject(kind: string, text: string): { computed: Hash; children: readonly string[] } {
  if (kind === "bucket") return { computed: hashBucket(text.split("\n").map(sha256)), children: [] };
  if (kind === "document") return { computed: hashDocument(text), children: [] };
  if (kind !== "root") throw new Error(`an object of kind ${kind}`);
  const { sets } = readRoot(text);
  return { computed: hashRoot(text), children: SET_NAMES.flatMap((name) => (sets[name] === undefined ? [] : [linkTo(sets[name])])) };
}

/** Follows every link from the snapshots and domain versions; returns how many objects and nodes are needed. */
function auditLinks({ children, roots, documents }: Graph, report: Report): number {
  const reached = new Set<string>();
  const visit = (link: string, from: string): void => {
    if (reached.has(link)) return;
    const below = children.get(link);
    if (below === undefined) {
      report("history-link", `${from} needs ${link.slice(0, link.indexOf(":") + 13)}, which is missing`);
      return;
    }
    reached.add(link);
    for (const child of below) visit(child, link.slice(0, link.indexOf(":") + 13));
  };
  for (const [root, id] of roots) visit(`root:${root}`, `snapshot ${id.slice(0, 12)}`);
  for (const document of documents) visit(`document:${document}`, "a domain version");
  return reached.size;
}
