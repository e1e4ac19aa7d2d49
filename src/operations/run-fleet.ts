/**
 * Applies migrations to every tenant of a fleet, or takes them back. Everything is planned on all of
 * them before anything runs on one; what is done stays done, and the next run goes on from there.
 */
import { DEFAULT_LOCK_TIMEOUT_MS, type RunOptions, type TenantNamespace } from "../migration/run/options.ts";
import { prepareLedger } from "../migration/fleet/prepare-ledger.ts";
import { runWave } from "../migration/fleet/wave.ts";
import { EXIT, SelectoError, worstExit, type ExitCode } from "../model/error.ts";
import type { FleetRun, TenantFailure, TenantRun } from "../model/fleet.ts";
import { refuseForConsent, settleTenants } from "./fleet-consent.ts";
import { fleetDatabases, FleetSessions, fleetFlags, type FleetRequest, ownNamespace, type Tenant } from "./fleet-tenants.ts";
import { bigTableBytes } from "./live-hazards.ts";
import { readPackages, refuseForeignRunner, type Packages } from "./migration-states.ts";
import { movePackages } from "./move-packages.ts";
import { planFleet, type PlannedTenant } from "./plan-fleet.ts";
import { extensionsOfPackages, runDirection, runOptions, type RunWishes } from "./run-migrations.ts";
import type { Session } from "./session.ts";
import type { Target } from "./target.ts";
import { failureOf } from "./tenant-failure.ts";

export interface FleetInput extends Omit<RunWishes, "onProgress" | "steps"> {
  readonly fleet: FleetRequest;
  /** so many of the first tenants go alone */
  readonly canaries: number;
  readonly parallel: number;
  readonly continueOnError: boolean;
  readonly onTenant: (done: number, total: number, tenant: string) => void;
}

/**
 * @throws SelectoError where nothing is known about any tenant: an unusable list (2), consent needed (3),
 * packages that cannot be run in another namespace (2)
 */
export async function runFleet(session: Session, direction: "up" | "down", wanted: FleetInput): Promise<FleetRun> {
  const input = { ...wanted, bigTableBytes: bigTableBytes(session), whom: fleetFlags(wanted.fleet) };
  if (direction === "down" && input.to === undefined) throw downWithoutTo();
  const packages = readPackages(session);
  refuseForeignRunner(session, packages);
  const sessions = new FleetSessions(session, extensionsOfPackages(packages));
  try {
    const databases = fleetDatabases(session, input.fleet);
    const wishes = { ...input, onProgress: () => undefined };
    const plan = await planFleet({ session, sessions, fleet: input.fleet, databases, packages, direction, wishes, parallel: input.parallel });
    refuseForConsent(plan.tenants);
    const waiting = plan.tenants.filter((one) => one.planned.length > 0 && one.failure === undefined);
    const namespaceOf = await tenantNamespaces(session, packages, direction, waiting, input);
    const look = (target: Target, tenant: Tenant): Promise<unknown> =>
      runDirection(optionsFor(target, packages, { ...wishes, dryRun: true }, namespaceOf(tenant)), direction, wishes);
    const tenants = direction === "up" ? plan.tenants : await settleTenants(plan.tenants, sessions, look);
    refuseForConsent(tenants);
    const busy = tenants.filter((one) => one.planned.length > 0 && one.failure === undefined);
    // The first of the list: one that is up to date already has shown that it works.
    const canaries = tenants.slice(0, input.canaries).filter((one) => busy.includes(one)).length;
    const canGo = input.continueOnError || tenants.every((one) => one.failure === undefined);
    const results = new Map<string, TenantRun>();
    if (!input.dryRun && canGo) await runAll({ ...input, canaries, sessions, packages, direction, busy, namespaceOf, results, total: tenants.length });
    const sample = input.dryRun ? busy[0] : undefined;
    return {
      flags: fleetFlags(input.fleet),
      direction,
      dryRun: input.dryRun,
      canaries,
      parallel: input.parallel,
      tenants: tenants.map((one) => results.get(one.tenant.name) ?? notRun(one, input.dryRun)),
      diagnostics: plan.diagnostics,
      scripts: [],
      ...(sample !== undefined && {
        scripts: await sessions.with(sample.tenant.database, true, async (target) => {
          const { scripts } = await runDirection(optionsFor(target, packages, wishes, namespaceOf(sample.tenant)), direction, wishes);
          return scripts;
        }),
        scriptsOf: sample.tenant.name,
      }),
    };
  } finally {
    await sessions.close();
  }
}

/** The exit code of a fleet: the worst of its tenants; unfinished without a failure is incomplete. */
export function exitOfFleet({ tenants }: FleetRun): ExitCode {
  return worstExit(tenants.map(({ state, failure }) => failure?.exit ?? (state === "not-started" ? EXIT.incomplete : EXIT.fine)));
}

function optionsFor(target: Target, packages: Packages, wishes: RunWishes, tenant: TenantNamespace | undefined): RunOptions {
  return { ...runOptions(target, packages, wishes), ...(tenant !== undefined && { tenant }) };
}

interface Wave extends FleetInput {
  readonly sessions: FleetSessions;
  readonly packages: Packages;
  readonly direction: "up" | "down";
  readonly busy: readonly PlannedTenant[];
  readonly namespaceOf: (tenant: Tenant) => TenantNamespace | undefined;
  readonly results: Map<string, TenantRun>;
  readonly total: number;
}

async function runAll(wave: Wave): Promise<void> {
  const { sessions, packages, direction, busy, results } = wave;
  for (const database of new Set(busy.flatMap(({ tenant }) => (tenant.namespace === undefined ? [] : [tenant.database]))))
    await sessions.with(database, false, (open) =>
      prepareLedger(open.database, { timeoutMs: wave.lockTimeoutMs ?? DEFAULT_LOCK_TIMEOUT_MS, signal: wave.signal }),
    );
  await runWave(busy, {
    canaries: wave.canaries,
    parallel: sessions.parallel ? wave.parallel : 1,
    continueOnError: wave.continueOnError,
    signal: wave.signal,
    turn: async ({ tenant, target, planned }, canary) => {
      wave.onTenant(results.size, busy.length, tenant.name);
      const ran: { name: string; durationMs: number }[] = [];
      let failure: TenantFailure | undefined;
      try {
        const wishes: RunWishes = {
          ...wave,
          onProgress: (event) => void (event.kind === "finished" && ran.push({ name: event.name, durationMs: event.durationMs })),
        };
        await sessions.with(tenant.database, false, (open) => runDirection(optionsFor(open, packages, wishes, wave.namespaceOf(tenant)), direction, wishes));
      } catch (error) {
        failure = failureOf(error);
      }
      const left = failure === undefined ? [] : planned.filter((name) => ran.every((one) => one.name !== name));
      results.set(tenant.name, {
        tenant: tenant.name,
        target,
        state: failure !== undefined ? (failure.code === "interrupted" ? "stopped" : "failed") : ran.length === 0 ? "current" : "done",
        canary,
        ran,
        left,
        ...(failure !== undefined && { failure }),
      });
      return failure === undefined;
    },
  });
}

function notRun({ tenant, target, planned, failure }: PlannedTenant, dryRun: boolean): TenantRun {
  const state = failure !== undefined ? "failed" : planned.length === 0 ? "current" : dryRun ? "planned" : "not-started";
  return { tenant: tenant.name, target, state, canary: false, ran: [], left: planned, ...(failure !== undefined && { failure }) };
}

/** For namespaces: the packages as they run there, once proved in the shadow. */
async function tenantNamespaces(
  session: Session,
  packages: Packages,
  direction: "up" | "down",
  busy: readonly PlannedTenant[],
  { fleet }: FleetInput,
): Promise<(tenant: Tenant) => TenantNamespace | undefined> {
  if (fleet.namespaces.length === 0 || busy.length === 0) return () => undefined;
  const own = ownNamespace(session);
  const { move, moveSql } = await movePackages(session, packages, own, direction, new Set(busy.flatMap(({ planned }) => planned)));
  return ({ namespace }) =>
    namespace === undefined ? undefined : { namespace, moved: (one) => move(one, namespace), view: { own, moved: (sql) => moveSql(sql, namespace) } };
}

function downWithoutTo(): SelectoError {
  return new SelectoError({
    code: "usage",
    what: "migrate down of a fleet needs --to",
    why: "tenants stand at different migrations, and after a failure the next run must not take back one more",
    next: "--to NAME: the migration that stays the last one of every tenant; --to none takes back all",
    exit: EXIT.usage,
  });
}
