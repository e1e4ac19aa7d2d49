/** Contracts of published views: from domains, from files of `mix selecto.domain.contract.snapshot`, and judged as Selecto's own comparison does. */
import { describe, expect, it } from "@jest/globals";
import { readDomain } from "../../../src/domain/read-domain.ts";
import { judgeDifference, leastBump } from "../../../src/domain/versions/bump.ts";
import { contractOf } from "../../../src/domain/versions/contract.ts";
import { contractDifferences } from "../../../src/domain/versions/differences.ts";
import { readContractSnapshot, surfacesIn } from "../../../src/domain/versions/surfaces.ts";
import type { JsonObject } from "../../../src/model/json.ts";

const SURFACE: JsonObject = {
  id: "summary",
  kind: "query_surface",
  source: "published_view",
  version: "1.0.0",
  fields: ["id", "total"],
  filters: ["open"],
  query_members: ["ctes.late"],
  required_filters: [],
  result_shape: { id: "integer", total: "decimal" },
  fingerprint: "sha256:a",
  "fields_explicit?": true,
};
const snapshot = (surfaces: readonly JsonObject[], provider: JsonObject = { name: "billing", domain_version: "1.2.0" }): JsonObject => ({
  format: "selecto.domain_contract_snapshot",
  format_version: 1,
  generated_at: "stable",
  provider,
  surfaces: [...surfaces],
});

function contractIn(document: JsonObject) {
  const read = readContractSnapshot(document);
  if (typeof read === "string") throw new Error(read);
  return read.contract;
}

const FEWER = { ...SURFACE, result_shape: { id: "integer" } };

describe("what upstream calls breaking, compatible and to be reviewed", () => {
  it.each<[string, JsonObject[], JsonObject[], "breaking" | "compatible" | "review_required" | "unchanged"]>([
    ["surface_removed", [SURFACE], [], "breaking"],
    ["surface_added", [], [SURFACE], "compatible"],
    ["field_removed", [SURFACE], [{ ...SURFACE, fields: ["id"] }], "breaking"],
    ["field_added", [{ ...SURFACE, fields: ["id"] }], [SURFACE], "compatible"],
    ["filter_removed", [SURFACE], [{ ...SURFACE, filters: [] }], "breaking"],
    ["filter_added", [{ ...SURFACE, filters: [] }], [SURFACE], "compatible"],
    ["query_member_removed", [SURFACE], [{ ...SURFACE, query_members: [] }], "breaking"],
    ["query_member_added", [{ ...SURFACE, query_members: [] }], [SURFACE], "compatible"],
    ["result_field_removed", [SURFACE], [FEWER], "breaking"],
    ["result_field_added", [FEWER], [SURFACE], "compatible"],
    ["result_type_changed", [SURFACE], [{ ...SURFACE, result_shape: { id: "bigint", total: "decimal" } }], "breaking"],
    ["another name of the type", [SURFACE], [{ ...SURFACE, result_shape: { id: "id", total: "decimal" } }], "breaking"],
    ["version_changed", [SURFACE], [{ ...SURFACE, version: "1.1.0" }], "review_required"],
    ["fingerprint_changed", [SURFACE], [{ ...SURFACE, fingerprint: "sha256:b" }], "review_required"],
    ["what is not compared", [SURFACE], [{ ...SURFACE, compatibility: "strict", stable: false, capability: "x" }], "unchanged"],
  ])("%s", (_, before, after, classification) => {
    const bump = leastBump(contractDifferences(contractIn(snapshot(before)), contractIn(snapshot(after))).map(judgeDifference));
    const words = { major: "breaking", minor: "compatible", patch: "review_required" } as const;
    expect(bump === undefined ? "unchanged" : words[bump]).toBe(classification);
  });
});

it("is the same from the domain that publishes", () => {
  const view = {
    version: "1.0.0",
    fingerprint: "sha256:a",
    columns: { id: { type: "integer" }, total: { type: "decimal" } },
    fields: ["id", "total"],
    filters: ["open"],
    query_members: ["ctes.late"],
  };
  const source = { source_table: "orders", primary_key: "id", fields: ["id"], columns: { id: { type: "integer" } } };
  const { domain } = readDomain({ path: "billing.json", text: JSON.stringify({ name: "billing", source, published_views: { summary: view } }) });
  const contract = domain && contractOf(domain);
  expect(contract && surfacesIn(contract)).toEqual(contractIn(snapshot([SURFACE])));
});

it.each<[string, JsonObject, string]>([
  ["another format", { format: "selecto.normalized_domain" }, "its format is not"],
  ["another version of it", { ...snapshot([]), format_version: 2 }, "version 2 is not known here, only 1"],
  ["no provider", snapshot([], {}), "names no provider"],
  ["no surfaces", { ...snapshot([]), surfaces: null }, "no list of surfaces"],
])("%s is refused", (_, document, words) => {
  expect(readContractSnapshot(document)).toContain(words);
});

it("a version that is no semantic one is none", () => {
  expect(readContractSnapshot(snapshot([], { name: "billing", domain_version: "2026-11" }))).toEqual({ name: "billing", contract: [] });
});
