/**
 * Generates a migration: FROM is the replay of the packages, TO the declared schema. Both ways are
 * found by doing, then proved in a fresh shadow as the runner would run them, and only then written.
 */
import { relative } from "node:path";
import type { History } from "../history/open.ts";
import { lossesOf, type Loss } from "../migration/losses.ts";
import { writePackage } from "../migration/package/folder.ts";
import { nameMigration } from "../migration/package/naming.ts";
import { composePackage, type PackageDraft, type StepDraft } from "../migration/package/package.ts";
import { proveMigration, type ProofResult } from "../migration/proof.ts";
import type { Change } from "../model/change.ts";
import { EXIT, SelectoError } from "../model/error.ts";
import { describeNode } from "../model/identity.ts";
import type { ImpactReport } from "../model/impact.ts";
import type { MigrationPackage } from "../model/migration.ts";
import type { RenameGuess } from "../model/rename.ts";
import type { SavedViewRewrite } from "../model/stored-rewrite.ts";
import type { Rename } from "../oracle/rename.ts";
import { readSources } from "../workspace/sources.ts";
import { planRewrite, writeRewrite, type RewritePlan } from "./rewrite-saved-views.ts";
import { engineTag, type SchemaState } from "../model/schema-state.ts";
import { diffSchemas, orderChanged } from "../schema/diff.ts";
import { restoreShadow } from "./restore-shadow.ts";
import { extractSchema } from "../schema/extract.ts";
import { composeDraft, renamesBack } from "./compose-migration.ts";
import type { ColumnPair } from "./column-flags.ts";
import { readUsings, requireUsings, usingLosses, type UsingFlags } from "./convert-columns.ts";
import { fillLosses, readFills, requireFills } from "./fill-columns.ts";
import { findRenames, type RenameFlags } from "./find-renames.ts";
import { impactOfStates } from "./impact-of-states.ts";
import { readLiveHazards, type LiveHazards } from "./live-hazards.ts";
import { packagesRecipe, readPackages, requireReadable } from "./migration-states.ts";
import { isQuickLook, lookAgain, observeRecipe, observeState, observing, type Observation, type SecondLook } from "./observe-state.ts";
import { makeDomainMigration } from "./domain-migration.ts";
import { editsSince } from "./domain-edits.ts";
import { notProved } from "./not-proved.ts";
import { flagsOf, isStaged } from "./idle-flags.ts";
import { readWithoutArchive } from "./without-archive.ts";
import { extensionsOf, openState } from "./open-state.ts";
import { planKeptWays } from "./plan-kept-ways.ts";
import type { PlannedWay } from "./plan-migration.ts";
import { failureDiagnostic } from "./diff-states.ts";
import { schemaOf } from "./schema-cache.ts";
import type { Session } from "./session.ts";
import { traceMigration } from "./trace-migration.ts";
import type { StateSource } from "./state-source.ts";

export interface GenerateInput {
  readonly name: string;
  readonly to: StateSource;
  readonly renames: RenameFlags;
  /** `users.email`: what need not be kept for down */
  readonly withoutArchive: readonly string[];
  /** values for columns that must have one from now on: column and SQL expression */
  readonly fills: readonly ColumnPair[];
  /** expressions for type changes */
  readonly usings: UsingFlags;
  /** milliseconds since 1970, for the stamp */
  readonly at: number;
  readonly toolVersion: string;
  readonly dryRun: boolean;
  /** no step keeps others waiting for long */
  readonly online: boolean;
  /** fields get their new names inside saved views too */
  readonly rewriteSavedViews?: boolean;
  /** `env:NAME`: whose tables are looked at; default the target, where it answers; null for nobody's */
  readonly database?: string | undefined | null;
}

/** A second look is had where there is no migration. */
export interface GeneratedMigration extends SecondLook {
  /** absent when FROM and TO are the same already */
  readonly migration?: MigrationPackage;
  readonly packages: number;
  readonly changes: readonly Change[];
  readonly losses: readonly Loss[];
  /** renames that nobody named, taken by evidence */
  readonly guesses?: readonly RenameGuess[];
  /** saved views that name a renamed field */
  readonly rewrite?: SavedViewRewrite;
  readonly proof?: ProofResult;
  readonly impact?: ImpactReport;
  /** hazards on the tables of the target, where one was named and answered */
  readonly live?: LiveHazards;
  /** relations whose columns end up in another order than the schema files say */
  readonly reordered: readonly string[];
  /** flags that had nothing to do, as they were given */
  readonly idle?: readonly string[];
  /** domains whose document is not known whole, and so was not recorded */
  readonly unreadDomains: readonly string[];
  /** where it was written, relative to the workspace; absent on a dry run */
  readonly folder?: string;
}

/** @throws SelectoError when no plan leads to TO or back: nothing is written then */
export async function generateMigration(session: Session, input: GenerateInput, history: History): Promise<GeneratedMigration> {
  const packages = readPackages(session);
  requireReadable(packages);
  const recipe = packagesRecipe(packages);
  let seen: Observation | undefined;
  // whether there is something to do or not, the observer is asked about TO: here a shadow stands there already
  const target = await schemaOf(input.to, session.shadow, history, async (database, schema) => {
    if (isQuickLook(schema)) seen = await observeState(database, schema);
  });
  const [failure] = target.failures;
  if (failure !== undefined) {
    const { position, message, next } = failureDiagnostic(failure);
    throw new SelectoError({
      code: "schema-not-loaded",
      what: `${position?.file}:${position?.line}:${position?.column} does not load: ${message}`,
      why: `${target.failures.length} statement${target.failures.length === 1 ? "" : "s"} of the schema did not load, so the goal is not known`,
      next: next ?? "correct it and run the command again",
      exit: EXIT.findings,
    });
  }
  const to = target.schema;
  const shadowOptions = { ...session.shadow, extensions: [...(session.shadow.extensions ?? []), ...extensionsOf(input.to.recipe)] };
  const { database: shadow, failures } = await openState(recipe, shadowOptions);
  const count = packages.chain.ordered.length;
  try {
    if (failures[0] !== undefined) throw replayFailed(failures[0]);
    const from = await extractSchema(shadow);
    requireStamp(packages.chain.ordered.at(-1), from);
    const isSame = from.fingerprint === to.fingerprint;
    const { edits, isNews, unread: unreadDomains } = editsSince(packages, input.to);
    if (isSame && isNews) {
      const made = await makeDomainMigration(session, packages, { shadow, from }, { ...input, edits, domains: input.to.domains });
      return { ...made, packages: count, changes: [], losses: [], reordered: orderChanged(from, to), unreadDomains };
    }
    if (isSame) {
      const looked = await lookAgain(shadow, from, to, input.to.recipe, shadowOptions, seen);
      return { packages: count, changes: [], losses: [], reordered: orderChanged(from, to), ...looked, unreadDomains, idle: flagsOf(input) };
    }
    const { renames, guesses, notRenamed, middle } = await findRenames(session, shadow, from, to, input.to, input.renames);
    const changes = diffSchemas(middle, to);
    const taken = packages.reading.packages.map((one) => one.manifest.name);
    const name = nameMigration(input.at, input.name, taken);
    const fills = readFills(input.fills, middle, to, session.namespaces);
    requireFills(middle, to, fills);
    const usings = readUsings(input.usings, middle, to, session.namespaces);
    await requireUsings(shadow, middle, to, usings);
    const known = await lossesOf(changes, middle, shadow);
    const converted = [...known, ...usingLosses(middle, to, usings, known)];
    const losses = [...converted, ...fillLosses(middle, fills, converted)];
    const without = readWithoutArchive(input.withoutArchive, losses, middle, session.namespaces);
    const ways = await planKeptWays({
      shadow,
      from: middle,
      to,
      losses,
      fills,
      usings,
      migration: name,
      without,
      searchPath: session.shadow.searchPath,
      require: requireWay,
    });
    for (const sql of renamesBack(renames)) await shadow.exec(sql);
    const composed = composeDraft(
      { ...input, edits, fills, usings, migration: name },
      { from, to, ways, renames, notRenamed, previous: packages.chain.ordered.at(-1) },
    );
    const rewrite = await rewriteOf(session, input, renames, to);
    const draft = await traceMigration(shadow, rewrite?.taken === true ? withSteps(composed, rewrite) : composed, input);
    const unproved = composePackage(draft);
    const observed = seen ?? (await observeRecipe(input.to.recipe, to, shadowOptions));
    const proof = await prove(unproved, recipe, to, observed, shadowOptions);
    if (proof.proof === undefined) throw notProved(proof);
    const migration = composePackage({ ...draft, proof: proof.proof });
    const live = input.database === null ? undefined : await readLiveHazards(session, migration, input.database);
    const impact = await impactOfStates(
      session,
      { ...input.to, origin: { kind: "migrations", text: `migrations (${count})` }, recipe, inputHash: `${input.to.inputHash}:${from.orderedFingerprint}` },
      input.to,
      history,
    );
    const folder = input.dryRun ? undefined : relative(session.folder, writePackage(session.migrationsFolder, migration));
    if (folder !== undefined && rewrite?.taken === true) await writeRewrite(session.folder, rewrite);
    return {
      migration,
      packages: count,
      changes: [...renames.map((rename): Change => ({ verb: "rename", key: rename.from, to: rename.to })), ...changes],
      losses: ways.losses,
      guesses,
      ...(rewrite !== undefined && { rewrite: { places: rewrite.places, tables: rewrite.tables, fields: rewrite.fields, taken: rewrite.taken } }),
      proof,
      impact,
      ...(live !== undefined && { live }),
      reordered: orderChanged(ways.reached, to),
      unreadDomains,
      ...(input.online && !isStaged(migration) && { idle: ["--online"] }),
      ...(folder !== undefined && { folder }),
    };
  } finally {
    await shadow.close();
  }
}

async function rewriteOf(session: Session, input: GenerateInput, renames: readonly Rename[], schema: SchemaState): Promise<RewritePlan | undefined> {
  if (renames.length === 0) return undefined;
  const { savedViews: views } = await readSources(session.tree, session.layout);
  return planRewrite({ renames, domains: input.to.domains, views, schema, namespaces: session.namespaces, taken: input.rewriteSavedViews === true });
}

/** The rows change last on the way up and first on the way down. */
function withSteps(draft: PackageDraft, { up, down }: RewritePlan): PackageDraft {
  const step = (sql: string): StepDraft => ({ sql, mode: "tx", lock: null, rewrite: false, hazards: [] });
  return { ...draft, up: [...draft.up, ...up.map(step)], down: [...down.map(step), ...draft.down] };
}

/** A package that follows one whose stamp is wrong could never be applied. @throws SelectoError */
function requireStamp(last: MigrationPackage | undefined, from: SchemaState): void {
  const stamped = last?.manifest.to.schema;
  if (last === undefined || stamped === undefined || stamped === from.fingerprint || engineTag(stamped) !== engineTag(from.fingerprint)) return;
  throw new SelectoError({
    code: "migration-stamp-differs",
    what: `the packages lead to another state than ${last.manifest.name} is stamped for`,
    why: "a migration made now would start where no database is",
    next: "selecto migrate verify tells which package differs; selecto migrate verify --restamp accepts what is there",
    exit: EXIT.findings,
  });
}

/** @throws SelectoError when the way does not lead there, saying what is left and why */
function requireWay(way: PlannedWay, where: string): PlannedWay {
  if (way.failure !== undefined)
    throw new SelectoError({
      code: "migration-not-planned",
      what: `no plan leads ${where}`,
      why: way.failure,
      next: "split the change into two migrations, or write this one by hand",
      exit: EXIT.findings,
    });
  const [left] = way.left;
  if (left === undefined) return way;
  const [refused] = way.refused;
  const why =
    refused === undefined
      ? `${describeNode(left.key)} would still differ${way.left.length > 1 ? `, and ${way.left.length - 1} more` : ""}`
      : `PostgreSQL refuses a planned step: ${refused.error.sqlstate} ${refused.error.message}`;
  throw new SelectoError({
    code: "migration-not-planned",
    what: `the planned steps do not lead ${where}`,
    why,
    next: "split the change into two migrations, or write this one by hand",
    exit: EXIT.findings,
  });
}

async function prove(
  migration: MigrationPackage,
  recipe: ReturnType<typeof packagesRecipe>,
  to: SchemaState,
  observed: Observation,
  options: Session["shadow"],
): Promise<ProofResult> {
  const { database } = await openState(recipe, options);
  try {
    return await proveMigration({ shadow: database, extract: extractSchema, restore: restoreShadow, to, ...observing(database, observed) }, migration);
  } finally {
    await database.close();
  }
}

function replayFailed(failure: Parameters<typeof failureDiagnostic>[0]): SelectoError {
  const { file, line, column } = failure.position;
  return new SelectoError({
    code: "replay-failed",
    what: `${file}:${line}:${column} fails: ${failure.error.sqlstate} ${failure.error.message}`,
    why: "the packages do not replay on an empty database, so the state they lead to is not known",
    next: "selecto migrate verify",
    exit: EXIT.findings,
  });
}
