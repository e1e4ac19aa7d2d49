/** Flags of a change that had nothing to do: said, and never passed over in silence. Pure. */
import type { MigrationPackage } from "../model/migration.ts";
import type { GenerateInput } from "./generate-migration.ts";

/** Everything that was said of a change. */
export function flagsOf({ renames, fills, usings, withoutArchive, online }: GenerateInput): string[] {
  const given: readonly (readonly [string, number])[] = [
    ["--rename", renames.renames.length],
    ["--no-rename", renames.notRenamed.length],
    ["--fill", fills.length],
    ["--using", usings.up.length],
    ["--using-down", usings.down.length],
    ["--no-archive", withoutArchive.length],
    ["--online", online ? 1 : 0],
  ];
  return given.flatMap(([flag, times]) => (times > 0 ? [flag] : []));
}

/** Some step is not in the migration's transaction any more. */
export function isStaged({ up, down }: MigrationPackage): boolean {
  return [...up, ...down].some(({ mode }) => mode !== "tx");
}
