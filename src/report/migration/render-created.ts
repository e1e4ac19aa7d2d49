/** The screen of `migrate create`. */
import type { Direction, MigrationPackage } from "../../model/migration.ts";
import type { Format, RenderOptions } from "../options.ts";
import { createdSchema } from "../schemas/upkeep.ts";
import { inkOf } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { safeText } from "../text/safe-text.ts";
import { joinAnd } from "../text/words.ts";
import { stepLines } from "./steps.ts";

export interface CreatedScreen {
  readonly migration: MigrationPackage;
  /** relative to the workspace */
  readonly folder: string;
  readonly unwritten: readonly Direction[];
}

export function renderCreated({ migration, folder, unwritten }: CreatedScreen, format: Format, options: RenderOptions): string {
  const { name, class: reversibility } = migration.manifest;
  if (format === "json")
    return renderJson(createdSchema, "selecto.created", { name, folder, class: reversibility, up: migration.up, down: migration.down, unwritten });
  const ink = inkOf(options);
  const files = joinAnd(unwritten.map((direction) => `${safeText(folder)}/${direction}.sql`));
  return [
    ...(migration.up.length === 0 ? [] : stepLines("up", migration.up, ink, options)),
    ...(migration.down.length === 0 ? [] : stepLines("down", migration.down, ink, options)),
    ink.careful(`${safeText(name)} is UNPROVED${reversibility === "irreversible" ? " and irreversible: there is no way back" : ""}`),
    `wrote ${safeText(folder)}/`,
    `Next: ${unwritten.length === 0 ? "" : `write ${files}, then `}selecto migrate verify ${safeText(name)}`,
    "",
  ].join("\n");
}
