/** `migrate up`, `down` and `status` for a fleet: the flags that name its tenants, and what is common to a run. */
import { resolve } from "node:path";
import { Flags } from "@oclif/core";
import { EXIT, SelectoError } from "../model/error.ts";
import type { FleetRequest } from "../operations/fleet-tenants.ts";

/** Which tenants. */
export const tenantFlags = {
  targets: Flags.string({ summary: "a fleet: file with one environment variable or service=NAME per line", helpValue: "FILE", exclusive: ["database"] }),
  namespaces: Flags.string({
    summary: "a fleet: the same packages in each namespace of this pattern",
    helpValue: "PATTERN",
    multiple: true,
    multipleNonGreedy: true,
  }),
  parallel: Flags.integer({ summary: "tenants of a fleet at a time (default 4)", min: 1, max: 64, helpValue: "N" }),
};

/** In which order a run takes them, and when it ends. */
export const waveFlags = {
  ...tenantFlags,
  canary: Flags.integer({ summary: "tenants of a fleet that go first and alone (default 1)", min: 0, helpValue: "N" }),
  "continue-on-error": Flags.boolean({ summary: "of a fleet: go on with the others when one that is no canary fails" }),
};

/** Of commands that look at one database and decide about it: a fleet is refused in words that help. */
export const oneDatabaseFlags = {
  targets: Flags.string({ summary: "refused here: one database at a time", hidden: true }),
  namespaces: Flags.string({ summary: "refused here: one database at a time", hidden: true, multiple: true, multipleNonGreedy: true }),
};

/**
 * @param ofNamespaces why the command does not know tenants that are namespaces, and what helps there
 * @throws SelectoError `usage` when a fleet is named
 */
export function requireOneDatabase(
  flags: { readonly targets?: string | undefined; readonly namespaces?: readonly string[] | undefined },
  command: string,
  ofNamespaces = {
    why: "it works on the database's own ledger entries, not on those of its tenants",
    next: "selecto migrate status --namespaces shows how they stand; up, down and repair take --namespaces",
  },
): void {
  if (flags.targets !== undefined)
    throw usage(
      `${command} takes one database at a time`,
      "what it changes depends on how that database stands, and is decided by who reads it",
      `selecto migrate status --targets ${flags.targets} shows who needs it; then selecto ${command} --database env:NAME for each of them`,
    );
  if (flags.namespaces !== undefined) throw usage(`${command} does not know tenants that are namespaces`, ofNamespaces.why, ofNamespaces.next);
}

export const DEFAULT_PARALLEL = 4;
export const DEFAULT_CANARIES = 1;

interface FleetFlagValues {
  readonly database?: string | undefined;
  readonly targets?: string | undefined;
  readonly namespaces?: string[] | undefined;
  readonly parallel?: number | undefined;
  readonly canary?: number | undefined;
  readonly "continue-on-error"?: boolean | undefined;
  readonly steps?: number | undefined;
}

/**
 * The fleet that the flags name; undefined for one database.
 *
 * @throws SelectoError for flags of a fleet without one, and --steps with one
 */
export function fleetOf(flags: FleetFlagValues): FleetRequest | undefined {
  const { targets, namespaces = [], database, steps } = flags;
  if (targets === undefined && namespaces.length === 0) {
    const stray =
      (["parallel", "canary"] as const).find((name) => flags[name] !== undefined) ?? (flags["continue-on-error"] === true ? "continue-on-error" : undefined);
    if (stray !== undefined)
      throw usage(`--${stray} is for a fleet`, "one database has one turn", "name the tenants: --targets FILE or --namespaces 'tenant_*'");
    return undefined;
  }
  if (steps !== undefined)
    throw usage(
      "--steps does not go with a fleet",
      "tenants stand at different migrations, and the same command after a failure would go on from a different one",
      "name the migration that all should end at: --to NAME",
    );
  return { namespaces, ...(targets !== undefined && { targets: { file: resolve(targets), label: targets } }), ...(database !== undefined && { database }) };
}

function usage(what: string, why: string, next: string): SelectoError {
  return new SelectoError({ code: "usage", what, why, next, exit: EXIT.usage });
}
