/**
 * The first package of a workspace, for tests that are about what comes after it. The built command line generates it,
 * once for equal files: what it wrote is kept beside the dependencies, by the hash of the program and of the workspace,
 * and copied from there.
 */
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Stage } from "./stage.ts";

const ROOT = join(import.meta.dirname, "../..");
const KEPT = join(ROOT, "node_modules/.cache/settled");

let program: string | undefined;

/** Leaves the stage as `selecto migrate generate initial` leaves it. */
export async function settle(stage: Stage): Promise<void> {
  // another program is asked itself
  if (process.env["CLI_UNDER_TEST"] !== undefined) return generate(stage);
  program ??= hashOf(
    join(ROOT, "dist"),
    ["package-lock.json", "bin/run.js"].map((file) => join(ROOT, file)),
  );
  const kept = join(KEPT, program, hashOf(stage.folder, []));
  if (existsSync(kept)) {
    cpSync(kept, stage.folder, { recursive: true });
    return;
  }
  await generate(stage);
  mkdirSync(join(KEPT, program), { recursive: true });
  for (const other of readdirSync(KEPT)) if (other !== program) rmSync(join(KEPT, other), { recursive: true, force: true });
  const partial = mkdtempSync(join(KEPT, program, "partial-"));
  cpSync(stage.folder, partial, { recursive: true, filter: (path) => path !== join(stage.folder, ".git") });
  try {
    renameSync(partial, kept);
  } catch {
    // another worker was quicker
    rmSync(partial, { recursive: true, force: true });
  }
}

async function generate(stage: Stage): Promise<void> {
  const { exit, stderr } = await stage.ask("migrate generate initial");
  if (exit !== 0) throw new Error(`migrate generate ended with ${exit}: ${stderr}`);
}

/** Of names and contents below a folder, but for what git keeps, and of further files. */
function hashOf(folder: string, further: readonly string[]): string {
  const hash = createHash("sha256");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.startsWith(join(folder, ".git/")))
    .toSorted();
  for (const file of files) hash.update(`${file.slice(folder.length)}\0`).update(createHash("sha256").update(readFileSync(file)).digest());
  for (const file of further) hash.update(readFileSync(file));
  return hash.digest("hex");
}
