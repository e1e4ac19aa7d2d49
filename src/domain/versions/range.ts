/** Whether a domain is one of the versions that somebody meant. */
import semver from "semver";

/**
 * What is wrong with a query that is meant for some versions of a domain; undefined where nothing is.
 *
 * @param range as npm writes it: `^1.2`, `1.x`, `>=1.2 <3`
 * @param version what the domain declares
 */
export function rangeProblem(domain: string, range: string, version: string | undefined): string | undefined {
  if (semver.validRange(range) === null) return `it is meant for ${domain} ${range}, which is no range of versions`;
  if (version !== undefined && semver.satisfies(version, range)) return undefined;
  return `it is meant for ${domain} ${range}, and ${version === undefined ? "the domain has no version" : `the domain is ${version}`}`;
}
