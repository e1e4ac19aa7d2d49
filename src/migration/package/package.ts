/**
 * A package as one value: composed from steps, or read from the text of its three files. What is wrong
 * with a text is a diagnostic with its file and remedy; a package with one is never half used.
 */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { sha256 } from "../../model/hash.ts";
import {
  type Direction,
  type MigrationFormat,
  type MigrationManifest,
  type MigrationPackage,
  type MigrationStep,
  type PackageFiles,
  type StepFacts,
} from "../../model/migration.ts";
import { SelectoError } from "../../model/error.ts";
import type { ColumnFill } from "../../model/plan.ts";
import { planBatches } from "../online/batches.ts";
import { directiveOf } from "./directive.ts";
import { packageChecksum, parseManifest, renderManifest } from "./manifest.ts";
import { isMigrationName } from "./naming.ts";
import { normaliseStep, parseScript, renderScript, withLineFeeds } from "./script.ts";
import { loneStatement, modeOf, transactionControlIn } from "./statement.ts";

/** A step before it has a number. */
export type StepDraft = Omit<StepFacts, "n" | "sha256"> & {
  readonly sql: string;
  /** it gives rows of a column the value that somebody named; staging knows what to do with that, and the package nothing */
  readonly fill?: ColumnFill;
};

/** A package before it is stamped. */
export type PackageDraft = Omit<MigrationManifest, "format" | "steps" | "checksum"> & {
  readonly up: readonly StepDraft[];
  readonly down: readonly StepDraft[];
};

/**
 * Composes a package: renders both scripts, numbers and hashes the steps, stamps the checksum.
 *
 * @throws SelectoError `migration-step` when the text of a step is not SQL that could be read back
 */
export function composePackage(draft: PackageDraft): MigrationPackage {
  const { up, down, ...rest } = draft;
  const upSteps = up.map((step, index) => numberStep(step, index + 1, "up"));
  const downSteps = down.map((step, index) => numberStep(step, index + 1, "down"));
  const upSql = renderScript([`${draft.name}: up`, `${draft.class}${draft.proof === null ? ", UNPROVED" : ""}`], upSteps);
  const downHeader = draft.class === "irreversible" ? ["irreversible: there is no way back"] : [];
  return stampPackage(rest, upSteps, downSteps, upSql, renderScript([`${draft.name}: down`, ...downHeader], downSteps));
}

/** Stamps texts and steps as they are: the way to seal a package that was edited by hand and proved again. */
export function stampPackage(
  facts: Omit<MigrationManifest, "format" | "steps" | "checksum">,
  up: readonly MigrationStep[],
  down: readonly MigrationStep[],
  upSql: string,
  downSql: string,
): MigrationPackage {
  // The order of a reader's interest, and always the same one, so that a diff of two documents is short.
  const {
    name,
    from,
    to,
    engine,
    searchPath,
    class: reversibility,
    renames,
    notRenamed,
    fills,
    conversions,
    archives,
    domains,
    accepted,
    proof,
    previous,
  } = facts;
  const steps = { up: up.map(factsOf), down: down.map(factsOf) };
  const denied = notRenamed === undefined ? {} : { notRenamed };
  const converted = conversions === undefined ? {} : { conversions };
  const format: MigrationFormat = domains.length > 0 ? 2 : 1;
  const unstamped = {
    format,
    name,
    from,
    to,
    engine,
    searchPath,
    class: reversibility,
    renames,
    ...denied,
    fills,
    ...converted,
    steps,
    archives,
    domains,
    accepted,
    proof,
    previous,
  };
  // The way through JSON drops what JSON cannot hold, so that the checksum is that of the file.
  const checksum = packageChecksum(JSON.parse(JSON.stringify(unstamped)), upSql, downSql);
  return { manifest: { ...unstamped, checksum }, up, down, upSql, downSql, edited: false };
}

/** The text of the three files of a package. */
export function packageFiles(migration: MigrationPackage): PackageFiles {
  return { name: migration.manifest.name, manifest: renderManifest(migration.manifest), up: migration.upSql, down: migration.downSql };
}

/**
 * Reads a package from the text of its files.
 *
 * @param folder how diagnostics name the folder it is in: `migrations`
 */
export function parsePackage(files: PackageFiles, folder: string): { readonly package?: MigrationPackage; readonly diagnostics: readonly Diagnostic[] } {
  const place = `${folder}/${files.name}`;
  const read = parseManifest(files.manifest.replace(/^\uFEFF/, ""), `${place}/migration.json`);
  if ("diagnostic" in read) return { diagnostics: [read.diagnostic] };
  const { manifest, document } = read;
  const upSql = withLineFeeds(files.up);
  const downSql = withLineFeeds(files.down);
  const edited = packageChecksum(document, upSql, downSql) !== manifest.checksum;
  const up = readSteps(upSql, manifest.steps.up, "up", place, edited);
  const down = readSteps(downSql, manifest.steps.down, "down", place, edited);
  const diagnostics = [...up.diagnostics, ...down.diagnostics, ...contradictions(manifest, files.name, up.steps, down.steps, place)];
  if (diagnostics.length > 0) return { diagnostics };
  return { package: { manifest, up: up.steps, down: down.steps, upSql, downSql, edited }, diagnostics };
}

function numberStep(draft: StepDraft, n: number, direction: Direction): MigrationStep {
  const normal = normaliseStep(draft.sql);
  const problem = "problem" in normal ? normal.problem : stepProblem(normal.sql, draft.mode);
  if (problem !== undefined || "problem" in normal) {
    throw new SelectoError({
      code: "migration-step",
      what: `step ${n} of ${direction} cannot be written`,
      why: problem ?? "its text cannot be read back",
      next: "rewrite that statement",
    });
  }
  const { sql, fill: _fill, ...facts } = { ...draft, sql: normal.sql };
  return { n, sha256: sha256(sql), ...facts, sql };
}

/** Why a step could not be run safely, whatever it does. */
export function stepProblem(sql: string, mode: StepFacts["mode"]): string | undefined {
  const control = transactionControlIn(sql);
  if (control !== undefined) return `it says ${control}, and the transaction is selecto's: steps and ledger stand or fall together`;
  if (mode === "batches" || directiveOf(sql)?.kind === "unreadable") {
    const plan = planBatches(sql);
    if ("problem" in plan) return plan.problem;
  }
  const lone = loneStatement(sql);
  if (mode === "no-tx" && lone.kind === "create-index" && lone.index === undefined)
    return "CREATE INDEX CONCURRENTLY without a name cannot be resumed after a crash; give the index a name";
  return undefined;
}

function factsOf({ sql: _sql, ...facts }: MigrationStep): StepFacts {
  return facts;
}

/** Steps of a script with the facts of the document, found by hash; a step that was edited has only what its text says. */
function readSteps(
  script: string,
  known: readonly StepFacts[],
  direction: Direction,
  place: string,
  edited: boolean,
): { steps: MigrationStep[]; diagnostics: Diagnostic[] } {
  const file = `${place}/${direction}.sql`;
  const parsed = parseScript(script);
  const diagnostics = parsed.problems.map((problem) => finding(file, problem.line, problem.message, problem.next));
  const byHash = new Map(known.map((facts) => [facts.sha256, facts]));
  const steps = parsed.steps.map(({ sql }, index): MigrationStep => {
    const hash = sha256(sql);
    const facts = known[index]?.sha256 === hash ? known[index] : byHash.get(hash);
    return {
      n: index + 1,
      sha256: hash,
      ...(facts === undefined ? { mode: modeOf(sql), lock: null, rewrite: false, hazards: [] } : { ...facts, n: index + 1 }),
      sql,
    };
  });
  // what is as it was stamped was looked at then
  for (const step of edited ? steps : []) {
    const problem = stepProblem(step.sql, step.mode);
    if (problem !== undefined) diagnostics.push(finding(file, stepLine(script, step.n), `step ${step.n}: ${problem}`, "take that out of the step"));
  }
  return { steps, diagnostics };
}

/** 1-based line on which the SQL of step `n` starts, or 1 when there is no such step. */
export function stepLine(script: string, n: number): number {
  const offset = parseScript(script).steps[n - 1]?.offset ?? 0;
  return script.slice(0, offset).split("\n").length;
}

function contradictions(
  manifest: MigrationManifest,
  folderName: string,
  up: readonly MigrationStep[],
  down: readonly MigrationStep[],
  place: string,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  if (!isMigrationName(folderName))
    found.push(finding(place, 1, "the folder's name is no migration name", "name it <14 digits>_<lower_case_words>, as in 20261122150200_add_order_note"));
  else if (manifest.name !== folderName) found.push(finding(`${place}/migration.json`, 1, `it says it is ${manifest.name}`, "give the folder that name back"));
  if (manifest.class === "irreversible" && down.length > 0)
    found.push(finding(`${place}/down.sql`, 1, "an irreversible migration has steps back", "remove them, or prove the pair: selecto migrate verify"));
  if (manifest.class !== "irreversible" && up.length > 0 && down.length === 0) {
    found.push(
      finding(
        `${place}/down.sql`,
        1,
        `down.sql has no steps, but the migration says it is ${manifest.class}`,
        'write the way back, or declare it: "class": "irreversible" in migration.json',
      ),
    );
  }
  return found;
}

function finding(file: string, line: number, message: string, next: string): Diagnostic {
  return { code: "migration-unreadable", severity: "error", message, position: { file, line, column: 1 }, next };
}
