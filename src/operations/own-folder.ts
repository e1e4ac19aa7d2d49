/** Folders that selecto makes for itself in somebody's repository, kept out of git from the start. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Makes the folder where it is missing, with a `.gitignore` for what lands in it. A folder that is there
 * stays as it is. What cannot be made is left to whoever writes there: that error names the file.
 *
 * @param ignored lines for `.gitignore`: `*`, or the names of files
 */
export function makeOwnFolder(folder: string, ignored: string): void {
  if (existsSync(folder)) return;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, ".gitignore"), `${ignored}\n`, { flag: "wx" });
  } catch {
    return;
  }
}
