/** What stands for Ecto schemas in SQL, what they say of each other, and what they declare for generation. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { declarationsOf } from "../../src/ecto/declarations.ts";
import { readEctoSchemas } from "../../src/ecto/read-schemas.ts";
import { collectSchemas, examineSchemas, type EctoSchemas } from "../../src/ecto/schemas.ts";
import { ectoSubjects } from "../../src/ecto/subjects.ts";
import { loadElixir } from "../../src/elixir/grammar.ts";

beforeAll(loadElixir);

/** Modules `App.Name` with the table and body given. */
function schemas(bodies: Readonly<Record<string, readonly [table: string, body: string, before?: string]>>): EctoSchemas {
  const modules = Object.entries(bodies).map(
    ([name, [table, body, before = ""]]) => `defmodule App.${name} do\n  use Ecto.Schema\n  ${before}\n  schema "${table}" do\n    ${body}\n  end\nend`,
  );
  return collectSchemas(readEctoSchemas([{ path: "lib/app.ex", text: modules.join("\n") }]).schemas);
}

/** Without quotes, which every name has. */
const sqlOf = (all: EctoSchemas): Record<string, string> => Object.fromEntries(ectoSubjects(all).map(({ label, sql }) => [label, sql.replaceAll('"', "")]));

const SHOP = {
  User: ["users", "field :mail, :string, source: :email\n    has_many :orders, App.Order\n    belongs_to :boss, __MODULE__", '@schema_prefix "auth"'],
  Order: ["orders", 'belongs_to :user, App.User\n    many_to_many :tags, App.Tag, join_through: "orders_tags"\n    has_many :bosses, through: [:user, :boss]'],
  Tag: ["tags", "field :word\n    field :virtual_one, :string, virtual: true"],
} as const;

describe("in SQL", () => {
  it("a field is its column, an association a join", () => {
    expect(sqlOf(schemas(SHOP))).toEqual({
      "App.Order": "SELECT 1 FROM orders",
      "App.Order.id": "SELECT orders.id FROM orders",
      "App.Order.user_id": "SELECT orders.user_id FROM orders",
      "App.Order.user": "SELECT 1 FROM orders JOIN auth.users ON users.id = orders.user_id",
      "App.Order.tags": "SELECT 1 FROM orders JOIN orders_tags ON orders_tags.order_id = orders.id JOIN tags ON tags.id = orders_tags.tag_id",
      "App.Tag": "SELECT 1 FROM tags",
      "App.Tag.id": "SELECT tags.id FROM tags",
      "App.Tag.word": "SELECT tags.word FROM tags",
      "App.User": "SELECT 1 FROM auth.users",
      "App.User.id": "SELECT users.id FROM auth.users",
      "App.User.mail": "SELECT users.email FROM auth.users",
      "App.User.boss_id": "SELECT users.boss_id FROM auth.users",
      "App.User.orders": "SELECT 1 FROM auth.users JOIN orders ON orders.user_id = users.id",
      "App.User.boss": "SELECT 1 FROM auth.users JOIN auth.users AS boss ON boss.id = users.boss_id",
    });
  });

  it("what was not read is unknown, with its reason", () => {
    const [unread] = ectoSubjects(schemas({ A: ["as", "waffle()"] })).filter(({ statement }) => statement.kind === "unknown");
    expect(unread).toMatchObject({
      label: "App.A: waffle",
      position: { line: 5 },
      statement: { reason: "it is no part of Ecto, and its macro was not found in the project" },
    });
  });

  it("an association is built on both schemas and its key", () => {
    const order = ectoSubjects(schemas(SHOP)).find(({ label }) => label === "App.Order.user");
    expect(order?.uses).toEqual(['ecto:"App.Order"', 'ecto:"App.Order".user_id', 'ecto:"App.User"']);
  });
});

describe("what they say of each other", () => {
  const codes = (all: EctoSchemas): string[] => examineSchemas(all).map(({ code, severity, position }) => `${severity} ${code} ${position?.line}`);

  it("a reference that stands the wrong way round is told, a shared key is none", () => {
    const found = schemas({
      Store: ["store", "has_one :address, App.Address, foreign_key: :address_id"],
      Address: ["address", "field :x", "@primary_key {:address_id, :id, []}"],
      User: ["users", "has_one :profile, App.Profile, foreign_key: :user_id"],
      Profile: ["profiles", "field :x", "@primary_key {:user_id, :id, []}"],
    });
    expect(codes(found)).toEqual(["warning ecto-association-backwards 5"]);
  });

  it("a step that is no association is told, and a module that is not there", () => {
    const found = schemas({
      A: ["as", "has_many :bs, App.B\n    has_many :cs, through: [:bs, :nothing]\n    belongs_to :job, Oban.Job"],
      B: ["bs", "belongs_to :a, App.A"],
    });
    expect(codes(found)).toEqual(["warning ecto-through-unknown 6", "info ecto-association-not-examined 7"]);
  });
});

describe("for generation", () => {
  it("they declare names, bridges, values and what is redacted", () => {
    const { relationships, values, redacted } = declarationsOf(
      schemas({
        Post: [
          "posts",
          "has_many :taggings, App.Tagging, foreign_key: :p\n    has_many :topics, through: [:taggings, :topic]\n    field :state, Ecto.Enum, values: [:new, :old]",
        ],
        Topic: ["labels", "field :secret, :string, redact: true, source: :hidden"],
        Tagging: ["labellings", "belongs_to :post, App.Post, foreign_key: :p\n    belongs_to :topic, App.Topic, foreign_key: :l", "@primary_key false"],
      }),
    );
    expect(relationships.map(({ table, columns, target, names, reasons }) => [table, columns.join(), target, names, reasons[0]])).toEqual([
      ["table:public.labellings", "p", "table:public.posts", { parts: "taggings" }, "declared in App.Post (lib/app.ex:5:5)"],
      ["table:public.labellings", "p", "table:public.posts", { beyond: "topics" }, "declared in App.Post (lib/app.ex:6:5)"],
      ["table:public.labellings", "p", "table:public.posts", { reference: "post" }, "declared in App.Tagging (lib/app.ex:21:5)"],
      ["table:public.labellings", "l", "table:public.labels", { reference: "topic" }, "declared in App.Tagging (lib/app.ex:22:5)"],
    ]);
    expect([...values]).toEqual([["column:public.posts.state", ["new", "old"]]]);
    expect([...redacted]).toEqual(["column:public.labels.hidden"]);
  });
});
