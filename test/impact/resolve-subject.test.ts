/** What a person means by a name. */
import { describe, expect, it } from "@jest/globals";
import { nameablesOf, resolveSubject, type Nameable } from "../../src/impact/resolve-subject.ts";
import { nodeKey } from "../../src/model/identity.ts";

const OBJECTS = [
  "schema:public",
  "table:public.users",
  "column:public.users.email",
  "column:public.users.id",
  "table:app.users",
  "column:app.users.email",
  "table:public.order_items",
  "table:public.categories",
  "view:public.active_users",
  "index:public.users_email_idx",
  "constraint:public.users.users_pkey",
  "trigger:public.users.touched",
  "function:public.touch(integer)",
  "type:public.status",
  nodeKey("table", "public", "we;rd"),
  nodeKey("column", "public", "we;rd", "a.b"),
  "comment:(table:public.users)",
];
const NAMEABLES: Nameable[] = [
  ...nameablesOf(OBJECTS),
  { key: "query:top_customers", names: ["top_customers", "query:top_customers", "queries/top.sql"] },
  { key: "query:users", names: ["users", "query:users"] },
  { key: "selectoDomain:User", names: ["User", "domain:User", "domains/user.yaml"] },
  { key: "element:User.source.fields.email", names: ["User.email"] },
  { key: "element:Order.joins.customer", names: ["Order.customer"] },
];

const resolve = (text: string, namespaces = ["public"]): unknown => {
  const found = resolveSubject(text, NAMEABLES, namespaces);
  return found.found ? found.keys : found.nearest;
};

describe("a subject", () => {
  it.each<[string, string[]]>([
    ["users", ["table:public.users", "selectoDomain:User"]],
    ["User", ["table:public.users", "selectoDomain:User"]],
    ["USERS", ["table:public.users", "selectoDomain:User"]],
    ["domain:User", ["selectoDomain:User"]],
    ["table:users", ["table:public.users"]],
    ["app.users", ["table:app.users"]],
    ["users.email", ["column:public.users.email", "element:User.source.fields.email"]],
    ["column:users.email", ["column:public.users.email"]],
    ["OrderItem", ["table:public.order_items"]],
    ["category", ["table:public.categories"]],
    ["active_users", ["view:public.active_users"]],
    ["users_email_idx", ["index:public.users_email_idx"]],
    ["users_pkey", ["constraint:public.users.users_pkey"]],
    ["touched", ["trigger:public.users.touched"]],
    ["touch", ["function:public.touch(integer)"]],
    ["status", ["type:public.status"]],
    ["top_customers", ["query:top_customers"]],
    ["query:users", ["query:users"]],
    ["queries/top.sql", ["query:top_customers"]],
    ["domains/user.yaml", ["selectoDomain:User"]],
    ["Order.customer", ["element:Order.joins.customer"]],
    ['"we;rd"', ["table:public.we;rd"]],
    ['"we;rd"."a.b"', ['column:public.we;rd."a.b"']],
    ["  users_pkey ", ["constraint:public.users.users_pkey"]],
  ])("%s", (text, keys) => expect(resolve(text)).toEqual(keys));

  it("of several namespaces is the first on the search path, and the others are named", () => {
    expect(resolve("users", ["app", "public"])).toEqual(["table:app.users", "selectoDomain:User"]);
    expect(resolveSubject("users", NAMEABLES, ["public"])).toMatchObject({ also: ["table:app.users"] });
    expect(resolve("users.email", ["app"])).toEqual(["column:app.users.email", "element:User.source.fields.email"]);
  });

  it.each<[string, string[]]>([
    ["usres", ["users"]],
    ["user.emial", ["users.email", "User.email"]],
    ["top_custmers", ["top_customers"]],
    ["nothing_like_any_of_these", []],
  ])("that is none: the nearest to %s", (text, nearest) => {
    const found = resolve(text);
    if (nearest.length === 0) expect(found).toEqual([]);
    else expect(found).toEqual(expect.arrayContaining(nearest));
  });
});

describe("an Ecto schema", () => {
  const ecto = (module: string, standsFor?: string, ...more: readonly string[]): Nameable => ({
    key: `ecto:"${module}"`,
    names: [...module.split(".").map((_, at, parts) => parts.slice(at).join(".")), ...more],
    ...(standsFor !== undefined && { standsFor }),
  });
  const all = [
    ...nameablesOf(["table:public.users", "table:public.accounts", "table:public.people"]),
    ecto("App.Accounts.User", "table:public.users", "lib/user.ex"),
    ecto("App.Admin.User", "table:public.people"),
    ecto("App.Lost"),
  ];
  const of = (text: string): unknown => resolveSubject(text, all, ["public"]);

  it("is one answer with its table, by any of its names", () => {
    const answer = { found: true, keys: ["table:public.users", 'ecto:"App.Accounts.User"'], also: [] };
    for (const name of ["App.Accounts.User", "Accounts.User", "lib/user.ex"]) expect(of(name)).toEqual(answer);
  });

  it("of another table with the same last name is said", () => {
    const answer = { found: true, keys: ["table:public.users", 'ecto:"App.Accounts.User"'], also: ['ecto:"App.Admin.User"'] };
    for (const name of ["User", "users"]) expect(of(name)).toEqual(answer);
  });

  it("without a table is itself", () => {
    expect(of("Lost")).toEqual({ found: true, keys: ['ecto:"App.Lost"'], also: [] });
  });

  it("is found by what is nearly its name", () => {
    expect(of("App.Acounts.User")).toEqual({ found: false, nearest: ["App.Accounts.User", "App.Admin.User"] });
    expect(of("Losst")).toMatchObject({ found: false, nearest: ["Lost"] });
  });
});
