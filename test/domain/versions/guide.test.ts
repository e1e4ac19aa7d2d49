/** What somebody writes otherwise from one version to the next: renames by evidence, the rest by what the contract says. */
import { expect, it } from "@jest/globals";
import { guideOf } from "../../../src/domain/versions/guide.ts";
import type { ContractChange } from "../../../src/model/domain-contract.ts";

const change = (verb: ContractChange["verb"], name: string, more: Partial<ContractChange> = {}): ContractChange => ({
  verb,
  kind: "field",
  name,
  bump: verb === "add" ? "minor" : "major",
  deploy: verb === "add" ? "database first" : "application first",
  why: "because",
  ...more,
});
const renames = [
  { from: "column:public.users.name", to: "column:public.users.full_name" },
  { from: "column:public.users.full_name", to: "column:public.users.display_name" },
];

it("puts a field and what a migration made of it together, through several renames and behind joins", () => {
  const steps = guideOf(
    [change("remove", "customer.name"), change("add", "customer.display_name"), change("add", "display_name"), change("remove", "nickname")],
    renames,
  );
  expect(steps).toEqual([
    {
      kind: "field",
      before: "customer.name",
      after: "customer.display_name",
      todo: "write customer.display_name for customer.name",
      deploy: "expand, then contract",
    },
    expect.objectContaining({ before: "nickname", deploy: "application first", todo: expect.stringContaining("no migration says what took its place") }),
    { kind: "field", after: "display_name", todo: "nothing has to be done; it may be used", deploy: "database first" },
  ]);
});

it("does not guess a rename that no migration made", () => {
  const steps = guideOf([change("remove", "name"), change("add", "full_name")], []);
  expect(steps.map(({ before, after }) => [before, after])).toEqual([
    ["name", undefined],
    [undefined, "full_name"],
  ]);
});

it("tells types and conditions, and is silent about labels", () => {
  const steps = guideOf(
    [
      change("alter", "age", { trait: "type", before: "integer", after: "string", deploy: "expand, then contract" }),
      change("alter", "age", { trait: "label", bump: "patch", deploy: "any order" }),
      change("add", "deleted_at", { kind: "required filter", bump: "major", deploy: "application first" }),
    ],
    [],
  );
  expect(steps).toEqual([
    { kind: "field", before: "age: type integer", after: "age: type string", todo: "read string where it was integer", deploy: "expand, then contract" },
    expect.objectContaining({ kind: "required filter", after: "deleted_at", todo: expect.stringContaining("every query has this condition now") }),
  ]);
});
