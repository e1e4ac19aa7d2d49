/** What has to be said before any tenant of a fleet is touched: asked on each of them, refused once for all. Only reads. */
import { EXIT, SelectoError } from "../model/error.ts";
import { groupBy } from "../model/group-by.ts";
import type { FleetSessions, Tenant } from "./fleet-tenants.ts";
import type { PlannedTenant } from "./plan-fleet.ts";
import type { Target } from "./target.ts";
import { failureOf } from "./tenant-failure.ts";

/** Tenants that are named one by one in a refusal. */
const MOST_NAMED = 3;

/**
 * Looks at the rows of tenants that are namespaces, now that it is known how the packages run there. The plan with what
 * keeps a tenant from being taken back.
 */
export async function settleTenants(
  tenants: readonly PlannedTenant[],
  sessions: FleetSessions,
  look: (target: Target, tenant: Tenant) => Promise<unknown>,
): Promise<PlannedTenant[]> {
  const settled = new Map<PlannedTenant, PlannedTenant>();
  const asked = tenants.filter(({ tenant, planned, failure }) => tenant.namespace !== undefined && planned.length > 0 && failure === undefined);
  for (const [database, own] of groupBy(asked, ({ tenant }) => tenant.database))
    await sessions.with(database, true, async (target) => {
      for (const one of own) {
        try {
          await look(target, one.tenant);
        } catch (error) {
          settled.set(one, { ...one, failure: failureOf(error), thrown: error });
        }
      }
    });
  return tenants.map((one) => settled.get(one) ?? one);
}

/**
 * Consent is for packages, not for tenants: the one that is furthest behind names all that are needed. What tenants have
 * entered is told of each.
 *
 * @throws SelectoError `consent-needed` and its like (3)
 */
export function refuseForConsent(tenants: readonly PlannedTenant[]): void {
  const refusing = tenants.flatMap(({ tenant, thrown }) =>
    thrown instanceof SelectoError && thrown.exit === EXIT.consent ? [{ name: tenant.name, thrown }] : [],
  );
  const [most] = refusing.toSorted((a, b) => b.thrown.next.length - a.thrown.next.length);
  if (most === undefined) return;
  const { code, why, next, exit } = most.thrown;
  throw new SelectoError({ code, what: refusalOf(refusing), why, next, exit }, { cause: most.thrown });
}

/** One text where all say the same of the packages; else who says what, as far as there is room. */
function refusalOf(refusing: readonly { readonly name: string; readonly thrown: SelectoError }[]): string {
  const texts = groupBy(refusing, ({ thrown }) => thrown.message);
  const [[only = ""] = []] = texts;
  if (texts.size === 1 && refusing.length > 1) return `${only} (${refusing.length} tenants)`;
  const told = refusing.slice(0, MOST_NAMED).map(({ name, thrown }) => `${name}: ${thrown.message}`);
  const rest = refusing.length - told.length;
  return [...told, ...(rest > 0 ? [`${rest} more ${rest === 1 ? "tenant" : "tenants"}`] : [])].join("; ");
}
