/** Notebooks of Livebook: domains in cells of Elixir, each finding at its line of the Markdown. */
import { beforeAll, expect, test } from "@jest/globals";
import { loadElixir } from "../../src/elixir/grammar.ts";
import { readDomains } from "../../src/domain/read-domain.ts";
import { editDocument } from "../../src/domain/notations/edit-document.ts";
import { elementAt } from "./examples.ts";

beforeAll(loadElixir);

const NOTEBOOK = `# Books

Prose with a map: %{source: %{source_table: "prose", fields: [:id]}}

\`\`\`elixir
Mix.install([{:selecto, "~> 0.3"}])
\`\`\`

<!-- livebook:{"output":true} -->

\`\`\`
domain = %{source: %{source_table: "output", fields: [:id]}}
\`\`\`

<!-- livebook:{"force_markdown":true} -->

\`\`\`elixir
domain = %{source: %{source_table: "shown", fields: [:id]}}
\`\`\`

\`\`\`elixir
defmodule Lab.Domains do
  def book_domain do
    %{
      name: "Books",
      source: %{
        source_table: "books",
        fields: [:id, :title],
        columns: %{id: %{type: :integer}, title: %{type: :string}},
        associations: %{author: %{queryable: :authors, owner_key: :author_id, related_key: :id}}
      },
      schemas: %{authors: %{source_table: "authors", fields: [:name], columns: %{name: %{type: :string}}}},
      joins: %{author: %{type: :left}}
    }
  end
end

config = %{book_domain: Lab.Domains.book_domain()}
\`\`\`

A cell with a fault says nothing about the others.

\`\`\`elixir
this is ( no Elixir
\`\`\`

\`\`\`\`elixir
base = config.book_domain

star_domain =
  put_in(base, [:joins, :author], %{
    type: :star_dimension,
    display_field: :full_name
  })

"""
\`\`\`
not the end
\`\`\`
"""
\`\`\`\`
`.replaceAll("\n", "\r\n");

const lineOf = (words: string): number => NOTEBOOK.slice(0, NOTEBOOK.indexOf(words)).split("\n").length;

function read(...files: readonly { path: string; text: string }[]) {
  const { readings } = readDomains(files);
  const domains = readings.flatMap(({ domain }) => domain ?? []);
  return { domains, found: readings.flatMap(({ diagnostics }) => diagnostics) };
}

test("domains of modules and of cells, each by what it is called in the notebook", () => {
  const { domains, found } = read({ path: "books/lab.livemd", text: NOTEBOOK });
  expect(domains.map(({ name, file }) => [name, file])).toEqual([
    ["lab_book_domain", "books/lab.livemd"],
    ["lab_star_domain", "books/lab.livemd"],
  ]);
  expect(found.map(({ code, position }) => [code, position?.line])).toEqual([["elixir-syntax", lineOf("this is (") + 1]]);
});

test("an element stands at its line of the Markdown, also where one cell builds on another", () => {
  const [, star] = read({ path: "books/lab.livemd", text: NOTEBOOK }).domains;
  if (star === undefined) throw new Error("no domain");
  expect(elementAt(star, "joins.author.display_field")).toMatchObject({
    position: { file: "books/lab.livemd", line: lineOf("display_field: :full_name"), column: 5 },
    sql: expect.stringContaining('"author"."full_name"'),
  });
  expect(elementAt(star, "source.fields.title").position).toMatchObject({ line: lineOf(":title]"), column: 23 });
});

test("notebooks do not share their variables and modules, and call those of the project", () => {
  const cell = (text: string): string => `\`\`\`elixir\n${text}\n\`\`\`\n`;
  const source = 'def domain, do: %{source: %{source_table: "books", fields: [:id]}}';
  const { domains } = read(
    { path: "lib/book.ex", text: `defmodule Shop.Book do\n${source}\nend` },
    { path: "a.livemd", text: cell(`defmodule Lab do\n${source}\nend\nmine = Shop.Book.domain() |> Map.put(:joins, %{})`) },
    { path: "b.livemd", text: cell("other = mine\nlab = Lab.domain()") },
  );
  expect(domains.map(({ name }) => name)).toEqual(["Book", "a_domain", "a_mine"]);
});

test("a notebook is not edited", () => {
  expect(editDocument({ path: "a.livemd", text: NOTEBOOK }, { name: "a" }, { name: "b" })).toEqual({
    problem: "a.livemd is a notebook: it is read, and not edited",
  });
});
