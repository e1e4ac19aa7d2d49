// `npm run build`: bundle, manifest, licences, embedded image. With `--commands DIR --out DIR` the same
// shell around other commands, for tests of the shell itself (no image, no licences).
import { cp, mkdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { bundleCli, ROOT } from "./bundle.mjs";
import { ensureEmbeddedImage } from "./image.mjs";
import { writeLicenses } from "./licenses.mjs";
import { writeManifest } from "./manifest.mjs";

const { values } = parseArgs({ options: { commands: { type: "string" }, out: { type: "string" } } });
const started = performance.now();

if (values.commands !== undefined && values.out !== undefined) {
  await mkdir(values.out, { recursive: true });
  await cp(join(ROOT, "package.json"), join(values.out, "package.json"));
  await cp(join(ROOT, "bin"), join(values.out, "bin"), { recursive: true });
  await bundleCli({ commandsDir: values.commands, outDir: join(values.out, "dist") });
  await writeManifest(values.out);
} else {
  const dist = join(ROOT, "dist");
  const packages = await bundleCli({ outDir: dist });
  await copyGrammar(join(dist, "elixir"));
  const commands = await writeManifest(ROOT);
  await writeLicenses(
    ROOT,
    [...packages, "node_modules/tree-sitter-elixir"].toSorted((a, b) => a.localeCompare(b, "en")),
    join(dist, "licenses.txt"),
  );
  const made = await ensureEmbeddedImage(dist);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `built ${relative(process.cwd(), dist) || "."}: ${commands.length} commands, ${packages.length} packages bundled${made ? ", embedded image made" : ""} (${seconds} s)`,
  );
}

/** The grammar of Elixir and what runs it: WebAssembly, read only where there are Elixir files. */
async function copyGrammar(folder) {
  await mkdir(folder, { recursive: true });
  for (const name of ["web-tree-sitter", "tree-sitter-elixir"]) await cp(join(ROOT, "node_modules", name, `${name}.wasm`), join(folder, `${name}.wasm`));
}
