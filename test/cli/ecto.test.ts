/** An Ecto project without a configuration: its migrations are the schema, its modules the domains, and mix applies what selecto only reads. */
import { afterAll, expect, it } from "@jest/globals";
import { failureLines } from "./failure-lines.ts";
import { expectGolden } from "./goldens.ts";
import { openStage, removeStages, type Files } from "./stage.ts";

afterAll(removeStages);

const migration = (name: string, inside: string): string => `defmodule Shop.Repo.Migrations.${name} do
  use Ecto.Migration

${inside}
end
`;

const PROJECT: Files = {
  "mix.exs": 'defmodule Shop.MixProject do\n  use Mix.Project\n  defp deps, do: [{:ecto_sql, "~> 3.12"}, {:postgrex, ">= 0.0.0"}]\nend\n',
  "config/config.exs": "import Config\n\nconfig :shop, Shop.Repo,\n  migration_timestamps: [type: :utc_datetime_usec]\n",
  "priv/repo/migrations/20240101000000_create_customers.exs": migration(
    "CreateCustomers",
    `  def change do
    create table(:customers) do
      add :name, :string, null: false
      add :email, :citext
      timestamps()
    end

    create unique_index(:customers, [:email])
  end`,
  ).replace("  def change do", '  def change do\n    execute "create extension if not exists citext", "drop extension citext"\n'),
  "priv/repo/migrations/20240201000000_create_orders.exs": migration(
    "CreateOrders",
    `  def change do
    create table(:orders) do
      add :customer_id, references(:customers, on_delete: :delete_all), null: false
      add :total, :decimal, precision: 10, scale: 2, default: 0
      add :note, :text
      timestamps()
    end
  end`,
  ),
  "lib/shop/selecto_domains/order_domain.ex": `defmodule Shop.SelectoDomains.OrderDomain do
  def domain do
    %{
      name: "Order",
      source: %{
        source_table: "orders",
        primary_key: :id,
        fields: [:id, :customer_id, :total, :note],
        redact_fields: [],
        columns: %{
          id: %{type: :integer},
          customer_id: %{type: :integer},
          total: %{type: :decimal},
          note: %{type: :string}
        },
        associations: %{
          customer: %{field: :customer, queryable: :customers, owner_key: :customer_id, related_key: :id}
        }
      },
      schemas: %{
        customers: %{
          source_table: "customers",
          primary_key: :id,
          fields: [:id, :name],
          redact_fields: [],
          columns: %{id: %{type: :integer}, name: %{type: :string}},
          associations: %{}
        }
      },
      joins: %{customer: %{name: "Customer", type: :left}},
      default_selected: ["id", "total"]
    }
  end
end
`,
};

it("is read without a configuration; what its next migration does is told before mix runs it", async () => {
  const stage = openStage(PROJECT);
  stage.commit();
  await stage.run("init --print");
  await stage.run("domain validate");
  await stage.run("analyze impact --drop orders.note");
  stage.note("a migration of the pull request");
  stage.write({
    "priv/repo/migrations/20240301000000_drop_note.exs": migration(
      "DropNote",
      `  def change do
    alter table(:orders) do
      remove :note
      add :paid, :boolean, null: false, default: false
    end
  end`,
    ),
  });
  await stage.run("diff git:HEAD files");
  expect((await stage.run("check --base HEAD")).exit).toBe(1);
  expect(failureLines(await stage.run("migrate up"))).toMatchObject({ exit: 2 });
  expect((await stage.run("migrate verify priv/repo/migrations")).exit).toBe(0);
  await stage.run("domain generate customers --dry-run");
  expectGolden("ecto", stage);
});

it("names what cannot be read, tells what fails behind it, and never passes for it", async () => {
  const stage = openStage({
    ...PROJECT,
    "priv/repo/migrations/20240105000000_tenants.exs": migration(
      "Tenants",
      `  def change do
    for tenant <- Shop.Repo.all("tenants") do
      create table("orders_\#{tenant}")
    end
  end`,
    ).replace("\\#", "#"),
    "priv/repo/migrations/20240205000000_broken.exs": "defmodule Shop.Broken do\n  def change do\n    create table(:x do\n  end\nend\n",
    "priv/repo/migrations/20240206000000_behind.exs": migration(
      "Behind",
      "  def change do\n    alter table(:x) do\n      add :y, :text\n    end\n\n    create index(:orders, [:total])\n  end",
    ),
  });
  stage.commit();
  await stage.run("domain validate");
  expect((await stage.run("migrate verify priv/repo/migrations")).exit).toBe(1);
  stage.write({
    "lib/shop/selecto_domains/order_domain.ex": (PROJECT["lib/shop/selecto_domains/order_domain.ex"] ?? "")
      .replaceAll(":note", ":notes")
      .replaceAll("note:", "notes:"),
  });
  expect((await stage.run("check --base HEAD")).exit).toBe(5);
  expectGolden("ecto-unread", stage);
});

it("reads a dump first, and on top of it the migrations that the dump does not hold", async () => {
  const stage = openStage({
    ...PROJECT,
    "priv/repo/structure.sql": `CREATE EXTENSION citext;
CREATE TABLE public.customers (id bigint NOT NULL PRIMARY KEY, name text NOT NULL, email public.citext);
CREATE TABLE public.schema_migrations (version bigint NOT NULL PRIMARY KEY, inserted_at timestamp(0) without time zone);
INSERT INTO public."schema_migrations" (version) VALUES (20240101000000);
`,
  });
  stage.commit();
  await stage.run("domain validate");
  await stage.run("init");
  expect(stage.read("selecto.config.yaml")).toContain("schema:\n  - priv/repo/structure.sql\n  - priv/repo/migrations\n");
  await stage.run("diff git:HEAD files");
  stage.write({ "selecto.config.yaml": "schema: priv/repo/structure.sql\n" });
  await stage.run("domain validate");
  expectGolden("ecto-dump", stage);
});
