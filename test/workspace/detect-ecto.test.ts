/** Which files of an Elixir project hold Ecto schemas, and which others those are built from. */
import { expect, it } from "@jest/globals";
import { detectWorkspace } from "../../src/workspace/detect-workspace.ts";
import { memoryTree } from "./temp-workspace.ts";

const SCHEMA =
  'defmodule App.User do\n  use App.Schema\n  alias App.Role\n  schema "users" do\n    field :role, Ecto.Enum, values: Role.names()\n    field :total, App.Money\n    fields()\n  end\nend\n';
const FILES = {
  "mix.exs": "",
  "lib/app/user.ex": SCHEMA,
  "lib/app/schema.ex": "defmodule App.Schema do\n  defmacro __using__(_), do: quote(do: use(Ecto.Schema))\nend\n",
  "lib/app/role.ex": "defmodule App.Role do\n  def names, do: [:a]\nend\n",
  "lib/app/money.ex": "defmodule App.Money do\n  use Ecto.Type\n  def type, do: :decimal\nend\n",
  "lib/app/accounts.ex": "defmodule App.Accounts do\n  alias App.User\nend\n",
  "lib/app/test/thing.ex": 'defmodule App.Test.Thing do\n  use Ecto.Schema\n  schema "things" do\n  end\nend\n',
  "test/support/thing.ex": 'defmodule T do\n  use Ecto.Schema\n  schema "t" do\n  end\nend\n',
  "deps/oban/lib/oban/job.ex": 'defmodule Oban.Job do\n  use Ecto.Schema\n  schema "oban_jobs" do\n  end\nend\n',
};

it("takes schemas below lib/, and what their macros, types and values stand in", async () => {
  const { ecto } = await detectWorkspace(memoryTree(FILES));
  expect(ecto).toEqual(["lib/app/money.ex", "lib/app/role.ex", "lib/app/schema.ex", "lib/app/test/thing.ex", "lib/app/user.ex"]);
});

it("takes none where there is no mix.exs", async () => {
  const { "mix.exs": _mix, ...files } = FILES;
  expect((await detectWorkspace(memoryTree(files))).ecto).toEqual([]);
});
