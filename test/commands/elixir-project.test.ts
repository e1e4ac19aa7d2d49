/** A project of Elixir modules from the command line: found, kept so by init, findings in the files that people edit. */
import { expect, test } from "@jest/globals";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { runCli } from "../support/run-cli.ts";

const SELECTO = resolve("bin/run.js");
const FILES = {
  "mix.exs": "defmodule Shop.MixProject do\nend\n",
  "schema.sql": "create table books (id int primary key, title text not null);\n",
  "lib/shop/book_domain.ex": `defmodule Shop.BookDomain do
  def domain, do: base() |> Selecto.Config.Overlay.merge(Shop.Overlays.Books.overlay())
  defp base do
    %{
      name: "Book",
      source: %{
        source_table: "books",
        primary_key: :id,
        fields: [:id, :title, :isbn],
        columns: %{id: %{type: :integer}, title: %{type: :string}, isbn: %{type: :string}},
        associations: %{}
      },
      schemas: %{},
      joins: %{}
    }
  end
end
`,
  "lib/shop/overlays/books.ex": `defmodule Shop.Overlays.Books do
  use Selecto.Config.OverlayDSL
  deffilter "by_shelf" do
    type(:string)
    field("shelf")
  end
end
`,
};

test("modules are found, stay found after init, and findings stand where people edit", async () => {
  const folder = await mkdtemp(join(tmpdir(), "selecto-elixir-"));
  try {
    for (const [path, text] of Object.entries(FILES)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    await runCli(SELECTO, ["init"], { cwd: folder });
    expect(await readFile(join(folder, "selecto.config.yaml"), "utf8")).not.toMatch(/^domains:/m);
    const { stdout, exit } = await runCli(SELECTO, ["domain", "validate", "Shop.BookDomain"], { cwd: folder });
    expect(stdout).toContain("lib/shop/book_domain.ex:9:31 error domain-element-broken Book.isbn: 42703");
    expect(stdout).toContain("lib/shop/overlays/books.ex:5:11 error domain-unknown-field");
    expect(exit).toBe(1);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
