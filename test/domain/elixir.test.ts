/** Domains as Elixir modules: the forms people write, overlays in other files, and what cannot be told. */
import { beforeAll, expect, test } from "@jest/globals";
import { loadElixir } from "../../src/elixir/grammar.ts";
import { readDomains } from "../../src/domain/read-domain.ts";

beforeAll(loadElixir);

const SOURCE = `%{
      name: "Book",
      source: %{
        source_table: "books",
        primary_key: :id,
        fields: [:id, :title],
        columns: %{id: %{type: :integer}, title: %{type: :string}},
        associations: %{}
      },
      schemas: %{},
      joins: %{}
    }`;

const file = (path: string, text: string): { path: string; text: string } => ({ path: `lib/${path}`, text });

/** Names, and the findings as `file:line:column code`. */
function read(...files: readonly { path: string; text: string }[]): { names: string[]; found: string[]; documents: unknown[] } {
  const { readings } = readDomains(files);
  return {
    names: readings.flatMap(({ domain }) => (domain === undefined ? [] : [domain.name])),
    found: readings.flatMap(({ diagnostics }) =>
      diagnostics.map((one) => `${one.position?.file}:${one.position?.line}:${one.position?.column} ${one.severity} ${one.code}`),
    ),
    documents: readings.flatMap(({ domain }) => (domain === undefined ? [] : [domain.document])),
  };
}

test("generated, hand written and composed modules, each domain once", () => {
  const { names, found, documents } = read(
    file(
      "book_domain.ex",
      `defmodule Shop.BookDomain do
  @moduledoc """
  %{source: %{source_table: "not_code"}}
  """
  def domain, do: base_domain() |> Selecto.Config.Overlay.merge(overlay())
  def overlay, do: %{columns: %{title: %{label: "Title"}}, redact_fields: [:id]}
  def base_domain do
    ${SOURCE}
  end
  def books_domain, do: domain()
end`,
    ),
    file(
      "star.ex",
      `defmodule Shop.Star do\n  alias Shop.BookDomain\n  def domain, do: BookDomain.domain() |> Map.put(:name, "Star") |> put_in([:joins], %{})\nend`,
    ),
  );
  expect({ names, found }).toEqual({ names: ["Book", "Star"], found: [] });
  expect(documents[0]).toMatchObject({ source: { columns: { title: { type: "string", label: "Title" } }, redact_fields: ["id"] } });
});

test("a table of domains gives its literal branches, named by what chooses them", () => {
  const { names } = read(
    file(
      "registry.ex",
      `defmodule Shop.Registry do\n  def fetch(name) do\n    case name do\n      "books" -> ${SOURCE.replace('name: "Book",', "")}\n      _ -> :error\n    end\n  end\nend`,
    ),
  );
  expect(names).toEqual(["books"]);
});

test("macros of an overlay in another file, with positions that point there", () => {
  const { found, documents } = read(
    file(
      "book_domain.ex",
      `defmodule Shop.BookDomain do
  alias Selecto.Config.Overlay
  def domain, do: base() |> Overlay.merge(overlay())
  defp overlay do
    if Code.ensure_loaded?(Shop.Overlays.Book), do: Shop.Overlays.Book.overlay(), else: %{}
  end
  defp base do
    ${SOURCE}
  end
end`,
    ),
    file(
      "overlays/book.ex",
      `defmodule Shop.Overlays.Book do
  use Selecto.Config.OverlayDSL
  @redactions [:id]
  defcolumn :title do
    label("Title")
    sortable true
  end
  deffilter "by_shelf" do
    name("By shelf")
    type(:string)
  end
  defsomething :new do
    a 1
  end
  def helper(x), do: x
end`,
    ),
  );
  expect(documents[0]).toMatchObject({
    source: { redact_fields: ["id"], columns: { title: { label: "Title", sortable: true } } },
    filters: { by_shelf: { type: "string" } },
  });
  // The filter names no field; a macro that is not known is named.
  expect(found).toEqual(["lib/overlays/book.ex:8:3 warning domain-unknown-field", "lib/overlays/book.ex:12:3 warning domain-unread"]);
});

test("what cannot be told is named with its place, counts as unknown, and breaks nothing else", () => {
  const { readings } = readDomains([
    file(
      "book_domain.ex",
      `defmodule Shop.BookDomain do\n  def domain do\n    ${SOURCE.replace("joins: %{}", 'joins: %{}, filters: %{"a" => %{field: field_of(), type: :string}},\n      default_selected: ["title"] ++ Shop.Missing.fields()')}\n  end\nend`,
    ),
  ]);
  const { domain, diagnostics } = readings[0] ?? { diagnostics: [] };
  expect(diagnostics.map(({ message, severity }) => `${severity} ${message}`)).toEqual([
    "warning filters.a: a part was not read: field_of/0 is not defined in Shop.BookDomain",
    "warning default_selected.1: a part was not read: Shop.Missing was not found in the workspace",
  ]);
  expect(domain?.elements.filter(({ problem }) => problem !== undefined).map(({ label }) => label)).toEqual(["Book.default_selected[1]", "Book.filters.a"]);
});

test("a domain of which nothing can be told is an error, syntax errors and templates are named", () => {
  expect(
    read(
      file("a_domain.ex", "defmodule Shop.ADomain do\n  def domain, do: Application.fetch_env!(:shop, :domain)\nend"),
      file("b_domain.ex", "defmodule Shop.BDomain do\n  def domain, do: %{source: %{\nend"),
      file("c_domain.ex.eex", "<%= @x %>"),
    ).found,
  ).toEqual(["lib/a_domain.ex:2:19 error domain-unread", expect.stringContaining("lib/b_domain.ex:"), "lib/c_domain.ex.eex:1:1 warning domain-template"]);
});

test("functions are placeholders, quoted atoms texts, keyword lists pairs, duplicate keys findings", () => {
  const { documents, found } = read(
    file(
      "book_domain.ex",
      `defmodule Shop.BookDomain do\n  def domain do\n    ${SOURCE.replace("joins: %{}", 'default_order_by: [title: :desc], joins: %{}, joins: %{}, custom_columns: %{"x" => %{select: "title", process: &__MODULE__.p/2, format: fn a -> a end, kind: :"PG-13"}}')}\n  end\nend`,
    ),
  );
  expect(documents[0]).toMatchObject({
    default_order_by: [["title", "desc"]],
    custom_columns: {
      x: {
        process: { $selecto_export: "function", function: { module: "Elixir.Shop.BookDomain", name: "p", arity: 2 } },
        format: { $selecto_export: "function" },
        kind: "PG-13",
      },
    },
  });
  expect(found).toContain("lib/book_domain.ex:13:53 warning domain-duplicate-key");
});
