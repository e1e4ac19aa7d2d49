/** Every command that can reach a server, and servers that cannot be reached: three lines, exit 2, and no secret in them or left behind. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { writePackage } from "../../src/migration/package/folder.ts";
import { chain, tableDraft } from "../migration/packages.ts";
import { CANARY, nobody, silent, type OddServer } from "../support/odd-server.ts";
import { failureLines } from "./failure-lines.ts";
import { SMALL } from "./shop.ts";
import { openStage, removeStages, type Stage } from "./stage.ts";

const CONFIG = "schema: schema.sql\nqueries: queries\ndatabase:\n  url: env:TARGET\n";
const WITH_SHADOW = `${CONFIG}shadow:\n  url: env:SHADOW\n`;

/** Those that read or write the target. */
const TO_THE_TARGET = [
  "snapshot create --from db",
  "diff db files",
  "diff files env:TARGET --json",
  "analyze impact --from db --to files",
  "domain validate --from db",
  "query run names",
  "query explain names --json",
  "migrate generate more --to db",
  "migrate up",
  "migrate up --dry-run",
  "migrate down",
  "migrate status",
  "migrate status --json",
];

/** Those that ask a shadow, where it is on a server. */
const TO_THE_SHADOW = [
  "snapshot create",
  "diff files migrations",
  "analyze impact --drop a.n",
  "domain validate",
  "migrate generate more",
  "migrate verify",
  "check",
];

let servers: Readonly<Record<"nobody" | "silent", OddServer>>;
beforeAll(async () => {
  servers = { nobody: await nobody(), silent: await silent() };
});
afterAll(async () => {
  removeStages();
  await Promise.all(Object.values(servers).map((server) => server.close()));
});

function openWithPackage(config: string): Stage {
  const stage = openStage({ ...SMALL, "selecto.config.yaml": config, "domains/.keep": "" });
  for (const one of chain(tableDraft(1))) writePackage(join(stage.folder, "migrations"), one);
  stage.commit();
  stage.write({ "queries/more.sql": "select id from a;\n" });
  return stage;
}

function expectNoCanary(stage: Stage): void {
  for (const file of stage.files()) expect(file + readFileSync(join(stage.folder, file), "latin1")).not.toContain(CANARY);
}

/** One after the other in one workspace; several workspaces at once. */
async function expectRefusals(stage: Stage, lines: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  for (const line of lines) {
    const result = await stage.ask(line, { env });
    expect([line, result.stdout + result.stderr]).not.toContain(CANARY);
    if (line.endsWith("--json")) {
      expect([line, result.exit, JSON.parse(result.stdout)]).toMatchObject([
        line,
        2,
        { format: "selecto.error", error: { code: "database-unreachable", exit: 2 } },
      ]);
    } else {
      const { exit, error } = failureLines(result);
      expect([line, exit, error]).toEqual([line, 2, expect.stringContaining("cannot reach the database postgres://app:***@127.0.0.1:")]);
    }
  }
  expectNoCanary(stage);
}

describe("a server that cannot be reached", () => {
  it("as the target", async () => {
    const [near, far] = [TO_THE_TARGET.slice(0, 6), TO_THE_TARGET.slice(6)];
    expect.hasAssertions();
    await Promise.all([
      ...[near, far].map((lines) => expectRefusals(openWithPackage(CONFIG), lines, { TARGET: servers.nobody.url() })),
      expectRefusals(openWithPackage(CONFIG), ["diff db files", "migrate up"], { TARGET: servers.silent.url() }),
    ]);
  });

  it("as the shadow", async () => {
    const [near, far] = [TO_THE_SHADOW.slice(0, 4), TO_THE_SHADOW.slice(4)];
    const target = servers.nobody.url();
    expect.hasAssertions();
    await Promise.all([
      ...[near, far].map((lines) => expectRefusals(openWithPackage(WITH_SHADOW), lines, { TARGET: target, SHADOW: target })),
      expectRefusals(openWithPackage(WITH_SHADOW), ["analyze impact --drop a.n"], { TARGET: target, SHADOW: servers.silent.url() }),
    ]);
  });
});
