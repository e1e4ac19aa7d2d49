#!/usr/bin/env node
// The entry of the command line. Answers what needs nothing, so that it costs nothing; everything else
// is in dist/.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const argv = process.argv.slice(2);
const [first, second] = argv;
const asksVersion = first === "--version" || first === "-v" || first === "version";

if (asksVersion && second !== undefined && (second !== "--json" || argv.length > 2)) {
  fail({ code: "usage", what: `${first} takes nothing but --json`, why: "it prints the version of selecto", next: `selecto ${first}` });
} else if (asksVersion) {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  process.stdout.write(second === "--json" ? `${JSON.stringify({ version, node: process.version })}\n` : `selecto ${version}\n`);
} else if (!isNodeRecentEnough(process.versions.node)) {
  fail({
    code: "node-too-old",
    what: `Node.js ${process.versions.node} is too old`,
    why: "selecto needs Node.js 20.19 or newer",
    next: "install a newer Node.js and run the command again",
  });
} else if (!existsSync(new URL("../dist/main.js", import.meta.url))) {
  fail({ code: "not-built", what: "selecto is not built", why: "this checkout has no dist/main.js", next: "npm install   (or: npm run build)" });
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

// The same two forms as every other failure has: three lines, or the published `output/error`.
function fail({ code, what, why, next }) {
  process.exitCode = 2;
  if (!argv.includes("--json")) process.stderr.write(`error: ${what}\nwhy:   ${why}\nnext:  ${next}\n`);
  else process.stdout.write(`${JSON.stringify({ format: "selecto.error", version: 1, error: { code, what, why, next, exit: 2 } }, null, 2)}\n`);
}
