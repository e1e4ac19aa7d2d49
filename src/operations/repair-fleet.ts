/** `migrate repair` for a fleet: every ledger is looked at first, then each consent is carried out wherever a tenant asks for it. */
import type { RunOptions } from "../migration/run/options.ts";
import { uniqueDiagnostics } from "../model/diagnostic.ts";
import { EXIT, SelectoError, worstExit, type ExitCode } from "../model/error.ts";
import type { FleetRepair, TenantRepair } from "../model/fleet.ts";
import { fleetDatabases, fleetFlags, FleetSessions, type FleetRequest, type Tenant } from "./fleet-tenants.ts";
import { readPackages } from "./migration-states.ts";
import { eachDatabase, unmoved } from "./plan-fleet.ts";
import { repairOpen, requireOffered, type RepairAnswer } from "./repair-ledger.ts";
import { extensionsOfPackages, runOptions, type RunInput } from "./run-migrations.ts";
import type { Session } from "./session.ts";
import type { Target } from "./target.ts";
import { failureOf } from "./tenant-failure.ts";

interface Looked {
  readonly tenant: Tenant;
  readonly repair: TenantRepair;
  readonly diagnostics: RepairAnswer["diagnostics"];
}

/** @throws SelectoError for a consent that no tenant asks for, and for a list or a pattern that cannot be used (2): nothing was changed */
export async function repairFleet(
  session: Session,
  fleet: FleetRequest,
  input: Omit<RunInput, "to" | "steps" | "fromLedger">,
  parallel: number,
): Promise<FleetRepair> {
  const packages = readPackages(session);
  const sessions = new FleetSessions(session, extensionsOfPackages(packages));
  const optionsOf = (target: Target, { namespace }: Tenant): RunOptions => ({
    ...runOptions(target, packages, { ...input, steps: undefined, fromLedger: false }),
    ...(namespace !== undefined && { tenant: { namespace, moved: unmoved } }),
  });
  const visit = async (target: Target | SelectoError, tenant: Tenant, allow: readonly string[]): Promise<Looked> => {
    try {
      if (target instanceof SelectoError) throw target;
      const { diagnostics, ...answer } = await repairOpen(session, optionsOf(target, tenant), target.text, allow);
      return { tenant, repair: { tenant: tenant.name, ...answer }, diagnostics };
    } catch (error) {
      const where = target instanceof SelectoError ? "not reached" : target.text;
      return { tenant, repair: { tenant: tenant.name, target: where, examined: 0, differences: [], repaired: [], failure: failureOf(error) }, diagnostics: [] };
    }
  };
  try {
    const looked = await eachDatabase({ session, sessions, fleet, parallel }, fleetDatabases(session, fleet), async (target, tenants) => {
      const found: Looked[] = [];
      for (const tenant of tenants) found.push(await visit(target, tenant, []));
      return found;
    });
    requireOffered(
      input.allow,
      looked.flatMap(({ repair }) => offeredBy(repair)),
    );
    // one folder serves all: what was restored from the ledger of one is not written over from that of another
    const restored = new Set<string>();
    const askedBy = (repair: TenantRepair): string[] => input.allow.filter((id) => offeredBy(repair).includes(id));
    const results: Looked[] = [];
    for (const one of looked) {
      if (askedBy(one.repair).length === 0) results.push(one);
      else {
        const last = await sessions.with(one.tenant.database, false, async (target) => {
          const again = await visit(target, one.tenant, []);
          const wanted = askedBy(again.repair).filter((id) => !restored.has(id));
          return wanted.length === 0 ? again : visit(target, one.tenant, wanted);
        });
        for (const id of last.repair.repaired) if (id.startsWith("restore:")) restored.add(id);
        results.push(last);
      }
    }
    return {
      flags: fleetFlags(fleet),
      tenants: results.map(({ repair }) => repair),
      diagnostics: uniqueDiagnostics(results.flatMap(({ diagnostics }) => diagnostics)),
    };
  } finally {
    await sessions.close();
  }
}

/** 1 while a tenant has a difference left or the files are wrong, the worst failure of one that does not answer. */
export function exitOfFleetRepair({ tenants, diagnostics }: FleetRepair): ExitCode {
  return worstExit([
    diagnostics.some((one) => one.severity === "error") ? EXIT.findings : EXIT.fine,
    ...tenants.map(({ failure, differences }) => failure?.exit ?? (differences.length > 0 ? EXIT.findings : EXIT.fine)),
  ]);
}

function offeredBy({ differences }: TenantRepair): string[] {
  return differences.flatMap(({ repairs }) => repairs.map(({ id }) => id));
}
