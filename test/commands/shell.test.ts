/** The shell around commands, bundled and started as a user starts it, with commands made for this test. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { publishedSchemas } from "../../src/report/published-schemas.ts";
import { runCli, type CliOptions, type CliResult } from "../support/run-cli.ts";

const root = resolve(import.meta.dirname, "../..");
let folder: string;
let script: string;

beforeAll(() => {
  // Inside node_modules, so that what the bundle leaves out is found.
  folder = mkdtempSync(join(root, "node_modules/.selecto-shell-test-"));
  execFileSync(process.execPath, ["build/build.mjs", "--commands", "test/commands/fixtures", "--out", folder], { cwd: root });
  script = join(folder, "bin/run.js");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cli = (line: string, options?: CliOptions): Promise<CliResult> => runCli(script, line === "" ? [] : line.split(" "), options);
const BUG =
  "why:   selecto did not expect this; the fault is in selecto, not in your workspace\nnext:  run it again with SELECTO_DEBUG=1 and report the stack\n";

describe("answers", () => {
  it("prints the answer on stdout, the rest on stderr, and exits with the command's code", async () => {
    expect(await cli("analyze impact users.email --from a")).toEqual({ stdout: "text users.email a\n", stderr: "using nothing\n", exit: 1 });
  });

  it("is silent on stderr with --quiet", async () => {
    expect((await cli("analyze impact --quiet")).stderr).toBe("");
  });

  it.each(["analyze impact x --json", "--json analyze impact x", "--workspace /tmp --json analyze impact x", "analyze impact x --format json"])(
    "gives JSON for: %s",
    async (line) => {
      const { stdout, exit } = await cli(line);
      expect(JSON.parse(stdout)).toMatchObject({ format: "json", subject: "x", width: 100 });
      expect(exit).toBe(1);
    },
  );

  it("takes the workspace before and after the command", async () => {
    expect(JSON.parse((await cli("--workspace /tmp analyze impact --json")).stdout)).toMatchObject({ workspace: "/tmp" });
    expect(JSON.parse((await cli("analyze impact --json --workspace sub", { cwd: "/tmp" })).stdout)).toMatchObject({ workspace: "/tmp/sub" });
  });

  it("survives a reader that leaves early", async () => {
    const result = await cli("flood", { onStart: (child) => child.stdout?.once("data", () => child.stdout?.destroy()) });
    expect(result).toMatchObject({ stderr: "", exit: 0 });
  });
});

describe("wrong usage", () => {
  it.each([
    ["analyse", 'there is no command "analyse"', "did you mean: selecto analyze"],
    ["analyse impact users", 'there is no command "analyse impact"', "did you mean: selecto analyze impact"],
    ["analyze impct users", 'there is no command "analyze impct"', "did you mean: selecto analyze impact"],
    ["analyse --help", 'there is no command "analyse"', "did you mean: selecto analyze"],
    ["xyzzy", 'there is no command "xyzzy"', "see all commands: selecto --help"],
    ["--bogus", "unknown flag --bogus", "see all commands: selecto --help"],
    ["analyze impact --fromm x", "unknown flag --fromm", "did you mean --from? see selecto analyze impact --help"],
    ["analyze impact a b", "unexpected argument b", "see selecto analyze impact --help"],
    ["analyze impact --format xml", "--format cannot be xml", "see selecto analyze impact --help"],
    ["check", "missing argument HOW", "see selecto check --help"],
    ["version --bogus", "version takes nothing but --json", "selecto version"],
  ])("%s", async (line, what, next) => {
    const { stdout, stderr, exit } = await cli(line);
    expect({ stdout, exit }).toEqual({ stdout: "", exit: 2 });
    expect(stderr.split("\n")).toEqual([`error: ${what}`, expect.stringMatching(/^why: {3}\S/), `next:  ${next}`, ""]);
  });

  it("says it in JSON too", async () => {
    const { stdout, stderr, exit } = await cli("--json analyse");
    expect(JSON.parse(stdout)).toEqual({
      format: "selecto.error",
      version: 1,
      error: {
        code: "unknown-command",
        what: 'there is no command "analyse"',
        why: "selecto knows no command of that name",
        next: "did you mean: selecto analyze",
        exit: 2,
      },
    });
    expect({ stderr, exit }).toEqual({ stderr: "", exit: 2 });
  });

  it.each(["version --bogus --json", "analyze impact --format json --fromm x", "analyze impact --format=json a b"])("%s fails in JSON", async (line) => {
    const { stdout, stderr, exit } = await cli(line);
    expect(publishedSchemas["output/error"].parse(JSON.parse(stdout))).toMatchObject({ format: "selecto.error", error: { code: "usage", exit: 2 } });
    expect({ stderr, exit }).toEqual({ stderr: "", exit: 2 });
  });

  it("refuses two forms of one answer", async () => {
    expect(await cli("analyze impact --json --format markdown")).toMatchObject({ exit: 2 });
  });
});

describe("failures", () => {
  it.each([
    ["expected", 4, "error: cannot reach postgres://app:***@db.internal:5432/shop at all\nwhy:   password=***\nnext:  wait[31m\n"],
    [
      "system",
      2,
      "error: /x: permission denied\nwhy:   the operating system answered EACCES\nnext:  give yourself the right to it, then run the command again\n",
    ],
    [
      "shadow",
      5,
      "error: the embedded server did not answer within 2 s\nwhy:   nothing was being asked that could be left out\nnext:  give it more time (shadow.timeout in selecto.config.yaml), or a less busy machine\n",
    ],
    ["bug", 70, `bug:   Error: lost postgres://app:***@db.internal:5432/shop\n${BUG}`],
    ["row", 70, `bug:   PostgreSQL answered 23505 (relation users, constraint users_email_key)\n${BUG}`],
    ["driver", 70, `bug:   PostgreSQL answered 23505 (relation users)\n${BUG}`],
    ["text", 70, `bug:   a value of type string was thrown\n${BUG}`],
    ["later", 70, `bug:   Error: out of band\n${BUG}`],
  ])("%s exits with %i and says it in three lines", async (how, exit, stderr) => {
    expect(await cli(`check ${how}`)).toEqual({ stdout: "", stderr, exit });
  });

  it.each(["expected", "bug", "row", "driver", "text", "later"])("%s never shows a secret, not even with a stack or as JSON", async (how) => {
    for (const line of [`check ${how}`, `check ${how} --json`]) {
      const { stdout, stderr } = await cli(line, { env: { SELECTO_DEBUG: "1" } });
      expect(stdout + stderr).not.toContain("c4nary");
      expect(stderr).toMatch(how === "text" ? /^/ : /\n {4}at |^\S+\n {4}at /);
    }
  });

  it("prints one JSON object on stdout with --json", async () => {
    const { stdout, stderr, exit } = await cli("check expected --json");
    expect(JSON.parse(stdout)).toEqual({
      format: "selecto.error",
      version: 1,
      error: { code: "lock-busy", what: "cannot reach postgres://app:***@db.internal:5432/shop at all", why: "password=***", next: "wait[31m", exit: 4 },
    });
    expect({ stderr, exit }).toEqual({ stderr: "", exit: 4 });
  });
});

describe("interrupts", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s cleans up and exits with %i", async (signal, exit) => {
    const result = await cli("wait", { onStart: (child) => child.stdout?.once("data", () => child.kill(signal)) });
    expect(result).toEqual({ stdout: "waiting\ncleaned up\n", stderr: "interrupted\n", exit });
  });
});

describe("help and version", () => {
  it.each(["--version", "-v", "version"])("%s", async (line) => {
    const { stdout, exit } = await cli(line);
    expect(stdout).toMatch(/^selecto \d+\.\d+\.\d+\n$/);
    expect(exit).toBe(0);
  });

  it("the version is answered without dist/", async () => {
    const bare = mkdtempSync(join(folder, "bare-"));
    execFileSync("cp", ["-r", join(folder, "bin"), join(folder, "package.json"), bare]);
    expect(await runCli(join(bare, "bin/run.js"), ["--version"])).toMatchObject({ exit: 0 });
    expect(await runCli(join(bare, "bin/run.js"), ["check"])).toMatchObject({
      exit: 2,
      stderr: expect.stringMatching(/^error: selecto is not built\nwhy: .*\nnext: /),
    });
  });

  it.each(["analyze impact --help", "analyze impact -h", "help analyze impact"])("%s shows an example before the usage", async (line) => {
    const { stdout, exit } = await cli(line);
    expect(stdout.indexOf("$ selecto analyze impact users.email")).toBeGreaterThan(0);
    expect(stdout.indexOf("EXAMPLES")).toBeLessThan(stdout.indexOf("USAGE"));
    expect(exit).toBe(0);
  });

  it("the root screen shows the main job first, then what there is", async () => {
    const { stdout, exit } = await cli("");
    expect(stdout).toMatch(/EXAMPLES\n {2}\$ selecto analyze impact User\n[^]*TOPICS\n {2}analyze [^]*COMMANDS\n {2}check {2}fails as asked\n/);
    expect(stdout).not.toContain("VERSION");
    expect(exit).toBe(0);
    expect(await cli("--help")).toMatchObject({ stdout });
  });
});
