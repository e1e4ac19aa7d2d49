/** Packages written by hand, taken back and applied again, as a user runs it. */
import { afterAll, describe, expect, it } from "@jest/globals";
import { readAnswer } from "./answers.ts";
import { failureLines } from "./failure-lines.ts";
import { expectGolden } from "./goldens.ts";
import { settle } from "./settle.ts";
import { openStage, removeStages } from "./stage.ts";

afterAll(removeStages);

const CONFIG = "schema: schema.sql\ndatabase:\n  url: embedded\n";

describe("migrate create and redo", () => {
  it("makes a data migration out of plain SQL, asks for its proof, applies it, and again", async () => {
    const stage = openStage({
      "selecto.config.yaml": CONFIG,
      "schema.sql": "create table users (id int primary key, name text);\n",
      "fill.sql": "-- the first has a name\ninsert into users values (1, null);\nupdate users set name = 'nobody' where id = 1;\n",
      "unfill.sql": "delete from users where id = 1;\n",
      "bad.sql": "select 1;\ncommit;\n",
    });
    await settle(stage);
    await stage.run("migrate create fill_names --sql fill.sql --down unfill.sql");
    await stage.run("migrate up");
    await stage.run("migrate verify");
    await stage.run("migrate up");
    await stage.run("migrate redo");
    expect(readAnswer(await stage.ask("migrate redo --dry-run --json"))).toMatchObject({
      format: "selecto.redo",
      down: { scripts: [{}] },
      up: { scripts: [{}] },
    });
    stage.note("without a way back");
    await stage.run("migrate create forget");
    await stage.run("migrate create burn --sql unfill.sql --irreversible");
    expect(failureLines(await stage.run("migrate create bad --sql bad.sql"))).toMatchObject({ exit: 2 });
    expect(failureLines(await stage.run("migrate create bad --sql none.sql"))).toMatchObject({ exit: 2 });
    expectGolden("migrate-hand", stage);
  });
});
