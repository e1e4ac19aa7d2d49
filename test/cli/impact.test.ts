/** `selecto analyze impact` as a user runs it. */
import { afterAll, describe, expect, it } from "@jest/globals";
import { expectGolden } from "./goldens.ts";
import { SCHEMA, SHOP } from "./shop.ts";
import { openStage, removeStages } from "./stage.ts";
import { readAnswer } from "./answers.ts";

afterAll(removeStages);

describe("analyze impact", () => {
  it("tells what hangs on a subject", async () => {
    const stage = openStage(SHOP);
    await stage.run("analyze impact users");
    await stage.run("analyze impact User orders.total --all");
    await stage.run("analyze impact user --format markdown");
    await stage.run("analyze impact usres");
    expectGolden("impact-dependents", stage);
  });

  it("judges a change that is only described", async () => {
    const stage = openStage({
      ...SHOP,
      "change.sql": "alter table orders drop column total cascade;\n",
      "refused.sql": "alter table orders drop column totl;\n",
    });
    await stage.run("analyze impact --drop users.email");
    await stage.run("analyze impact --rename users.name:full_name");
    await stage.run("analyze impact --retype users.age:text");
    await stage.run("analyze impact --sql change.sql");
    await stage.run("analyze impact --sql refused.sql");
    expectGolden("impact-described", stage);
  });

  it("judges what lies between two states", async () => {
    const stage = openStage(SHOP);
    stage.commit();
    await stage.run("analyze impact");
    stage.note("users.age becomes bigint, and orders.total goes");
    stage.write({
      "schema.sql": SCHEMA.replace("age integer", "age bigint")
        .replace(",\n  total numeric(10, 2) not null default 0", "")
        .replace("sum(orders.total)", "count(*)"),
    });
    await stage.run("analyze impact");
    await stage.run("analyze impact --from git:main --to files --format markdown");
    await stage.run("analyze impact --fail-on changed --from files --to git:HEAD --quiet");
    expectGolden("impact-states", stage);
  });

  it("says the same as JSON", async () => {
    const stage = openStage(SHOP);
    const dependents = await stage.ask("analyze impact users --json");
    expect(readAnswer(dependents)).toMatchObject({ format: "selecto.dependents" });
    const both = await stage.ask("analyze impact users orders --json");
    expect(readAnswer(both)).toMatchObject([{ format: "selecto.dependents" }, { format: "selecto.dependents" }]);
    const impact = await stage.ask("analyze impact --drop users.email --json");
    expect(readAnswer(impact)).toMatchObject({ format: "selecto.impact", counts: { broken: 3 } });
    expect([dependents.exit, both.exit, impact.exit]).toEqual([0, 0, 1]);
  });
});
