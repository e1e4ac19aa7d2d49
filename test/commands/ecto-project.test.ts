/** A project of Ecto schemas from the command line: names, verdicts in the files that people edit, one finding for a missing table, off by a key. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { runCli } from "../support/run-cli.ts";

const SELECTO = resolve("bin/run.js");
const FILES: Readonly<Record<string, string>> = {
  "mix.exs": "defmodule Shop.MixProject do\nend\n",
  "schema.sql": `create type order_status as enum ('new', 'paid');
create table users (
  id bigint generated always as identity primary key, email varchar(255) not null, age smallint, bio text,
  settings jsonb, joined_at timestamp(0) not null, role text not null, secret text
);
create table orders (id uuid primary key, user_id bigint references users, status order_status not null, total numeric(10, 2), lines jsonb, tags text[]);
create table products (id bigint primary key, name text);
create table orders_products (order_id uuid references orders, product_id bigint references products);
`,
  "lib/shop/schema.ex": `defmodule Shop.Schema do
  defmacro __using__(_opts) do
    quote do
      use Ecto.Schema
      alias Shop.Accounts.User
    end
  end
end
`,
  "lib/shop/accounts/user.ex": `defmodule Shop.Accounts.User do
  use Shop.Schema

  schema "users" do
    field :email, :string
    field :password, :string, virtual: true
    field :age, :integer
    field :about, :string, source: :bio
    field :settings, :map
    field :joined_at, :utc_datetime
    field :role, Ecto.Enum, values: [:admin, :member]

    has_many :orders, Shop.Sales.Order
  end
end
`,
  "lib/shop/sales/order.ex": `defmodule Shop.Sales.Order do
  use Shop.Schema
  @primary_key {:id, :binary_id, autogenerate: true}

  schema "orders" do
    field :status, Ecto.Enum, values: [:new, :paid]
    field :total, :decimal
    field :tags, {:array, :string}
    embeds_many :lines, Line do
      field :text, :string
    end
    belongs_to :user, User
    many_to_many :products, Shop.Sales.Product, join_through: "orders_products"
  end
end
`,
  "lib/shop/sales/product.ex": `defmodule Shop.Sales.Product do
  use Ecto.Schema

  schema "products" do
    field :name, :integer
  end

  defmodule Review do
    use Ecto.Schema

    schema "reviews" do
      field :stars, :integer
      belongs_to :product, Shop.Sales.Product
    end
  end
end
`,
  "lib/shop/order_domain.ex": `defmodule Shop.OrderDomain do
  def domain do
    %{
      name: "Order",
      source: %{
        source_table: "orders", primary_key: :id, schema_module: Shop.Sales.Ordre,
        fields: [:id], columns: %{id: %{type: :binary_id}}, associations: %{}
      },
      schemas: %{}, joins: %{}
    }
  end
end
`,
};

let folder = "";
const selecto = (...args: readonly string[]): ReturnType<typeof runCli> => runCli(SELECTO, [...args], { cwd: folder });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "selecto-ecto-"));
  for (const [path, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a table, its Ecto schema and their names are one subject", async () => {
  const byTable = await selecto("analyze", "impact", "User");
  expect(byTable.stderr).toContain("Ecto schemas 4 files");
  expect(byTable.stdout).toContain("users · table public.users · 8 columns · Ecto schema Shop.Accounts.User");
  expect(byTable.stdout).toMatch(
    /Shop\.Accounts\.User +8 fields +id, email, .* lib\/shop\/accounts\/user\.ex:4:3\n {2}Shop\.Sales\.Order +1 field +user .* lib\/shop\/sales\/order\.ex:12:5\n/,
  );
  const byModule = await selecto("analyze", "impact", "Shop.Accounts.User");
  expect(byModule.stdout).toBe(byTable.stdout);
  const field = await selecto("analyze", "impact", "User.about");
  expect(field.stdout).toMatch(/^users\.bio · column public\.users\.bio · Ecto field Shop\.Accounts\.User\.about\n/);
  const lost = await selecto("analyze", "impact", "Shop.Acounts.User");
  expect(lost.stderr).toContain("next:  selecto analyze impact Shop.Accounts.User");
  expect(lost.exit).toBe(2);
});

test("a change names the fields that it breaks, and those only", async () => {
  const { stdout, exit } = await selecto(
    "analyze",
    "impact",
    "--drop",
    "users.bio",
    "--drop",
    "users.secret",
    "--retype",
    "users.settings:text",
    "--retype",
    "users.email:text",
    "--json",
  );
  const report = JSON.parse(stdout);
  const impacts: { verdict: string; label: string; position: { file: string; line: number; column: number }; witness?: { sqlstate: string; stage: string } }[] =
    report.impacts;
  expect(
    impacts
      .filter((one) => one.verdict === "broken")
      .map(({ label, position: { file, line, column }, witness }) => `${file}:${line}:${column} ${label} ${witness?.sqlstate} ${witness?.stage}`),
  ).toEqual(["lib/shop/accounts/user.ex:8:5 Shop.Accounts.User.about 42703 describe", "lib/shop/accounts/user.ex:9:5 Shop.Accounts.User.settings 42804 type"]);
  // Text of any length is a :string.
  expect(impacts.find((one) => one.label === "Shop.Accounts.User.email")?.verdict).toBe("at-risk");
  expect(exit).toBe(1);
});

test("what was wrong before is a baseline defect, a missing table only one", async () => {
  const { stdout } = await selecto("analyze", "impact", "--drop", "orders_products", "--json");
  const report = JSON.parse(stdout);
  expect(report.baseline.map((one: { label: string; witness: { message: string } }) => `${one.label}: ${one.witness.message}`)).toEqual([
    'Shop.Sales.Product.Review: relation "reviews" does not exist',
    "Shop.Sales.Product.name: the column is text, Shop.Sales.Product.name is declared :integer",
  ]);
  expect(report.impacts.flatMap((one: { verdict: string; label: string }) => (one.verdict === "broken" ? [one.label] : []))).toEqual([
    "Shop.Sales.Order.products",
  ]);
  expect(
    report.diagnostics.map((one: { code: string; position: { file: string; line: number } }) => `${one.code} ${one.position.file}:${one.position.line}`),
  ).toEqual(["domain-schema-module-unknown lib/shop/order_domain.ex:6"]);
});

test("a snapshot keeps them, and nothing of it is new afterwards", async () => {
  await selecto("snapshot", "create", "--label", "before");
  await writeFile(join(folder, "schema.sql"), (FILES["schema.sql"] ?? "").replace("total numeric(10, 2), ", ""));
  const { stdout } = await selecto("analyze", "impact", "--from", "before", "--to", "files", "--json");
  await writeFile(join(folder, "schema.sql"), FILES["schema.sql"] ?? "");
  const report = JSON.parse(stdout);
  expect(report.impacts.flatMap((one: { verdict: string; label: string }) => (one.verdict === "safe" ? [] : [`${one.verdict} ${one.label}`]))).toEqual([
    "broken Shop.Sales.Order.total",
  ]);
  expect(report.baseline).toHaveLength(2);
});

test("generated domains call their joins as the associations are called", async () => {
  const { stdout, exit } = await selecto("domain", "generate", "users", "--dry-run");
  expect(exit).toBe(0);
  expect(stdout).toMatch(/ {4}orders:\n {6}queryable: orders\n[^]*description: declared in Shop\.Accounts\.User, Shop\.Sales\.Order\n/);
});

test("the configuration turns them off, or says where they are", async () => {
  const counts: number[] = [];
  for (const text of ["ecto: false\n", "ecto: lib/shop/accounts\n", "ecto: true\n"]) {
    await writeFile(join(folder, "selecto.config.yaml"), text);
    const { stdout } = await selecto("analyze", "impact", "users", "--json");
    counts.push(JSON.parse(stdout).ecto.length);
  }
  await writeFile(join(folder, "selecto.config.yaml"), "ecto: web/nowhere\n");
  const { stdout } = await selecto("analyze", "impact", "users");
  await rm(join(folder, "selecto.config.yaml"));
  // The related module of the second is not among the files: only the fields are left.
  expect(counts).toEqual([0, 1, 2]);
  expect(stdout).toContain('"web/nowhere" matches no file');
});
