// The empty embedded database, made once per version of the embedded server and shipped in dist/embedded.
import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** @returns true when an image was made, false when the right one was there */
export async function ensureEmbeddedImage(dist) {
  const { imageFileName, makeEmbeddedImage } = await import(pathToFileURL(join(dist, "database-embedded-image.js")).href);
  const folder = join(dist, "embedded");
  const name = imageFileName();
  if (existsSync(join(folder, name))) return false;
  await makeEmbeddedImage(join(folder, name));
  for (const other of await readdir(folder)) {
    if (other !== name) await rm(join(folder, other));
  }
  return true;
}
