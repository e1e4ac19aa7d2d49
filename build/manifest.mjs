// Writes oclif.manifest.json: what help and the command line need to know of every command, so that
// only the chosen command's code is loaded.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Plugin } from "@oclif/core";

/** @param root a folder with package.json and dist/ */
export async function writeManifest(root) {
  const plugin = new Plugin({
    root,
    type: "core",
    isRoot: true,
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  });
  await plugin.load();
  await writeFile(join(root, "oclif.manifest.json"), `${JSON.stringify(plugin.manifest)}\n`);
  return Object.keys(plugin.manifest.commands);
}
