/** The domains of a state with what they offer, as their files say it: PostgreSQL is not asked, so the answer is quick. */
import { outlineDomain } from "../domain/outline.ts";
import type { Domain } from "../model/domain.ts";
import type { DomainList, ListedDomain } from "../model/domain-outline.ts";
import type { StateSource } from "./state-source.ts";
import { unreadDomainFiles } from "./unread-domains.ts";

export function listDomains(source: StateSource): DomainList {
  const domains = source.domains.map(listed).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return { origin: source.origin.text, domains, unread: unreadDomainFiles(source) };
}

function listed(domain: Domain): ListedDomain {
  const { name, version, file, elements } = domain;
  const outline = outlineDomain(domain);
  const [source] = outline?.relations ?? [];
  return {
    name,
    ...(version !== undefined && { version }),
    ...(source !== undefined && { table: source.table }),
    fields: (outline?.relations ?? []).reduce((sum, { fields }) => sum + fields.length, 0),
    joins: outline?.joins.length ?? 0,
    filters: outline?.filters.length ?? 0,
    elements: elements.length,
    file,
  };
}
