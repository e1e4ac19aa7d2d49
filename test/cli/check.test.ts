/** `selecto check` as a user and CI run it: every outcome with its exit code. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readAnswer } from "./answers.ts";
import { failureLines } from "./failure-lines.ts";
import { expectGolden } from "./goldens.ts";
import { CONFIG, SCHEMA, SHOP } from "./shop.ts";
import { settle } from "./settle.ts";
import { openStage, removeStages, type Files, type Stage } from "./stage.ts";

/** The shop with one package that leads to its schema files. */
let settled: Files;

beforeAll(async () => {
  const stage = openStage(SHOP);
  await settle(stage);
  settled = { ...SHOP, ...Object.fromEntries(stage.files("migrations/").map((file) => [file, stage.read(file)])) };
});
afterAll(removeStages);

function openSettled(): Stage {
  const stage = openStage(settled);
  stage.commit();
  return stage;
}

const WIDER = SCHEMA.replace("age integer", "age bigint");

describe("check", () => {
  it("needs a repository with a commit", async () => {
    const stage = openStage(settled);
    await stage.run("check");
    stage.git("init", "--quiet", "--initial-branch=main");
    await stage.run("check");
    stage.commit();
    await stage.run("check");
    await stage.run("check --base nowhere");
    await stage.run("check --head nowhere");
    expectGolden("check-base", stage);
  });

  it("fails for what is broken, unproved or out of step", async () => {
    const stage = openSettled();
    stage.note("a column becomes wider without a package, a new query names one that is not there");
    stage.write({ "schema.sql": WIDER, "queries/new.sql": "select nick from users;\n" });
    await stage.run("check");
    await stage.run("check --format markdown");
    expect(readAnswer(await stage.ask("check --json"))).toMatchObject({ format: "selecto.check", outcome: "fail", exit: 1, inStep: "no" });
    stage.note("with a package, without the query");
    stage.write({ "queries/new.sql": null });
    await stage.ask("migrate generate wider");
    await stage.run("check");
    await stage.run("check --fail-on changed");
    stage.note("that finding is accepted");
    stage.write({
      "selecto.config.yaml": `${CONFIG}check:\n  failOn: [changed]\n  accept:\n    - {id: "query:list_users", reason: the page shows it as it is}\n`,
    });
    await stage.run("check");
    stage.note("the acceptance has run out");
    stage.write({
      "selecto.config.yaml": `${CONFIG}check:\n  failOn: [changed]\n  accept:\n    - {id: "query:list_users", reason: the page shows it as it is, until: 2020-01-01}\n`,
    });
    await stage.run("check");
    expectGolden("check-verdicts", stage);
  });

  it("fails for packages that were edited, rewritten or removed", async () => {
    const stage = openSettled();
    const up = stage.files("migrations/").find((file) => file.endsWith("up.sql")) ?? "";
    stage.note("up.sql of the package on the base is edited by hand");
    stage.write({ [up]: stage.read(up).replace('"age" integer', '"age" bigint') });
    await stage.run("check");
    stage.note("and stamped anew");
    await stage.run("migrate verify");
    await stage.run("check");
    stage.note("and removed");
    stage.write({ migrations: null });
    await stage.run("check");
    expectGolden("check-packages", stage);
  });

  it("fails closed for what could not be asked or read, unless it is allowed", async () => {
    const stage = openSettled();
    stage.write({ "queries/temp.sql": "-- name: dynamic\ndo $$ begin execute 'select 1'; end $$;\n", "queries/torn.sql": "select from from;\n" });
    await stage.run("check");
    await stage.run("check --allow-unknown");
    stage.note("a finding beside it weighs more");
    stage.write({ "queries/new.sql": "select nick from users;\n" });
    expect((await stage.run("check --allow-unknown")).exit).toBe(1);
    expect((await stage.ask("check")).exit).toBe(1);
    stage.note("and wrong usage most");
    expect(failureLines(await stage.run("check --fail-on everything"))).toMatchObject({ exit: 2 });
    expectGolden("check-unknown", stage);
  });
});
