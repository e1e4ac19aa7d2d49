/** Workspaces that are not there, empty or wrongly configured: three lines, the right exit code, and nothing written. */
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { failureLines } from "./failure-lines.ts";
import { expectGolden } from "./goldens.ts";
import { openStage, removeStages, type Stage } from "./stage.ts";

afterAll(removeStages);

describe("an empty folder", () => {
  const lines = [
    "analyze impact",
    "analyze impact users",
    "analyze impact --drop users.email",
    "diff",
    "check",
    "snapshot",
    "snapshot show",
    "snapshot export",
    "migrate generate x",
    "migrate up",
    "migrate down",
    "migrate status",
    "domain validate",
  ];
  it.each(lines)("%s says what is missing", async (line) => {
    const stage = openStage();
    expect(failureLines(await stage.ask(line)).exit).toBe(2);
    expect(stage.files()).toEqual(expect.not.arrayContaining([expect.not.stringMatching(/^\.selecto\//)]));
  });

  it("has no history, no migrations and a configuration to propose", async () => {
    const stage = openStage();
    for (const line of [
      "snapshot list",
      "snapshot fsck",
      "snapshot prune",
      "migrate verify",
      "init --print",
      "analyze impact",
      "analyze impact users",
      "migrate up",
    ])
      await stage.run(line);
    expect(stage.read(".selecto/.gitignore")).toBe("*\n");
    expectGolden("empty-folder", stage);
  });
});

describe("a folder without a schema", () => {
  it("says so, and what would be one", async () => {
    const stage = openStage({ "queries/a.sql": "select 1;\n" });
    await stage.run("analyze impact users");
    stage.note("with a configuration that names none, then one that names what is not there");
    stage.write({ "selecto.config.yaml": "queries: queries\n" });
    await stage.run("snapshot");
    stage.write({ "selecto.config.yaml": "queries: queries\nschema: nowhere.sql\n" });
    await stage.run("snapshot");
    stage.write({ "selecto.config.yaml": "schema: ../other.sql\n" });
    await stage.run("snapshot");
    stage.write({ "selecto.config.yaml": "schema: [queries/none/*.sql]\n" });
    await stage.run("snapshot");
    expectGolden("no-schema", stage);
  });
});

describe("a configuration that cannot be used", () => {
  const texts: Record<string, string> = {
    "is not YAML": "schema: [schema.sql\n",
    "is empty": "",
    "is a list": "- schema\n",
    "has an unknown key": "shcema: schema.sql\n",
    "has an unknown key inside": "shadow: {timeuot: 2}\n",
    "has a value of another kind": "shadow: {timeout: soon}\n",
    "has a time limit of nothing": "shadow: {timeout: 0}\n",
    "holds a password in a URL": "database: {url: 'postgres://app:c4nary@db.internal/shop'}\n",
    "holds a password as a parameter": "shadow: {url: 'postgres://db.internal/shop?password=c4nary'}\n",
    "is for another version": "schema: schema.sql\nrequires: '>=99'\n",
    "asks for a shadow that is not there": "schema: schema.sql\nshadow: {engine: server}\n",
    "has an alias that is too long": `a: &a [x, x]\nb: &b [${"*a, ".repeat(30)}x]\nc: [${"*b, ".repeat(30)}x]\n`,
  };

  it.each(["analyze impact --drop a.id", "migrate status"])("%s ends in three lines, whatever it is", async (line) => {
    const stage = openStage({ "schema.sql": "create table a (id int);\n", "queries/q.sql": "select 1;\n" });
    for (const [what, text] of Object.entries(texts)) {
      stage.note(`the configuration ${what}`);
      stage.write({ "selecto.config.yaml": text });
      const { exit, ...lines } = failureLines(await stage.run(line));
      expect({ what, exit }).toEqual({ what, exit: 2 });
      expect(Object.values(lines).join("\n")).not.toContain("c4nary");
    }
    expectGolden(`bad-config-${line.split(" ")[0]}`, stage);
  });

  it("names what the machine does not have: only who needs it fails", async () => {
    const stage = openStage({ "schema.sql": "create table a (id int);\n", "queries/q.sql": "select 1;\n" });
    for (const text of ["shadow: {url: env:NOT_SET}", "database: {url: env:NOT_SET}", "history: schema.sql/history.db", "history: queries"]) {
      stage.note(text);
      stage.write({ "selecto.config.yaml": `schema: schema.sql\n${text}\n` });
      await stage.run("analyze impact --drop a.nick");
      await stage.run("snapshot list");
      await stage.run("migrate status");
    }
    expectGolden("bad-config-machine", stage);
  });

  it("is a link to itself, there twice, or of the commit that is compared with", async () => {
    const stage = openStage({ "schema.sql": "create table a (id int);\n" });
    const link = join(stage.folder, "selecto.config.yaml");
    symlinkSync("selecto.config.yaml", link);
    await stage.run("snapshot list");
    stage.write({ "selecto.config.yaml": null, "selecto.config.yml": "schema: schema.sql\n" });
    stage.write({ "selecto.config.yaml": "shcema: schema.sql\n" });
    await stage.run("snapshot list");
    stage.write({ "selecto.config.yml": null });
    stage.commit();
    stage.write({ "selecto.config.yaml": "schema: schema.sql\n" });
    await stage.run("check");
    expectGolden("bad-config-files", stage);
  });
});

describe("--workspace", () => {
  it.each<[string, (stage: Stage) => void]>([
    ["nowhere", () => undefined],
    ["schema.sql", (stage) => stage.write({ "schema.sql": "" })],
    ["loop", (stage) => symlinkSync("loop", join(stage.folder, "loop"))],
  ])("%s is refused", async (folder, prepare) => {
    const stage = openStage();
    prepare(stage);
    expect(failureLines(await stage.ask(["snapshot", "list", "--workspace", folder]))).toMatchObject({
      exit: 2,
      error: `cannot open the workspace ${join(stage.folder, folder)}`,
    });
  });

  it("may be a folder with any name", async () => {
    const stage = openStage();
    const name = "Ünï 'code' \"x\" $HOME;";
    mkdirSync(join(stage.folder, name));
    expect(await stage.ask(["snapshot", "list", "--workspace", name])).toMatchObject({ exit: 0 });
    expect(stage.files(name)).toContain(`${name}/.selecto/history.db`);
  });
});
