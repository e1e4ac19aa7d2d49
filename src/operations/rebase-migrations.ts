/**
 * Two branches of migrations that start at the same state, put one behind the other. Both orders are
 * tried in a shadow: only where they lead to the same state the second branch is proved at its new place
 * and stamped anew. Everything else is a conflict, and its objects are named.
 */
import { lastFork, type Fork } from "../migration/package/branches.ts";
import type { Change } from "../model/change.ts";
import { EXIT, SelectoError } from "../model/error.ts";
import type { MigrationPackage } from "../model/migration.ts";
import type { SchemaState } from "../model/schema-state.ts";
import { diffSchemas, orderChanged } from "../schema/diff.ts";
import { extractSchema } from "../schema/extract.ts";
import { packageScript, readPackages, type Packages } from "./migration-states.ts";
import { openState } from "./open-state.ts";
import type { Session } from "./session.ts";
import { verifyMigrations } from "./verify-migrations.ts";

export interface RebaseAnswer {
  /** in the order in which they were moved */
  readonly moved: readonly { readonly name: string; readonly behind: string }[];
  readonly conflict?: RebaseConflict;
  /** relations whose columns are in another order than before on databases that ran the other branch first */
  readonly reordered: readonly string[];
  readonly dryRun: boolean;
}

export interface RebaseConflict {
  readonly first: readonly string[];
  readonly second: readonly string[];
  /** one line each */
  readonly reasons: readonly string[];
  /** what differs between the two orders */
  readonly changes: readonly Change[];
}

export interface RebaseInput {
  /** a migration whose branch goes behind the other; default: the one that started later */
  readonly behind?: string | undefined;
  readonly dryRun: boolean;
}

/** @throws SelectoError when the packages are not whole for other reasons than their branches */
export async function rebaseMigrations(session: Session, input: RebaseInput): Promise<RebaseAnswer> {
  const moved: { name: string; behind: string }[] = [];
  const reordered = new Set<string>();
  for (;;) {
    const packages = readPackages(session);
    requireWhole(packages, input.behind);
    const fork = lastFork(packages.reading.packages, input.behind);
    if (fork === undefined) return { moved, reordered: [...reordered], dryRun: input.dryRun };
    const trial = await tryOrders(session, fork, packages.label);
    for (const name of trial.reordered) reordered.add(name);
    const conflict = trial.conflict ?? (await restamp(session, packages, fork, false));
    if (conflict !== undefined) return { moved, conflict, reordered: [...reordered], dryRun: input.dryRun };
    fork.second.forEach((one, at) => moved.push({ name: nameOf(one), behind: nameOf(fork.second[at - 1] ?? fork.first.at(-1)) }));
    if (input.dryRun) return { moved, reordered: [...reordered], dryRun: true };
    await restamp(session, packages, fork, true);
  }
}

function requireWhole({ reading, chain }: Packages, behind: string | undefined): void {
  const worst = [...reading.diagnostics, ...chain.diagnostics].find((one) => one.severity === "error" && one.code !== "migration-branch");
  if (worst !== undefined)
    throw new SelectoError({
      code: worst.code,
      what: `${worst.position?.file ?? ""}: ${worst.message}`,
      why: "packages must be whole before they are put into another order; nothing was changed",
      next: worst.next ?? "selecto migrate status",
      exit: EXIT.findings,
    });
  if (behind !== undefined && !reading.packages.some((one) => nameOf(one) === behind))
    throw new SelectoError({
      code: "migration-unknown",
      what: `there is no migration ${behind}`,
      why: `${reading.packages.length} packages are here`,
      next: "selecto migrate status lists them",
    });
}

async function tryOrders(session: Session, fork: Fork, label: string): Promise<{ conflict?: RebaseConflict; reordered: readonly string[] }> {
  const { base, first, second } = fork;
  const both = editedInBoth(fork);
  if (both.length > 0)
    return {
      conflict: conflictOf(
        fork,
        both.map((name) => `both edit the domain ${name}`),
        [],
      ),
      reordered: [],
    };
  const [one, other] = await Promise.all([
    stateAfter(session, [...base, ...first, ...second], label),
    stateAfter(session, [...base, ...second, ...first], label),
  ]);
  const reasons = [...one.failures, ...other.failures];
  const changes = reasons.length > 0 ? [] : diffSchemas(one.schema, other.schema);
  if (reasons.length === 0 && changes.length === 0) return { reordered: orderChanged(other.schema, one.schema) };
  return { conflict: conflictOf(fork, reasons, changes), reordered: [] };
}

/** An edit is made for one document: behind another edit of the same domain it starts elsewhere. */
function editedInBoth({ first, second }: Fork): string[] {
  const namesIn = (branch: readonly MigrationPackage[]): Set<string> => new Set(branch.flatMap(({ manifest }) => manifest.domains.map(({ name }) => name)));
  const inFirst = namesIn(first);
  return [...namesIn(second)].filter((name) => inFirst.has(name)).toSorted();
}

async function stateAfter(
  session: Session,
  packages: readonly MigrationPackage[],
  label: string,
): Promise<{ schema: SchemaState; failures: readonly string[] }> {
  const scripts = packages.map((one) => packageScript(one, `${label}/${nameOf(one)}/up.sql`));
  const { database, failures } = await openState({ kind: "history", scripts }, session.shadow);
  try {
    const told = failures.map(({ position, error }) => `${position.file}:${position.line} fails in that order: ${error.sqlstate} ${error.message}`);
    return { schema: await extractSchema(database), failures: told };
  } finally {
    await database.close();
  }
}

/** Proves the second branch behind the first, and stamps it there where that is wanted. */
async function restamp(session: Session, packages: Packages, fork: Fork, write: boolean): Promise<RebaseConflict | undefined> {
  const second = withDomains(fork);
  const ordered = [...fork.base, ...fork.first, ...second];
  const results = await verifyMigrations(session, {
    packages: { ...packages, chain: { ...packages.chain, ordered } },
    only: second.map(nameOf),
    restamp: write,
    restampAll: true,
  });
  const problems = results.flatMap((one) => one.problems.map((problem) => `${one.name}: ${problem}`));
  return problems.length === 0 ? undefined : conflictOf(fork, problems, []);
}

/** Where the first branch changed the domains, the second starts from those. */
function withDomains({ first, second }: Fork): MigrationPackage[] {
  const moved: MigrationPackage[] = [];
  for (const one of second) {
    const { from, to } = one.manifest;
    const start = (moved.at(-1) ?? first.at(-1))?.manifest.to.domains ?? from.domains;
    const end = from.domains === to.domains ? start : to.domains;
    moved.push({ ...one, manifest: { ...one.manifest, from: { ...from, domains: start }, to: { ...to, domains: end } } });
  }
  return moved;
}

function conflictOf({ first, second }: Fork, reasons: readonly string[], changes: readonly Change[]): RebaseConflict {
  return { first: first.map(nameOf), second: second.map(nameOf), reasons, changes };
}

function nameOf(migration: MigrationPackage | undefined): string {
  return migration?.manifest.name ?? "";
}
