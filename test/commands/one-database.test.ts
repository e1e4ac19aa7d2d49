/** Commands that decide about one database say so where a fleet is named. */
import { expect, it } from "@jest/globals";
import { requireOneDatabase } from "../../src/commands/fleet-command.ts";

it("a fleet is refused with the command that takes it", () => {
  expect(() => requireOneDatabase({}, "migrate repair")).not.toThrow();
  expect(() => requireOneDatabase({ targets: "tenants.txt" }, "migrate repair")).toThrow(
    expect.objectContaining({
      code: "usage",
      exit: 2,
      next: "selecto migrate status --targets tenants.txt shows who needs it; then selecto migrate repair --database env:NAME for each of them",
    }),
  );
  expect(() => requireOneDatabase({ namespaces: ["tenant_*"] }, "migrate redo")).toThrow(
    expect.objectContaining({ code: "usage", exit: 2, why: expect.stringContaining("ledger entries") }),
  );
  const own = { why: "it compares databases", next: "--targets" };
  expect(() => requireOneDatabase({ namespaces: ["tenant_*"] }, "migrate baseline", own)).toThrow(expect.objectContaining(own));
});
