/** How the ledger of each tenant of a fleet stands against the packages. Reads only. */
import { readMigrationStatus } from "../migration/run/status.ts";
import { EXIT, SelectoError, worstExit, type ExitCode } from "../model/error.ts";
import { uniqueDiagnostics } from "../model/diagnostic.ts";
import type { FleetStatus, TenantStatus } from "../model/fleet.ts";
import { fleetDatabases, FleetSessions, fleetFlags, type FleetRequest, type Tenant } from "./fleet-tenants.ts";
import { readPackages, type Packages } from "./migration-states.ts";
import { eachDatabase } from "./plan-fleet.ts";
import { extensionsOfPackages } from "./run-migrations.ts";
import type { Session } from "./session.ts";
import { failureOf } from "./tenant-failure.ts";
import type { Target } from "./target.ts";

/** Findings that are about one ledger; all others are about the packages, and are told once. */
const OF_A_LEDGER = new Set(["migration-missing", "migration-altered", "migration-unfinished", "migration-unreachable"]);

/** @throws SelectoError for a list or a pattern that cannot be used, or the only database out of reach */
export async function readFleetStatus(session: Session, fleet: FleetRequest, parallel: number): Promise<FleetStatus> {
  const packages = readPackages(session);
  const sessions = new FleetSessions(session, extensionsOfPackages(packages));
  try {
    const tenants = await eachDatabase({ session, sessions, fleet, parallel }, fleetDatabases(session, fleet), async (target, found) => {
      const answers: TenantStatus[] = [];
      for (const tenant of found) answers.push(await statusOf(target, tenant, packages));
      return answers;
    });
    return { flags: fleetFlags(fleet), tenants, diagnostics: uniqueDiagnostics([...packages.reading.diagnostics, ...packages.chain.diagnostics]) };
  } finally {
    await sessions.close();
  }
}

/** 1 for a ledger or packages that are not as they should be, the worst failure of a database that does not answer. */
export function exitOfFleetStatus({ tenants, diagnostics }: FleetStatus): ExitCode {
  const isWrong = diagnostics.some((one) => one.severity === "error");
  return worstExit([
    isWrong ? EXIT.findings : EXIT.fine,
    ...tenants.map(({ failure, state }) => failure?.exit ?? (state === "differs" || state === "half-done" ? EXIT.findings : EXIT.fine)),
  ]);
}

async function statusOf(target: Target | SelectoError, { name, namespace }: Tenant, { reading, label }: Packages): Promise<TenantStatus> {
  const nothing = { tenant: name, last: null, appliedCount: 0, pending: [], unfinished: [], diagnostics: [] };
  if (target instanceof SelectoError) return { ...nothing, target: "not reached", state: "unreachable", failure: failureOf(target) };
  try {
    const { status, diagnostics } = await readMigrationStatus(target.database, reading, label, namespace);
    const own = diagnostics.filter((one) => OF_A_LEDGER.has(one.code));
    const differs = status.missing.length + status.edited.length + status.unreachable.length > 0;
    return {
      tenant: name,
      target: target.text,
      state: differs ? "differs" : status.unfinished.length > 0 ? "half-done" : status.pending.length > 0 ? "behind" : "current",
      last: status.applied.at(-1)?.name ?? null,
      appliedCount: status.applied.length,
      pending: status.pending,
      unfinished: status.unfinished,
      diagnostics: own,
    };
  } catch (error) {
    return { ...nothing, target: target.text, state: "unreachable", failure: failureOf(error) };
  }
}
