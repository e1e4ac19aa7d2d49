/** README.md does what it says: its shell blocks marked `sh run` are run in a copy of this workspace. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { ONE_COMPILER } from "./support/run-cli.ts";
import { shellBlocks } from "./support/readme.ts";

const root = resolve(import.meta.dirname, "..");
const readme = join(root, "README.md");
const blocks = existsSync(readme) ? shellBlocks(readFileSync(readme, "utf8")) : [];

describe("shellBlocks", () => {
  it.each<[string, string, ReturnType<typeof shellBlocks>]>([
    ["runs only what promises to run", "```sh\na\n```\n```sh run\nb\n```\n```sql run\nc\n```\n", [{ line: 4, script: "b", exit: 0 }]],
    ["takes other words beside run", "```sh title=x run\nb\n```", [{ line: 1, script: "b", exit: 0 }]],
    ["expects the exit code of the last line", "```sh run\nb\n# exit 3\n\n```", [{ line: 1, script: "b\n# exit 3\n", exit: 3 }]],
    ["takes the commands out of a transcript", "```sh run\n$ a\noutput\n$ b\n# exit 1\n```", [{ line: 1, script: "a\nb", exit: 1 }]],
    ["does not end at a shorter fence", "````sh run\na\n```\nb\n````", [{ line: 1, script: "a\n```\nb", exit: 0 }]],
    ["reads indented and tilde fences", "  ~~~sh run\n  a\n  ~~~", [{ line: 1, script: "a", exit: 0 }]],
    ["ignores a mention in another block", "```md\n~~~sh run\na\n~~~\n```", []],
  ])("%s", (_name, text, expected) => {
    expect(shellBlocks(text)).toEqual(expected);
  });
});

describe("README.md", () => {
  let folder: string;
  let workspace: string;

  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "selecto-readme-")));
    workspace = copyWorkspace(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  // oxlint-disable-next-line jest/no-disabled-tests, jest/expect-expect -- visible while there is no README.md
  if (!existsSync(readme)) it.skip("there is no README.md yet, so none of its commands were run", () => undefined);
  else it("has blocks that are run", () => expect(blocks.length).toBeGreaterThan(0));

  // One workspace for all blocks, in their order: a reader types them one after the other.
  for (const { line, script, exit } of blocks) {
    it(`line ${line}: ${script.split("\n")[0] ?? ""}`, () => {
      const result = run(folder, workspace, script);
      expect({ exit: result.status, output: result.status === exit ? "" : result.stdout + result.stderr }).toEqual({ exit, output: "" });
    });
  }
});

describe("the copy of the workspace", () => {
  it("runs the built CLI, under every name a reader types, and nothing from the network", () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "selecto-readme-")));
    try {
      const workspace = copyWorkspace(folder);
      const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
      const result = run(folder, workspace, "selecto --version\nnpx selecto --version\nnpx selecto-cli --version\ngit status --short\nls node_modules dist");
      expect(result.stdout).toBe(`selecto ${version}\n`.repeat(3));
      expect(result.status).not.toBe(0);
      expect(run(folder, workspace, "npx cowsay hello").status).toBe(1);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** The files git knows or would take, committed in a repository of their own, and `selecto` on the PATH. */
function copyWorkspace(folder: string): string {
  const workspace = join(folder, "workspace");
  const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root, encoding: "utf8" }).split("\0");
  for (const file of files.filter((name) => name !== "" && existsSync(join(root, name)))) {
    mkdirSync(dirname(join(workspace, file)), { recursive: true });
    cpSync(join(root, file), join(workspace, file));
  }
  const git = (...args: string[]): Buffer =>
    execFileSync("git", ["-c", "user.name=selecto", "-c", "user.email=selecto@example.org", ...args], { cwd: workspace });
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "--message", "the workspace");

  const bin = join(folder, "bin");
  mkdirSync(bin);
  const start = `exec "${process.execPath}" ${ONE_COMPILER.join(" ")} "${join(root, "bin/run.js")}"`;
  const script = (name: string, body: string): void => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  script("selecto", `${start} "$@"`);
  script("npx", `case "$1" in selecto|selecto-cli) shift; ${start} "$@";; *) echo "npx $1: not in this test" >&2; exit 1;; esac`);
  return workspace;
}

function run(folder: string, cwd: string, script: string): { status: number | null; stdout: string; stderr: string } {
  const { NODE_OPTIONS: _options, NODE_ENV: _mode, ...env } = process.env;
  const path = `${join(folder, "bin")}:${env["PATH"] ?? ""}`;
  return spawnSync("sh", ["-e", "-c", script], { cwd, encoding: "utf8", env: { ...env, PATH: path }, timeout: 55_000 });
}
