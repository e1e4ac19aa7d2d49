/**
 * Proves the migrations of another tool, each from the state its predecessors lead to: up, down, up again, with
 * generated rows. Nothing is written, and nothing is taken from their own claims.
 */
import { stateDifferences } from "../migration/state-differences.ts";
import { rowProblems } from "../migration/rows/problems.ts";
import { readConvertible } from "../migration/rows/convertible.ts";
import type { WalkFailure } from "../migration/rows/culprit.ts";
import { proveRows, readEnd } from "../migration/rows/prove-rows.ts";
import type { Database } from "../model/database.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Direction } from "../model/migration.ts";
import type { PairOutcome, PairVerdict } from "../model/pair.ts";
import type { SchemaState } from "../model/schema-state.ts";
import { extractSchema } from "../schema/extract.ts";
import { loadHistory, type LoadFailure, type SchemaScript } from "../schema/load.ts";
import { extensionsNamed } from "../schema/statement-kind.ts";
import type { MigrationScript } from "../workspace/histories/history.ts";
import { readMigrations } from "../workspace/sources.ts";
import type { NamedHistory } from "./find-history.ts";
import { openState, type ShadowOptions } from "./open-state.ts";

export interface VerifiedHistory {
  readonly tool: string;
  readonly folder: string;
  readonly pairs: readonly PairVerdict[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface VerifyPairsOptions {
  readonly onProgress?: (done: number, total: number, name: string) => void;
  /** called with each pair as soon as it is judged; false ends the run there */
  readonly onPair?: (pair: PairVerdict) => boolean;
  /** migrations that are run, but not judged */
  readonly known?: ReadonlySet<string>;
}

/** @throws SelectoError when a script ends the shadow */
export async function verifyPairs({ tree, history }: NamedHistory, options: ShadowOptions, how: VerifyPairsOptions = {}): Promise<VerifiedHistory> {
  const { onProgress, onPair, known = new Set() } = how;
  const { scripts, setup, diagnostics } = await readMigrations(tree, history);
  const extensions = extensionsNamed(scripts.flatMap(({ up, down }) => [up, down ?? ""]));
  const walker = new Walker(scripts, setup, { ...options, extensions: [...(options.extensions ?? []), ...extensions] });
  const pairs: PairVerdict[] = [];
  try {
    const first = scripts.findIndex(({ name }) => !known.has(name));
    await walker.rebuild(Math.max(0, first));
    let from: SchemaState | undefined;
    for (const [at, script] of scripts.entries()) {
      if (known.has(script.name)) {
        if (at > first && (await walker.run(script, "up")) === undefined) from = undefined;
        continue;
      }
      onProgress?.(at, scripts.length, script.name);
      if (pairs.at(-1)?.outcome === "up-fails" || pairs.at(-1)?.outcome === "skipped") {
        pairs.push(verdict(script, "skipped", ["an earlier migration does not run"]));
        continue;
      }
      const { pair, to } = await provePair(walker, at, from ?? (await extractSchema(walker.database)));
      pairs.push(pair);
      from = to;
      if (onPair?.(pair) === false) break;
    }
    return { tool: history.tool, folder: history.folder, pairs, diagnostics };
  } finally {
    await walker.close();
  }
}

/** One shadow that stands between two migrations. */
class Walker {
  #database: Database | undefined;

  constructor(
    readonly scripts: readonly MigrationScript[],
    readonly setup: MigrationScript | undefined,
    readonly options: ShadowOptions,
  ) {}

  get database(): Database {
    if (this.#database === undefined) throw new Error("the shadow is not open");
    return this.#database;
  }

  /** A fresh shadow with the first `count` migrations: for when a way back has left it somewhere else. */
  async rebuild(count: number): Promise<void> {
    await this.close();
    const before = [...(this.setup === undefined ? [] : [this.setup]), ...this.scripts.slice(0, count)];
    const { database } = await openState({ kind: "history", scripts: before.map((script) => partOf(script, "up")) }, this.options);
    this.#database = database;
  }

  async run(script: MigrationScript, direction: Direction): Promise<LoadFailure | undefined> {
    const { failures } = await loadHistory(this.database, [partOf(script, direction)], this.options);
    return failures[0];
  }

  async close(): Promise<void> {
    await this.#database?.close();
    this.#database = undefined;
  }
}

function partOf(script: MigrationScript, direction: Direction): SchemaScript {
  const { file, up, down, downFile, transactional, origins, downOrigins, tolerant } = script;
  if (direction === "down") return { file: downFile ?? file, text: down ?? "", transactional, ...(downOrigins !== undefined && { origins: downOrigins }) };
  return { file, text: up, transactional, ...(origins !== undefined && { origins }), ...(tolerant !== undefined && { tolerant }) };
}

/** Leaves the walker behind the migration, at the state that is returned. */
async function provePair(walker: Walker, at: number, from: SchemaState): Promise<{ pair: PairVerdict; to: SchemaState }> {
  const script = walker.scripts[at];
  if (script === undefined) throw new Error("no such migration");
  const start = await readEnd(walker.database);
  const failed = await walker.run(script, "up");
  const unread = [...new Set([...(script.notRead?.up ?? []), ...(script.notRead?.down ?? [])])];
  if (unread.length > 0)
    return { pair: verdict(script, "unread", [...unread, ...(failed === undefined ? [] : [placed(failed)])]), to: await extractSchema(walker.database) };
  if (failed !== undefined && script.tolerant === true)
    return { pair: verdict(script, "unread", [placed(failed), "it stands on a migration that was not read whole"]), to: await extractSchema(walker.database) };
  if (failed !== undefined) return { pair: verdict(script, "up-fails", [placed(failed)]), to: from };
  const to = await extractSchema(walker.database);
  if (script.down === undefined) return { pair: verdict(script, "no-down", script.noWay === undefined ? [] : [script.noWay]), to };
  const end = await readEnd(walker.database);
  const convertible = await readConvertible(walker.database, start, end, []);
  const behind = async (outcome: PairOutcome, details: readonly string[], ordered = false): Promise<{ pair: PairVerdict; to: SchemaState }> => {
    await walker.rebuild(at + 1);
    return { pair: verdict(script, outcome, details, ordered), to };
  };

  const refused = await walker.run(script, "down");
  if (refused !== undefined) return behind("down-fails", [placed(refused)]);
  const returned = await extractSchema(walker.database);
  if (returned.fingerprint !== from.fingerprint) return behind("schema-differs", stateDifferences(from, returned));
  const ordered = returned.orderedFingerprint === from.orderedFingerprint;
  const walk = async (direction: Direction): Promise<WalkFailure | undefined> => {
    const failure = await walker.run(script, direction);
    return failure === undefined ? undefined : { direction, step: 0, sql: failure.statement, error: failure.error };
  };
  // one that is no transaction may have stopped anywhere; it is built anew below
  const isWhole = (): boolean => script.transactional;
  const goBack = (): Promise<boolean> => Promise.resolve(false);
  const rows = await proveRows({ shadow: walker.database, renames: [], may: () => false, walk, isWhole, goBack }, start, end, convertible);
  const again = rows.isBack && script.transactional ? await walker.run(script, "up") : undefined;
  const isThere = rows.isBack && again === undefined && (await extractSchema(walker.database)).fingerprint === to.fingerprint;
  if (!isThere) await walker.rebuild(at + 1);
  const details = rowProblems(rows, false);
  const outcome = outcomeOf(rows, again !== undefined);
  return {
    pair: { ...verdict(script, outcome, again === undefined ? details : [`up does not run again after down: ${placed(again)}`], ordered), rows: rows.rows },
    to,
  };
}

function outcomeOf({ failure, differences }: Awaited<ReturnType<typeof proveRows>>, isStuck: boolean): PairOutcome {
  if (isStuck) return "schema-differs";
  if (failure?.direction === "down") return "down-fails";
  return differences.length > 0 ? "rows-lost" : "exact";
}

function verdict({ name }: MigrationScript, outcome: PairOutcome, details: readonly string[], ordered = false): PairVerdict {
  return { name, outcome, details, ordered, rows: 0 };
}

function placed({ position, error }: LoadFailure): string {
  return `${position.file}:${position.line}: ${error.sqlstate} ${error.message.split("\n", 1)[0] ?? ""}`;
}
