/**
 * Two lists that only grow: versions of domains with their documents, and runs of selecto. Texts
 * come redacted from whoever writes them: no connection strings, no row values.
 */
import type { Database as Sqlite } from "better-sqlite3";
import { SelectoError } from "../model/error.ts";
import { canonicalJson, type JsonObject, type JsonValue } from "../model/json.ts";
import { blob, hashDocument, type ObjectStore } from "./objects.ts";
import { hex, integer, prepareInsert, prepareNextNumber, prepareSelect, text } from "./rows.ts";
import type { SqlValue } from "./checksum.ts";
import type { Hash } from "./tree.ts";

export interface DomainVersion {
  readonly name: string;
  /** semver */
  readonly version: string;
  readonly document: JsonValue;
  /** one line: where the document came from */
  readonly origin: string;
  /** ISO 8601, UTC */
  readonly createdAt: string;
}

/** A version without its document. */
export type DomainVersionEntry = Omit<DomainVersion, "document"> & { readonly documentHash: Hash };

export interface Run {
  /** command without arguments that could hold a secret: `migrate up` */
  readonly command: string;
  /** ISO 8601, UTC */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly exitCode: number;
  /** roots of the states it compared */
  readonly from?: Hash;
  readonly to?: Hash;
  /** counts and names */
  readonly summary: JsonObject;
}

export interface Journal {
  /** Keeps a version; the same document again is no change. Call inside a transaction. @throws SelectoError when the version is taken by another document */
  readonly addVersion: (version: DomainVersion) => void;
  /** oldest first; of one domain or of all */
  readonly listVersions: (name?: string) => DomainVersionEntry[];
  readonly findVersion: (name: string, version: string) => DomainVersion | undefined;
  /** Call inside a transaction. */
  readonly addRun: (run: Run) => void;
  /** newest first */
  readonly listRuns: (limit?: number) => Run[];
}

export function createJournal(db: Sqlite, path: string, objects: ObjectStore): Journal {
  const insertVersion = prepareInsert(db, "domain_version");
  const nextVersion = prepareNextNumber(db, "domain_version");
  const selectAll = prepareSelect(db, path, "domain_version", "order by number");
  const selectName = prepareSelect(db, path, "domain_version", "where name = ? order by number");
  const selectOne = prepareSelect(db, path, "domain_version", "where name = ? and version = ?");
  const insertRun = prepareInsert(db, "run");
  const nextRun = prepareNextNumber(db, "run");
  const selectRuns = prepareSelect(db, path, "run", "order by number desc limit ?");

  return {
    addVersion({ name, version, document, origin, createdAt }) {
      const content = canonicalJson(document);
      const hash = hashDocument(content);
      const former = selectOne.get(name, version);
      if (former !== undefined) {
        if (hex(former[3]) === hash) return;
        throw new SelectoError({
          code: "domain-version-taken",
          what: `domain ${name} already has a version ${version} with another document`,
          why: "a version is never rewritten",
          next: "give the domain a new version",
        });
      }
      objects.putText("document", hash, content);
      insertVersion({ number: nextVersion(), name, version, document: blob(hash), origin, created_at: createdAt });
    },
    listVersions: (name) => (name === undefined ? selectAll.all() : selectName.all(name)).map(readVersion),
    findVersion(name, version) {
      const row = selectOne.get(name, version);
      if (row === undefined) return undefined;
      const { documentHash, ...entry } = readVersion(row);
      return { ...entry, document: JSON.parse(objects.readText("document", documentHash)) };
    },
    addRun({ command, startedAt, durationMs, exitCode, from, to, summary }) {
      insertRun({
        number: nextRun(),
        command,
        started_at: startedAt,
        duration_ms: Math.round(durationMs),
        exit_code: exitCode,
        from_root: from === undefined ? null : blob(from),
        to_root: to === undefined ? null : blob(to),
        summary: canonicalJson(summary),
      });
    },
    listRuns: (limit = -1) => selectRuns.all(limit).map(readRun),
  };
}

function readVersion([, name, version, document, origin, createdAt]: SqlValue[]): DomainVersionEntry {
  return { name: text(name), version: text(version), documentHash: hex(document), origin: text(origin), createdAt: text(createdAt) };
}

function readRun([, command, startedAt, duration, exitCode, from, to, summary]: SqlValue[]): Run {
  return {
    command: text(command),
    startedAt: text(startedAt),
    durationMs: integer(duration),
    exitCode: integer(exitCode),
    ...(from !== null && { from: hex(from) }),
    ...(to !== null && { to: hex(to) }),
    summary: JSON.parse(text(summary)),
  };
}
