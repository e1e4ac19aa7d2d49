/** Queries that are stored as data, as a user meets them: saved views, filter sets, query files. */
import { afterAll, describe, expect, it } from "@jest/globals";
import { readAnswer } from "./answers.ts";
import { expectGolden } from "./goldens.ts";
import { CONFIG, SHOP } from "./shop.ts";
import { openStage, removeStages } from "./stage.ts";

afterAll(removeStages);

const VIEWS = {
  saved_views: [
    {
      name: "Big spenders",
      context: "/users",
      params: {
        view_mode: "aggregate",
        filters: [["f1", "filters", { filter: "name", comp: "STARTS", value: "A" }]],
        views: {
          aggregate: { group_by: [["g1", "email", { field: "email" }]], aggregate: [["a1", "orders.total", { format: "sum" }]] },
          detail: { selected: [["s1", "name", {}]], order_by: [] },
        },
      },
    },
    { name: "Everybody", context: "/people", params: { view_mode: "detail", selected: { 0: { field: "email", index: "0" } } } },
  ],
  filter_sets: [{ name: "Named", domain: "/users", filters: { u1: { filter: "name", comp: "NOT_NULL" } } }],
  exported_views: [{ name: "For the press", context: "/users", public_id: "p1", snapshot_blob: "g1AAAABZ-secret" }],
};

const STORED = {
  ...SHOP,
  "selecto.config.yaml": `${CONFIG}savedViews:\n  paths: views\n  contexts: {/users: User}\n`,
  "views/saved.json": JSON.stringify(VIEWS, null, 2),
  "queries/by_name.query.yaml": "domain: User\nselect: [email, orders.total]\nfilter:\n  - [name, [param, who]]\n",
};

describe("stored queries", () => {
  it("hang on columns and break like other queries, each with its place in the file", async () => {
    const stage = openStage(STORED);
    await stage.run("analyze impact users.name");
    await stage.run("analyze impact --drop users.name");
    await stage.run("analyze impact --rename orders.total:amount");
    expectGolden("stored-views", stage);
    expect(stage.transcript()).not.toContain("secret");
    const { exit, stdout } = await stage.ask("analyze impact --drop users.name --json");
    expect([exit, stdout.includes("secret")]).toEqual([1, false]);
    expect(readAnswer({ exit, stdout, stderr: "" })).toMatchObject({ format: "selecto.impact" });
  });

  it("follow what the domain offers", async () => {
    const stage = openStage(STORED);
    stage.commit();
    stage.note("the domain no longer offers users.name");
    stage.write({
      "domains/user.yaml": SHOP["domains/user.yaml"]?.replace("[id, email, name]", "[id, email]").replace("    name: {type: string}\n", "") ?? null,
    });
    await stage.run("analyze impact");
    stage.note("with components before 0.4.13");
    stage.write({ "selecto.config.yaml": `${STORED["selecto.config.yaml"]}  components: 0.4.12\n` });
    await stage.run("analyze impact");
    await stage.run("diff");
    expectGolden("stored-views-domain", stage);
  });
});
