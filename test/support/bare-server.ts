/** PostgreSQL in the thread of the test itself: nothing of selecto is between a statement and its answer but the empty image. */
import { readFile } from "node:fs/promises";
import { PGlite } from "@electric-sql/pglite";
import { Filled } from "../../src/database/embedded/image-files.js";
import { embeddedImage } from "../../src/database/embedded/image.ts";

export async function openBareServer(): Promise<PGlite> {
  return PGlite.create({ fs: new Filled(await readFile(await embeddedImage())) });
}
