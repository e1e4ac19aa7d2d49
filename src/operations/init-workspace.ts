/** A configuration from what is here. Writes one file and never over another. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { SelectoError } from "../model/error.ts";
import { openDiskTree } from "../workspace/disk-tree.ts";
import { loadConfig } from "../workspace/config/load.ts";
import { CONFIG_FILES } from "../workspace/config/schema.ts";
import { detectWorkspace } from "../workspace/detect-workspace.ts";
import { describeLayout, type WorkspaceLayout } from "../workspace/layout.ts";

export interface Initialised {
  readonly yaml: string;
  /** what was recognised, one line */
  readonly found: string;
  /** absent when it was only to be shown */
  readonly file?: string;
}

/** @throws SelectoError when there is a configuration already */
export async function initWorkspace(folder: string, print: boolean): Promise<Initialised> {
  const tree = await openDiskTree(folder);
  const loaded = await loadConfig(tree);
  if (loaded !== undefined && !print)
    throw new SelectoError({
      code: "config-exists",
      what: `${loaded.file} is there already`,
      why: "init never writes over a configuration",
      next: "edit it, or look at what would be written: selecto init --print",
    });
  const layout = await detectWorkspace(tree);
  const yaml = `# yaml-language-server: $schema=https://unpkg.com/selecto-cli/schemas/config.schema.json\n# Data only; nothing in this file is executed.\n\n${stringify(configOf(layout))}`;
  const [file] = CONFIG_FILES;
  if (!print) await writeFile(join(folder, file), yaml, { flag: "wx" });
  return { yaml, found: describeLayout({ ...layout, configured: true }), ...(!print && { file }) };
}

function configOf(layout: WorkspaceLayout): Record<string, unknown> {
  const foreign = layout.schema?.parts.some((part) => part.kind === "history" && part.history.tool !== "selecto") === true;
  const dialects = new Set(layout.queries.flatMap((folder) => folder.dialect ?? []));
  const [dialect] = dialects;
  const queries = layout.queries.map((folder) => folder.label);
  return {
    ...(layout.schema !== undefined && { schema: layout.schema.patterns ?? layout.schema.label }),
    // Elixir modules are found wherever they are added; naming the folder would leave them out.
    ...(layout.domains.length > 0 && layout.domains.every((path) => path.startsWith("domains/")) && { domains: "domains" }),
    ...(queries.length > 0 && { queries: { paths: queries, ...(dialects.size === 1 && { dialect }) } }),
    // The folder of another runner stays that runner's.
    migrations: foreign ? "selecto-migrations" : (layout.packages?.folder ?? "migrations"),
    history: foreign ? ".selecto/history.db" : "snapshots/history.db",
    database: { url: "env:DATABASE_URL" },
  };
}
