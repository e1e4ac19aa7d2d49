/** `selecto migrate` on the embedded database as a user runs it. */
import { afterAll, describe, expect, it } from "@jest/globals";
import { join } from "node:path";
import { openLasting } from "../../src/database/lasting.ts";
import { readAnswer } from "./answers.ts";
import { failureLines } from "./failure-lines.ts";
import { expectGolden } from "./goldens.ts";
import { SCHEMA, SHOP } from "./shop.ts";
import { settle } from "./settle.ts";
import { openStage, removeStages } from "./stage.ts";

afterAll(removeStages);

const RENAMED = SCHEMA.replace("name text", "full_name text");

describe("migrate", () => {
  it("generates packages, proves them, applies them and takes them back", async () => {
    const stage = openStage(SHOP);
    await stage.run("migrate generate initial --dry-run");
    expect(stage.files("migrations")).toEqual([]);
    await stage.run("migrate generate initial");
    await stage.run("migrate generate again");
    stage.note("users.name is called full_name now, and orders get a note");
    stage.write({ "schema.sql": RENAMED.replace("default 0", "default 0,\n  note text") });
    await stage.run("migrate generate call_it_full_name --rename users.name:full_name --all");
    await stage.run("migrate verify");
    await stage.run("migrate status");
    const dry = await stage.ask("migrate up --dry-run --steps 1");
    expect(dry.stdout).toMatch(
      /^dry run: 1 migration would be applied; nothing was changed\n[^]*CREATE TABLE "public"."users"[^]*: 0 of 2 applied\nNext: selecto migrate up\n$/,
    );
    expect(readAnswer(await stage.ask("migrate up --dry-run --json"))).toMatchObject({ format: "selecto.run", ran: [], scripts: [{ name: "ledger" }, {}, {}] });
    await stage.run("migrate up --steps 1");
    await stage.run("migrate up");
    await stage.run("migrate up");
    await stage.run("migrate status");
    expect(readAnswer(await stage.ask("migrate status --json"))).toMatchObject({ format: "selecto.status", status: { pending: [] } });
    await stage.run("migrate down --dry-run");
    await stage.run("migrate down");
    expect(readAnswer(await stage.ask("migrate down --to none --json"))).toMatchObject({
      format: "selecto.run",
      direction: "down",
      appliedCount: 0,
      pendingCount: 2,
    });
    await stage.run("migrate down");
    await stage.run("migrate up --to 20200101000000_nothing");
    expectGolden("migrate", stage);
  });

  it("what no plan can change is told all the same", async () => {
    // Where nobody migrates the variable need not be set.
    const stage = openStage({ "selecto.config.yaml": "schema: schema.sql\ndatabase: {url: env:NOT_SET}\n", "schema.sql": "create table t (a int);\n" });
    expect((await stage.ask("migrate generate initial")).exit).toBe(0);
    stage.write({ "selecto.config.yaml": "schema: schema.sql\ndatabase: {url: embedded}\n" });
    stage.write({
      "schema.sql":
        "create table t (a int);\ncreate transform for int language sql (from sql with function prsd_lextype(internal), to sql with function int4recv(internal));\n",
    });
    const { stdout, exit } = await stage.ask("migrate generate again");
    expect(stdout).toContain("Nothing that selecto can plan: but pg_dump");
    expect(stdout).toContain("\n  TRANSFORM FOR integer LANGUAGE sql differs");
    expect(exit).toBe(1);

    const held = await openLasting(join(stage.folder, ".selecto/database"));
    expect(failureLines(await stage.ask("migrate up"))).toMatchObject({
      exit: 4,
      error: expect.stringContaining("is in use"),
      why: expect.stringContaining(`process ${process.pid} `),
    });
    await held.close();
    // whoever comes second finds it busy, or has nothing left to do: applied is once
    const both = await Promise.all([stage.ask("migrate up"), stage.ask("migrate up")]);
    expect(both.map((one) => one.exit).filter((code) => code !== 0 && code !== 4)).toEqual([]);
    expect(both.filter(({ stdout }) => stdout.includes("  applied  "))).toHaveLength(1);
    expect((await stage.ask("migrate status")).stdout).toContain("1 of 1 applied");
  });

  it("asks for consent by name before values go", async () => {
    const stage = openStage(SHOP);
    await settle(stage);
    stage.note("users.age goes");
    stage.write({ "schema.sql": SCHEMA.replace("name text not null,\n  age integer", "name text not null") });
    await stage.run("migrate generate without_age --no-archive users.age");
    await stage.run("migrate up");
    await stage.run("migrate up --allow lossy:users.agee");
    expect((await stage.ask("migrate status")).stdout).toContain("0 of 2 applied");
    await stage.run("migrate up --allow lossy:users.age");
    expectGolden("migrate-consent", stage);
  });

  it("runs nothing while files and stamps disagree", async () => {
    const stage = openStage(SHOP);
    await settle(stage);
    const up = stage.files("migrations").find((file) => file.endsWith("up.sql")) ?? "";
    const before = stage.read(up);
    stage.note("up.sql is edited by hand, well");
    stage.write({ [up]: before.replace('"age" integer', '"age" bigint') });
    await stage.run("migrate up");
    await stage.run("migrate status");
    await stage.run("migrate generate more");
    await stage.run("migrate verify --no-stamp");
    stage.note("and badly");
    stage.write({ [up]: before.replace('"age" integer', '"age" intteger') });
    expect(readAnswer(await stage.ask("migrate verify --json"))).toMatchObject({
      format: "selecto.verify",
      packages: [{ status: "unproved", restamped: false }],
    });
    await stage.run("migrate verify");
    stage.note("and is gone");
    stage.write({ [up]: null });
    await stage.run("migrate up");
    await stage.run("migrate verify");
    expect(failureLines(await stage.run("migrate verify 20200101000000_nothing"))).toMatchObject({ exit: 2 });
    expectGolden("migrate-integrity", stage);
  });

  it("leaves the folder of another tool to that tool", async () => {
    const stage = openStage({
      "migrations/000001_a.up.sql": "create table a (id int);\n",
      "migrations/000001_a.down.sql": "drop table a;\n",
      "schema.sql": "create table a (id int);\n",
    });
    expect(failureLines(await stage.run("migrate up --database embedded"))).toMatchObject({ exit: 2 });
    expect(failureLines(await stage.run("migrate generate more"))).toMatchObject({ exit: 2 });
    expectGolden("migrate-foreign", stage);
  });
});
