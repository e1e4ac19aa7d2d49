/** `selecto snapshot` as a user runs it. */
import { afterAll, describe, expect, it } from "@jest/globals";
import { readAnswer } from "./answers.ts";
import { failureLines } from "./failure-lines.ts";
import { expectGolden } from "./goldens.ts";
import { SCHEMA, SHOP } from "./shop.ts";
import { openStage, removeStages } from "./stage.ts";

afterAll(removeStages);

describe("snapshot", () => {
  it("keeps states and gives them back", async () => {
    const stage = openStage(SHOP);
    await stage.run("snapshot list");
    await stage.run("snapshot --label first");
    await stage.run("snapshot create");
    await stage.run("snapshot create --label files");
    stage.note("an index more");
    stage.write({ "schema.sql": `${SCHEMA}create index on orders (user_id);\n` });
    expect(readAnswer(await stage.ask("snapshot create --json"))).toMatchObject({ format: "selecto.taken", result: { outcome: "added" } });
    await stage.run("snapshot create --label first --again");
    await stage.run("snapshot list");
    expect(readAnswer(await stage.ask("snapshot list --limit 1 --json"))).toMatchObject({ format: "selecto.snapshot-list", snapshots: [{}] });
    await stage.run("snapshot show first");
    expect(readAnswer(await stage.ask("snapshot show --json"))).toMatchObject({ format: "selecto.snapshot" });
    await stage.run("snapshot show nothing");
    await stage.run("diff first latest");
    await stage.run("analyze impact --from first --to latest");
    await stage.run("snapshot export first --sql");
    await stage.run("snapshot fsck");
    expect(readAnswer(await stage.ask("snapshot fsck --json"))).toMatchObject({ format: "selecto.fsck", findings: [] });
    await stage.run("snapshot prune --keep 1 --labelled --dry-run");
    await stage.run("snapshot prune --keep 1");
    expect(readAnswer(await stage.ask("snapshot prune --json"))).toMatchObject({ format: "selecto.pruned", removed: [] });
    expectGolden("snapshot", stage);
  });

  it("exports the same bytes every time, and imports only what was not altered", async () => {
    const stage = openStage(SHOP);
    await stage.ask("snapshot create --label first");
    const exported = await stage.ask("snapshot export first");
    expect(exported).toMatchObject({ stderr: "", exit: 0 });
    const other = openStage({
      ...SHOP,
      "first.json": exported.stdout,
      "altered.json": exported.stdout.replace('"spending"', '"spendings"').replaceAll("users", "uzers"),
      "torn.json": exported.stdout.slice(0, 100),
    });
    await other.run("snapshot import first.json");
    expect((await other.ask("snapshot export first")).stdout).toBe(exported.stdout);
    await other.run("snapshot import altered.json");
    await other.run("snapshot import torn.json");
    expect(failureLines(await other.run("snapshot import nowhere.json"))).toMatchObject({ exit: 2 });
    await other.run("diff latest files");
    expectGolden("snapshot-import", other);
  });
});
