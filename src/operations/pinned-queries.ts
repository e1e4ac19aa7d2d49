/** Queries of `.sql` files that say which versions of domains they are meant for: refused where the domain is another one. */
import { rangeProblem } from "../domain/versions/range.ts";
import type { Domain } from "../model/domain.ts";
import type { Query } from "../model/subject.ts";

/** The queries; one that is not meant for the domains as they are is refused, with the place of its comment. */
export function withPins(queries: readonly Query[], domains: readonly Domain[]): readonly Query[] {
  return queries.map((query) => {
    for (const { domain: name, range, position } of query.meantFor ?? []) {
      const domain = domains.find((one) => one.name === name || one.aliases?.includes(name) === true);
      const problem = domain === undefined ? `there is no domain ${name} that can be read` : rangeProblem(name, range, domain.version);
      if (problem === undefined) continue;
      const sqlstate = domain === undefined ? "unknown_domain" : "domain_version";
      // It is not asked, so what is wrong stands in its comment.
      return { ...query, position, statement: { kind: "refused", sqlstate, reason: problem, position } };
    }
    return query;
  });
}
