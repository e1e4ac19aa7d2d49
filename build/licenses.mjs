// The licences of the bundled packages, shipped with the bundle as their terms ask.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** @param packages folders of packages, relative to `root` */
export async function writeLicenses(root, packages, targetFile) {
  const parts = [];
  for (const folder of packages) {
    const manifest = JSON.parse(await readFile(join(root, folder, "package.json"), "utf8"));
    const file = (await readdir(join(root, folder))).find((name) => /^licen[cs]e/i.test(name));
    const text = file === undefined ? "" : (await readFile(join(root, folder, file), "utf8")).trim();
    parts.push(`${manifest.name} ${manifest.version} (${manifest.license ?? "see its repository"})\n\n${text}\n`);
  }
  await writeFile(targetFile, parts.join(`\n${"-".repeat(80)}\n\n`));
}
