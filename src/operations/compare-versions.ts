/** Two documents of one domain, kept or in the working tree: their contracts, their texts, and the migrations in between. */
import { readDocument } from "../domain/read-domain.ts";
import { EXIT, SelectoError } from "../model/error.ts";
import type { ContractReport } from "../model/domain-contract.ts";
import type { ChosenVersion, VersionComparison } from "../model/domain-version.ts";
import { compareContracts } from "./compare-contracts.ts";
import { chooseVersion, splitVersion, type VersionShelf } from "./kept-versions.ts";
import type { StateSource } from "./state-source.ts";

/** @throws SelectoError for documents of two domains, and for one that is not kept */
export function compareVersions(shelf: VersionShelf, from: string, to: string | undefined): VersionComparison {
  const { name } = splitVersion(from);
  const before = chooseVersion(shelf, from);
  const after = chooseVersion(shelf, to ?? `${name}@files`);
  if (before.name !== after.name)
    throw new SelectoError({
      code: "domains-differ",
      what: `${before.name} and ${after.name} are two domains`,
      why: "versions are those of one domain",
      next: `selecto domain version compare ${from} ${before.name}@files`,
      exit: EXIT.usage,
    });
  return { report: contractBetween(before, after), before, after, link: linkOf(shelf, before, after) };
}

/** What changed for those who query it, from one document of a domain to another. */
export function contractBetween(before: ChosenVersion, after: ChosenVersion): ContractReport {
  return compareContracts(sourceOf(before), sourceOf(after), [before.name]);
}

function sourceOf(version: ChosenVersion): Pick<StateSource, "origin" | "domains" | "diagnostics"> {
  const { domain, diagnostics } = readDocument(version);
  const text = `${version.name} ${version.version ?? "without a version"} (${version.migration ?? "the working tree"})`;
  return { origin: { kind: "files", text }, domains: domain === undefined ? [] : [domain], diagnostics };
}

/** The migrations that edited the domain between the two, whichever of them came first. */
function linkOf({ packages, kept }: VersionShelf, before: ChosenVersion, after: ChosenVersion): string[] {
  const own = kept.filter(({ name }) => name === before.name);
  // The document of the working tree stands where the packages end, where they hold it.
  const placeOf = ({ migration, hash }: ChosenVersion): string | undefined => migration ?? own.findLast((one) => one.hash === hash)?.migration;
  const order = packages.chain.ordered.filter(({ manifest }) => manifest.domains.some(({ name }) => name === before.name)).map(({ manifest }) => manifest.name);
  const [a, b] = [placeOf(before), placeOf(after)].map((name) => (name === undefined ? order.length - 1 : order.indexOf(name)));
  if (a === undefined || b === undefined) return [];
  return order.slice(Math.min(a, b) + 1, Math.max(a, b) + 1);
}
