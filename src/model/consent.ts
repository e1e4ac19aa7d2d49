/** What a migration may not do without somebody saying so, by name. */
import type { MigrationPackage } from "./migration.ts";

/** Hazard code of a step whose rows or values cannot come back. */
export const DATA_LOSS = "data-loss";
/** Hazard code of a step that gives rows another value, which `down` takes back. */
export const VALUE_REPLACED = "value-replaced";

/** The names of consent that `up` of a package needs: `lossy:users.email`, `replaced:orders.status`, `irreversible:<name>`, `unproved:<name>`. */
export function consentsFor({ manifest, up }: MigrationPackage): string[] {
  const subjects = (code: string): string[] =>
    up.flatMap((step) => step.hazards.filter((hazard) => hazard.code === code).map((hazard) => hazard.subject ?? manifest.name));
  const needed = subjects(VALUE_REPLACED).map((subject) => `replaced:${subject}`);
  if (manifest.class === "lossy" || manifest.class === "irreversible") {
    const lost = subjects(DATA_LOSS);
    needed.push(...lost.map((subject) => `lossy:${subject}`));
    if (manifest.class === "irreversible") needed.push(`irreversible:${manifest.name}`);
    else if (lost.length === 0) needed.push(`lossy:${manifest.name}`);
  }
  if (manifest.proof === null) needed.push(`unproved:${manifest.name}`);
  return [...new Set(needed)];
}
