/** Versions of domains as a user meets them: compared, and held against the change by `check`. */
import { afterAll, expect, it } from "@jest/globals";
import { readAnswer } from "./answers.ts";
import { failureLines } from "./failure-lines.ts";
import { expectGolden } from "./goldens.ts";
import { SHOP } from "./shop.ts";
import { openStage, removeStages } from "./stage.ts";

afterAll(removeStages);

it("a version has to say what changed", async () => {
  const domain = SHOP["domains/user.yaml"] ?? "";
  const stage = openStage({ ...SHOP, "domains/user.yaml": `version: 1.2.0\n${domain}` });
  stage.commit();
  await stage.run("domain version compare");
  stage.note("the field name goes, and the version stays");
  const without = domain.replace("[id, email, name]", "[id, email]");
  expect(without).not.toBe(domain);
  stage.write({ "domains/user.yaml": `version: 1.2.0\n${without}` });
  expect(await stage.run("domain version compare")).toMatchObject({ exit: 1 });
  await stage.run("domain version compare User --format markdown");
  expect(await stage.run("check")).toMatchObject({ exit: 1, stdout: expect.stringContaining("2.0.0 at least") });
  expect(readAnswer(await stage.ask("domain version compare --json"))).toMatchObject({ format: "selecto.contracts", domains: [{ wanted: "2.0.0" }] });
  expect(failureLines(await stage.run("domain version create User --bump minor"))).toMatchObject({ exit: 2, error: "the change of User is major, not minor" });
  await stage.run("domain version create User --dry-run");
  expect(stage.read("domains/user.yaml")).toBe(`version: 1.2.0\n${without}`);
  expect(await stage.run("domain version create User --quiet")).toMatchObject({ exit: 0 });
  expect(stage.read("domains/user.yaml")).toBe(`version: 2.0.0\n${without}`);
  await stage.run("domain version create User --quiet");
  stage.note("with the version that says so, and with one that goes back");
  stage.write({ "domains/user.yaml": `version: 2.0.0\n${without}` });
  expect(await stage.run("domain version compare --quiet")).toMatchObject({ exit: 0 });
  stage.write({ "domains/user.yaml": `version: 1.1.0\n${without}` });
  expect(await stage.run("domain version compare --quiet")).toMatchObject({ exit: 1 });
  expect(failureLines(await stage.run("domain version compare Nobody"))).toMatchObject({ exit: 2, error: "there is no domain Nobody" });
  stage.write({ "domains/user.yaml": "name: [" });
  expect(await stage.run("domain version compare")).toMatchObject({ exit: 5 });
  expectGolden("domain-version", stage);
});

it("a contract snapshot is compared with the domain that publishes", async () => {
  const view = { version: "1.0.0", columns: { id: { type: "integer" }, email: { type: "string" } } };
  const domain = {
    name: "User",
    version: "1.2.0",
    source: { source_table: "users", primary_key: "id", fields: ["id", "email"] },
    published_views: { mails: view },
  };
  const surface = { id: "mails", version: "1.0.0", fields: ["id", "email"], "fields_explicit?": false, filters: [], query_members: [] };
  const snapshot = (shape: object, more: object = {}): string =>
    JSON.stringify({
      format: "selecto.domain_contract_snapshot",
      format_version: 1,
      provider: { name: "user", domain_version: "1.2.0" },
      surfaces: [{ ...surface, result_shape: shape }],
      ...more,
    });
  const stage = openStage({
    ...SHOP,
    "domains/user.yaml": JSON.stringify(domain),
    "old.json": snapshot({ id: "integer", email: "string" }),
    "older.json": snapshot({ id: "integer", email: "string", name: "string" }),
    "newer.json": snapshot({}, { format_version: 2 }),
    "data.json": "[1, 2]",
  });
  await stage.run("domain version compare --from old.json");
  expect(await stage.run("domain version compare --from older.json")).toMatchObject({ exit: 1 });
  await stage.run("domain version compare --from older.json --to old.json");
  expect(failureLines(await stage.run("domain version compare --from newer.json"))).toMatchObject({ exit: 2 });
  expect(failureLines(await stage.run("domain version compare --from data.json"))).toMatchObject({ exit: 2 });
  expect(failureLines(await stage.run("domain version compare --from nowhere.json"))).toMatchObject({ exit: 2 });
  stage.note("among the domains it is no domain");
  stage.write({ "domains/user.contract.json": stage.read("old.json") });
  await stage.run("domain validate");
  expectGolden("domain-contract", stage);
});
