/**
 * Proves a migration in a shadow: up leads to TO, down back to FROM, with every generated row as it was, and up
 * again to TO. Asks PostgreSQL through the ports it is given and compares fingerprints; knows nothing of what a
 * schema is made of.
 */
import { DatabaseError, type Database } from "../model/database.ts";
import type { Direction, MigrationPackage, MigrationProof, MigrationStep } from "../model/migration.ts";
import type { NodeKey } from "../model/identity.ts";
import type { SchemaState } from "../model/schema-state.ts";
import { makeRoles } from "../schema/roles.ts";
import { mayDiffer } from "./rows/may-differ.ts";
import { readConvertible } from "./rows/convertible.ts";
import type { WalkFailure } from "./rows/culprit.ts";
import { proveRows, readEnd, type RowProof } from "./rows/prove-rows.ts";
import { segmentsOf } from "./run/journalled.ts";
import { stateDifferences } from "./state-differences.ts";
import { publishesUpdates } from "./run/replica-identity.ts";
import { resetStatements, settingStatements, transactionScript, type StepSettings } from "./run/script.ts";
import { runTransaction, StepFailed } from "./run/transaction.ts";

export interface ProofPorts {
  /** a shadow in which FROM is loaded; it is left wherever the proof ended */
  readonly shadow: Database;
  /** reads the state of the shadow */
  readonly extract: (shadow: Database) => Promise<SchemaState>;
  /** where that shadow stands, where somebody has just read it */
  readonly from?: SchemaState | undefined;
  /** what the migration promises to lead to */
  readonly to: SchemaState;
  /** a second opinion on whether states are equal; absent where there is none to be had */
  readonly observer?: Observer;
  /** why there is none */
  readonly unobserved?: string;
  /** Makes a shadow that stands between two states the given one, without archives; false where no plan leads there. */
  readonly restore?: (shadow: Database, state: SchemaState) => Promise<boolean>;
}

/** Somebody else who reads a state, and whose readings can be compared. */
export interface Observer {
  /** who that is: `pg_dump 18.3` */
  readonly name: string;
  /** its reading of TO; without one only the way back is compared */
  readonly to?: string;
  readonly read: (shadow: Database) => Promise<string | undefined>;
  /** what differs, one line each; empty for equal states */
  readonly compare: (wanted: string, found: string) => readonly string[];
}

/** One of the three legs. */
export interface ProofLeg {
  readonly leg: "up" | "down" | "up again";
  /** the state is the promised one */
  readonly equal: boolean;
  /** what differs, as a reader says it: `column users.email is missing`; the first 20 */
  readonly differences: readonly string[];
  /** the statement that failed */
  readonly failure?: { readonly direction: Direction; readonly step: number; readonly sqlstate: string; readonly message: string };
}

export interface ProofResult {
  readonly proved: boolean;
  /** for migration.json; only where proved */
  readonly proof?: MigrationProof;
  /** the shadow was where the package says it starts */
  readonly startsAtFrom: boolean;
  /** the wanted state is the one the package says it leads to */
  readonly endsAtTo: boolean;
  /** in the order they were walked; those after a failed leg are not walked */
  readonly legs: readonly ProofLeg[];
  /** down restored the order of columns as well */
  readonly ordered: boolean;
  /** where the shadow stands after the last leg; absent where nobody read it since */
  readonly reached?: SchemaState;
  /** what became of rows; absent where the schema alone disproves the migration, or there is no way back */
  readonly rows?: RowProof;
}

/**
 * Walks up and down, both again with rows, and up once more. An irreversible migration is walked up only, and
 * is proved when that leads to TO.
 *
 * @throws ShadowDied
 */
export async function proveMigration(ports: ProofPorts, migration: MigrationPackage): Promise<ProofResult> {
  const { shadow, extract, to, observer } = ports;
  await makeRoles(shadow, to);
  const from = ports.from ?? (await extract(shadow));
  const seen = { up: observer?.to, down: await observer?.read(shadow), "up again": undefined };
  const startsAtFrom = from.fingerprint === migration.manifest.from.schema;
  const endsAtTo = to.fingerprint === migration.manifest.to.schema;
  // what the observer could not read it has not agreed to
  let unobserved = observer !== undefined && seen.down === undefined ? `${observer.name} failed on the shadow` : ports.unobserved;
  const observedBy = (): Pick<MigrationProof, "observer" | "unobserved"> =>
    unobserved !== undefined ? { unobserved } : observer === undefined ? {} : { observer: observer.name };
  const legs: ProofLeg[] = [];
  let ordered = true;
  let reached: SchemaState | undefined;
  const run = (direction: Direction): Promise<WalkFailure | undefined> => runSteps(shadow, migration, direction);
  const walk = async (leg: ProofLeg["leg"], direction: Direction, wanted: SchemaState): Promise<boolean> => {
    const failed = await run(direction);
    if (failed !== undefined) {
      // the shadow holds no rows of anybody: its words may be quoted
      legs.push({
        leg,
        equal: false,
        differences: [],
        failure: { direction, step: failed.step, sqlstate: failed.error.sqlstate, message: failed.error.message },
      });
      return false;
    }
    const state = await extract(shadow);
    reached = state;
    const equal = state.fingerprint === wanted.fingerprint;
    if (direction === "down") ordered = state.orderedFingerprint === wanted.orderedFingerprint;
    const wantedText = equal ? seen[leg] : undefined;
    const foundText = wantedText === undefined ? undefined : await observer?.read(shadow);
    if (wantedText !== undefined && foundText === undefined) unobserved ??= `${observer?.name ?? "the observer"} failed after ${leg}`;
    const observed = wantedText === undefined || foundText === undefined ? [] : (observer?.compare(wantedText, foundText) ?? []);
    legs.push({ leg, equal: equal && observed.length === 0, differences: equal ? observed.slice(0, 20) : stateDifferences(wanted, state) });
    return equal && observed.length === 0;
  };
  const irreversible = migration.manifest.class === "irreversible";
  const frame = (): Pick<ProofResult, "startsAtFrom" | "endsAtTo" | "legs" | "ordered"> => ({ startsAtFrom, endsAtTo, legs, ordered });
  if (!startsAtFrom || !endsAtTo) return { proved: false, ...frame() };
  const start = await readEnd(shadow);
  if (!(await walk("up", "up", to))) return { proved: false, ...frame() };
  if (irreversible)
    return { proved: true, ...frame(), proof: { server: from.serverVersion, ordered: false, rows: 0, emptyTables: tablesOf(from), ...observedBy() } };
  const { renames, conversions = [] } = migration.manifest;
  const end = await readEnd(shadow);
  const given = new Map(conversions.flatMap(({ column, up }) => (up === undefined ? [] : [[column, up] as const])));
  const convertible = await readConvertible(shadow, start, end, renames, given);
  if (!(await walk("down", "down", from))) return { proved: false, ...frame() };
  const isWhole = (direction: Direction): boolean => segmentsOf(migration[direction]).length === 1;
  const goBack = async (): Promise<boolean> => (await ports.restore?.(shadow, from)) ?? false;
  const rows = await proveRows({ shadow, renames, may: mayDiffer(migration), walk: run, isWhole, goBack }, start, end, convertible);
  const returns = rows.isBack && (await walk("up again", "up", to));
  const proved = returns && rows.failure === undefined && rows.differences.length === 0;
  const emptyTables = rows.emptyTables.map(({ key }) => key).toSorted();
  return {
    proved,
    ...frame(),
    rows,
    ...(returns && reached !== undefined && { reached }),
    ...(proved && { proof: { server: from.serverVersion, ordered, rows: rows.rows, emptyTables, ...observedBy() } }),
  };
}

/** As the runner would, but without ledger, journal and lock. */
async function runSteps(shadow: Database, migration: MigrationPackage, direction: Direction): Promise<WalkFailure | undefined> {
  const settings = { searchPath: migration.manifest.searchPath, publishes: await publishesUpdates(shadow, migration[direction]) };
  const [row] = await shadow.query<{ pid: number }>("select pg_backend_pid() as pid");
  try {
    for (const segment of segmentsOf(direction === "up" ? migration.up : migration.down)) {
      const [lone] = segment;
      if (lone?.mode === "no-tx") await runLone(shadow, lone, settings);
      else await runTransaction(shadow, transactionScript(segment, settings, [], row?.pid ?? 0));
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    const step = error.place?.part === "step" ? error.place.step : undefined;
    return { direction, error: error.error, step: step?.n ?? 0, sql: step?.sql ?? "" };
  }
}

async function runLone(shadow: Database, step: MigrationStep, settings: StepSettings): Promise<void> {
  try {
    await shadow.exec(settingStatements(settings, "").join("\n"));
    await shadow.exec(step.sql);
  } catch (error) {
    if (error instanceof DatabaseError) throw new StepFailed({ part: "step", step }, error.error);
    throw error;
  } finally {
    await shadow.exec(resetStatements(settings).join("\n")).catch(() => undefined);
  }
}

/** Without a way back nothing is shown about any row. */
function tablesOf(state: SchemaState): NodeKey[] {
  return state.facts.filter((fact) => fact.key.startsWith("table:")).map((fact) => fact.key);
}
