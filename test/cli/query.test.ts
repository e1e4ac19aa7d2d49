/** `selecto query run` and `selecto query explain` as a user runs them, on the embedded database. */
import { afterAll, describe, expect, it } from "@jest/globals";
import { readAnswer } from "./answers.ts";
import { expectGolden } from "./goldens.ts";
import { SHOP } from "./shop.ts";
import { openStage, removeStages } from "./stage.ts";

afterAll(removeStages);

const ROWS = `insert into users (email, name, age) values ('ada@example.org', 'Ada', 36), ('bob@example.org', 'Bob, "B"', null);
insert into orders (user_id, total) select id, 10 * id from users;
`;

const SPENT = `domain: User
select: [name, {field: [sum, orders.total], as: total}]
group_by: [name]
filter:
  - [orders.total, ['>=', [param, least]]]
order_by: [[total, desc]]
parameters: {least: {type: numeric, default: 5}}
`;

describe("query", () => {
  it("runs queries of files and of domains, and shows their plans", async () => {
    const stage = openStage({ ...SHOP, "queries/spent.query.yaml": SPENT, "rows.sql": ROWS });
    for (const line of [
      "migrate generate initial",
      "migrate create rows --sql rows.sql --irreversible",
      "migrate up --allow irreversible:rows --allow unproved:rows",
    ])
      await stage.ask(line);
    const names = stage.files("migrations/").flatMap((file) => /^migrations\/(\d+_rows)\//.exec(file)?.[1] ?? []);
    const { exit, stderr } = await stage.ask(`migrate up --allow irreversible:${names[0]} --allow unproved:${names[0]}`);
    expect([exit, stderr]).toEqual([0, expect.any(String)]);
    await stage.run("query run spent");
    await stage.run("query run spent --param least=15 --format csv");
    await stage.run("query run find_user --param 1=ada@example.org");
    await stage.run("query run list_users --limit 1");
    await stage.run("query run list_users --format csv");
    await stage.run("query explain spent --sql");
    await stage.run("query run find_user");
    await stage.run("query run find_usr");
    await stage.run("query run add_user --param 1=a --param 2=b");
    await stage.run("query run spent --param most=1");
    await stage.run("query run spent --param least=few");
    expectGolden("query", stage);
    const rows = await stage.ask("query run spent --json");
    expect(readAnswer(rows)).toMatchObject({
      format: "selecto.rows",
      rows: [
        ['Bob, "B"', "20.00"],
        ["Ada", "10.00"],
      ],
      more: false,
    });
    const plan = await stage.ask("query explain find_user --json");
    expect(readAnswer(plan)).toMatchObject({ format: "selecto.plan", parameters: [{ number: 1, given: false }], analyzed: false });
    expect((await stage.ask("query explain spent --analyze")).stdout).toContain("actual time");
  });
});
