/** `migrate baseline` for the databases of a list, one after the other: each is compared by itself, and one that differs keeps no other back. */
import type { History } from "../history/open.ts";
import { EXIT, SelectoError, worstExit, type ExitCode } from "../model/error.ts";
import type { FleetBaseline, TenantBaseline } from "../model/fleet.ts";
import { baselineOpen, type BaselineInput } from "./baseline-database.ts";
import { fleetDatabases, fleetFlags, FleetSessions, type FleetRequest } from "./fleet-tenants.ts";
import { readPackages } from "./migration-states.ts";
import { extensionsOfPackages, runOptions } from "./run-migrations.ts";
import type { Session } from "./session.ts";
import { failureOf } from "./tenant-failure.ts";

/** @throws SelectoError for a list that cannot be used (2), an interruption (5) */
export async function baselineFleet(session: Session, fleet: FleetRequest, input: BaselineInput, history: History): Promise<FleetBaseline> {
  const packages = readPackages(session);
  const sessions = new FleetSessions(session, extensionsOfPackages(packages));
  const tenants: TenantBaseline[] = [];
  try {
    for (const database of fleetDatabases(session, fleet)) {
      const tenant = database.name ?? "";
      try {
        const baseline = await sessions.with(database, false, (target) =>
          baselineOpen(session, runOptions(target, packages, { ...input, steps: undefined, allow: [], fromLedger: false }), target.text, input, history),
        );
        tenants.push({ tenant, baseline });
      } catch (error) {
        if (error instanceof SelectoError && error.exit === EXIT.incomplete) throw error;
        tenants.push({ tenant, failure: failureOf(error) });
      }
    }
    return { flags: fleetFlags(fleet), dryRun: input.dryRun, tenants };
  } finally {
    await sessions.close();
  }
}

/** 1 where a database is not what was compared, the worst failure of one that does not answer. */
export function exitOfFleetBaseline({ tenants }: FleetBaseline): ExitCode {
  return worstExit(
    tenants.map(({ baseline, failure }) => failure?.exit ?? (baseline?.compared === undefined || baseline.entered.length > 0 ? EXIT.fine : EXIT.findings)),
  );
}
