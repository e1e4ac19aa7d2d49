/**
 * The pre-merge gate. Base and head come through git and no server is needed: impact of the change,
 * new and edited packages proved, packages in step with the schema files, integrity. Whatever could
 * not be asked or read fails closed.
 */
import { relative } from "node:path";
import type { History } from "../history/open.ts";
import type { CheckReport, PackageVerdict } from "../model/check.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { EXIT, worstExit, type ExitCode } from "../model/error.ts";
import { hashOf } from "../model/hash.ts";
import type { JsonValue } from "../model/json.ts";
import { describeNode } from "../model/identity.ts";
import type { ImpactReport, Verdict } from "../model/impact.ts";
import { diffSchemas } from "../schema/diff.ts";
import { CONFIG_FILES } from "../workspace/config/schema.ts";
import { changedFiles } from "../workspace/git/changed-files.ts";
import { openGitTree } from "../workspace/git-tree.ts";
import { recordedDomains, restoredDomains } from "./recorded-domains.ts";
import { readBase, requireBase } from "./choose-states.ts";
import { compareContracts, versionFindings } from "./compare-contracts.ts";
import { failureDiagnostic } from "./diff-states.ts";
import { impactOfStates } from "./impact-of-states.ts";
import { packagesRecipe, readPackagesOf, type Packages } from "./migration-states.ts";
import { readState } from "./read-state.ts";
import { schemaOf } from "./schema-cache.ts";
import type { Session } from "./session.ts";
import { recipeHash, type StateSource } from "./state-source.ts";
import { verifyMigrations, type VerifiedPackage } from "./verify-migrations.ts";

/** Raise it when proofs may come out differently for the same packages: older remembered ones are then ignored. */
const PROOF_VERSION = "2";

export interface CheckInput {
  readonly base?: string | undefined;
  /** a commit instead of the working tree */
  readonly head?: string | undefined;
  readonly failOn: readonly Verdict[];
  readonly allowUnknown: boolean;
  /** what was wrong in the base already fails as well */
  readonly strict: boolean;
  /** `2026-11-22`: decides which acceptances have run out */
  readonly today: string;
}

/** @throws SelectoError without git, without a base, or without anything to check */
export async function checkWorkspace(session: Session, input: CheckInput, history: History): Promise<CheckReport> {
  const base = await requireBase(session, input.base);
  const label = relative(session.folder, session.migrationsFolder);
  const [before, after, changed] = await Promise.all([
    readBase(session, base),
    input.head === undefined ? readState(session, { kind: "files" }) : readState(session, { kind: "git", ref: input.head }),
    changedFiles(session.folder, base.commit),
  ]);
  const headTree = input.head === undefined ? session.tree : await openGitTree(session.folder, input.head);
  const [packagesBefore, packages] = [await readPackagesOf(await openGitTree(session.folder, base.commit), label), await readPackagesOf(headTree, label)];
  const accepted = (session.loaded?.config.check?.accept ?? []).map((one) => ({
    id: one.id,
    reason: one.reason,
    expired: one.until !== undefined && one.until < input.today,
    ...(one.until !== undefined && { until: one.until }),
  }));
  const failOn: readonly Verdict[] = [...new Set<Verdict>(["broken", ...(session.loaded?.config.check?.failOn ?? []), ...input.failOn])];
  const relevant = new Set<string>([...CONFIG_FILES, ...before.files, ...after.files]);
  const frame = { base: before.origin, head: after.origin, accepted, failOn, strict: input.strict };
  const samePackages =
    packagesBefore.reading.packages.map((one) => one.manifest.checksum + one.edited).join() ===
    packages.reading.packages.map((one) => one.manifest.checksum + one.edited).join();
  const integrity = [...packages.reading.diagnostics, ...packages.chain.diagnostics, ...rewritten(packagesBefore, packages)];
  if (before.inputHash === after.inputHash && samePackages && integrity.length === 0 && !input.strict) {
    return {
      ...frame,
      changedFiles: [],
      packages: packages.reading.packages.map((one) => ({ name: one.manifest.name, status: "unchanged", problems: [], reversibility: one.manifest.class })),
      inStep: "none",
      missingInPackages: [],
      integrity: [],
      outcome: "pass",
      exit: EXIT.fine,
    };
  }
  const impact = await impactOfStates(session, before, after, history);
  const versions = versionFindings(compareContracts(before, after, []), restoredDomains(packages, after.domains));
  const verdicts = await provePackages(session, packagesBefore, packages, history);
  const unrecorded = recordedDomains(packages, after)?.diagnostics ?? [];
  const step = await compareWithPackages(session, after, packages, history);
  const exit = exitOf({
    impact,
    verdicts,
    missing: step.missing,
    integrity: [...integrity, ...versions, ...step.diagnostics],
    accepted: new Set(accepted.filter((one) => !one.expired).map((one) => one.id)),
    failOn,
    allowUnknown: input.allowUnknown,
    strict: input.strict,
  });
  return {
    ...frame,
    changedFiles: changed.filter((file) => relevant.has(file) || file.startsWith(`${label}/`)),
    impact: withVersionNote(impact, session, before, after),
    packages: verdicts,
    inStep: step.inStep,
    missingInPackages: step.missing,
    integrity: [...integrity, ...versions, ...unrecorded, ...step.diagnostics],
    outcome: exit === EXIT.fine ? "pass" : exit === EXIT.incomplete ? "incomplete" : "fail",
    exit,
  };
}

/** A package that is on the base may be applied somewhere: its content must not change any more. */
function rewritten(before: Packages, after: Packages): Diagnostic[] {
  const now = new Map(after.reading.packages.map((one) => [one.manifest.name, one]));
  return before.reading.packages.flatMap((one): Diagnostic[] => {
    const { name } = one.manifest;
    const position = { file: `${after.label}/${name}/migration.json`, line: 1, column: 1 };
    const other = now.get(name);
    if (other === undefined)
      return [
        {
          code: "migration-removed",
          severity: "error",
          message: `the package ${name} is on the base and gone here`,
          position,
          next: "restore it: databases that have applied it need it for the way back",
        },
      ];
    const same = other.manifest.checksum === one.manifest.checksum && !other.edited;
    return same
      ? []
      : [
          {
            code: "migration-rewritten",
            severity: "error",
            message: `the package ${name} is on the base and has another content here`,
            position,
            next: "restore it and put the change into a new package: selecto migrate generate",
          },
        ];
  });
}

async function provePackages(session: Session, before: Packages, packages: Packages, history: History): Promise<PackageVerdict[]> {
  const known = new Set(before.reading.packages.map((one) => one.manifest.checksum));
  const isNew = packages.chain.ordered.filter((one) => one.edited || !known.has(one.manifest.checksum)).map((one) => one.manifest.name);
  const proved = isNew.length === 0 ? [] : await proveOnce(session, packages, isNew, history);
  return packages.chain.ordered.map((one): PackageVerdict => {
    const { name } = one.manifest;
    const result = proved.find((candidate) => candidate.name === name);
    if (result === undefined) return { name, status: isNew.includes(name) ? "unproved" : "unchanged", problems: [], reversibility: one.manifest.class };
    const problems = [...result.problems, ...(one.edited ? ["edited since it was stamped: selecto migrate verify stamps it anew"] : [])];
    return { name, status: problems.length === 0 && result.status === "proved" ? "proved" : "unproved", problems, reversibility: one.manifest.class };
  });
}

/** Proofs of the same packages over the same predecessors come out the same: they are remembered like verdicts. */
async function proveOnce(session: Session, packages: Packages, only: readonly string[], history: History): Promise<readonly VerifiedPackage[]> {
  const texts = packages.chain.ordered.flatMap((one) => [one.manifest.checksum, one.upSql, one.downSql]);
  const scope = { from: hashOf(texts), to: hashOf(only), engine: hashOf(["proof", PROOF_VERSION, session.loaded?.config.shadow?.url ?? "embedded"]) };
  const [cached] = history.cachedVerdicts(scope);
  if (cached !== undefined) return cached.body as unknown as readonly VerifiedPackage[];
  const proved = await verifyMigrations(session, { packages, only, restamp: false });
  history.cacheVerdicts(scope, [{ subject: "proof", statementHash: hashOf(PROOF_VERSION), body: proved as unknown as JsonValue }]);
  return proved;
}

interface Step {
  readonly inStep: CheckReport["inStep"];
  readonly missing: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Whether the packages lead to the declared schema. Without packages, or where they are the schema, there is nothing to compare. */
async function compareWithPackages(session: Session, head: StateSource, packages: Packages, history: History): Promise<Step> {
  const recipe = packagesRecipe(packages);
  if (packages.chain.ordered.length === 0 || head.recipe.kind !== "files" || recipeHash(recipe) === recipeHash(head.recipe))
    return { inStep: "none", missing: [], diagnostics: [] };
  const [declared, replayed] = await Promise.all([schemaOf(head, session.shadow, history), schemaOf({ ...head, recipe }, session.shadow, history)]);
  const changes = diffSchemas(replayed.schema, declared.schema);
  const words = { add: "is missing in the packages", drop: "is left over in the packages", alter: "differs", rename: "differs" };
  return {
    inStep: changes.length === 0 ? "yes" : "no",
    missing: [...new Set(changes.map((change) => `${describeNode(change.key)} ${words[change.verb]}`))],
    diagnostics: replayed.failures.map(failureDiagnostic),
  };
}

interface Findings {
  readonly impact: ImpactReport;
  readonly verdicts: readonly PackageVerdict[];
  readonly missing: readonly string[];
  readonly integrity: readonly Diagnostic[];
  readonly accepted: ReadonlySet<string>;
  readonly failOn: readonly Verdict[];
  readonly allowUnknown: boolean;
  readonly strict: boolean;
}

function exitOf({ impact, verdicts, missing, integrity, accepted, failOn, allowUnknown, strict }: Findings): ExitCode {
  const open = impact.impacts.filter((one) => !accepted.has(one.subject));
  const defects = strict ? impact.baseline.filter((one) => !accepted.has(one.subject)) : [];
  const isFinding =
    defects.some((one) => one.verdict === "broken") ||
    open.some((one) => one.verdict !== "unknown" && failOn.includes(one.verdict)) ||
    impact.fallen.some((one) => one.witness !== undefined && !accepted.has(one.key));
  const fails = isFinding || missing.length > 0 || verdicts.some((one) => one.status === "unproved") || integrity.some((one) => one.severity === "error");
  const isUnknown =
    defects.some((one) => one.verdict === "unknown") ||
    open.some((one) => one.verdict === "unknown") ||
    impact.diagnostics.some((one) => one.severity === "error");
  return worstExit([fails || (isUnknown && failOn.includes("unknown")) ? EXIT.findings : EXIT.fine, isUnknown && !allowUnknown ? EXIT.incomplete : EXIT.fine]);
}

/** A newer server accepts more than an older one: say how much of this was asked of the wrong major. */
function withVersionNote(impact: ImpactReport, session: Session, before: StateSource, after: StateSource): ImpactReport {
  const version = session.loaded?.config.database?.version;
  const asked = Number(/PostgreSQL (\d+)/.exec(impact.engine)?.[1]);
  if (version === undefined || Number.parseInt(version, 10) === asked) return impact;
  const texts = new Set(before.queries.map((query) => query.sql));
  const fresh = after.queries.filter((query) => !texts.has(query.sql)).length;
  if (fresh === 0) return impact;
  const note: Diagnostic = {
    code: "other-major",
    severity: "info",
    message: `${fresh} new or edited statement${fresh === 1 ? "" : "s"} compiled on PostgreSQL ${asked}; production runs ${version}, which accepts less`,
    next: "name a server of that version with shadow.url to be sure",
  };
  return { ...impact, diagnostics: [...impact.diagnostics, note] };
}
