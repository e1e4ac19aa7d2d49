/** What a change of contract asks for: each difference by its rule, the whole by the heaviest, the version by semver. */
import semver from "semver";
import { BUMPS, type Bump, type ContractChange, type ContractDifference } from "../../model/domain-contract.ts";
import { VERSION_RULES } from "./rules/index.ts";

/** A difference that no rule knows could break anything. */
const UNKNOWN = { bump: "major", deploy: "expand, then contract", why: "nobody knows what depends on it" } as const;

export function judgeDifference(difference: ContractDifference): ContractChange {
  const { verb, item } = difference;
  const ruling = VERSION_RULES.reduce<ReturnType<(typeof VERSION_RULES)[number]>>((found, rule) => found ?? rule(difference), undefined) ?? UNKNOWN;
  return {
    verb,
    kind: item.kind,
    name: item.name,
    ...(difference.verb === "alter" && {
      trait: difference.trait,
      ...(difference.before !== undefined && { before: difference.before }),
      ...(difference.after !== undefined && { after: difference.after }),
    }),
    ...ruling,
  };
}

/** The heaviest; undefined for none. */
export function leastBump(changes: readonly Pick<ContractChange, "bump">[]): Bump | undefined {
  return BUMPS.findLast((bump) => changes.some((change) => change.bump === bump));
}

/**
 * The least version behind `version` that says so much. Before 1.0.0 everything may change: there a breaking change
 * raises the minor version and any other the patch, as cargo and npm read such ranges.
 */
export function nextVersion(version: string, bump: Bump): string {
  const isEarly = semver.major(version) === 0;
  const release = isEarly ? (bump === "major" ? "minor" : "patch") : bump;
  return semver.inc(version, release) ?? version;
}
