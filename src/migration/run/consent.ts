/** What a migration may not do without somebody saying so, by name. Pure. */
import { consentsFor } from "../../model/consent.ts";
import { EXIT, SelectoError } from "../../model/error.ts";
import type { MigrationPackage } from "../../model/migration.ts";
import { shellWord } from "../../model/shell-word.ts";

/** @throws SelectoError `consent-needed` (exit 3) that lists exactly what to pass */
export function requireConsent(migrations: readonly MigrationPackage[], allowed: readonly string[], command = "up"): void {
  const missing = migrations
    .map((one) => ({ name: one.manifest.name, needed: consentsFor(one).filter((consent) => !allowed.includes(consent)) }))
    .filter(({ needed }) => needed.length > 0);
  if (missing.length === 0) return;
  // what was given and counts is typed again with it
  const flags = [...new Set(migrations.flatMap(consentsFor))].map((consent) => `--allow ${shellWord(consent)}`).join(" ");
  throw new SelectoError({
    code: "consent-needed",
    what: `${missing.map(({ name }) => name).join(", ")}: consent needed`,
    why: `${missing.flatMap(({ name, needed }) => needed.map((consent) => explain(consent, name))).join("; ")}; nothing was changed`,
    next: `selecto migrate ${command} ${flags}`,
    exit: EXIT.consent,
  });
}

function explain(consent: string, name: string): string {
  const subject = consent.slice(consent.indexOf(":") + 1);
  if (consent.startsWith("lossy:"))
    return subject === name ? `${name} loses rows or values that down cannot bring back` : `the values of ${subject} cannot come back on down`;
  if (consent.startsWith("replaced:")) return `rows get another value of ${subject} while the migration is applied`;
  return consent.startsWith("irreversible:") ? `${name} has no way back` : `${name} is UNPROVED: nobody has seen its down restore what its up changed`;
}
