/** Where the workspace is when someone stands somewhere inside it. */
import { access, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { CONFIG_FILES } from "./config/schema.ts";

/**
 * The nearest folder, from `start` upwards, that holds a configuration. The search ends at the top of a
 * git repository, so that a stray file in a home folder takes no project for its own; without a
 * configuration the workspace is `start` itself. So it is where there is no such folder: who opens it says so.
 */
export async function findWorkspaceFolder(start: string): Promise<string> {
  if (!(await isFolder(start))) return resolve(start);
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    for (const name of CONFIG_FILES) if (await exists(join(folder, name))) return folder;
    if (folder === dirname(folder) || (await exists(join(folder, ".git")))) return resolve(start);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
