/** `selecto domain docs`, `diagram`, `list` and `show` as a user runs them. */
import { afterAll, expect, it } from "@jest/globals";
import { readAnswer } from "./answers.ts";
import { failureLines } from "./failure-lines.ts";
import { expectGolden } from "./goldens.ts";
import { SHOP } from "./shop.ts";
import { openStage, removeStages } from "./stage.ts";

afterAll(removeStages);

it("documents and draws domains with what PostgreSQL says of them", async () => {
  const stage = openStage(SHOP);
  await stage.run("domain docs");
  expect(stage.files("domain-docs")).toContain("domain-docs/domain-user.html");
  await stage.run("domain diagram");
  stage.write({ "domains/broken.yaml": "name: [\n", "taken/mine.txt": "mine" });
  expect(await stage.run("domain docs")).toMatchObject({ exit: 5 });
  await stage.run("domain docs User --format markdown --output pages");
  stage.note(stage.read("pages/domain-user.md"));
  expect(failureLines(await stage.run("domain docs --output taken"))).toMatchObject({ exit: 2, error: "taken holds files that selecto did not write" });
  expect(failureLines(await stage.run("domain diagram Nobody"))).toMatchObject({ exit: 2, error: "there is no domain Nobody" });
  expect(readAnswer(await stage.ask("domain diagram --json"))).toMatchObject({ format: "selecto.domain-book" });
  expectGolden("domain-docs", stage);
});

it("lists domains without asking, and shows one with PostgreSQL's word on each part", async () => {
  const stage = openStage(SHOP);
  expect(await stage.run("domain list")).toMatchObject({ exit: 0 });
  expect(await stage.run("domain show User")).toMatchObject({ exit: 0 });
  expect(failureLines(await stage.run("domain show Nobody"))).toMatchObject({ exit: 2, error: "there is no domain Nobody" });
  stage.write({ "domains/broken.yaml": "name: [\n" });
  expect(await stage.run("domain list")).toMatchObject({ exit: 5 });
  expect(readAnswer(await stage.ask("domain list --json"))).toMatchObject({ format: "selecto.domain-list", unread: ["domains/broken.yaml"] });
  expectGolden("domain-list", stage);
});
