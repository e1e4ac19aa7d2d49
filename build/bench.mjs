// `npm run bench NAME [ARGS...]`: runs bench/NAME.ts on Node as it is, through a bundle in node_modules/.cache.
// Without a name it lists what there is.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "./bundle.mjs";

const folder = join(ROOT, "bench");
const [name, ...args] = process.argv.slice(2);

if (name === undefined) {
  const files = existsSync(folder) ? (await readdir(folder)).filter((file) => file.endsWith(".ts")) : [];
  for (const file of files.toSorted()) {
    const comment = /^\/\*\*?([^]*?)\*\/|^((?:\/\/.*\n)+)/.exec(await readFile(join(folder, file), "utf8"));
    const words = (comment?.[1] ?? comment?.[2] ?? "")
      .replaceAll(/^\s*(\*|\/\/)?\s?/gm, " ")
      .replaceAll(/\s+/g, " ")
      .trim();
    console.log(`${file.slice(0, -3).padEnd(16)} ${words.split(/(?<=[.?!])\s/)[0]}`);
  }
  if (files.length === 0) console.log("no benchmarks in bench/");
} else {
  const entry = join(folder, `${name}.ts`);
  if (!existsSync(entry)) {
    console.error(`error: no benchmark ${name}\nwhy:   there is no file bench/${name}.ts\nnext:  npm run bench lists them`);
    process.exit(2);
  }
  // As deep below the root as the sources of the embedded adapter, so that its look-ups hold: the worker
  // thread beside it, the image in dist/embedded.
  const outdir = join(ROOT, "node_modules/.cache/bench");
  await build({
    absWorkingDir: ROOT,
    entryPoints: { [name]: entry, worker: join(ROOT, "src/database/embedded/worker.js") },
    outdir,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    sourcemap: "inline",
    logLevel: "warning",
  });
  const child = spawn(process.execPath, ["--enable-source-maps", "--expose-gc", join(outdir, `${name}.js`), ...args], { stdio: "inherit" });
  child.on("exit", (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)));
}
