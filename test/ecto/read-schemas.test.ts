/** Ecto schemas from their text: everything the DSL can say about columns, what macros of a project bring, what is not guessed. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { readEctoSchemas, type EctoReading } from "../../src/ecto/read-schemas.ts";
import { loadElixir } from "../../src/elixir/grammar.ts";
import type { EctoSchema } from "../../src/model/ecto-schema.ts";

beforeAll(loadElixir);

function read(...texts: readonly string[]): EctoReading {
  return readEctoSchemas(texts.map((text, at) => ({ path: `lib/${at}.ex`, text })));
}

/** The schema of a module with this body of `schema "things" do`. */
function block(body: string, before = ""): EctoSchema {
  const { schemas } = read(`defmodule App.Thing do\n  use Ecto.Schema\n${before}\n  schema "things" do\n${body}\n  end\nend`);
  if (schemas[0] === undefined) throw new Error("no schema");
  return schemas[0];
}

/** `name column type` of each field. */
function columns({ fields }: EctoSchema): string[] {
  return fields.map(({ name, column, type }) => `${name} ${column ?? "-"} ${type}`);
}

describe("fields", () => {
  it("have Ecto's defaults", () => {
    expect(columns(block("    field :name\n    field(:age, :integer)\n    timestamps()"))).toEqual([
      "id id :id",
      "name name :string",
      "age age :integer",
      "inserted_at inserted_at :naive_datetime",
      "updated_at updated_at :naive_datetime",
    ]);
  });

  it("stand where they are written, the primary key where the schema is", () => {
    const { fields, position } = block("    field :name, :string");
    expect(position).toEqual({ file: "lib/0.ex", line: 4, column: 3 });
    expect(fields.map((one) => one.position)).toEqual([position, { file: "lib/0.ex", line: 5, column: 5 }]);
  });

  it("may have another column, or none", () => {
    expect(columns(block("    field :name, :string, source: :full_name\n    field :password, :string, virtual: true, redact: true"))).toEqual([
      "id id :id",
      "name full_name :string",
      "password - :string",
    ]);
  });

  it.each([
    ["@primary_key {:uuid, :binary_id, autogenerate: true}", ["uuid uuid :binary_id"]],
    ["@primary_key {:no, :id, source: :number}", ["no number :id"]],
    ["@primary_key false", []],
  ])("know %s", (attribute, expected) => {
    expect(columns(block("", attribute))).toEqual(expected);
  });

  it("know the options of timestamps, and where they are set for all", () => {
    const schema = block(
      "    timestamps(inserted_at: :created_at, updated_at: false)",
      "  @timestamps_opts [type: :utc_datetime_usec, inserted_at_source: :made]",
    );
    expect(columns(schema)).toEqual(["id id :id", "created_at made :utc_datetime_usec"]);
  });

  it("do not know what is set below them", () => {
    const { schemas } = read(
      'defmodule App.A do\n  use Ecto.Schema\n  schema "as" do\n    belongs_to :b, App.B\n  end\n  @primary_key false\n  @foreign_key_type :binary_id\nend',
    );
    expect(schemas.map(columns)).toEqual([["id id :id", "b_id b_id :id"]]);
  });

  it("go through @field_source_mapper", () => {
    expect(columns(block("    field :name", "  @field_source_mapper fn name -> String.upcase(Atom.to_string(name)) end"))).toEqual([
      "id ID :id",
      "name NAME :string",
    ]);
  });

  it("of an enum have the values of the database", () => {
    const { fields } = block(
      '    field :a, Ecto.Enum, values: [:"PG-13", :G]\n    field :b, Ecto.Enum, values: [on: "yes", off: "no"]\n    field :c, Ecto.Enum, values: [low: 1, high: 2]\n    field :d, Ecto.Enum, values: @all\n    field :e, {:array, Ecto.Enum}, values: [:x]',
      "  @all [:left, :right]",
    );
    expect(fields.slice(1).map(({ type, values, accepts }) => [type, values, accepts])).toEqual([
      ["Ecto.Enum", ["PG-13", "G"], ["string"]],
      ["Ecto.Enum", ["yes", "no"], ["string"]],
      ["Ecto.Enum", undefined, ["integer"]],
      ["Ecto.Enum", ["left", "right"], ["string"]],
      ["{:array, Ecto.Enum}", ["x"], [["array", "string"], "map"]],
    ]);
  });

  it("of a type of the project are what the type says it is stored as", () => {
    const { schemas } = read(
      "defmodule App.Money do\n  use Ecto.Type\n  def type, do: :decimal\nend",
      'defmodule App.Bill do\n  use Ecto.Schema\n  alias App.Money\n  schema "bills" do\n    field :total, Money\n    field :tax, Foreign.Money\n    field :rate, App.Rate, precision: 2\n  end\nend',
    );
    expect(schemas[0]?.fields.slice(1).map(({ type, accepts }) => [type, accepts])).toEqual([
      ["App.Money", ["decimal", "float", "integer"]],
      ["Foreign.Money", []],
      ["App.Rate", []],
    ]);
  });

  it("in lists fit arrays, which have one type for all dimensions, and JSON", () => {
    const { fields } = block("    field :a, {:array, :integer}\n    field :b, {:array, {:array, :string}}\n    field :c, {:map, :integer}");
    expect(fields.slice(1).map(({ type, accepts }) => [type, accepts])).toEqual([
      ["{:array, :integer}", [["array", "integer"], "map"]],
      ["{:array, {:array, :string}}", [["array", "string"], ["array", "map"], "map"]],
      ["{:map, :integer}", ["map"]],
    ]);
  });

  it("that are embedded are one column", () => {
    const schema = block("    embeds_one :address, App.Address, source: :addr\n    embeds_many :lines, Line do\n      field :text, :string\n    end");
    expect(columns(schema)).toEqual(["id id :id", "address addr embeds_one App.Address", "lines lines embeds_many App.Thing.Line"]);
  });

  it("in comments are none", () => {
    expect(columns(block("    # field :old, :string\n    field :new, :string # has_one :x, Y"))).toEqual(["id id :id", "new new :string"]);
  });

  it("come out of loops and of conditions that can be told", () => {
    const schema = block(
      "    for name <- [:a, :b] do\n      field name, :integer\n    end\n    Enum.each(@more, fn {name, type} -> field(name, type) end)\n    if true do\n      field :yes, :boolean\n    end",
      "  @more [c: :string, d: :map]",
    );
    expect(columns(schema)).toEqual(["id id :id", "a a :integer", "b b :integer", "c c :string", "d d :map", "yes yes :boolean"]);
  });

  it("of typed schemas are fields", () => {
    const { schemas } = read(
      'defmodule App.T do\n  use TypedEctoSchema\n  typed_schema "ts" do\n    field(:name, :string, null: false) :: String.t()\n  end\nend',
    );
    expect(schemas.map(columns)).toEqual([["id id :id", "name name :string"]]);
  });
});

describe("associations", () => {
  it("have Ecto's keys", () => {
    const schema = block(
      '    belongs_to :owner, App.User\n    has_many :parts, App.Part\n    has_one :cover, App.Cover, foreign_key: :of_id, references: :name\n    many_to_many :tags, App.OAuthTag, join_through: "things_tags"',
    );
    expect(columns(schema)).toEqual(["id id :id", "owner_id owner_id :id"]);
    expect(schema.associations.map(({ position: _position, ...rest }) => rest)).toEqual([
      { name: "owner", kind: "belongs_to", related: "App.User", ownerKey: "owner_id", relatedKey: "id" },
      { name: "parts", kind: "has_many", related: "App.Part", ownerKey: "id", relatedKey: "thing_id" },
      { name: "cover", kind: "has_one", related: "App.Cover", ownerKey: "name", relatedKey: "of_id" },
      {
        name: "tags",
        kind: "many_to_many",
        related: "App.OAuthTag",
        ownerKey: "id",
        relatedKey: "id",
        join: { through: { table: "things_tags" }, toOwner: "thing_id", toRelated: "o_auth_tag_id" },
      },
    ]);
  });

  it("know foreign_key, references, type, define_field, tables of their own, chains", () => {
    const schema = block(
      '    belongs_to :parent, __MODULE__, foreign_key: :above, references: :uuid, type: :binary_id, source: :up\n    belongs_to :shop, App.Shop, define_field: false\n    has_many :old, {"old_parts", App.Part}\n    has_many :makers, through: [:parts, :maker]\n    many_to_many :tags, App.Tag, join_through: App.Tagging, join_keys: [t: :id, tag: :slug]',
      "  @foreign_key_type Ecto.UUID",
    );
    expect(columns(schema)).toEqual(["id id :id", "above up :binary_id"]);
    expect(schema.associations.map(({ position: _position, kind: _kind, ...rest }) => rest)).toEqual([
      { name: "parent", related: "App.Thing", ownerKey: "above", relatedKey: "uuid" },
      { name: "shop", related: "App.Shop", ownerKey: "shop_id", relatedKey: "id" },
      { name: "old", related: "App.Part", relatedTable: "old_parts", ownerKey: "id", relatedKey: "thing_id" },
      { name: "makers", through: ["parts", "maker"] },
      { name: "tags", related: "App.Tag", ownerKey: "id", relatedKey: "slug", join: { through: { module: "App.Tagging" }, toOwner: "t", toRelated: "tag" } },
    ]);
  });

  it("have the type of @foreign_key_type", () => {
    expect(columns(block("    belongs_to :owner, App.User", "  @foreign_key_type :binary_id"))).toContain("owner_id owner_id :binary_id");
  });
});

describe("modules", () => {
  it("may be nested, and know each other by their last names", () => {
    const { schemas } = read(
      'defmodule App.Shop do\n  use Ecto.Schema\n  defmodule Item do\n    use Ecto.Schema\n    schema "items" do\n      belongs_to :shop, App.Shop\n    end\n  end\n  schema "shops" do\n    has_many :items, Item\n  end\nend',
    );
    expect(schemas.map(({ module, associations }) => [module, associations[0]?.related])).toEqual([
      ["App.Shop", "App.Shop.Item"],
      ["App.Shop.Item", "App.Shop"],
    ]);
  });

  it("may be embedded, and may have a prefix", () => {
    const { schemas } = read(
      "defmodule App.A do\n  use Ecto.Schema\n  embedded_schema do\n    field :x\n  end\nend",
      'defmodule App.B do\n  use Ecto.Schema\n  @schema_prefix "audit"\n  schema "log" do\n  end\nend',
    );
    expect(schemas.map(({ table, prefix, embedded }) => [table, prefix, embedded])).toEqual([
      [undefined, undefined, true],
      ["log", "audit", false],
    ]);
  });

  const BASE = `defmodule App.Schema do
  defmacro __using__(opts) do
    prefix = Keyword.get(opts, :prefix, "public")
    quote do
      use Ecto.Schema
      alias App.Accounts.{User, Team}
      import App.Schema
      @primary_key {:id, Ecto.UUID, autogenerate: true}
      @foreign_key_type Ecto.UUID
      @schema_prefix unquote(prefix)
    end
  end
  defmacro audit(type \\\\ :utc_datetime) do
    quote do
      field :created_by, :string
      timestamps(type: unquote(type))
    end
  end
  defmacro with_audit(table, do: block) do
    quote do
      schema unquote(table) do
        unquote(block)
        audit(:naive_datetime)
      end
    end
  end
end`;

  it("take from the project's own macro what it brings", () => {
    const { schemas, diagnostics } = read(
      BASE,
      'defmodule App.Post do\n  use App.Schema, prefix: "blog"\n  schema "posts" do\n    belongs_to :author, User\n    audit()\n  end\nend',
    );
    expect(diagnostics).toEqual([]);
    expect(schemas.map(({ module, prefix }) => [module, prefix])).toEqual([["App.Post", "blog"]]);
    expect(schemas[0]?.associations[0]?.related).toBe("App.Accounts.User");
    expect(schemas.flatMap(columns)).toEqual([
      "id id Ecto.UUID",
      "author_id author_id Ecto.UUID",
      "created_by created_by :string",
      "inserted_at inserted_at :utc_datetime",
      "updated_at updated_at :utc_datetime",
    ]);
    // What a macro says stands in the macro.
    expect(schemas[0]?.fields[2]?.position).toEqual({ file: "lib/0.ex", line: 15, column: 7 });
  });

  it("may leave the whole schema to a macro", () => {
    const { schemas } = read(BASE, 'defmodule App.Note do\n  use App.Schema\n  with_audit "notes" do\n    field :text, :string\n  end\nend');
    expect(schemas.map(({ table }) => table)).toEqual(["notes"]);
    expect(schemas.flatMap(columns)).toContain("text text :string");
    expect(schemas.flatMap(columns)).toContain("inserted_at inserted_at :naive_datetime");
  });

  it("may use one macro for many kinds", () => {
    const web =
      "defmodule AppWeb do\n  def model do\n    quote do\n      use Ecto.Schema\n      @primary_key {:key, :string, []}\n    end\n  end\n  defmacro __using__(which) when is_atom(which) do\n    apply(__MODULE__, which, [])\n  end\nend";
    const { schemas } = read(web, 'defmodule App.Old do\n  use AppWeb, :model\n  schema "old" do\n  end\nend');
    expect(schemas.flatMap(columns)).toEqual(["key key :string"]);
  });
});

describe("what is not told", () => {
  it("may be a condition, or a value put through something", () => {
    const { unread, fields } = block("    if Mix.env() == :test do\n      field :only_there, :string\n    end\n    :x |> add()\n    field :y, :string");
    expect(unread.map(({ what, reason, position }) => `${position.line} ${what}: ${reason}`)).toEqual([
      "5 if: what it decides cannot be told",
      "8 a statement: what it puts here cannot be told",
    ]);
    expect(fields.map(({ name }) => name)).toEqual(["id", "y"]);
  });

  it("is named with its place: a macro of a package, a name that is computed, an unknown option", () => {
    const schema = block("    pow_user_fields()\n    field secret_name(), :string\n    field :x, type_of(:x)\n    belongs_to :y, pick()");
    expect(schema.unread.map(({ what, position }) => `${position.line} ${what}`)).toEqual([
      "5 pow_user_fields",
      "6 a field",
      "7 the type of x",
      "8 belongs_to y",
    ]);
    expect(columns(schema)).toContain("x x a type that was not read");
  });

  it("may be the table", () => {
    const { schemas } = read("defmodule App.A do\n  use Ecto.Schema\n  schema Application.get_env(:app, :table) do\n    field :x\n  end\nend");
    expect(schemas[0]?.table).toBeUndefined();
    expect(schemas[0]?.unread.map(({ what }) => what)).toEqual(["the table"]);
  });

  it("may be the primary key, when a package brings the base", () => {
    const { schemas, diagnostics } = read('defmodule App.A do\n  use Company.Schema\n  schema "as" do\n    field :x\n  end\nend');
    expect(schemas.flatMap(columns)).toEqual(["x x :string"]);
    expect(diagnostics.map(({ code, message, position }) => [code, message, position?.line])).toEqual([
      ["ecto-unread", "App.A: the primary key was not read: Company.Schema is no module of the project and may set it", 3],
    ]);
  });

  it("is no schema of another library", () => {
    expect(read('defmodule App.Api do\n  use Absinthe.Schema\n  schema "x" do\n    query()\n  end\nend').schemas).toEqual([]);
  });

  it("does not spread: a syntax error costs what stands at it", () => {
    const { schemas, diagnostics } = read(
      'defmodule App.A do\n  use Ecto.Schema\n  schema "as" do\n    field :x, :string\n    field :y, %{{\n  end\nend',
      'defmodule App.B do\n  use Ecto.Schema\n  schema "bs" do\n  end\nend',
    );
    expect(diagnostics.map(({ code }) => code)).toContain("elixir-syntax");
    expect(schemas.map(({ module }) => module)).toContain("App.B");
  });

  it("is told of fields and modules that stand twice", () => {
    const twice = 'defmodule App.A do\n  use Ecto.Schema\n  schema "as" do\n    field :x, :string\n    field :x, :integer\n  end\nend';
    const { schemas, diagnostics } = read(twice, twice);
    expect(schemas.map(columns)).toEqual([["id id :id", "x x :string"]]);
    expect(diagnostics.map(({ code, position }) => `${code} ${position?.file}:${position?.line}`)).toEqual([
      "ecto-duplicate-module lib/1.ex:1",
      "ecto-duplicate-field lib/0.ex:5",
    ]);
  });

  it("ends where macros call themselves", () => {
    const { schemas } = read(
      'defmodule App.A do\n  use Ecto.Schema\n  defmacro again do\n    quote do\n      again()\n    end\n  end\n  schema "as" do\n    again()\n    field :x\n  end\nend',
    );
    expect(schemas[0]?.unread.map(({ what }) => what)).toEqual(["again"]);
    expect(schemas.flatMap(columns)).toContain("x x :string");
  });
});
