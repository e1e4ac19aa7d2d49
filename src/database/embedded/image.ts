/**
 * The empty embedded database as an image. Making one takes seconds (initdb), loading one a fraction of
 * one, so it is made at build time and shipped; a checkout that was not built makes it once
 * in the user's cache folder.
 */
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { SelectoError } from "../../model/error.ts";
import { ShadowDied } from "../../model/database.ts";
import { openChannel } from "./channel.ts";

/** Raise it when images are made or packed in another way. */
const FORMAT = "2";

/** File name of the image, keyed by the version of the embedded server. */
export function imageFileName(): string {
  const require = createRequire(import.meta.url);
  const manifest = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(packageManifest(require), "utf8")));
  return `empty-pglite-${manifest.version}-${FORMAT}.image`;
}

/**
 * Makes the image (a few seconds) of a server that was shut down, so that none has to recover when it starts. Another
 * process may do the same at once: the last rename wins, both are whole.
 */
export async function makeEmbeddedImage(targetFile: string): Promise<void> {
  const channel = openChannel();
  const folder = await mkdtemp(join(tmpdir(), "selecto-image-"));
  try {
    await channel.request("open", { dataDir: folder, extensions: [] }, 120_000);
    const image = z.instanceof(Uint8Array).parse(await channel.request("pack", { folder }, 120_000));
    await mkdir(dirname(targetFile), { recursive: true });
    const partial = `${targetFile}.${process.pid}.partial`;
    await writeFile(partial, image);
    await rename(partial, targetFile).catch(async (error: unknown) => {
      await rm(partial, { force: true });
      throw error;
    });
  } finally {
    await channel.terminate(stopped());
    await rm(folder, { recursive: true, force: true });
  }
}

/** Path of a usable image, making one in the cache folder when none was shipped. */
export async function embeddedImage(): Promise<string> {
  const name = imageFileName();
  const here = dirname(fileURLToPath(import.meta.url));
  // dist/ beside the bundle, or dist/embedded of a built checkout when running from source
  for (const folder of [join(here, "embedded"), join(here, "..", "embedded"), join(here, "..", "..", "..", "dist", "embedded")]) {
    if (existsSync(join(folder, name))) return join(folder, name);
  }
  const cached = join(homedir(), ".cache", "selecto", name);
  if (existsSync(cached)) return cached;
  try {
    await makeEmbeddedImage(cached);
  } catch (cause) {
    throw new SelectoError(
      {
        code: "embedded-image",
        what: "the embedded PostgreSQL could not be prepared",
        why: `its empty image could not be written to ${cached}`,
        next: "make that folder writable or free some disk space, then run the command again",
      },
      { cause },
    );
  }
  return cached;
}

/** The package does not export its manifest: find it beside its entry. */
function packageManifest(require: NodeJS.Require): string {
  return join(dirname(require.resolve("@electric-sql/pglite")), "..", "package.json");
}

function stopped(): ShadowDied {
  return new ShadowDied("terminated", "the embedded server was closed");
}
