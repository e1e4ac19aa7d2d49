/** Help, version, `init` and `domain validate` as a user runs them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { z } from "zod";
import { readAnswer } from "./answers.ts";
import { failureLines } from "./failure-lines.ts";
import { expectGolden } from "./goldens.ts";
import { DOMAIN, SHOP, SMALL } from "./shop.ts";
import { openStage, removeStages } from "./stage.ts";

afterAll(removeStages);

const manifest = z.object({ commands: z.record(z.string(), z.object({ hidden: z.boolean().optional() })) });
const finding = z.object({ severity: z.string(), cause: z.string().optional() });
const answerOf = ({ stdout }: { readonly stdout: string }) =>
  z.object({ diagnostics: z.array(finding), base: z.object({ lasting: z.array(finding) }) }).parse(JSON.parse(stdout));
const root = join(import.meta.dirname, "../..");
const commands = Object.keys(manifest.parse(JSON.parse(readFileSync(join(root, "oclif.manifest.json"), "utf8"))).commands);

describe("help and version", () => {
  it("shows a screen for everything", async () => {
    const stage = openStage();
    for (const line of [
      "--help",
      "analyze --help",
      "migrate --help",
      "snapshot --help",
      ...commands.toSorted().map((id) => `${id.replaceAll(":", " ")} --help`),
    ]) {
      expect(await stage.run(line)).toMatchObject({ stderr: "", exit: 0 });
    }
    await stage.run("--version");
    await stage.run("version --json");
    await stage.run("migrate upp");
    await stage.run("migrate up --steps many");
    await stage.run("snapshot import");
    expectGolden("help", stage);
  });
});

describe("init", () => {
  it("writes what it recognised, once", async () => {
    const stage = openStage(SMALL);
    await stage.run("init --print");
    await stage.run("init");
    await stage.run("init");
    stage.note("a migrations folder of another tool, with an argument and JSON");
    stage.write({ "other/db/migrations/000001_a.up.sql": "create table a (id int);\n", "other/db/migrations/000001_a.down.sql": "drop table a;\n" });
    await stage.run("init other --print --json");
    await stage.run("init nowhere");
    expectGolden("init", stage);
    expect(stage.read("selecto.config.yaml")).toContain("schema: schema.sql\n");
  });

  it("writes a configuration that the other commands take", async () => {
    const stage = openStage(SMALL);
    await stage.run("init");
    expect(await stage.run("snapshot list")).toMatchObject({ stderr: "", exit: 0 });
  });
});

describe("domain validate", () => {
  it("compiles every element", async () => {
    const stage = openStage(SHOP);
    await stage.run("domain validate");
    expect(failureLines(await stage.run("domain validate Usr"))).toEqual({
      exit: 2,
      error: "there is no domain Usr",
      why: "the domains are User",
      next: "selecto domain validate",
    });
    stage.note("one column does not exist, one has another type, one key is unknown");
    stage.write({
      "domains/user.yaml": stage
        .read("domains/user.yaml")
        .replace("email: {type: string}", "email: {type: integer}")
        .replaceAll("name]", "nick]")
        .replace("name: {type", "nick: {type")
        .replace("type: left", "tpye: left"),
    });
    await stage.run("domain validate User");
    stage.note("an insert that leaves out what must have a value, a key that is none");
    stage.write({
      "domains/user.yaml": DOMAIN.replace("primary_key: id", "primary_key: name").concat(
        "writes:\n  operations:\n    insert: {enabled: true}\n  fields:\n    email: {insertable: true}\n",
      ),
    });
    await stage.run("domain validate");
    const json = await stage.ask("domain validate --json --from files");
    expect(readAnswer(json)).toMatchObject({ format: "selecto.validated" });
    expectGolden("domain-validate", stage);
  });

  it("tells what was wrong before from what is new, a missing table once however many elements name it", async () => {
    const stage = openStage(SHOP);
    const missing = { fields: ["id", "name"], columns: { id: { type: "integer" }, name: { type: "string" } } };
    const associations = { kinds: { queryable: "kinds", owner_key: "kind_id", related_key: "id" } };
    const half = { source: { source_table: "products", primary_key: "id", ...missing, associations }, default_selected: ["name", "kinds.name"] };
    const kinds = { source_table: "kinds", primary_key: "id", ...missing };
    stage.write({ "domains/half.json": JSON.stringify({ name: "Half", ...half, schemas: { kinds }, joins: { kinds: {} } }, undefined, 1) });
    stage.commit();
    await stage.run("domain validate --base main");
    stage.note("one more");
    stage.write({ "domains/user.yaml": stage.read("domains/user.yaml").replaceAll("name]", "nick]").replace("name: {type", "nick: {type") });
    await stage.run("domain validate --base main");
    expect(await stage.ask("domain validate --base git:main --strict Half")).toMatchObject({ exit: 1 });
    const told = answerOf(await stage.ask("domain validate --json --base main"));
    expect(told.diagnostics.map(({ severity }) => severity)).toEqual(["error"]);
    expect(told.base.lasting.filter(({ cause }) => cause === '42P01 relation "products" does not exist').length).toBeGreaterThan(5);
    await stage.run("check");
    await stage.run("check --format markdown");
    stage.note("as it was: only --strict minds");
    stage.git("checkout", "--quiet", ".");
    expect(await stage.ask("check")).toMatchObject({ exit: 0 });
    await stage.run("check --strict");
    await stage.run("domain validate --base nowhere");
    expectGolden("domain-validate-base", stage);
  });
});
