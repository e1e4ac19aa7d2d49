/** The domains that were named on the command line; all of them where none was. */
import type { Domain } from "../model/domain.ts";
import { SelectoError } from "../model/error.ts";
import type { StateSource } from "./state-source.ts";

/** @param next the command that works without a name. @throws SelectoError when a name is no domain */
export function chooseDomains({ domains }: Pick<StateSource, "domains">, names: readonly string[], next: string): readonly Domain[] {
  const stranger = names.find((name) => !domains.some((domain) => isNamed(domain, name)));
  if (stranger !== undefined)
    throw new SelectoError({
      code: "domain-unknown",
      what: `there is no domain ${stranger}`,
      why: domains.length === 0 ? "there are no domains here" : `the domains are ${domains.map((domain) => domain.name).join(", ")}`,
      next,
    });
  return names.length === 0 ? domains : domains.filter((domain) => names.some((name) => isNamed(domain, name)));
}

function isNamed({ name, aliases = [] }: Domain, wanted: string): boolean {
  return name === wanted || aliases.includes(wanted);
}
