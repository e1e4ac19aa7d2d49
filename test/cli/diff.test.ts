/** `selecto diff` as a user runs it. */
import { afterAll, describe, expect, it } from "@jest/globals";
import { readAnswer } from "./answers.ts";
import { failureLines } from "./failure-lines.ts";
import { expectGolden } from "./goldens.ts";
import { SCHEMA, SHOP } from "./shop.ts";
import { openStage, removeStages } from "./stage.ts";

afterAll(removeStages);

describe("diff", () => {
  it("tells what differs between the base and the working tree", async () => {
    const stage = openStage(SHOP);
    stage.commit();
    await stage.run("diff --exit-code");
    stage.note("a column, a view, a query and the domain change");
    stage.write({
      "schema.sql": `${SCHEMA.replace("age integer", "age bigint").replace("sum(orders.total)", "max(orders.total)")}\ncreate index on orders (user_id);\n`,
      "queries/orders.sql": stage.read("queries/orders.sql").replace("count(*)", "count(*) as orders"),
      "domains/user.yaml": stage.read("domains/user.yaml").replace("type: left", "type: inner"),
    });
    await stage.run("diff --exit-code");
    const json = await stage.ask("diff --json");
    expect(readAnswer(json)).toMatchObject({ format: "selecto.diff" });
    await stage.run("diff git:HEAD files --format markdown");
    expectGolden("diff", stage);
  });

  it("compares files and folders, wherever they are", async () => {
    const stage = openStage({
      "old.sql": "create table a (id int);\n",
      "new/1.sql": "create table a (id bigint);\n",
      "new/2.sql": "create table b ();\n",
      "new/3.sql/x": "",
    });
    await stage.run("diff old.sql new");
    expect(await stage.run(["diff", `${stage.folder}/old.sql`, "old.sql", "--quiet"])).toMatchObject({ stderr: "", exit: 0 });
    expect(failureLines(await stage.run("diff old.sql nowhere.sql"))).toMatchObject({ exit: 2, error: "cannot read nowhere.sql" });
    expect(failureLines(await stage.run("diff old.sql ./new/3.sql"))).toMatchObject({ exit: 2, error: "there is no .sql file in ./new/3.sql" });
    expect(failureLines(await stage.run("diff postgres://u:c4nary@h/d old.sql"))).toMatchObject({
      exit: 2,
      error: "a connection string is not taken as a state",
    });
    expect(failureLines(await stage.run("diff nothing old.sql"))).toMatchObject({ exit: 2, error: expect.stringContaining("nothing") });
    expectGolden("diff-paths", stage);
  });
});
