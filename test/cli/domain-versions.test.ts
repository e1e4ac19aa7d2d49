/** Kept versions as a user meets them: recorded, listed, shown, compared, tried on schemas, brought back. */
import { afterAll, expect, it } from "@jest/globals";
import { readAnswer } from "./answers.ts";
import { failureLines } from "./failure-lines.ts";
import { expectGolden } from "./goldens.ts";
import { SCHEMA, SHOP } from "./shop.ts";
import { settle } from "./settle.ts";
import { openStage, removeStages } from "./stage.ts";

afterAll(removeStages);

it("every version of a domain is kept, and comes back", async () => {
  const domain = `version: 1.0.0\n${SHOP["domains/user.yaml"] ?? ""}`;
  const stage = openStage({ ...SHOP, "domains/user.yaml": domain });
  await stage.run("domain version list");
  await settle(stage);
  stage.note("the field name goes");
  const two = domain.replace("version: 1.0.0", "version: 2.0.0").replace("[id, email, name]", "[id, email]").replace("    name: {type: string}\n", "");
  stage.write({ "domains/user.yaml": two });
  await stage.run("domain version list");
  expect(failureLines(await stage.ask("domain version rollback User --to 1.0.0"))).toMatchObject({
    exit: 2,
    error: "domains/user.yaml has edits of User that no migration has recorded",
  });
  await stage.run("migrate generate user_two --domain User --from 1 --to 2");
  await stage.run("domain version list User");
  await stage.run("domain version show User@^1");
  await stage.run("domain version compare User@1.0.0 User@2.0.0");
  stage.note("and it comes back");
  await stage.run("domain version rollback User --to 1.0.0");
  expect(readAnswer(await stage.ask("domain version list --json"))).toMatchObject({
    versions: [{ version: "1.0.0" }, { version: "2.0.0" }, { version: "1.0.0", until: null }],
    unrecorded: [],
  });
  stage.commit();
  expect(await stage.ask("migrate generate again --domain User --to 2.0.0")).toMatchObject({ exit: 0 });
  stage.note("the column goes as well, behind 2.0.0");
  stage.write({ "schema.sql": SCHEMA.replace("  name text not null,\n", "") });
  expect((await stage.ask("migrate generate without_name")).exit).toBe(0);
  await stage.run("domain version matrix User --on migrations");
  expect(await stage.run("domain version rollback User --to 1.0.0")).toMatchObject({ exit: 3 });
  expect(await stage.ask("domain version rollback User --to 1.0.0 --allow broken:User --dry-run")).toMatchObject({ exit: 0 });
  await stage.run("domain version show User@9");
  await stage.run("domain version compare Usr@1");
  expectGolden("domain-versions", stage);
});

it("fields and joins are added in the lines where they belong", async () => {
  const stage = openStage({
    ...SHOP,
    "domains/order.yaml": "name: Order\nsource: # one a purchase\n  source_table: orders\n  primary_key: id\n  fields: [id]\n",
  });
  const before = stage.read("domains/user.yaml");
  await stage.run("domain add field User age --dry-run");
  expect(stage.read("domains/user.yaml")).toBe(before);
  await stage.run("domain add field User age --quiet");
  await stage.run("domain add join Order user --as buyer --label Buyer");
  expect(stage.read("domains/user.yaml")).toContain("fields: [id, email, name, age]");
  expect(await stage.ask("domain validate --json")).toMatchObject({ exit: 0 });
  expect(failureLines(await stage.run("domain add field User aeg"))).toMatchObject({ exit: 2 });
  expect(failureLines(await stage.run("domain add join Order user --as buyer"))).toMatchObject({ exit: 2 });
  expectGolden("domain-add", stage);
});
