/** The contracts of domains in two states: what changed for those who query, who deploys first, and whether the version says so. */
import semver from "semver";
import { judgeDifference, leastBump, nextVersion } from "../domain/versions/bump.ts";
import { contractOf } from "../domain/versions/contract.ts";
import { contractDifferences } from "../domain/versions/differences.ts";
import { surfacesIn } from "../domain/versions/surfaces.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { BUMPS, type Bump, type ContractReport, type DomainComparison, type DomainContract } from "../model/domain-contract.ts";
import { SelectoError } from "../model/error.ts";
import { nodeKey } from "../model/identity.ts";
import { shellWord } from "../model/shell-word.ts";
import { unreadDomainFiles } from "./unread-domains.ts";
import type { StateSource } from "./state-source.ts";

/** What of a state is compared. */
type Compared = Pick<StateSource, "origin" | "domains" | "diagnostics">;

/** One side of a comparison: domains of a state, or the one that a file of contracts tells of. */
export interface ContractSide {
  readonly origin: string;
  readonly domains: readonly ContractHolder[];
  /** files of domains that could not be read */
  readonly unread: readonly string[];
}

/** A domain as far as its contract goes. */
export interface ContractHolder {
  readonly name: string;
  readonly file: string;
  readonly version?: string;
  /** absent where it cannot be read: then nothing is known of it */
  readonly contract?: DomainContract;
  /** nothing but its published views is known */
  readonly surfacesOnly?: true;
}

/** A state as one side. */
export function sideOf(source: Compared): ContractSide {
  return {
    origin: source.origin.text,
    domains: source.domains.map((domain) => {
      const contract = contractOf(domain);
      const { name, file, version } = domain;
      return { name, file, ...(version !== undefined && { version }), ...(contract !== undefined && { contract }) };
    }),
    unread: unreadDomainFiles(source),
  };
}

/** `:billing` in a file of contracts is the domain Billing of a state. */
function calledAs(side: ContractSide, others: readonly ContractHolder[]): ContractSide {
  const domains = side.domains.map((one) => {
    const alike = one.surfacesOnly === true ? others.filter(({ name }) => name.toLowerCase() === one.name.toLowerCase()) : [];
    return alike.length === 1 ? { ...one, name: alike[0]?.name ?? one.name } : one;
  });
  return { ...side, domains };
}

/** @throws SelectoError when a name is a domain of neither state */
export function compareContracts(from: Compared, to: Compared, names: readonly string[]): ContractReport {
  return compareSides(sideOf(from), sideOf(to), names);
}

/** @throws SelectoError when a name is a domain of neither side */
export function compareSides(old: ContractSide, now: ContractSide, names: readonly string[]): ContractReport {
  // A file of contracts is about its own domain: of the others it does not say that they are gone.
  const [from, to] = [calledAs(old, now.domains), calledAs(now, old.domains)];
  const told = [from, to].flatMap(({ domains }) => (domains.some((one) => one.surfacesOnly === true) ? [new Set(domains.map(({ name }) => name))] : []));
  const meant = ({ name }: ContractHolder): boolean => told.every((one) => one.has(name));
  const [before, after] = [byName(from.domains.filter(meant)), byName(to.domains.filter(meant))];
  const all = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  const stranger = names.find((name) => !all.includes(name));
  if (stranger !== undefined)
    throw new SelectoError({
      code: "domain-unknown",
      what: `there is no domain ${stranger}`,
      why: all.length === 0 ? "there are no domains in either state" : `the domains are ${all.join(", ")}`,
      next: "selecto domain version compare",
    });
  const chosen = names.length === 0 ? all : all.filter((name) => names.includes(name));
  const unread = new Set([...from.unread, ...to.unread]);
  const compared = chosen.flatMap((name) => {
    // A domain whose file cannot be read is not gone: nothing is known of it.
    if (before.has(name) !== after.has(name) && unread.has((before.get(name) ?? after.get(name))?.file ?? "")) return [];
    const one = compareDomain(name, before.get(name), after.get(name));
    if (one === undefined) unread.add((after.get(name) ?? before.get(name))?.file ?? name);
    return one ?? [];
  });
  const changed = compared.filter(({ changes, problem, presence }) => changes.length > 0 || problem !== undefined || presence !== "both");
  return { from: from.origin, to: to.origin, domains: changed, unchanged: compared.length - changed.length, unread: [...unread].toSorted() };
}

function byName(domains: readonly ContractHolder[]): Map<string, ContractHolder> {
  return new Map(domains.map((domain) => [domain.name, domain]));
}

/** @returns undefined where a contract cannot be read: then nothing is known of it */
function compareDomain(name: string, before: ContractHolder | undefined, after: ContractHolder | undefined): DomainComparison | undefined {
  const known = [before, after].map((one) => (one === undefined ? [] : one.contract));
  const isPart = before?.surfacesOnly === true || after?.surfacesOnly === true;
  const [old, now] = isPart ? known.map((contract) => contract && surfacesIn(contract)) : known;
  if (old === undefined || now === undefined) return undefined;
  const file = after?.file ?? before?.file ?? "";
  const versions = { ...(before?.version !== undefined && { before: before.version }), ...(after?.version !== undefined && { after: after.version }) };
  if (before === undefined || after === undefined) return { name, file, ...versions, presence: before === undefined ? "added" : "removed", changes: [] };
  const changes = contractDifferences(old, now)
    .map(judgeDifference)
    .toSorted((a, b) => BUMPS.indexOf(b.bump) - BUMPS.indexOf(a.bump));
  const bump = leastBump(changes);
  const wanted = before.version === undefined || bump === undefined ? undefined : nextVersion(before.version, bump);
  // A file of contracts need not tell the version.
  const problem = isPart && (before.version === undefined || after.version === undefined) ? undefined : problemOf(before.version, after.version, bump, wanted);
  return {
    name,
    file,
    ...versions,
    presence: "both",
    changes,
    ...(bump !== undefined && { bump }),
    ...(wanted !== undefined && { wanted }),
    ...(problem !== undefined && { problem }),
  };
}

function problemOf(before: string | undefined, after: string | undefined, bump: Bump | undefined, wanted: string | undefined): string | undefined {
  if (before === undefined) return undefined;
  if (after === undefined) return `it was ${before} and declares no version any more`;
  if (semver.lt(after, before)) return `its version goes back from ${before} to ${after}`;
  if (bump === undefined || wanted === undefined || semver.gte(after, wanted)) return undefined;
  return after === before
    ? `its version is still ${before}, and the change is ${bump}: ${wanted} at least`
    : `${after} is not enough for a ${bump} change: ${wanted} at least`;
}

/**
 * For the gate: a version that does not say what changed is an error; a domain without one hears what it would be.
 *
 * @param restored domains that a migration has brought back to a former document: their version may go back
 */
export function versionFindings({ domains }: ContractReport, restored: ReadonlySet<string>): Diagnostic[] {
  return domains.flatMap(({ name, file, problem, wanted, bump, before, after }): Diagnostic[] => {
    if (restored.has(name)) return [];
    const base = { subject: nodeKey("selectoDomain", name), position: { file, line: 1, column: 1 } };
    const compare = `selecto domain version compare ${shellWord(name)}`;
    if (problem !== undefined)
      return [
        {
          ...base,
          code: "domain-version-insufficient",
          severity: "error",
          message: `${name}: ${problem}`,
          next: `selecto domain version create ${shellWord(name)} writes ${wanted === undefined ? "one that is enough" : wanted}; ${compare} tells what changed`,
        },
      ];
    if (bump !== "major" || before !== undefined || after !== undefined) return [];
    return [
      { ...base, code: "domain-change-major", severity: "info", message: `${name}: the change would be major, and the domain has no version`, next: compare },
    ];
  });
}
