/**
 * What can be computed again: which state some source bytes lead to, and the verdicts between two
 * states. The callers' bodies are kept as they are; they hold no row values.
 */
import type { Database as Sqlite } from "better-sqlite3";
import { canonicalJson, type JsonValue } from "../model/json.ts";
import { blob } from "./objects.ts";
import { hex, integer, prepareInsert, prepareNextNumber, prepareSelect, text } from "./rows.ts";
import type { Hash } from "./tree.ts";

/** The two states and the engine that a set of verdicts is about. */
export interface VerdictScope {
  readonly from: Hash;
  readonly to: Hash;
  /** `PostgreSQL 18.6 (embedded)`, and whatever else changes the answers */
  readonly engine: string;
}

export interface CachedVerdict {
  /** node key of the subject */
  readonly subject: string;
  /** hash of the statement as it was asked */
  readonly statementHash: string;
  readonly body: JsonValue;
}

export interface Caches {
  /** The root that these source bytes led to. */
  readonly findRoot: (inputHash: string) => Hash | undefined;
  readonly putRoot: (inputHash: string, root: Hash) => void;
  /** Every verdict of a scope, in no particular order. */
  readonly findVerdicts: (scope: VerdictScope) => CachedVerdict[];
  /** Adds or replaces verdicts. Call inside a transaction. */
  readonly putVerdicts: (scope: VerdictScope, verdicts: readonly CachedVerdict[]) => void;
}

/** Verdicts of older scopes make room: this is a cache, not an archive. */
const KEPT_SCOPES = 64;

export function createCaches(db: Sqlite, path: string): Caches {
  const selectRoot = prepareSelect(db, path, "input_cache", "where input_hash = ?");
  const insertRoot = prepareInsert(db, "input_cache", "on conflict (input_hash) do update set root = excluded.root, crc = excluded.crc");
  const selectScope = prepareSelect(db, path, "verdict_scope", "where from_root = ? and to_root = ? and engine = ?");
  const insertScope = prepareInsert(db, "verdict_scope");
  const nextScope = prepareNextNumber(db, "verdict_scope");
  const forgetScopes = db.prepare<[number]>("delete from verdict_scope where number <= ?");
  const forgetVerdicts = db.prepare<[number]>("delete from verdict where scope <= ?");
  const selectVerdicts = prepareSelect(db, path, "verdict", "where scope = ?");
  const insertVerdict = prepareInsert(db, "verdict", "on conflict (scope, subject, statement_hash) do update set body = excluded.body, crc = excluded.crc");

  const scopeNumber = ({ from, to, engine }: VerdictScope): number | undefined => {
    const row = selectScope.get(blob(from), blob(to), engine);
    return row === undefined ? undefined : integer(row[0]);
  };
  return {
    findRoot(inputHash) {
      const row = selectRoot.get(inputHash);
      return row === undefined ? undefined : hex(row[1]);
    },
    putRoot: (inputHash, root) => void insertRoot({ input_hash: inputHash, root: blob(root) }),
    findVerdicts(scope) {
      const number = scopeNumber(scope);
      if (number === undefined) return [];
      return selectVerdicts.all(number).map(([, subject, statementHash, body]): CachedVerdict => ({
        subject: text(subject),
        statementHash: text(statementHash),
        body: JSON.parse(text(body)),
      }));
    },
    putVerdicts(scope, verdicts) {
      let number = scopeNumber(scope);
      if (number === undefined) {
        number = nextScope();
        insertScope({ number, from_root: blob(scope.from), to_root: blob(scope.to), engine: scope.engine });
        forgetScopes.run(number - KEPT_SCOPES);
        forgetVerdicts.run(number - KEPT_SCOPES);
      }
      for (const { subject, statementHash, body } of verdicts)
        insertVerdict({ scope: number, subject, statement_hash: statementHash, body: canonicalJson(body) });
    },
  };
}
