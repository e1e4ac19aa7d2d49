/** A domain of several Elixir files: each edit goes into the file that holds the value. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { editDocument } from "../../src/domain/notations/edit-document.ts";
import { readElixirDomains } from "../../src/domain/notations/elixir.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { loadElixir } from "../../src/elixir/grammar.ts";

const BASE = `defmodule Shop.SelectoDomains.BookDomain do
  alias Shop.SelectoDomains.Overlays.BookDomainOverlay

  def domain, do: base_domain() |> Selecto.Config.Overlay.merge(overlay())

  def base_domain do
    %{
      name: "Book",
      source: %{
        source_table: "books",
        fields: [:id, :title, :price],
        redact_fields: [:id],
        columns: %{
          id: %{type: :integer},
          title: %{type: :string, label: "Name"},
          price: %{type: :decimal}
        }
      },
      filters: %{
        "cheap" => %{name: "Cheap", field: "price"}
      },
      default_selected: ["title"]
    }
  end

  def overlay do
    if Code.ensure_loaded?(BookDomainOverlay), do: BookDomainOverlay.overlay(), else: %{}
  end
end
`;
const OVERLAY = `defmodule Shop.SelectoDomains.Overlays.BookDomainOverlay do
  use Selecto.Config.OverlayDSL

  @redactions [:price]

  # how it is shown
  defcolumn :title do
    label("Title") # not "Name"
    sortable(true)
  end

  deffilter "mine" do
    name "Mine"
    field "title"
  end
end
`;
const [base, overlay] = [
  { path: "lib/book_domain.ex", text: BASE },
  { path: "lib/overlays/book_domain_overlay.ex", text: OVERLAY },
];
// oxlint-disable-next-line typescript/no-explicit-any -- an example is edited by its own names
type Loose = Record<string, any>;

beforeAll(loadElixir);

const read = (): JsonObject => readElixirDomains([base, overlay])[0]?.document ?? {};

describe("an edit of a domain with an overlay", () => {
  it.each<[string, (document: Loose) => void, (text: string) => string, (text: string) => string]>([
    ["a value of the base", (to) => (to.source.columns.price.type = "float"), (text) => text.replace(":decimal", ":float"), (text) => text],
    ["a value of the overlay", (to) => (to.source.columns.title.label = "Heading"), (text) => text, (text) => text.replace('"Title"', '"Heading"')],
    [
      "both",
      (to) => {
        to.source.fields.push("pages");
        to.source.columns.pages = { type: "integer" };
        to.filters.mine.name = "My own";
      },
      (text) =>
        text.replace(":price],", ":price, :pages],").replace("price: %{type: :decimal}", "price: %{type: :decimal},\n          pages: %{type: :integer}"),
      (text) => text.replace('"Mine"', '"My own"'),
    ],
    [
      "a setting that comes",
      (to) => (to.filters.mine.type = "string"),
      (text) => text,
      (text) => text.replace('field "title"', 'field "title"\n    type :string'),
    ],
    ["a setting that goes", (to) => delete to.source.columns.title.sortable, (text) => text, (text) => text.replace("\n    sortable(true)", "")],
    [
      "what hides another value",
      (to) => delete to.source.columns.title.label,
      (text) => text.replace(', label: "Name"', ""),
      (text) => text.replace('\n    label("Title")', ""),
    ],
    ["a macro that goes", (to) => delete to.filters.mine, (text) => text, (text) => text.replace(/\n {2}deffilter[^]*?\n {2}end/, "")],
    [
      "a macro with another name",
      (to) => {
        to.filters = { cheap: to.filters.cheap, own: to.filters.mine };
      },
      (text) => text,
      (text) => text.replace('"mine"', '"own"'),
    ],
    ["more of a list that both say", (to) => to.source.redact_fields.push("title"), (text) => text, (text) => text.replace("[:price]", "[:price, :title]")],
    ["less of it", (to) => (to.source.redact_fields = ["price"]), (text) => text.replace("redact_fields: [:id]", "redact_fields: []"), (text) => text],
    ["a new entry", (to) => (to.domain_version = "1.0.0"), (text) => text.replace('["title"]', '["title"],\n      domain_version: "1.0.0"'), (text) => text],
  ])("%s", (_what, edit, expectedBase, expectedOverlay) => {
    const from = read();
    const to = structuredClone<Loose>(from);
    edit(to);
    const made = editDocument(base, from, to, [overlay]);
    const texts = "files" in made ? new Map(made.files.map(({ path, text }) => [path, text])) : made;
    const expected = [[base.path, BASE, expectedBase(BASE)] as const, [overlay.path, OVERLAY, expectedOverlay(OVERLAY)] as const].flatMap(
      ([path, before, after]) => (before === after ? [] : [[path, after] as const]),
    );
    expect(expected).not.toEqual([]);
    expect(texts).toEqual(new Map(expected));
  });

  it("leaves a file alone that Elixir could not read", () => {
    const broken = { ...base, text: BASE.replace('label: "Name"}', 'label: "Name" # }') };
    const from = readElixirDomains([broken, overlay])[0]?.document ?? {};
    expect(editDocument(broken, from, { ...from, name: "x" }, [overlay])).toEqual({ problem: expect.stringMatching(/^lib\/book_domain\.ex:\d+:\d+: /) });
  });

  it("says where it cannot be written", () => {
    const computed = { ...overlay, text: OVERLAY.replace('"Title"', 'String.upcase("Title")') };
    const from = readElixirDomains([base, computed])[0]?.document ?? {};
    const to = structuredClone<Loose>(from);
    expect(to["source"]?.columns.title.label).toBe("TITLE");
    to["source"].columns.title.label = "x";
    expect(editDocument(base, from, to, [computed])).toEqual({
      problem: "lib/overlays/book_domain_overlay.ex:8:11: what stands there is computed, so it is not edited in place",
    });
  });
});
