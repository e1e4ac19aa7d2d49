/** What rows lose when they get a value: said once, whatever else is said of the column. Pure. */
import { expect, it } from "@jest/globals";
import type { Loss } from "../../src/migration/losses.ts";
import type { SchemaState } from "../../src/model/schema-state.ts";
import { fillLosses } from "../../src/operations/fill-columns.ts";

const [A, B] = ["column:public.t.a", "column:public.t.b"];
const STATE: SchemaState = {
  serverVersion: "18.0",
  facts: [A, B].map((key) => ({ key, payload: {} })),
  edges: [],
  fingerprint: "",
  orderedFingerprint: "",
  diagnostics: [],
};

it("is no second loss of a column whose type holds less", () => {
  const fills = new Map([
    [A, "1"],
    [B, "2"],
  ]);
  const narrowed: Loss = { subject: "t.a", key: A, becomes: "integer", text: "" };
  expect(fillLosses(STATE, fills).map(({ subject }) => subject)).toEqual(["t.a", "t.b"]);
  expect(fillLosses(STATE, fills, [narrowed]).map(({ subject }) => subject)).toEqual(["t.b"]);
});
