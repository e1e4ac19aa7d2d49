/** What Elixir data says, told without running it. */
import { beforeAll, expect, test } from "@jest/globals";
import { Evaluator } from "../../src/elixir/evaluate.ts";
import { loadElixir } from "../../src/elixir/grammar.ts";
import { readElixir } from "../../src/elixir/modules.ts";
import type { ElixirValue } from "../../src/elixir/value.ts";

beforeAll(loadElixir);

/** The value as people would write it; unread parts as `?reason`. */
function show(value: ElixirValue): string {
  switch (value.kind) {
    case "atom":
      return `:${value.name}`;
    case "module":
    case "unread":
      return value.kind === "module" ? value.name : `?${value.reason}`;
    case "string":
      return JSON.stringify(value.text);
    case "number":
      return value.text;
    case "list":
      return `[${value.items.map(show).join(", ")}]`;
    case "tuple":
      return `{${value.items.map(show).join(", ")}}`;
    case "map":
      return `%{${[...value.entries.map((entry) => `${show(entry.key)} => ${show(entry.value)}`), ...value.holes.map((hole) => `..?${hole.reason}`)].join(", ")}}`;
    case "function":
      return `fn/${value.arity}`;
  }
}

/** The value of `value/0` of a module with this inside. */
function valueOf(inside: string, more = ""): string {
  const { modules } = readElixir({ path: "lib/a.ex", text: `defmodule App.A do\n${inside}\nend\n${more}` });
  const [module] = modules;
  if (module === undefined) throw new Error("no module");
  const evaluator = new Evaluator({ find: (name) => modules.find((one) => one.name === name) });
  const value = evaluator.callFunction(module, "value", [], { file: "lib/a.ex", start: 0, end: 0 });
  return value === undefined ? "no value/0" : show(value);
}

const of = (expression: string): string => valueOf(`def value do\n${expression}\nend`);

test.each([
  ["[1_000, 0xFF, 1.5, -2, ?a]", "[1000, 255, 1.5, -2, 97]"],
  [`%{:"PG-13" => 1, "text" => nil, "q r": 2}`, `%{:PG-13 => 1, "text" => :nil, :q r => 2}`],
  [`%{a: 1, b: [c: 2, d: {:e, f: 3}]}`, "%{:a => 1, :b => [{:c, 2}, {:d, {:e, [{:f, 3}]}}]}"],
  [`~w(a b) ++ ~w(c)a ++ [:d]`, `["a", "b", :c, :d]`],
  [`"""\n  two\n    lines\n  """`, `"two\\n  lines\\n"`],
  [`"a\\tb#{1 + 1}\\u00e9"`, `"a\\tb2é"`],
  [`%{type: :x} |> Map.put(:a, 1) |> Map.merge(%{b: 2}) |> Map.delete(:type)`, "%{:a => 1, :b => 2}"],
  [`put_in(%{a: %{b: 1}}, [:a, :c], 2)`, "%{:a => %{:b => 1, :c => 2}}"],
  [`put_in(%{a: %{b: 1}}[:a][:b], 3)`, "%{:a => %{:b => 3}}"],
  [`m = %{a: 1, b: 2}\n%{m | a: 5}`, "%{:a => 5, :b => 2}"],
  [`m = %{"a" => 1}\n%{m | "a" => 5}`, `%{"a" => 5}`],
  [`%{a: 1, a: 2}`, "%{:a => 2}"],
  [`[h | t] = [1, 2, 3]\n{h, t}`, "{1, [2, 3]}"],
  [`case {:ok, 2} do\n {:error, _} -> 1\n {:ok, n} when n > 1 -> n\nend`, "2"],
  [`if true, do: 1, else: 2`, "1"],
  [`Enum.map([1, 2], &(&1 + 1)) ++ Enum.map([3], fn x -> x * 2 end)`, "[2, 3, 6]"],
  [`Enum.reduce(1..3, 0, &(&1 + &2))`, "6"],
  [`Enum.each(~w(a b), fn _ -> :x end)`, ":ok"],
  [`Enum.zip([:a, :b], [1, 2]) |> Enum.flat_map(fn {k, v} -> [k, v] end)`, "[:a, 1, :b, 2]"],
  [`Enum.with_index([:a], 1) ++ Enum.chunk_every([1, 2, 3], 2)`, "[{:a, 1}, [1, 2], [3]]"],
  [`Enum.map_join([1, 2], ", ", &"c#{&1}") <> Enum.join([:a, :b])`, `"c1, c2ab"`],
  [`String.split("a;b;", ";", trim: true) ++ [String.replace("a-b", "-", "_"), Path.join(["a", "b"])]`, `["a", "b", "a_b", "a/b"]`],
  [`Path.expand("../x.sql", "/priv/repo")`, `"/priv/x.sql"`],
  [`[:"a_#{1 + 1}", List.wrap(nil), List.wrap(1)]`, "[:a_2, [], [1]]"],
  [`Keyword.pop([a: 1, b: 2], :a)`, "{1, [{:b, 2}]}"],
  [`try do\n 1\nrescue\n _ -> 2\nend`, "1"],
  [`cond do\n false -> 1\n true -> 2\nend`, "2"],
  [`for x <- [:a, :b], into: %{}, do: {x, %{type: :string}}`, "%{:a => %{:type => :string}, :b => %{:type => :string}}"],
  [`for x <- [1, 2, 3], x > 1, do: x`, "[2, 3]"],
  [`Enum.map([:a, :b], fn f -> {f, :asc} end)`, "[{:a, :asc}, {:b, :asc}]"],
  [`update_in(%{a: [1]}, [:a], &more/1)`, "%{:a => ?more/1 is not defined in App.A}"],
  [`fn a, b -> a end`, "fn/2"],
  [`&String.upcase/1`, "fn/1"],
  [`%Money{amount: 1}`, "%{:amount => 1}"],
  [`alias App.B, as: C\nC`, "App.B"],
  [`[1, 2, 1] -- [1]`, "[2, 1]"],
  [`%{a: 1}.a`, "1"],
  [`nil || :b`, ":b"],
])("%s", (expression, expected) => expect(of(expression)).toBe(expected));

test.each([
  ['System.get_env("X")', "?System was not found in the workspace"],
  ["%{a: unknown()}", "%{:a => ?unknown/0 is not defined in App.A}"],
  ["Map.merge(%{a: 1}, other())", "%{:a => 1, ..?other/0 is not defined in App.A}"],
  ["[1] ++ other()", "[1, ?other/0 is not defined in App.A]"],
  ["if other(), do: 1, else: 2", "?the condition cannot be told: other/0 is not defined in App.A"],
  ["~r/x/", "?the sigil ~r is not data"],
  ["<<1, 2>>", "?bitstring is not data"],
  ["%{other() => 1}", "%{..?other/0 is not defined in App.A}"],
])("what cannot be told is named: %s", (expression, expected) => expect(of(expression)).toBe(expected));

test("functions, attributes, defaults and guards of the module", () => {
  expect(
    valueOf(`
  @columns ~w(a b)a
  @columns @columns ++ [:c]
  def value, do: %{columns: @columns, one: field(:x), two: field(:y, :integer), n: nested(2)}
  defp field(name, type \\\\ :string), do: {name, type}
  defp nested(0), do: []
  defp nested(n) when n > 0, do: [n | nested(n - 1)]`),
  ).toBe("%{:columns => [:a, :b, :c], :one => {:x, :string}, :two => {:y, :integer}, :n => [2, 1]}");
});

test("a function without end ends", () => {
  expect(valueOf("def value, do: [1 | value()]")).toContain("?the rest of this list cannot be told");
  expect(valueOf("@a @b\n@b @a\ndef value, do: @b")).toContain("?@b is not set above");
});

test("other modules by alias, and whether they are there", () => {
  const other = "defmodule App.Deep.B do\n def part, do: %{b: 1}\nend";
  expect(valueOf("alias App.Deep.{B, C}\ndef value, do: {B.part(), Code.ensure_loaded?(B), Code.ensure_loaded?(C), Code.ensure_loaded?(Jason)}", other)).toBe(
    "{%{:b => 1}, :true, :false, ?whether Jason is loaded cannot be told}",
  );
});

test("syntax errors are findings with a place, the rest is read", () => {
  const file = readElixir({ path: "lib/a.ex", text: "defmodule A do\n  def value, do: %{a: 1,\nend\n" });
  expect(file.diagnostics[0]).toMatchObject({ code: "elixir-syntax", severity: "error", position: { file: "lib/a.ex" } });
});

test("hostile nesting and size end in findings", () => {
  const deep = readElixir({ path: "a.ex", text: `defmodule A do\n def value, do: ${"[".repeat(3000)}${"]".repeat(3000)}\nend` });
  expect(deep.diagnostics.map(({ message }) => message)).toContainEqual(expect.stringContaining("levels deep"));
  expect(readElixir({ path: "a.ex", text: `# ${"x".repeat(4_000_001)}` }).diagnostics[0]?.code).toBe("elixir-too-large");
});
