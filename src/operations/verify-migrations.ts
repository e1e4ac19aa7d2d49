/**
 * Proves packages by running them: each from the state its predecessors lead to, up, down, up again.
 * A package edited by hand is proved as it is now and stamped anew; one that fails keeps its old stamp.
 */
import { restampOnDisk } from "../migration/package/folder.ts";
import { stampPackage } from "../migration/package/package.ts";
import { proveMigration, type ProofResult } from "../migration/proof.ts";
import { rowProblems } from "../migration/rows/problems.ts";
import type { RowProof } from "../migration/rows/prove-rows.ts";
import { nameOf } from "../model/identity.ts";
import type { MigrationPackage } from "../model/migration.ts";
import { DatabaseError, type Database } from "../model/database.ts";
import { engineTag, type SchemaState } from "../model/schema-state.ts";
import { restoreShadow } from "./restore-shadow.ts";
import { extractSchema } from "../schema/extract.ts";
import { loadHistory } from "../schema/load.ts";
import { extensionsNamed } from "../schema/statement-kind.ts";
import { packageScript, type Packages } from "./migration-states.ts";
import { observeState, observing } from "./observe-state.ts";
import { openState } from "./open-state.ts";
import type { Session } from "./session.ts";
import { traceProved } from "./trace-migration.ts";

export interface VerifiedPackage {
  readonly name: string;
  readonly class: MigrationPackage["manifest"]["class"];
  readonly status: "proved" | "unproved" | "skipped";
  /** why it is unproved, one line each */
  readonly problems: readonly string[];
  /** the files were edited by hand, and the new stamp was written */
  readonly restamped: boolean;
  readonly ordered: boolean;
  /** generated rows that came back */
  readonly rows: number;
  /** tables of whose rows nothing was shown, each with the reason */
  readonly unshown: readonly string[];
}

export interface VerifyInput {
  readonly packages: Packages;
  /** names to prove; all when undefined. Others are only run, to get to the state in between. */
  readonly only?: readonly string[];
  readonly restamp: boolean;
  /** stamp anew what proves, also where an unedited package leads to another state than its stamp says */
  readonly restampAll?: boolean;
  readonly onProgress?: (done: number, total: number, name: string) => void;
}

/** Proves in chain order. After a package that does not even run, the later ones are `skipped`: nothing is known about their start. */
export async function verifyMigrations(session: Session, input: VerifyInput): Promise<VerifiedPackage[]> {
  const { ordered } = input.packages.chain;
  const empty = { kind: "history", scripts: [] } as const;
  const extensions = extensionsNamed(ordered.map((one) => one.upSql));
  const options = { ...session.shadow, extensions: [...(session.shadow.extensions ?? []), ...extensions] };
  const [prover, runner] = await Promise.all([openState(empty, options), openState(empty, options)]);
  const results: VerifiedPackage[] = [];
  try {
    let stuck: string | undefined;
    let stand: Stand = {};
    let previous: string | null = null;
    for (const [at, one] of ordered.entries()) {
      // a package that was never proved has no stamp that could be wrong
      const migration = input.restampAll === true || one.manifest.proof === null ? { ...one, edited: true } : one;
      const { name } = migration.manifest;
      input.onProgress?.(at, ordered.length, name);
      if (stuck !== undefined) {
        results.push(verdict(migration, "skipped", [`${stuck} does not run, so the state this one starts at is not known`]));
        continue;
      }
      const wanted = input.only === undefined || input.only.includes(name);
      const outcome = wanted
        ? await proveOne(prover.database, runner.database, migration, stand)
        : await runOnly([prover.database, runner.database], migration);
      stand = outcome.stand ?? {};
      if (!outcome.runs) stuck = name;
      const isNew = outcome.stamped !== undefined && (migration.edited || migration.manifest.proof === null || migration.manifest.previous !== previous);
      let restamped = false;
      if (isNew && input.restamp && outcome.stamped !== undefined) {
        const again = stampPackage(
          { ...outcome.stamped.manifest, previous },
          outcome.stamped.up,
          outcome.stamped.down,
          outcome.stamped.upSql,
          outcome.stamped.downSql,
        );
        restampOnDisk(session.migrationsFolder, again);
        previous = again.manifest.checksum;
        restamped = true;
      } else previous = migration.manifest.checksum;
      if (wanted)
        results.push({
          ...verdict(migration, outcome.problems.length === 0 ? "proved" : "unproved", outcome.problems),
          restamped,
          ordered: outcome.ordered,
          ...shownBy(outcome.rows),
        });
    }
    return results;
  } finally {
    await Promise.all([prover.database.close(), runner.database.close()]);
  }
}

/** Where the two shadows stand, as far as it was read and nothing ran there since: reading a schema takes long. */
interface Stand {
  readonly runner?: SchemaState;
  readonly prover?: SchemaState | undefined;
}

interface Outcome {
  readonly runs: boolean;
  readonly problems: readonly string[];
  readonly ordered: boolean;
  readonly rows?: RowProof | undefined;
  /** the package with what the proof found, ready to be stamped */
  readonly stamped?: MigrationPackage;
  readonly stand?: Stand;
}

async function proveOne(prover: Database, runner: Database, migration: MigrationPackage, stand: Stand): Promise<Outcome> {
  const from = stand.runner ?? (await extractSchema(runner));
  const failure = await runUp(runner, migration);
  if (failure !== undefined) return { runs: false, problems: [failure], ordered: false };
  const to = await extractSchema(runner);
  const edited = withEnds(migration, from, to);
  const result = await proveMigration(
    { shadow: prover, extract: extractSchema, restore: restoreShadow, from: stand.prover, to, ...observing(prover, await observeState(runner, to)) },
    edited,
  );
  const problems = [...endsDiffer(migration, from, to), ...problemsOf(result)];
  const runs = result.legs.every((leg) => leg.failure === undefined);
  if (!result.proved && runs) await catchUp(prover, to, migration);
  const proof = problems.length === 0 ? result.proof : undefined;
  const found = proof !== undefined && migration.edited ? await traceProved(prover, edited) : edited;
  return {
    runs,
    problems,
    ordered: result.ordered,
    stand: { runner: to, prover: result.proved && found === edited ? result.reached : undefined },
    ...(proof !== undefined && { stamped: { ...found, manifest: { ...found.manifest, proof } } }),
  };
}

/** An unproved package may leave the prover anywhere; the next one must start where the runner is. */
async function catchUp(prover: Database, to: SchemaState, migration: MigrationPackage): Promise<void> {
  const state = await extractSchema(prover);
  if (state.fingerprint !== to.fingerprint) await runUp(prover, migration);
}

async function runOnly(databases: readonly Database[], migration: MigrationPackage): Promise<Outcome> {
  for (const database of databases) {
    const failure = await runUp(database, migration);
    if (failure !== undefined) return { runs: false, problems: [failure], ordered: false };
  }
  return { runs: true, problems: [], ordered: true };
}

async function runUp(database: Database, migration: MigrationPackage): Promise<string | undefined> {
  try {
    const { failures } = await loadHistory(database, [packageScript(migration, "up.sql")]);
    const [failure] = failures;
    return failure === undefined
      ? undefined
      : `up.sql:${failure.position.line}:${failure.position.column} fails: ${failure.error.sqlstate} ${failure.error.message}`;
  } catch (error) {
    if (error instanceof DatabaseError) return `up.sql fails: ${error.error.sqlstate} ${error.message}`;
    throw error;
  }
}

/** The package as if stamped now: an edited one leads somewhere else than its old stamp says. */
function withEnds(migration: MigrationPackage, from: SchemaState, to: SchemaState): MigrationPackage {
  const { manifest } = migration;
  return { ...migration, manifest: { ...manifest, from: { ...manifest.from, schema: from.fingerprint }, to: { ...manifest.to, schema: to.fingerprint } } };
}

/** An unedited package must lead where its stamp says; fingerprints of another engine say nothing. */
function endsDiffer(migration: MigrationPackage, from: SchemaState, to: SchemaState): string[] {
  if (migration.edited) return [];
  const comparable = (a: string, b: string): boolean => engineTag(a) === engineTag(b);
  const differs = (stamped: string, found: string): boolean => comparable(stamped, found) && stamped !== found;
  return [
    ...(differs(migration.manifest.from.schema, from.fingerprint) ? ["the packages before it lead to another state than the one it starts at"] : []),
    ...(differs(migration.manifest.to.schema, to.fingerprint) ? ["up.sql leads to another state than its stamp says"] : []),
  ];
}

function problemsOf(result: ProofResult): string[] {
  if (result.proved) return [];
  const legs = result.legs.flatMap((leg) => {
    if (leg.failure !== undefined)
      return [`${leg.leg}: step ${leg.failure.step} of ${leg.failure.direction}.sql fails: ${leg.failure.sqlstate} ${leg.failure.message}`];
    return leg.equal ? [] : leg.differences.map((difference) => `after ${leg.leg}: ${difference}`);
  });
  return [...legs, ...(result.rows === undefined ? [] : rowProblems(result.rows))];
}

function verdict(migration: MigrationPackage, status: VerifiedPackage["status"], problems: readonly string[]): VerifiedPackage {
  return { name: migration.manifest.name, class: migration.manifest.class, status, problems, restamped: false, ordered: false, rows: 0, unshown: [] };
}

function shownBy(rows: RowProof | undefined): Pick<VerifiedPackage, "rows" | "unshown"> {
  return { rows: rows?.rows ?? 0, unshown: (rows?.emptyTables ?? []).map(({ key, reason }) => `${nameOf(key)}: ${reason}`) };
}
