/** `selecto domain generate` as a user runs it: proposed, written, edited by hand, generated again. */
import { afterAll, expect, it } from "@jest/globals";
import { readAnswer } from "./answers.ts";
import { failureLines } from "./failure-lines.ts";
import { expectGolden } from "./goldens.ts";
import { openStage, removeStages } from "./stage.ts";

afterAll(removeStages);

const SCHEMA = `
CREATE ROLE analyst;
CREATE TYPE order_status AS ENUM ('open', 'paid');
CREATE TABLE users (id bigint PRIMARY KEY, full_name text NOT NULL, email text, password_hash text);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users, approved_by bigint, status order_status NOT NULL,
  total numeric(12,2), placed_at timestamptz NOT NULL, deleted_at timestamptz);
CREATE TABLE tags (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE order_tags (order_id bigint REFERENCES orders, tag_id bigint REFERENCES tags, PRIMARY KEY (order_id, tag_id));
CREATE TABLE categories (id bigint PRIMARY KEY, name text NOT NULL, parent_id bigint REFERENCES categories);
GRANT SELECT (id, full_name) ON users TO analyst;
GRANT SELECT ON orders TO analyst;
`;

it("generates, keeps edits, and lays overlays over", async () => {
  const stage = openStage({ "selecto.config.yaml": "schema: schema.sql\ndomains: domains\n", "schema.sql": SCHEMA });
  await stage.run("domain generate");
  await stage.run("domain generate order");
  await stage.run("domain generate orders --dry-run");
  await stage.run("domain generate --all");
  expect(stage.files("domains").filter((file) => file.includes("order"))).toEqual(["domains/order.overlay.yaml", "domains/order.yaml"]);
  await stage.run("domain validate");
  // Edited by hand, and an overlay with a fault of its own; then the schema goes on.
  stage.write({
    "domains/order.yaml": stage.read("domains/order.yaml").replace("label: Total", "label: Sum # as accounting says"),
    "domains/order.overlay.yaml": "filters:\n  big: { name: Big, field: totl }\ncolumns:\n  total: { format: currency }\n",
    "domains/tag.yaml": "name: Tag\nsource: { source_table: tags, fields: [id] }\n",
    "schema.sql": `${SCHEMA}ALTER TABLE orders ADD COLUMN note text;\n`,
  });
  await stage.run("domain generate orders tags");
  stage.note(stage.read("domains/order.yaml").split("\n").slice(7, 30).join("\n"));
  expect(stage.read("domains/order.yaml")).toContain("label: Sum # as accounting says");
  expect((await stage.run("domain validate Order")).exit).toBe(1);
  await stage.run("domain generate --all --role analyst --report markdown --dry-run");
  expect(failureLines(await stage.run("domain generate --all --role nobody"))).toMatchObject({ exit: 2 });
  expect(failureLines(await stage.run("domain generate --all --min-confidence much"))).toMatchObject({ exit: 2, error: "much is no confidence" });
  expect(failureLines(await stage.run("domain generate --all --check-data"))).toMatchObject({ exit: 2, error: "there are no rows to look at" });
  expect(readAnswer(await stage.ask("domain generate --all --dry-run --json"))).toMatchObject({ format: "selecto.generated-domains", dryRun: true });
  expectGolden("domain-generate", stage);
});
