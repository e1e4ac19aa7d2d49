/** `selecto domain export` and `import` as a user runs them: there and back, in place, and what is refused. */
import { afterAll, expect, it } from "@jest/globals";
import { readAnswer } from "./answers.ts";
import { failureLines } from "./failure-lines.ts";
import { expectGolden } from "./goldens.ts";
import { openStage, removeStages } from "./stage.ts";

afterAll(removeStages);

const ORDER = `# who buys what
name: Order
version: 1.0.0
source:
  source_table: orders
  primary_key: id
  fields: [id, total, tags] # in this order
  columns:
    id: { type: integer }
    total: { type: decimal, format: currency }
    tags: { type: [array, string] }
default_order_by: [[total, desc]]
published_views:
  totals: { database_name: order_totals, columns: { id: { type: integer } }, version: 1 }
`;
const MIX = "defmodule Shop.MixProject do\n  def project, do: [app: :shop]\nend\n";

it("a domain moves between notations and back", async () => {
  const stage = openStage({ "domains/order.yaml": ORDER, "domains/order.overlay.yaml": "# ours\ncolumns:\n  total: { label: Sum }\n" });
  await stage.run("domain export Order --format json");
  await stage.run("domain export Order --format elixir --module Shop.SelectoDomains.OrderDomain");
  await stage.run("domain export Order --format contract");
  stage.note("with what is laid over it, comments stay");
  await stage.run("domain export --output effective.yaml");
  expect(stage.read("effective.yaml")).toBe(ORDER.replace("{ type: decimal, format: currency }", "{ type: decimal, format: currency, label: Sum }"));
  stage.note("apart, as Elixir");
  await stage.run("domain export --format elixir --apart --output elixir/");
  stage.note(stage.read("elixir/overlays/order_domain_overlay.ex"));
  expect(failureLines(await stage.run("domain export --format elixir --apart"))).toMatchObject({ exit: 2 });
  expect(failureLines(await stage.run("domain export --output domains/"))).toMatchObject({ exit: 2 });
  expect(failureLines(await stage.run("domain export Ordr"))).toMatchObject({ exit: 2 });
  expect(failureLines(await stage.run("domain export Order --module order"))).toMatchObject({ exit: 2 });
  expectGolden("domain-export", stage);
});

it("in its own notation a file comes out as it is", async () => {
  const envelope = `{"format": "selecto.normalized_domain",\n "format_version": 1, "domain": {"name": "Item", "source": {"source_table": "items", "fields": ["id"]}, "later": [1]}}\n`;
  const module = `# ours\ndefmodule Shop.NoteDomain do\n  def domain, do: %{name: "Note", source: %{source_table: "notes", fields: [:id], columns: %{id: %{type: :integer}}}}\nend\n`;
  const stage = openStage({ "mix.exs": MIX, "domains/order.yaml": ORDER, "domains/item.json": envelope, "lib/shop/note_domain.ex": module });
  for (const [name, file, format] of [
    ["Order", "domains/order.yaml", "yaml"],
    ["Item", "domains/item.json", "json"],
    ["Note", "lib/shop/note_domain.ex", "elixir"],
  ] as const)
    expect((await stage.ask(`domain export ${name} --format ${format}`)).stdout).toBe(stage.read(file));
});

it("a file is brought in, and one that is there is edited in place", async () => {
  const stage = openStage({ "mix.exs": MIX, "incoming/order.yaml": ORDER });
  await stage.run("domain import incoming/order.yaml --dry-run");
  await stage.run("domain import incoming/order.yaml");
  expect(stage.files("lib")).toEqual(["lib/shop/selecto_domains/order_domain.ex"]);
  await stage.run("domain import incoming/order.yaml");
  stage.note("a comment by hand, and another label outside");
  const module = "lib/shop/selecto_domains/order_domain.ex";
  stage.write({
    [module]: stage.read(module).replace('name: "Order",', 'name: "Order", # ours'),
    "incoming/order.yaml": ORDER.replace("currency", "number"),
  });
  expect(failureLines(await stage.run("domain import incoming/order.yaml"))).toMatchObject({ exit: 3 });
  await stage.run("domain import incoming/order.yaml --dry-run");
  await stage.run("domain import incoming/order.yaml --force");
  expect(stage.read(module)).toContain('name: "Order", # ours');
  stage.note("and to YAML, where there is one already");
  await stage.run(`domain import ${module} --format yaml`);
  stage.write({ "domains/order.yaml": stage.read("domains/order.yaml").replace("format: number", "format: currency # as it was") });
  await stage.run(`domain import ${module} --format yaml --force`);
  expect(stage.read("domains/order.yaml")).toContain("format: number # as it was");
  expect(readAnswer(await stage.ask(`domain import ${module} --format json --output back/ --json`))).toMatchObject({
    domains: [{ outcome: "created", file: "back/order.json" }],
  });
  expectGolden("domain-import", stage);
});

it("what cannot be moved says why and where", async () => {
  const stage = openStage({
    "mix.exs": MIX,
    "lib/shop/note_domain.ex": `defmodule Shop.NoteDomain do
  def domain do
    %{
      name: "Note",
      source: %{source_table: "notes", fields: [:id], columns: %{id: %{type: :integer}}},
      filters: %{"mine" => %{name: "Mine", apply: &mine/2}, "all" => %{name: "All", field: "id"}},
      default_selected: ["id"] ++ Elsewhere.more()
    }
  end
end
`,
    "contract.json": '{"format": "selecto.domain_contract_snapshot", "format_version": 1, "provider": {"name": "Note"}, "surfaces": []}',
    "other/note.yaml": "name: Note\nsource: { source_table: notes, fields: [id] }\n",
    "broken.yaml": "name: [\n",
    "text.txt": "",
  });
  expect(failureLines(await stage.run("domain export Note"))).toMatchObject({ exit: 2 });
  await stage.run("domain export Note --without-code");
  for (const line of [
    "domain export Note --without-code --format contract",
    "domain import lib/shop/note_domain.ex --format yaml",
    "domain import other/note.yaml --force",
    "domain import contract.json",
    "domain import broken.yaml",
    "domain import text.txt",
    "domain import nothing.yaml",
    "domain import other/note.yaml --format yaml --output other/note.yaml",
    "domain import other/note.yaml --format yaml --output note.json",
  ])
    expect(failureLines(await stage.run(line))).toMatchObject({ exit: 2 });
  expectGolden("domain-moves-refused", stage);
});
