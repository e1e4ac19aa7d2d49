/** A database that somebody else made or altered: entered, seen to drift, its drift made a migration. */
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { openLasting } from "../../src/database/lasting.ts";
import { readAnswer } from "./answers.ts";
import { failureLines } from "./failure-lines.ts";
import { expectGolden } from "./goldens.ts";
import { settle } from "./settle.ts";
import { openStage, removeStages, type Stage } from "./stage.ts";

afterAll(removeStages);

/** What somebody does to the database of the stage without selecto. */
async function byHand(stage: Stage, sql: string): Promise<void> {
  stage.note(`by hand: ${sql}`);
  const database = await openLasting(join(stage.folder, ".selecto/database"));
  await database.exec(sql);
  await database.close();
}

const USERS = "create table users (id int primary key, name text);\n";

describe("migrate baseline, status --drift and adopt", () => {
  it("compares before it believes, and makes a migration of what was done by hand", async () => {
    const stage = openStage({ "selecto.config.yaml": "schema: schema.sql\ndatabase:\n  url: embedded\n", "schema.sql": USERS });
    await settle(stage);
    await byHand(stage, "create table users (id int primary key, name text, age int)");
    await stage.run("migrate baseline");
    await byHand(stage, "alter table users drop column age");
    await stage.run("migrate baseline");
    await byHand(stage, "create index by_name on users (name)");
    await stage.run("migrate status --drift");
    await stage.run("migrate adopt by_name");
    expect(readAnswer(await stage.ask("migrate status --drift --json"))).toMatchObject({ status: { pending: [] }, drift: { changes: [] } });
    expectGolden("migrate-drift", stage);
  });

  it("values that somebody dropped by hand are gone there, and kept where the package is run; a copy of a big table asks first", async () => {
    const stage = openStage({
      "selecto.config.yaml": "schema: schema.sql\ndatabase:\n  url: embedded\nonline:\n  bigTable: 1\n",
      "schema.sql": "create table users (id int primary key, name text, age int);\n",
    });
    await settle(stage);
    await stage.ask("migrate up");
    await byHand(stage, "insert into users select n, 'x', n from generate_series(1, 40000) n; analyze users");
    stage.write({ "schema.sql": USERS });
    await stage.ask("migrate generate without_age");
    expect(failureLines(await stage.ask("migrate up"))).toMatchObject({ exit: 3, next: expect.stringContaining("--allow long-lock:users") });
    expect((await stage.ask("migrate up --allow long-lock:users")).exit).toBe(0);
    expect((await stage.ask("migrate down")).exit).toBe(0);
    const [file = ""] = stage.files("migrations").filter((one) => one.includes("without_age"));
    stage.write({ [dirname(file)]: null });
    await byHand(stage, "alter table users drop column age");
    expect((await stage.ask("migrate adopt without_age")).stdout).not.toContain("others would wait");
    expect(failureLines(await stage.ask("migrate down"))).toMatchObject({ exit: 2, why: expect.stringContaining("entered (adopt, baseline) and not run") });
  });
});
