// `npm run schemas`: the published JSON schemas in schemas/, generated from the zod schemas that parse the
// real thing. Every `published-schemas.ts` under src/ exports `publishedSchemas`: file name (without
// `.schema.json`) to zod schema, title and description in its `.meta()`. With `--check` nothing is written
// and a file that is out of date fails. Other files in schemas/ are left alone.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { glob } from "tinyglobby";
import { z } from "zod";
import { ROOT } from "./bundle.mjs";

const isCheck = process.argv.includes("--check");
const target = join(ROOT, "schemas");
const cache = join(ROOT, "node_modules/.cache/schemas");
const sources = (await glob("src/**/published-schemas.ts", { cwd: ROOT, absolute: true })).toSorted();
const stale = [];
let count = 0;

await mkdir(target, { recursive: true });
for (const [index, source] of sources.entries()) {
  const outfile = join(cache, `${index}.mjs`);
  await build({ entryPoints: [source], outfile, bundle: true, format: "esm", platform: "node", target: "node20", packages: "external", logLevel: "warning" });
  const { publishedSchemas } = await import(pathToFileURL(outfile).href);
  for (const [name, schema] of Object.entries(publishedSchemas)) {
    const file = join(target, `${name}.schema.json`);
    const text = `${JSON.stringify(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }), null, 2)}\n`;
    count++;
    if ((await readFile(file, "utf8").catch(() => undefined)) === text) continue;
    stale.push(relative(ROOT, file));
    if (!isCheck) await writeFile(file, text);
  }
}
await rm(cache, { recursive: true, force: true });

if (isCheck && stale.length > 0) {
  console.error(`error: ${stale.join(", ")} out of date\nwhy:   the zod schemas in src/ say something else\nnext:  npm run schemas, and commit the result`);
  process.exitCode = 1;
} else {
  console.log(`schemas: ${count} from ${sources.length} sources, ${stale.length} ${isCheck ? "out of date" : "written"}`);
}
