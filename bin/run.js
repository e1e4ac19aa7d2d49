#!/usr/bin/env node
// The entry of the command line. Answers what needs nothing, so that it costs nothing; everything else
// is in dist/.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const argv = process.argv.slice(2);
const [first, second] = argv;
const asksVersion = first === "--version" || first === "-v" || first === "version";

if (asksVersion && second !== undefined && (second !== "--json" || argv.length > 2)) {
  process.stderr.write(
    `error: ${first} takes nothing but --json\nwhy:   it prints the version of selecto\nnext:  versions of a domain: selecto domain version list\n`,
  );
  process.exitCode = 2;
} else if (asksVersion) {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  process.stdout.write(second === "--json" ? `${JSON.stringify({ version, node: process.version })}\n` : `selecto ${version}\n`);
  if (first === "version") process.stderr.write("versions of a domain: selecto domain version list\n");
} else if (!isNodeRecentEnough(process.versions.node)) {
  process.stderr.write(
    `error: Node.js ${process.versions.node} is too old\nwhy:   selecto needs Node.js 20.19 or newer\nnext:  install a newer Node.js and run the command again\n`,
  );
  process.exitCode = 2;
} else if (!existsSync(new URL("../dist/main.js", import.meta.url))) {
  process.stderr.write("error: selecto is not built\nwhy:   this checkout has no dist/main.js\nnext:  npm install   (or: npm run build)\n");
  process.exitCode = 2;
} else {
  // Checked above, and without loading a semver parser.
  process.env.OCLIF_DISABLE_ENGINE_WARNING = "1";
  process.getBuiltinModule?.("node:module")?.enableCompileCache?.();
  const { main } = await import("../dist/main.js");
  await main(argv, fileURLToPath(new URL("..", import.meta.url)));
}

function isNodeRecentEnough(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > 20 || (major === 20 && minor >= 19);
}
