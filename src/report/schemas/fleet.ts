/** The answers of `selecto migrate` for a fleet. */
import { z } from "zod";
import { TENANT_RUN_STATES, TENANT_STATES } from "../../model/fleet.ts";
import { answer, diagnostic } from "./parts.ts";
import { baselineMembers, ledgerDifferences } from "./upkeep.ts";

const failure = z
  .looseObject({ code: z.string(), what: z.string(), why: z.string(), next: z.string(), exit: z.int() })
  .meta({ description: "as the tenant's own command would have said it" });
const tenant = z.string().meta({ description: "how the fleet calls it: the line of the list, the namespace, or both" });
const target = z.string().meta({ description: "the database in words, without secrets" });
const flags = z.string().meta({ description: "the flags that name the fleet" });

export const fleetRunSchema = answer("selecto.fleet-run", "What migrate up or down did on each tenant of a fleet.", {
  flags,
  direction: z.enum(["up", "down"]),
  dryRun: z.boolean(),
  canaries: z.int(),
  parallel: z.int(),
  tenants: z.array(
    z.looseObject({
      tenant,
      target,
      state: z.enum(TENANT_RUN_STATES),
      canary: z.boolean(),
      ran: z.array(z.looseObject({ name: z.string(), durationMs: z.number() })),
      left: z.array(z.string()).meta({ description: "what this run had to do there and has not done" }),
      failure: failure.optional(),
    }),
  ),
  scripts: z.array(z.looseObject({ name: z.string(), sql: z.string() })).meta({ description: "on a dry run: what would be sent to one of them" }),
  scriptsOf: z.string().optional(),
  diagnostics: z.array(diagnostic),
});

export const fleetStatusSchema = answer("selecto.fleet-status", "The ledger of each tenant of a fleet against the migration files.", {
  flags,
  tenants: z.array(
    z.looseObject({
      tenant,
      target,
      state: z.enum(TENANT_STATES),
      last: z.string().nullable().meta({ description: "the migration applied last" }),
      appliedCount: z.int(),
      pending: z.array(z.string()),
      unfinished: z.array(
        z.looseObject({ name: z.string(), direction: z.enum(["up", "down"]), finishedSteps: z.array(z.int()), startedStep: z.int().optional() }),
      ),
      diagnostics: z.array(diagnostic),
      failure: failure.optional(),
    }),
  ),
  diagnostics: z.array(diagnostic),
});

export const fleetRepairedSchema = answer(
  "selecto.fleet-repaired",
  "The ledger of each tenant of a fleet against the files, with what can be done about each difference.",
  {
    flags,
    tenants: z.array(
      z.looseObject({ tenant, target, examined: z.int(), differences: ledgerDifferences, repaired: z.array(z.string()), failure: failure.optional() }),
    ),
    diagnostics: z.array(diagnostic),
  },
);

export const fleetBaselineSchema = answer("selecto.fleet-baseline", "Migrations entered into the ledgers of databases that have their state.", {
  flags,
  dryRun: z.boolean(),
  tenants: z.array(z.looseObject({ tenant, baseline: z.looseObject(baselineMembers).optional(), failure: failure.optional() })),
});
