/** What `migrate generate` says of steps that keep others waiting, and what `--online` makes of them. */
import { afterAll, describe, it } from "@jest/globals";
import { expectGolden } from "./goldens.ts";
import { settle } from "./settle.ts";
import { openStage, removeStages } from "./stage.ts";

afterAll(removeStages);

const BEFORE = `create table users (id int primary key);
create table orders (id int primary key, user_id int, code text, amount int);
`;
const AFTER = `create table users (id int primary key);
create table orders (
  id int primary key, user_id int references users, code text unique, amount bigint not null,
  token uuid default gen_random_uuid(), check (id > 0)
);
create index orders_amount on orders (amount);
`;

describe("migrate generate", () => {
  it("says what keeps others waiting, and stages it", async () => {
    const stage = openStage({ "schema.sql": BEFORE });
    await settle(stage);
    stage.write({ "schema.sql": AFTER });
    await stage.run("migrate generate more --all --dry-run");
    await stage.run("migrate generate more --all --online");
    expectGolden("online", stage);
  });
});
