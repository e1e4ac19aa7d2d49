// Bundles the command line for start time: one entry per command, shared chunks beside them. Knows the
// layout of dist/; knows nothing of what commands do.
import { readFile, rm } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { glob } from "tinyglobby";

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** Packages that read files beside their own code, or are native: they stay in node_modules. */
const EXTERNAL = ["better-sqlite3", "@electric-sql/pglite", "@electric-sql/pglite/*", "@electric-sql/pglite-tools/*", "libpg-query"];
/** Packages that others load only where they are installed: none of them is. */
const OPTIONAL = ["pg-native", "pg-cloudflare", "@supabase/pg-topo"];

/**
 * Parts of packages that nothing here calls, but that their entries load: the messages of zod in forty languages, and the
 * command line of umzug, which brings a library for files, one for terminals and a validator of its own. They were a third
 * of what every command read when it started.
 */
const UNUSED = [
  { filter: /\/zod\/v4\/locales\/index\.js$/, contents: 'export { default as en } from "./en.js";' },
  { filter: /\/umzug\/lib\/cli\.js$/, contents: "exports.UmzugCLI = undefined;" },
];
const withoutUnused = {
  name: "without-unused",
  setup(building) {
    for (const { filter, contents } of UNUSED) building.onLoad({ filter }, () => ({ contents, loader: "js" }));
  },
};

/** CommonJS packages expect these three names; an ES module has none of them. */
const BANNER = [
  'import { createRequire as __createRequire } from "node:module";',
  'import { fileURLToPath as __toPath } from "node:url";',
  "const require = __createRequire(import.meta.url);",
  "const __filename = __toPath(import.meta.url);",
  'const __dirname = __toPath(new URL(".", import.meta.url));',
].join("\n");

/** Everything under a commands folder that exports a class by default is a command, but for shell/; its path is its name. */
async function commandEntries(commandsDir) {
  const entries = {};
  for (const file of await glob("**/*.ts", { cwd: commandsDir, absolute: true, ignore: ["shell/**"] })) {
    if (!/^export default class /m.test(await readFile(file, "utf8"))) continue;
    entries[`commands/${relative(commandsDir, file).split(sep).join("/").slice(0, -3)}`] = file;
  }
  return entries;
}

/**
 * Modules that look for files relative to themselves, and the worker threads they start. As entries of
 * their own they always end up in the root of dist/, whoever imports them, so `import.meta.url` has
 * one meaning in the bundle: the root of dist/.
 */
async function anchoredEntries(sourceDir) {
  const entries = {};
  const add = (name, file) => {
    if (entries[name] !== undefined && entries[name] !== file) throw new Error(`two files want dist/${name}.js: ${entries[name]} and ${file}`);
    entries[name] = file;
  };
  for (const file of await glob("**/*.ts", { cwd: sourceDir, absolute: true })) {
    const text = await readFile(file, "utf8");
    if (!text.includes("import.meta.url")) continue;
    add(relative(sourceDir, file).split(sep).join("-").slice(0, -3), file);
    for (const [, target] of text.matchAll(/new URL\(\s*["'](\.\/[^"']+\.js)["']\s*,\s*import\.meta\.url/g)) {
      add(basename(target, ".js"), join(dirname(file), target));
    }
  }
  return entries;
}

/**
 * Writes `outDir` and removes what an earlier build left there, except dist/embedded.
 *
 * @returns the packages that were bundled
 */
export async function bundleCli({ commandsDir = join(ROOT, "src/commands"), outDir = join(ROOT, "dist") } = {}) {
  const shell = join(ROOT, "src/commands/shell");
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: {
      main: join(shell, "main.ts"),
      help: join(shell, "help.ts"),
      "command-not-found": join(shell, "command-not-found.ts"),
      ...(await anchoredEntries(join(ROOT, "src"))),
      ...(await commandEntries(commandsDir)),
    },
    outdir: outDir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    // Names are kept: a stack trace in a report must be readable.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    // Its main file is no module, and what it requires is not found by a bundler.
    alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
    external: [...EXTERNAL, ...OPTIONAL],
    banner: { js: BANNER },
    plugins: [withoutUnused],
    metafile: true,
    logLevel: "warning",
  });
  const written = new Set(Object.keys(result.metafile.outputs).map((file) => resolve(ROOT, file)));
  for (const file of await glob("**/*.js", { cwd: outDir, absolute: true, ignore: ["embedded/**"] })) {
    if (!written.has(resolve(file))) await rm(file);
  }
  return bundledPackages(Object.keys(result.metafile.inputs));
}

function bundledPackages(inputs) {
  const found = new Set();
  for (const file of inputs) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file);
    if (match !== null) found.add(match[1]);
  }
  return [...found].toSorted((a, b) => a.localeCompare(b, "en"));
}
