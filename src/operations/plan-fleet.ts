/** What a run would do on each tenant of a fleet. Reads only: no lock, no ledger is made. */
import { requireCalm } from "../migration/online/live.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { EXIT, SelectoError } from "../model/error.ts";
import type { TenantFailure } from "../model/fleet.ts";
import { tenantsIn, type FleetSessions, type FleetDatabase, type FleetRequest, type Tenant } from "./fleet-tenants.ts";
import { quoteLiteral } from "../sql/index.ts";
import type { Packages } from "./migration-states.ts";
import { runDirection, runOptions, type RunWishes } from "./run-migrations.ts";
import type { Session } from "./session.ts";
import { failureOf } from "./tenant-failure.ts";
import type { Target } from "./target.ts";

export interface PlannedTenant {
  readonly tenant: Tenant;
  /** the database in words */
  readonly target: string;
  /** names of what would run, in order */
  readonly planned: readonly string[];
  readonly failure?: TenantFailure;
  readonly thrown?: unknown;
}

export interface FleetPlan {
  readonly tenants: readonly PlannedTenant[];
  /** findings about the packages, each once */
  readonly diagnostics: readonly Diagnostic[];
}

export interface PlanRequest {
  readonly session: Session;
  readonly sessions: FleetSessions;
  readonly fleet: FleetRequest;
  readonly databases: readonly FleetDatabase[];
  readonly packages: Packages;
  readonly direction: "up" | "down";
  readonly wishes: RunWishes;
  readonly parallel: number;
}

/** Plans on every tenant. One that cannot be planned has a failure; an unusable pattern ends all. */
export async function planFleet(request: PlanRequest): Promise<FleetPlan> {
  const found = await eachDatabase(request, request.databases, (target, tenants) => planDatabase(request, target, tenants));
  const diagnostics = new Map(found.flatMap((one) => one.diagnostics).map((one) => [JSON.stringify(one), one]));
  return { tenants: found.map(({ planned }) => planned), diagnostics: [...diagnostics.values()] };
}

interface Found {
  readonly planned: PlannedTenant;
  readonly diagnostics: readonly Diagnostic[];
}

/** Opens the databases, several at a time, and answers in their order. */
export async function eachDatabase<R>(
  { session, sessions, fleet, parallel }: Pick<PlanRequest, "session" | "sessions" | "fleet" | "parallel">,
  databases: readonly FleetDatabase[],
  look: (target: Target | SelectoError, tenants: readonly (Tenant & { readonly empty: boolean })[]) => Promise<R[]>,
): Promise<R[]> {
  const results: R[][] = [];
  const queue = [...databases.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [at, database] = next;
      let reached = false;
      try {
        results[at] = await sessions.with(database, true, async (target) => {
          reached = true;
          return look(target, await tenantsIn(session, fleet, database, target));
        });
      } catch (error) {
        // One database that is down is one tenant's failure; the only one there is, is the command's.
        if (reached || !(error instanceof SelectoError) || databases.length === 1) throw error;
        results[at] = await look(error, [{ name: database.name ?? "", database, empty: false }]);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, queue.length) }, worker));
  return results.flat();
}

async function planDatabase(request: PlanRequest, target: Target | SelectoError, tenants: readonly (Tenant & { readonly empty: boolean })[]): Promise<Found[]> {
  const found: Found[] = [];
  for (const { empty, ...tenant } of tenants) found.push(await planTenant(request, target, tenant, empty));
  return found;
}

async function planTenant({ packages, direction, wishes }: PlanRequest, target: Target | SelectoError, tenant: Tenant, empty: boolean): Promise<Found> {
  if (target instanceof SelectoError)
    return { planned: { tenant, target: "not reached", planned: [], failure: failureOf(target), thrown: target }, diagnostics: [] };
  const { namespace } = tenant;
  try {
    // Names are all that counts here, so the packages are taken as they are.
    const asTheyAre = namespace === undefined ? undefined : { tenant: { namespace, moved: unmoved } };
    const { scripts, appliedCount, diagnostics, hazards } = await runDirection(
      { ...runOptions(target, packages, { ...wishes, dryRun: true }), ...asTheyAre },
      direction,
      wishes,
    );
    if (!wishes.dryRun) requireCalm(hazards ?? [], wishes.allow);
    if (empty && appliedCount > 0) throw madeAnew(namespace ?? "", appliedCount);
    const planned = scripts.flatMap(({ name }) => (name === "ledger" ? [] : [name]));
    return { planned: { tenant, target: target.text, planned }, diagnostics };
  } catch (error) {
    return { planned: { tenant, target: target.text, planned: [], failure: failureOf(error), thrown: error }, diagnostics: [] };
  }
}

type Moved = Pick<Packages["reading"]["packages"][number], "up" | "down"> & { readonly searchPath: readonly string[] };

/** A package as it is, where only names and the ledger count. */
export function unmoved({ up, down, manifest }: Packages["reading"]["packages"][number]): Moved {
  return { up, down, searchPath: manifest.searchPath };
}

/** The rows of a tenant outlive its namespace. */
function madeAnew(namespace: string, applied: number): SelectoError {
  return new SelectoError({
    code: "tenant-empty",
    what: `the namespace ${namespace} is empty, and the ledger says that ${applied} migrations are applied in it`,
    why: "it was dropped and made again, or emptied by hand; nothing was changed",
    next: `if it is to start anew: delete from selecto.migrations where tenant = ${quoteLiteral(namespace)}`,
    exit: EXIT.usage,
  });
}
