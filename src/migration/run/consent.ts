/** What a migration may not do without somebody saying so, by name. Pure. */
import { EXIT, SelectoError } from "../../model/error.ts";
import type { MigrationPackage } from "../../model/migration.ts";

/** Hazard code of a step whose rows or values cannot come back. */
export const DATA_LOSS = "data-loss";

/** The names of consent that `up` of a package needs: `lossy:users.email`, `irreversible:<name>`, `unproved:<name>`. */
export function consentsFor(migration: MigrationPackage): string[] {
  const { manifest } = migration;
  const needed: string[] = [];
  if (manifest.class === "lossy" || manifest.class === "irreversible") {
    const subjects = migration.up.flatMap((step) =>
      step.hazards.filter((hazard) => hazard.code === DATA_LOSS).map((hazard) => hazard.subject ?? manifest.name),
    );
    needed.push(...subjects.map((subject) => `lossy:${subject}`));
    if (manifest.class === "irreversible") needed.push(`irreversible:${manifest.name}`);
    else if (subjects.length === 0) needed.push(`lossy:${manifest.name}`);
  }
  if (manifest.proof === null) needed.push(`unproved:${manifest.name}`);
  return [...new Set(needed)];
}

/** @throws SelectoError `consent-needed` (exit 3) that lists exactly what to pass */
export function requireConsent(migrations: readonly MigrationPackage[], allowed: readonly string[], command = "up"): void {
  const missing = migrations
    .map((one) => ({ name: one.manifest.name, needed: consentsFor(one).filter((consent) => !allowed.includes(consent)) }))
    .filter(({ needed }) => needed.length > 0);
  if (missing.length === 0) return;
  const flags = [...new Set(missing.flatMap(({ needed }) => needed))].map((consent) => `--allow ${shellWord(consent)}`).join(" ");
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
  return consent.startsWith("irreversible:") ? `${name} has no way back` : `${name} is UNPROVED: nobody has seen its down restore what its up changed`;
}

function shellWord(text: string): string {
  return /^[\w.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
