/** What a package itself names as lost: there rows and values may differ after down. Pure. */
import { kindOf, nameOf } from "../../model/identity.ts";
import type { MigrationPackage } from "../../model/migration.ts";
import { DATA_LOSS } from "../../model/consent.ts";
import type { MayDiffer } from "./compare.ts";

/** By the subjects of its data-loss hazards: a table, a column, a sequence, or a type and with it every column of that type. */
export function mayDiffer(migration: MigrationPackage): MayDiffer {
  if (migration.manifest.class !== "lossy") return () => false;
  const subjects = new Set(
    migration.up.flatMap((step) => step.hazards.flatMap((hazard) => (hazard.code === DATA_LOSS && hazard.subject !== undefined ? [hazard.subject] : []))),
  );
  // lossy as a whole, by hand: consent is asked for the package, not for a table of it
  if (subjects.size === 0) return () => true;
  return (key, type) =>
    subjects.has(nameOf(key)) || (kindOf(key) === "column" && type !== undefined && subjects.has(type.replace(/(?:\[\])+$/, "").replace(/^public\./, "")));
}
